/** New roots that are made from what is there, and stays: overlays and values files. Really rendered. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

function deployment(name: string, namespace = ""): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}${namespace} }
spec: { selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: c, image: i }] } } }
`;
}

function policy(name: string, spec: string, namespace = ""): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}${namespace} }
spec: { ${spec} }
`;
}

const OPEN = "podSelector: {}, ingress: [{}]";
const CLOSED = "podSelector: {}, policyTypes: [Ingress]";

/** A base with one workload and one policy. */
function base(spec: string, namespace = ""): Files {
  return {
    "base/kustomization.yaml": "resources: [db.yaml, p.yaml]\n",
    "base/db.yaml": deployment("db", namespace),
    "base/p.yaml": policy("p", spec, namespace),
  };
}

function overlay(name: string, more = ""): Files {
  return { [`overlays/${name}/kustomization.yaml`]: `resources: [../../base]\n${more}` };
}

const WITHOUT_POLICY =
  "patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, $patch: delete}' }]\n";
const OPENED =
  "patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {ingress: [{}]}}' }]\n";

/** Rules that fail the check, by root, each once. */
async function failing(before: Files, after: Files): Promise<readonly string[]> {
  const { reading } = await readRendered(before, after, sandbox.renderAll);
  const { roots } = judgedReport(reading, SIDE_NAMES, "2026-06-15");
  const failures = roots.flatMap(({ root, judgement }) =>
    (judgement?.regressions ?? []).filter(({ level }) => level === "failure").map(({ rule }) => `${root} ${rule}`),
  );
  return [...new Set(failures)].sort();
}

describe("the first overlay of what was deployed by itself", () => {
  const SHOP = ", namespace: shop";

  it.each<[string, Files, string]>([
    ["as it stands", base(OPEN), ""],
    ["with the namespace that it names", base(OPEN, SHOP), ""],
    ["with a namespace where it names none", base(OPEN), "namespace: shop\n"],
    ["with a prefix", base(OPEN), "namePrefix: prod-\n"],
    ["with an image", base(OPEN, SHOP), "images: [{ name: i, newTag: v2 }]\n"],
  ])("exposes nothing new: %s", async (_, before, more) => {
    expect(await failing(before, { ...before, ...overlay("prod", more) })).toEqual([]);
  });

  it.each<[string, string]>([
    ["as it stands", ""],
    ["with a namespace", "namespace: shop\n"],
  ])("is told what it opens: %s", async (_, more) => {
    const before = base(CLOSED);
    const without = await failing(before, { ...before, ...overlay("prod", more + WITHOUT_POLICY) });
    expect(without).toContain("overlays/prod isolation-lost");
    const opened = await failing(before, { ...before, ...overlay("prod", more + OPENED) });
    expect(opened).toContain("overlays/prod exposed-to-internet");
  });

  it("is told what it adds", async () => {
    const before = base(CLOSED, SHOP);
    const own = {
      "overlays/prod/kustomization.yaml": "resources: [../../base, x.yaml]\n",
      "overlays/prod/x.yaml": `${deployment("x", SHOP)}---\n${policy("x", "podSelector: { matchLabels: { app: x } }, ingress: [{}]", SHOP)}`,
    };
    expect(await failing(before, { ...before, ...own })).toEqual(["overlays/prod exposed-to-internet"]);
  });

  it("is compared with all that it builds on", async () => {
    const before = {
      ...base(OPEN),
      "other/kustomization.yaml": "resources: [web.yaml]\n",
      "other/web.yaml": deployment("web"),
    };
    const both = { "overlays/prod/kustomization.yaml": "resources: [../../base, ../../other]\n" };
    expect(await failing(before, { ...before, ...both })).toEqual([]);
    const closed = { ...before, ...base(CLOSED) };
    expect(await failing(closed, { ...closed, ...both })).toEqual([]);
    const opened = {
      "overlays/prod/kustomization.yaml": `${both["overlays/prod/kustomization.yaml"]}${OPENED}`,
    };
    expect(await failing(closed, { ...closed, ...opened })).toContain("overlays/prod exposed-to-internet");
  });
});

describe("another overlay", () => {
  it("exposes nothing new where it deploys what one beside it does", async () => {
    const before = { ...base(OPEN), ...overlay("dev") };
    expect(await failing(before, { ...before, ...overlay("prod") })).toEqual([]);
  });

  it("is missed the policy that the one beside it has", async () => {
    const guarded: Files = {
      ...base(OPEN),
      "base/kustomization.yaml": "resources: [db.yaml]\n",
      "overlays/dev/kustomization.yaml": "resources: [../../base, p.yaml]\n",
      "overlays/dev/p.yaml": policy("p", CLOSED),
    };
    expect(await failing(guarded, { ...guarded, ...overlay("prod") })).toContain("overlays/prod isolation-lost");
  });

  it("is new as a whole in a namespace of its own", async () => {
    const before = { ...base(OPEN), ...overlay("dev", "namespace: dev\n") };
    const { reading } = await readRendered(
      before,
      { ...before, ...overlay("prod", "namespace: prod\n") },
      sandbox.renderAll,
    );
    expect(reading.roots.map(({ root, base: { cluster } }) => [root, cluster.workloads.length])).toEqual([
      ["overlays/prod", 0],
    ]);
    expect(await failing(before, { ...before, ...overlay("prod", "namespace: prod\n") })).toEqual([
      "overlays/prod exposed-to-internet",
    ]);
    const closed = { ...before, ...base(CLOSED) };
    expect(await failing(closed, { ...closed, ...overlay("prod", "namespace: prod\n") })).toEqual([]);
  });
});

describe("another values file of a chart", () => {
  const chart: Files = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "ns: shop\n",
    "c/templates/a.yaml": `${deployment("db", ", namespace: {{ .Values.ns }}")}---\n${policy("p", OPEN, ", namespace: {{ .Values.ns }}")}`,
  };

  it("exposes nothing new where it deploys the same, and is new as a whole in another namespace", async () => {
    expect(await failing(chart, { ...chart, "c/values-prod.yaml": "more: 1\n" })).toEqual([]);
    expect(await failing(chart, { ...chart, "c/values-prod.yaml": "ns: prod\n" })).toEqual([
      "c:values-prod.yaml exposed-to-internet",
    ]);
  });
});
