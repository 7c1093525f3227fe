import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSandbox, type HelmRequest, type Rendering } from "../../../src/render/sandbox/index.ts";
import { filesOf } from "./files.ts";

/** Small bounds, so that reaching them takes little. */
const limits = { threads: 1, milliseconds: 8_000, outputBytes: 1024 * 1024, inputBytes: 8 * 1024 * 1024 };
const sandbox = openSandbox(limits);
afterAll(() => sandbox.close());

const policy =
  "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {}\n";
const good = filesOf({ "kustomization.yaml": "resources: [policy.yaml]\n", "policy.yaml": policy });

async function renderKustomization(texts: Readonly<Record<string, string>>, directory = ""): Promise<Rendering> {
  return sandbox.render({ renderer: "kustomize", directory }, filesOf({ ...texts }));
}

async function renderTemplate(template: string, more: Partial<HelmRequest> = {}): Promise<Rendering> {
  const files = filesOf({
    "chart/Chart.yaml": "apiVersion: v2\nname: bomb\nversion: 0.1.0\n",
    "chart/templates/_none.tpl": "",
    "chart/templates/bomb.yaml": template,
  });
  return sandbox.render({ renderer: "helm", chart: "chart", release: "r", namespace: "n", ...more }, files);
}

/** After everything that goes wrong, the next root is rendered. */
async function expectServed(): Promise<void> {
  const rendering = await sandbox.render({ renderer: "kustomize", directory: "" }, good);
  expect(rendering).toEqual({ documents: [{ text: policy, path: "policy.yaml" }], missing: [] });
}

describe("nothing is fetched", () => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    asked.push("connection");
    socket.destroy();
  });
  let address = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    address = typeof bound === "object" && bound !== null ? `127.0.0.1:${String(bound.port)}` : "";
  });
  afterAll(() => void server.close());

  test("references to a server are left out and told", async () => {
    const rendering = await renderKustomization({
      "kustomization.yaml": `resources:
  - policy.yaml
  - http://${address}/org/repo//base?ref=v1
  - http://${address}/remote.yaml
  - git::ssh://git@${address}/org/repo
  - git@${address}:org/repo.git
components: [http://${address}/org/component]
transformers: [http://${address}/transformer.yaml]
crds: [http://${address}/crd.json]
patches: [{path: http://${address}/patch.yaml}]
replacements: [{path: http://${address}/replacement.yaml}]
openapi: {path: http://${address}/schema.json}
configMapGenerator:
  - name: remote
    files: [http://${address}/file, a=http://${address}/file]
    envs: [http://${address}/env]
`,
      "policy.yaml": policy,
    });
    expect("documents" in rendering && rendering.documents.map(({ path }) => path)).toEqual([
      "kustomization.yaml",
      "policy.yaml",
    ]);
    expect(rendering.missing.map(({ kind, line }) => [kind, line])).toEqual([
      ["base", 3],
      ["file", 4],
      ["base", 5],
      ["base", 6],
      ["base", 7],
      ["file", 8],
      ["file", 9],
      ["file", 10],
      ["file", 11],
      ["file", 12],
      ["generator-file", 15],
      ["generator-file", 15],
      ["generator-file", 16],
    ]);
    expect(asked).toEqual([]);
  });

  test("a schema of values that refers to a server fails, and a template finds no address", async () => {
    const files = filesOf({
      "Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n",
      "values.schema.json": `{"$ref": "http://${address}/schema.json"}`,
    });
    const request = { renderer: "helm", chart: "", release: "r", namespace: "n" } as const;
    const rendering = await sandbox.render(request, files);
    expect("failed" in rendering && rendering.failed).toContain("schema");
    expect(asked).toEqual([]);
    expect(await renderTemplate('a: {{ getHostByName "localhost" | quote }}')).toMatchObject({
      documents: [{ text: 'a: ""' }],
    });
    await expectServed();
  });

  test("values at a URL are left out and told", async () => {
    const rendering = await renderTemplate("a: 1", { values: [`http://${address}/values.yaml`] });
    expect(rendering).toMatchObject({ documents: [{ text: "a: 1" }], missing: [{ kind: "values" }] });
    expect(asked).toEqual([]);
  });
});

describe("nothing outside of the files is read", () => {
  test.each([
    "../../etc/passwd",
    "../../../../../../etc/passwd",
    "/etc/passwd",
    "/repository/../etc/passwd",
    "/proc/self/environ",
  ])("%s", async (path) => {
    const rendering = await renderKustomization({ "a/kustomization.yaml": `resources: [${path}]\n` }, "a");
    expect("failed" in rendering && rendering.failed).toContain("doesn't exist");
  });

  test("a file that a generator takes from above its kustomization", async () => {
    const rendering = await renderKustomization(
      { "a/kustomization.yaml": "configMapGenerator: [{name: a, files: [../secret]}]\n", secret: "s" },
      "a",
    );
    expect("failed" in rendering && rendering.failed).toContain("security; file 'secret' is not in or below 'a'");
  });

  test("paths of files that leave the repository are not taken", async () => {
    const rendering = await renderKustomization({
      "kustomization.yaml": "resources: [../outside.yaml]\n",
      "../outside.yaml": policy,
    });
    expect("failed" in rendering && rendering.failed).toContain("doesn't exist");
  });

  test("the clock of a template is the same however much was rendered before", async () => {
    const template = "a: {{ now }}\nb: {{ ago now }}\nc: {{ now | htmlDate }}\n";
    const first = await renderTemplate(template);
    expect("documents" in first && first.documents[0]?.text).toContain("2000-01-01 00:00:00 +0000 UTC m=+");
    for (let more = 0; more < 8; more++) {
      await renderTemplate(`a: {{ repeat ${String(40_000 * more)} "x" | sha256sum }}`);
      expect(await renderTemplate(template)).toEqual(first);
    }
  });

  test("templates know no environment, no time and no chance", async () => {
    const template = "a: {{ now | date `2006` }}\nb: {{ randAlphaNum 8 }}\nc: {{ uuidv4 }}\nd: {{ randInt 0 1000000 }}";
    const first = await renderTemplate(template);
    expect(first).toMatchObject({ documents: [{ path: "chart/templates/bomb.yaml" }] });
    expect(await renderTemplate(template)).toEqual(first);
    expect(await renderTemplate("a: {{ env `PATH` }}")).toMatchObject({
      failed: expect.stringContaining('function "env" not defined') as string,
    });
  });
});

describe("many roots", () => {
  test("that take too long together are told one by one, and what is rendered by then is kept", async () => {
    const own = openSandbox({ threads: 1, milliseconds: 60_000, allMilliseconds: 6_000 });
    try {
      const endless = filesOf({
        "good/kustomization.yaml": "resources: [policy.yaml]\n",
        "good/policy.yaml": policy,
        "chart/Chart.yaml": "apiVersion: v2\nname: bomb\nversion: 0.1.0\n",
        "chart/templates/a.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
      });
      const bomb = {
        renderer: "helm",
        chart: "chart",
        release: "r",
        namespace: "n",
        values: [],
        inlineValues: [],
      } as const;
      const last = { renderer: "kustomize", directory: "good" } as const;
      const late = { failed: "rendering all 4 roots of a revision takes longer than 6 seconds", missing: [] };
      const renderings = await own.renderAll([last, bomb, bomb, last], endless);
      expect(renderings[0]).toMatchObject({ documents: [{ path: "good/policy.yaml" }] });
      expect(renderings.slice(1)).toEqual([late, late, late]);
      expect(await own.renderAll([last], endless)).toMatchObject([{ documents: [{ path: "good/policy.yaml" }] }]);
    } finally {
      await own.close();
    }
  });
});

describe("bombs", () => {
  const nested = (depth: number, leaf: string): string =>
    Array.from({ length: depth }, (_, at) => `a${String(at)}: &a${String(at)} [${repeated(at, leaf)}]`).join("\n");
  const repeated = (at: number, leaf: string): string =>
    Array(10)
      .fill(at === 0 ? leaf : `*a${String(at - 1)}`)
      .join(",");

  test.each([
    [
      "billion laughs in values",
      () => renderTemplate("a: 1", { inlineValues: [nested(12, "lol")] }),
      /excessive aliasing/,
    ],
    [
      "billion laughs in a kustomization",
      () => renderKustomization({ "kustomization.yaml": `${nested(12, "lol")}\nresources: [policy.yaml]\n` }),
      /./,
    ],
    [
      "billion laughs in a resource",
      () =>
        renderKustomization({
          "kustomization.yaml": "resources: [b.yaml]\n",
          "b.yaml": `${policy}${nested(12, "lol")}\n`,
        }),
      /./,
    ],
    [
      "an endless template",
      () =>
        renderTemplate(
          "{{ range $a := untilStep 0 2000000000 0 }}{{ end }}{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}",
        ),
      /longer than 8 seconds/,
    ],
    ["a list without an end", () => renderTemplate("{{ range until 1000000000 }}x{{ end }}"), /memory/],
    [
      "an include of itself",
      () => renderTemplate('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'),
      /nested reference|deep/,
    ],
    [
      "a template of itself",
      () => renderTemplate('{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'),
      /exceeded maximum template depth|deep/,
    ],
    ["two megabytes", () => renderTemplate('a: {{ repeat 2000000 "x" }}'), /more than 1048576 bytes/],
    [
      "two gigabytes",
      () => renderTemplate('{{ range until 2000 }}{{ repeat 1000000 "x" }}{{ end }}'),
      /memory|longer than|more than/,
    ],
    ["a base of itself", () => renderKustomization({ "kustomization.yaml": "resources: [.]\n" }), /cycle detected/],
    [
      "bases that double",
      () =>
        renderKustomization(
          Object.fromEntries(
            Array.from({ length: 30 }, (_, at) => [
              `l${String(at)}/kustomization.yaml`,
              at === 0
                ? "namePrefix: x\n"
                : `resources: [../l${String(at - 1)}, ../l${String(at - 1)}/.]\nnamePrefix: x\n`,
            ]),
          ),
          "l29",
        ),
      /longer than 8 seconds/,
    ],
    [
      "too many bytes",
      () => renderKustomization({ "kustomization.yaml": "a".repeat(9_000_000) }),
      /the files have more than/,
    ],
  ] as const)("%s", async (_, attempt, expected) => {
    const rendering = await attempt();
    expect("failed" in rendering ? rendering.failed : rendering).toMatch(expected);
    await expectServed();
  });

  test("a root that is told to stop", async () => {
    const controller = new AbortController();
    const request = { renderer: "helm", chart: "", release: "r", namespace: "n" } as const;
    const files = filesOf({
      "Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n",
      "templates/x.yaml": "{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}",
    });
    const rendering = sandbox.render(request, files, controller.signal);
    const waiting = sandbox.render(request, files, controller.signal);
    controller.abort(new Error("superseded"));
    await expect(rendering).rejects.toThrow("superseded");
    await expect(waiting).rejects.toThrow("superseded");
    await expectServed();
  });

  test("a sandbox that is closed", async () => {
    const other = openSandbox(limits);
    const rendering = other.render({ renderer: "kustomize", directory: "" }, good);
    await other.close();
    await expect(rendering).rejects.toThrow("closed");
    await expect(other.render({ renderer: "kustomize", directory: "" }, good)).rejects.toThrow("closed");
  });
});
