/** Policies that a manifest holds and the cluster does not keep: hooks, and what only a cluster gives out. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readPlain, readRendered, SIDE_NAMES, snapshotOf, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const DB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec: { selector: { matchLabels: { app: db } }, template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: c, image: i }] } } }
---
`;

function policy(metadata: string, spec = "podSelector: {}, policyTypes: [Ingress]"): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { namespace: shop, ${metadata} }
spec: { ${spec} }
`;
}

const DENY = policy("name: deny");

function judged(before: string, after: string, path = "a.yaml") {
  const sides = [before, after].map((text) => snapshotOf({ [path]: `${DB}${text}` }));
  const [base = snapshotOf({}), head = snapshotOf({})] = sides;
  const reading = readPlain(base, head);
  const { roots } = judgedReport(reading, SIDE_NAMES, "2026-06-15");
  const rules = roots.flatMap(({ judgement }) => (judgement?.regressions ?? []).map(({ rule }) => rule));
  return { rules, told: reading.news.map(({ severity, code }) => `${severity} ${code}`) };
}

describe("a policy is gone that becomes a hook", () => {
  it.each([
    "argocd.argoproj.io/hook: PostDelete",
    "argocd.argoproj.io/hook: Skip",
    "argocd.argoproj.io/hook: 'PreSync, Skip'",
    "argocd.argoproj.io/hook: SyncFail",
    "argocd.argoproj.io/hook: PreDelete",
    "argocd.argoproj.io/hook: unheard-of",
    "argocd.argoproj.io/hook: PreSync, argocd.argoproj.io/hook-delete-policy: HookSucceeded",
    "helm.sh/hook: test",
    "helm.sh/hook: 'pre-delete,post-delete'",
    "helm.sh/hook: post-rollback",
    "helm.sh/hook: 'pre-install,pre-instal'",
    "helm.sh/hook: post-install, helm.sh/hook-delete-policy: 'before-hook-creation,hook-succeeded'",
  ])("%s", (annotations) => {
    const { rules, told } = judged(DENY, policy(`name: deny, annotations: { ${annotations} }`));
    expect(rules).toContain("isolation-lost");
    expect(told).toEqual(["warning policy-is-hook"]);
  });
});

it.each([
  "argocd.argoproj.io/hook: PreSync",
  "argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation",
  "helm.sh/hook: 'pre-install,test'",
  "helm.sh/hook: post-upgrade, helm.sh/hook-delete-policy: hook-failed",
  "helm.sh/hook-delete-policy: hook-succeeded",
])("a policy stays that becomes a hook which is applied: %s", (annotations) => {
  expect(judged(DENY, policy(`name: deny, annotations: { ${annotations} }`)).rules).toEqual([]);
});

describe("what a hook that is out of force allows", () => {
  const open = policy("name: open, annotations: { helm.sh/hook: test }", "podSelector: {}, ingress: [{}]");

  it("is an error where the change adds it, for who applies the file heeds no hook", () => {
    expect(judged(DENY, `${DENY}---\n${open}`).told).toEqual(["error hook-hides-policy"]);
  });

  it("is an error in a directory that is merely called like that of a chart", () => {
    expect(judged(DENY, `${DENY}---\n${open}`, "c/templates/a.yaml").told).toEqual(["error hook-hides-policy"]);
  });

  it("is nothing in a chart, and an error in what a kustomization makes", async () => {
    const told = async (root: Files) => {
      const base = { ...root, "c/templates/a.yaml": `${DB}${DENY}` };
      const head = { ...root, "c/templates/a.yaml": `${DB}${DENY}---\n${open}` };
      const { reading } = await readRendered(base, head, sandbox.renderAll);
      return reading.news.map(({ severity, code }) => `${severity} ${code}`);
    };
    const chart = { "c/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n" };
    const kustomization = { "c/templates/kustomization.yaml": "resources: [a.yaml]\n" };
    expect(await told(chart)).toEqual(["warning policy-is-hook"]);
    expect(await told(kustomization)).toEqual(["error hook-hides-policy"]);
  });
});

describe("what only a cluster gives out", () => {
  const owned = "ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: gone, uid: 0-0 }]";

  it.each([
    ["an owner", policy(`name: deny, ${owned}`), "owner-may-delete"],
    ["a version of an object with a new name", policy("name: other, resourceVersion: '1'"), "resource-version"],
    ["a version of an object that is there", policy("name: deny, resourceVersion: '1'"), "resource-version"],
  ])("is an error where the change writes it into a manifest: %s", (_, after, code) => {
    expect(judged(DENY, after).told).toEqual([`error ${code}`]);
  });

  it("is nothing in a dump, nor where the version is none", () => {
    const dumped = `${policy("name: deny, resourceVersion: '5'")}---\n${policy(`name: two, resourceVersion: '7', ${owned}`)}`;
    const sides = [DENY, dumped].map((text) => snapshotOf({ "dump.yaml": text }));
    const [base = snapshotOf({}), head = snapshotOf({})] = sides;
    expect(readPlain(base, head).news).toEqual([]);
    expect(judged(DENY, policy("name: deny, resourceVersion: '0'")).told).toEqual([]);
  });
});
