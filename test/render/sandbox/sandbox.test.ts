import { afterAll, describe, expect, test } from "vitest";
import { openSandbox, type Rendering, type RenderRequest } from "../../../src/render/sandbox/index.ts";
import { filesOf, fixtures, readFiles } from "./files.ts";

const files = readFiles(fixtures);
const sandbox = openSandbox({ threads: 1, milliseconds: 60_000 });
afterAll(() => sandbox.close());

async function kustomize(directory: string): Promise<Rendering> {
  return sandbox.render({ renderer: "kustomize", directory }, files);
}

async function helm(chart: string, more: object = {}): Promise<Rendering> {
  return sandbox.render({ renderer: "helm", chart, release: "rel", namespace: "shop", ...more }, files);
}

/** Kind, name and file of each document. */
function placesOf(rendering: Rendering): readonly string[] {
  if ("failed" in rendering) throw new Error(rendering.failed);
  return rendering.documents.map(({ text, path }) => {
    const kind = /^kind: (.+)$/m.exec(text)?.[1] ?? "?";
    const name = /^ {2}name: (.+)$/m.exec(text)?.[1] ?? /name: ([^,}]+)/.exec(text)?.[1] ?? "?";
    return `${kind} ${name} ${String(path)}`;
  });
}

describe("a kustomization", () => {
  test("gives documents in the order of kubectl, each with its file", async () => {
    expect(placesOf(await kustomize("overlays/components"))).toEqual([
      "Service web base/service.yaml",
      "Deployment web base/deployment.yaml",
      "NetworkPolicy default-deny base/policies.yaml",
      "NetworkPolicy monitoring components/monitored/policy.yaml",
      "NetworkPolicy web base/policies.yaml",
    ]);
  });

  test("names the kustomization for what it generates, and lists for what is in them", async () => {
    expect(placesOf(await kustomize("overlays/generated")).slice(0, 2)).toEqual([
      "ConfigMap settings-4596btttt9 overlays/generated/kustomization.yaml",
      "Secret password overlays/generated/kustomization.yaml",
    ]);
    expect(placesOf(await kustomize("overlays/nested"))).toContain(
      "NetworkPolicy outer-listed overlays/nested/other/list.yaml",
    );
  });

  test("rewrites the selectors of policies, peers included", async () => {
    const rendering = await kustomize("overlays/renamed");
    const policy = "documents" in rendering ? rendering.documents.at(-1)?.text : "";
    expect(policy).toContain("  name: eu-web-blue\n  namespace: shop\n");
    expect(policy).toContain(
      "        matchLabels:\n          env: prod\n          role: client\n          team: web\n",
    );
  });

  test("keeps annotations of origin where it asks for them, and nowhere else", async () => {
    const text = async (name: string): Promise<string> => JSON.stringify(await kustomize(name));
    expect(await text("overlays/origins")).toContain("config.kubernetes.io/origin");
    expect(await text("overlays/components")).not.toContain("config.kubernetes.io");
  });

  test("has its own schema for itself alone", async () => {
    const before = await kustomize("overlays/patched-route");
    await kustomize("overlays/transformed");
    expect(await kustomize("overlays/patched-route")).toEqual(before);
  });

  test("inflates charts that are in the repository, and knows the template of each document", async () => {
    expect(placesOf(await kustomize("overlays/inflated"))).toEqual([
      "CustomResourceDefinition xs.example.com overlays/inflated/vendored/small/crds/x.yaml",
      "NetworkPolicy k-second overlays/inflated/vendored/small/templates/policy.yaml",
      "NetworkPolicy k-third overlays/inflated/vendored/small/templates/policy.yaml",
      "NetworkPolicy k-first overlays/inflated/vendored/small/templates/policy.yaml",
      "Pod k-first-test overlays/inflated/vendored/small/templates/test.yaml",
    ]);
  });

  test("goes without what is elsewhere or is a program", async () => {
    const rendering = await sandbox.render(
      { renderer: "kustomize", directory: "root" },
      new Map(
        filesOf({
          "root/kustomization.yaml": `resources:
  - ../base
  - github.com/org/repo//path?ref=v1.2
generators:
  - secrets.yaml
  - |-
    apiVersion: example.com/v1
    kind: Inline
    metadata: {name: inline}
helmCharts:
  - {name: redis, repo: "https://charts.example.com", version: 1.2.3}
`,
          "root/secrets.yaml": `apiVersion: viaduct.ai/v1
kind: ksops
metadata: {name: secrets}
---
apiVersion: builtin
kind: ConfigMapGenerator
metadata: {name: kept}
literals: [a=b]
`,
          "base/kustomization.yaml":
            "resources: [policy.yaml]\nconfigMapGenerator: [{name: a, files: [a.sql], envs: [bad.env]}]\n",
          "base/policy.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n",
        }),
      ).set("base/bad.env", new Uint8Array([0xff, 0x3d])),
    );
    expect(placesOf(rendering)).toEqual([
      "ConfigMap a-586548k286 base/kustomization.yaml",
      "ConfigMap kept-4h2mbtbbt6 root/secrets.yaml",
      "NetworkPolicy web base/policy.yaml",
    ]);
    const nowhere = { repository: null, version: null };
    expect(rendering.missing).toEqual([
      { kind: "generator-file", path: "base/kustomization.yaml", line: 2, reference: "a.sql", ...nowhere },
      { kind: "generator-file", path: "base/kustomization.yaml", line: 2, reference: "bad.env", ...nowhere },
      {
        kind: "base",
        path: "root/kustomization.yaml",
        line: 3,
        reference: "github.com/org/repo//path?ref=v1.2",
        ...nowhere,
      },
      { kind: "plugin", path: "root/secrets.yaml", line: 2, reference: "ksops", ...nowhere },
      { kind: "plugin", path: "root/kustomization.yaml", line: 6, reference: "Inline", ...nowhere },
      {
        kind: "chart",
        path: "root/kustomization.yaml",
        line: 11,
        reference: "redis",
        repository: "https://charts.example.com",
        version: "1.2.3",
      },
    ]);
  });

  test.each([
    ["resources: [absent.yaml]\n", "'absent.yaml' doesn't exist"],
    ["resources: {\n", "yaml"],
    ["resource: []\n", 'unknown field "resource"'],
    ["helmCharts: [{name: nowhere}]\n", "no chart found at 'charts/nowhere'"],
  ])("that is wrong fails with the message of Kustomize: %j", async (text, message) => {
    const request: RenderRequest = { renderer: "kustomize", directory: "" };
    const rendering = await sandbox.render(request, filesOf({ "kustomization.yaml": text }));
    expect("failed" in rendering && rendering.failed).toContain(message);
  });
});

describe("a chart", () => {
  test("gives documents in the order of helm template, hooks last, each with its template", async () => {
    const rendering = await helm("charts/web", { values: ["charts/web/values-prod.yaml"] });
    expect(placesOf(rendering)).toEqual([
      "NetworkPolicy rel-audit charts/web/charts/db/templates/policy.yaml",
      "NetworkPolicy rel-cache charts/web/charts/cache-1.0.0.tgz",
      "NetworkPolicy rel-db charts/web/charts/db/templates/policy.yaml",
      "NetworkPolicy rel-shop-web-0 charts/web/templates/policies.yaml",
      "NetworkPolicy rel-shop-web-egress charts/web/templates/policies.yaml",
      "ConfigMap facts charts/web/templates/policies.yaml",
      "Deployment rel-shop-web charts/web/templates/deployment.yaml",
      "Pod connection charts/web/templates/tests/connection.yaml",
      "Job migrate charts/web/templates/hook.yaml",
    ]);
  });

  test("takes values from files, then inline, then set", async () => {
    const policies = async (more: object): Promise<readonly string[]> =>
      placesOf(await helm("charts/web", more)).filter((place) => place.startsWith("NetworkPolicy rel-shop-web-"));
    expect(await policies({ inlineValues: ["clients: [{role: a}, {role: b}, {role: c}]"] })).toHaveLength(4);
    expect(await policies({ inlineValues: ["clients: []"], values: ["charts/web/values-prod.yaml"] })).toHaveLength(1);
    expect(await policies({ inlineValues: ["clients: []"], set: ["clients[0].role=x"] })).toHaveLength(2);
  });

  test("goes without dependencies that are not in it, as far as they are enabled", async () => {
    expect(await helm("charts/lacking")).toMatchObject({
      documents: [{ path: "charts/lacking/templates/policy.yaml" }],
      missing: [
        {
          kind: "chart",
          path: "charts/lacking/Chart.yaml",
          line: 5,
          reference: "redis",
          repository: "oci://registry.example.com/charts",
          version: "^18",
        },
      ],
    });
  });

  test.each([
    ["charts/nowhere", {}, "there is no chart"],
    ["base", {}, "Chart.yaml file is missing"],
    ["charts/web", { values: ["absent.yaml"] }, "open absent.yaml: no such file or directory"],
    ["charts/web", { inlineValues: ["a: {"] }, "failed to parse inline values"],
    ["charts/web", { set: ["a[999999999]=1"] }, "failed parsing --set data"],
  ])("that cannot be rendered fails with a message: %s %j", async (chart, more, message) => {
    const rendering = await helm(chart, more);
    expect("failed" in rendering && rendering.failed).toContain(message);
  });
});

test("many roots are answered in their order", async () => {
  const requests = ["overlays/plain", "overlays/absent", "overlays/crlf"].map((directory): RenderRequest => ({
    renderer: "kustomize",
    directory,
  }));
  const renderings = await sandbox.renderAll(requests, files);
  expect(renderings.map((rendering) => ("failed" in rendering ? "failed" : rendering.documents.length))).toEqual([
    4,
    "failed",
    1,
  ]);
});
