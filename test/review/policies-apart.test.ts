/** Policies of one root that select pods of another one. Really rendered. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox, type EnvironmentSetting } from "../../src/render/index.ts";
import { idlePoliciesApart, judgedReport } from "../../src/review/index.ts";
import { deservesComment, PLAIN_OPTIONS, renderCheck, renderJudgement } from "../../src/report/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

function deployment(name: string, namespace: string | null = "shop"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}${namespace === null ? "" : `, namespace: ${namespace}`} }
spec: { selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: c, image: i }] } } }
`;
}

function policy(name: string, subject: string, rules = "ingress: [{}]", namespace: string | null = "shop"): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}${namespace === null ? "" : `, namespace: ${namespace}`} }
spec: { podSelector: ${subject}, policyTypes: [Ingress], ${rules} }
`;
}

const DENY = policy("db", "{ matchLabels: { app: db } }", "ingress: []");
const APP: Files = {
  "apps/db/kustomization.yaml": "resources: [db.yaml, deny.yaml]\n",
  "apps/db/db.yaml": deployment("db"),
  "apps/db/deny.yaml": DENY,
};
const POLICIES: Files = {
  "policies/kustomization.yaml": "resources: [p.yaml]\n",
  "policies/p.yaml": policy("p", "{}"),
};
const ALONE = policy("p", "{ matchLabels: { app: nobody } }");
const EMPTY: Files = { ...POLICIES, "policies/p.yaml": ALONE };
const CHART: Files = {
  "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
  "charts/db/values.yaml": "namespace: shop\n",
  "charts/db/templates/db.yaml": deployment("db", "{{ .Values.namespace }}"),
};

async function remarks(
  base: Files,
  head: Files,
  environments: readonly EnvironmentSetting[] = [],
): Promise<readonly string[]> {
  const { reading } = await readRendered(base, head, sandbox.renderAll, environments);
  return reading.news
    .filter(({ code }) => code === "policies-apart")
    .map(({ severity, path, line }) => `${severity} ${path}:${String(line)}`);
}

describe("a policy that selects pods of another root is told where it", () => {
  it.each<[string, Files, Files]>([
    ["comes with a new root", APP, { ...APP, ...POLICIES }],
    ["is new in a root that selects nobody", { ...APP, ...EMPTY }, { ...APP, ...POLICIES }],
    [
      "changes what it allows",
      { ...APP, ...POLICIES, "policies/p.yaml": policy("p", "{}", "ingress: []") },
      { ...APP, ...POLICIES },
    ],
    ["selects pods of a chart", { ...CHART, ...EMPTY }, { ...CHART, ...POLICIES }],
    [
      "is put into the namespace by its kustomization",
      { ...APP, ...EMPTY },
      {
        ...APP,
        "policies/kustomization.yaml": "namespace: shop\nresources: [p.yaml]\n",
        "policies/p.yaml": policy("p", "{}", "ingress: []", null),
      },
    ],
    [
      "is in no namespace, like the pods",
      { ...APP, "apps/db/db.yaml": deployment("db", null), ...EMPTY },
      {
        ...APP,
        "apps/db/db.yaml": deployment("db", null),
        ...POLICIES,
        "policies/p.yaml": policy("p", "{}", "ingress: [{}]", null),
      },
    ],
    [
      "has pods that change, too",
      { ...APP, ...EMPTY },
      {
        ...APP,
        ...POLICIES,
        "apps/db/db.yaml": deployment("db").replace("app: db }, template", "app: db } , template"),
      },
    ],
  ])("%s", async (_, base, head) => {
    expect(await remarks(base, head)).toEqual(["warning policies/p.yaml:1"]);
  });

  it("is removed, at the place where it stood", async () => {
    const base = { ...APP, ...POLICIES, "policies/q.yaml": ALONE.replace("name: p", "name: q") };
    const listed = (names: string): Files => ({ "policies/kustomization.yaml": `resources: [${names}]\n` });
    expect(await remarks({ ...base, ...listed("q.yaml, p.yaml") }, { ...base, ...listed("q.yaml") })).toEqual([
      "warning policies/p.yaml:1",
    ]);
  });

  it("has pods in the namespace itself, but only in passing", async () => {
    const own = {
      "policies/kustomization.yaml": "resources: [p.yaml, d.yaml]\n",
      "policies/d.yaml": deployment("dummy"),
    };
    expect(await remarks(APP, { ...APP, ...POLICIES, ...own })).toEqual(["notice policies/p.yaml:1"]);
  });

  it("is removed together with all that it selected in its own root, of which no finding tells", async () => {
    const listed = (names: string): Files => ({ "policies/kustomization.yaml": `resources: [${names}]\n` });
    const all = {
      ...APP,
      ...POLICIES,
      "policies/d.yaml": deployment("dummy"),
      "policies/q.yaml": ALONE.replace("name: p", "name: q"),
    };
    const base = { ...all, ...listed("p.yaml, d.yaml, q.yaml") };
    expect(await remarks(base, { ...all, ...listed("q.yaml") })).toEqual(["warning policies/p.yaml:1"]);
    expect(await remarks(base, { ...all, ...listed("d.yaml, q.yaml") })).toEqual(["notice policies/p.yaml:1"]);
  });

  it("has pods there that it does not select, be they called as those that it does", async () => {
    const own = (name: string): Files => ({
      "policies/kustomization.yaml": "resources: [p.yaml, d.yaml]\n",
      "policies/p.yaml": policy("p", "{ matchLabels: { app: db } }"),
      "policies/d.yaml": deployment(name).replaceAll("app: db", "app: other").replaceAll("app: dummy", "app: other"),
    });
    for (const name of ["dummy", "db"])
      expect(await remarks(APP, { ...APP, ...POLICIES, ...own(name) })).toEqual(["warning policies/p.yaml:1"]);
  });
});

describe("nothing is told where", () => {
  const copies: Files = Object.fromEntries(
    ["dev", "prod"].flatMap((name) => [
      [`overlays/${name}/kustomization.yaml`, `resources: [../../base]\ncommonAnnotations: { for: ${name} }\n`],
    ]),
  );
  const BASE: Files = {
    "base/kustomization.yaml": "resources: [db.yaml, deny.yaml]\n",
    "base/db.yaml": deployment("db"),
    "base/deny.yaml": DENY,
  };

  it.each<[string, Files, Files, readonly EnvironmentSetting[]]>([
    [
      "the policy does not change",
      { ...APP, ...POLICIES },
      { ...APP, ...POLICIES, "policies/p.yaml": `# x\n${policy("p", "{}")}` },
      [],
    ],
    [
      "it selects nobody",
      { ...APP, ...EMPTY },
      { ...APP, ...EMPTY, "policies/p.yaml": ALONE.replace("[{}]", "[]") },
      [],
    ],
    [
      "a copy of the application goes",
      { ...BASE, ...copies },
      { ...BASE, "overlays/dev/kustomization.yaml": copies["overlays/dev/kustomization.yaml"] ?? "" },
      [],
    ],
    [
      "the namespace is another one",
      APP,
      { ...APP, ...POLICIES, "policies/p.yaml": policy("p", "{}", "ingress: []", "other") },
      [],
    ],
    [
      "overlays are copies of one application",
      { ...BASE, ...copies },
      { ...BASE, ...copies, "base/deny.yaml": policy("db", "{}") },
      [],
    ],
    [
      "an environment holds them together",
      APP,
      { ...APP, ...POLICIES },
      [{ name: "all", roots: ["**"], namespace: null }],
    ],
    [
      "environments hold them apart",
      { ...APP, ...EMPTY },
      { ...APP, ...POLICIES },
      [
        { name: "a", roots: ["policies"], namespace: null },
        { name: "b", roots: ["apps/*"], namespace: null },
      ],
    ],
    [
      "nobody says the namespace of a root with pods of its own",
      { ...APP, "apps/db/db.yaml": deployment("db", null) },
      {
        ...APP,
        "apps/db/db.yaml": deployment("db", null),
        "apps/web/kustomization.yaml": "resources: [web.yaml, deny.yaml]\n",
        "apps/web/web.yaml": deployment("web", null),
        "apps/web/deny.yaml": policy("web", "{}", "ingress: []", null),
      },
      [],
    ],
  ])("%s", async (_, base, head, environments) => {
    expect(await remarks(base, head, environments)).toEqual([]);
  });
});

it("names the policy, the namespace and the roots, and what to write", async () => {
  const { reading } = await readRendered(APP, { ...APP, ...POLICIES }, sandbox.renderAll);
  const { message } = reading.news.find(({ code }) => code === "policies-apart") ?? { message: "" };
  expect(message).toBe(
    "added NetworkPolicy `shop/p` of root `policies` selects pods of other roots in namespace `shop`, and what it does there " +
      "was not judged: `apps/db`; where one cluster has them all, say so in `.github/netpol.yml`: " +
      "`environments: [{ name: shop, roots: [policies, apps/db] }]`",
  );
});

it("is never a plain success", async () => {
  const { reading } = await readRendered({ ...APP, ...EMPTY }, { ...APP, ...POLICIES }, sandbox.renderAll);
  const report = judgedReport(reading, SIDE_NAMES, "2026-06-15");
  const check = renderCheck(report, {
    link: () => "https://example.com/",
    pair: { type: "merge-base", mergeBase: "a", head: "b" },
    changed: reading.changed,
    maxBytes: 60_000,
    annotatable: () => true,
  });
  expect(check.conclusion).toBe("neutral");
  expect(check.title).toBe("Effect on pods of other roots not known · 1 warning");
  expect(check.summary).toContain(
    "no reachability change within roots; 1 policy warning; effect on pods of other roots not known",
  );
  expect(check.annotations).toContainEqual(
    expect.objectContaining({ path: "policies/p.yaml", line: 1, level: "warning", title: "Not judged" }),
  );
  expect(deservesComment(report, reading.changed)).toBe(true);
  const text = renderJudgement(report, [], "text", PLAIN_OPTIONS);
  expect(text).toMatch(/^NetworkPolicy check: passed with .*; effect on pods of other roots not known\n/);
});

it("tells of policies that seem to do nothing as things stand", async () => {
  const told = async (files: Files, environments: readonly EnvironmentSetting[] = []): Promise<readonly string[]> => {
    const { reading } = await readRendered({}, files, sandbox.renderAll, environments);
    const roots = reading.roots.map(({ root, head: { cluster } }) => ({ root, cluster }));
    return [...idlePoliciesApart(roots)].flatMap(([root, said]) =>
      said.map(({ severity, path, line, message }) => `${root}: ${severity} ${path}:${String(line)} ${message}`),
    );
  };
  const two = { ...POLICIES, "policies/p.yaml": `${policy("p", "{}")}---\n${DENY.replace("name: db", "name: q")}` };
  expect(await told({ ...APP, ...two })).toEqual([
    "policies: notice policies/p.yaml:1 NetworkPolicy `shop/p` and 1 more of root `policies` select no pods of it, but pods of " +
      "other roots in namespace `shop`, where they do not show: `apps/db`; where one cluster has them all, say so in " +
      "`.github/netpol.yml`: `environments: [{ name: shop, roots: [policies, apps/db] }]`",
  ]);
  expect(await told(APP)).toEqual([]);
  expect(await told({ ...APP, ...EMPTY })).toEqual([]);
  expect(await told({ ...APP, ...two }, [{ name: "all", roots: ["**"], namespace: null }])).toEqual([]);
});
