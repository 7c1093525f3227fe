import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { openSandbox, type HelmRequest, type Rendering } from "../../../src/render/sandbox/index.ts";
import { fixtures, readFiles } from "./files.ts";

/** The real programs, where `npm run reference-renderers` has fetched them. */
const programs = fileURLToPath(new URL("../../../.cache/renderers/", import.meta.url));
const kubectl = join(programs, "kubectl");
const helm = join(programs, "helm");
const present = existsSync(kubectl) && existsSync(helm);
if (!present) console.warn("skipped: kubectl and helm are not there, npm run reference-renderers fetches them");

const files = readFiles(fixtures);
const sandbox = openSandbox({ threads: 1, milliseconds: 60_000 });
const home = mkdtempSync(join(tmpdir(), "netpol-reference-"));
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });
});

function run(program: string, ...words: readonly string[]): string {
  return execFileSync(program, words, {
    cwd: fixtures,
    env: { HOME: home, PATH: process.env["PATH"] },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
}

function textsOf(rendering: Rendering): readonly string[] {
  if ("failed" in rendering) throw new Error(rendering.failed);
  return rendering.documents.map(({ text }) => text);
}

/** What the documents of a text mean; those that hold nothing are left out. */
function valuesOf(text: string): readonly unknown[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((value) => value !== null);
}

describe.skipIf(!present)("as the real kubectl kustomize", () => {
  const overlays = readdirSync(join(fixtures, "overlays")).filter((name) => name !== "inflated");
  test.each(overlays)("%s, byte for byte", async (name) => {
    const directory = `overlays/${name}`;
    const rendering = await sandbox.render({ renderer: "kustomize", directory }, files);
    expect(textsOf(rendering).join("---\n")).toBe(run(kubectl, "kustomize", directory));
    expect(rendering.missing).toEqual([]);
  });

  test("inflated, with the real helm", async () => {
    // Kustomize 5.7 refuses Helm 4 by its version.
    const wrapper = join(home, "helm");
    writeFileSync(wrapper, `#!/bin/sh\nif [ "$1" = version ]; then echo v3.0.0; else exec "${helm}" "$@"; fi\n`, {
      mode: 0o755,
    });
    const directory = "overlays/inflated";
    const real = run(kubectl, "kustomize", directory, "--enable-helm", "--helm-command", wrapper);
    const rendering = await sandbox.render({ renderer: "kustomize", directory }, files);
    expect(textsOf(rendering).join("---\n")).toBe(real);
    expect(rendering.missing).toEqual([]);
  });
});

describe.skipIf(!present)("as the real helm template", () => {
  const cases: readonly (readonly [string, Partial<HelmRequest>, readonly string[]])[] = [
    ["charts/web", {}, []],
    ["charts/web", { values: ["charts/web/values-prod.yaml"] }, ["-f", "charts/web/values-prod.yaml"]],
    [
      "charts/web",
      { set: ["db.enabled=false", "clients[0].role=set"], setString: ["labels.n=1"] },
      ["--set", "db.enabled=false", "--set", "clients[0].role=set", "--set-string", "labels.n=1"],
    ],
    ["charts/web", { includeCRDs: true, leaveOut: ["tests"] }, ["--include-crds", "--skip-tests"]],
    [
      "charts/web",
      { leaveOut: ["hooks"], kubeVersion: "1.30.2", apiVersions: ["example.com/v1"] },
      ["--no-hooks", "--kube-version", "1.30.2", "--api-versions", "example.com/v1"],
    ],
    ["charts/v1", {}, []],
    ["charts/web/charts/cache-1.0.0.tgz", {}, []],
  ];
  test.each(cases)("%s %j", async (chart, more, words) => {
    const real = run(helm, "template", "rel", chart, "--namespace", "shop", ...words);
    const request: HelmRequest = { renderer: "helm", chart, release: "rel", namespace: "shop", ...more };
    const rendering = await sandbox.render(request, files);
    expect(textsOf(rendering).flatMap(valuesOf)).toEqual(valuesOf(real));
    expect(rendering.missing).toEqual([]);
  });

  test.each([
    ["charts/library", {}, []],
    ["charts/web", { set: ["replicas=-1"] }, ["--set", "replicas=-1"]],
    ["charts/web", { set: ["clients[0].role=null"] }, ["--set", "clients[0].role=null"]],
    ["charts/web", { kubeVersion: "1.10.0" }, ["--kube-version", "1.10.0"]],
  ] as const)("%s %j fails for the same reason", async (chart, more, words) => {
    const real = failureOf(() => run(helm, "template", "rel", chart, "--namespace", "shop", ...words));
    const request: HelmRequest = { renderer: "helm", chart, release: "rel", namespace: "shop", ...more };
    const rendering = await sandbox.render(request, files);
    expect("failed" in rendering && real.includes(rendering.failed.trim()) ? "" : [rendering, real]).toBe("");
  });
});

function failureOf(attempt: () => string): string {
  try {
    return `no failure: ${attempt()}`;
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr);
  }
}
