/** A change that takes policies out of force and, besides, makes other roots of what the base reads together. Really rendered. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: c, image: i }] } } }
`;
}

function policy(name: string, spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { ${spec} }
`;
}

const DENY = policy("deny", "podSelector: {}, policyTypes: [Ingress]");
const OPEN = policy("open", "podSelector: {}, ingress: [{}]");
const CHART = "apiVersion: v2\nname: x\nversion: 1.0.0\n";
const APPS: Files = { "apps/db.yaml": deployment("db"), "apps/web.yaml": deployment("web") };
const BASE: Files = { ...APPS, "policies/deny.yaml": DENY };

async function judged(base: Files, head: Files) {
  const { reading } = await readRendered(base, head, sandbox.renderAll);
  const { roots } = judgedReport(reading, SIDE_NAMES, "2026-06-15");
  return {
    failures: roots.flatMap(({ root, judgement }) =>
      (judgement?.regressions ?? []).filter(({ level }) => level === "failure").map(({ rule }) => `${root} ${rule}`),
    ),
    errors: reading.news.filter(({ severity }) => severity === "error").map(({ code, path }) => `${code} ${path}`),
    roots: reading.roots.map(({ root }) => root),
  };
}

const LOST = ". isolation-lost";

describe("the deletion of a policy is seen where the change adds", () => {
  it.each<[string, Files]>([
    ["nothing", APPS],
    ["an exact copy of a pod", { ...APPS, "examples/web.yaml": deployment("web") }],
    ["a copy below a new directory", { ...APPS, "x/y/z/web.yaml": deployment("web") }],
    ["a copy beside the policies", { ...APPS, "policies/web.yaml": deployment("web") }],
    ["a copy at the top", { ...APPS, "web.yaml": deployment("web") }],
    ["copies of something else", { ...APPS, "a/x.yaml": deployment("x"), "b/x.yaml": deployment("x") }],
    [
      "a copy, and moves the rest",
      {
        "apps2/db.yaml": deployment("db"),
        "apps2/web.yaml": deployment("web"),
        "examples/web.yaml": deployment("web"),
      },
    ],
    [
      "a copy of all, and moves the rest",
      {
        "apps2/db.yaml": deployment("db"),
        "apps2/web.yaml": deployment("web"),
        "examples/web.yaml": deployment("web"),
        "examples/db.yaml": deployment("db"),
      },
    ],
  ])("%s", async (_, head) => {
    expect((await judged(BASE, head)).failures).toContain(LOST);
  });
});

describe("a policy is gone that is passed over by", () => {
  it.each<[string, Files]>([
    ["a kustomization beside it", { "policies/kustomization.yaml": "resources: []\n" }],
    ["a kustomization above it", { "kustomization.yaml": "resources: [apps/db.yaml, apps/web.yaml]\n" }],
    [
      "a kustomization that puts it elsewhere",
      { "policies/kustomization.yaml": "resources: [deny.yaml]\nnamespace: other\n" },
    ],
    [
      "a component",
      { "policies/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n" },
    ],
    ["a chart", { "policies/Chart.yaml": CHART }],
    ["a library", { "policies/Chart.yaml": `${CHART}type: library\n` }],
    [
      "one of two overlays",
      {
        "base/kustomization.yaml": "resources: [../policies]\n",
        "policies/kustomization.yaml": "resources: [deny.yaml]\n",
        "dev/kustomization.yaml": "resources: [../base]\n",
        "prod/kustomization.yaml": `resources: [../base]\npatches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, $patch: delete}' }]\n`,
      },
    ],
  ])("%s", async (_, added) => {
    expect((await judged(BASE, { ...BASE, ...added })).failures.join()).toContain("isolation-lost");
  });

  it("not where a kustomization lists all, beside it or above", async () => {
    const beside = { ...BASE, "policies/kustomization.yaml": "resources: [deny.yaml]\n" };
    const above = {
      ...BASE,
      "kustomization.yaml": "resources: [apps/db.yaml, apps/web.yaml, policies/deny.yaml]\n",
    };
    const overlays = {
      "base/db.yaml": deployment("db"),
      "base/web.yaml": deployment("web"),
      "base/deny.yaml": DENY,
      "base/kustomization.yaml": "resources: [db.yaml, web.yaml, deny.yaml]\n",
      "dev/kustomization.yaml": "resources: [../base]\n",
      "prod/kustomization.yaml": "resources: [../base]\n",
    };
    const quiet = { failures: [], errors: [] };
    expect(await judged(BASE, beside)).toEqual({ ...quiet, roots: ["."] });
    expect(await judged(BASE, above)).toEqual({ ...quiet, roots: ["."] });
    expect(await judged(BASE, overlays)).toEqual({ ...quiet, roots: [".", "dev", "prod"] });
  });
});

describe("overlays of files that are moved to bases", () => {
  const overlay = (base: string, patches = ""): string => `resources: [../../${base}]\n${patches}`;
  const withoutDeny =
    "patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, $patch: delete}' }]\n";
  const moved: Files = {
    "web/kustomization.yaml": "resources: [web.yaml, deny.yaml]\n",
    "web/web.yaml": deployment("web"),
    "web/deny.yaml": DENY,
    "o/web-dev/kustomization.yaml": overlay("web"),
    "o/web-prod/kustomization.yaml": overlay("web"),
  };
  const both: Files = {
    ...moved,
    "db/kustomization.yaml": "resources: [db.yaml]\n",
    "db/db.yaml": deployment("db"),
    "o/db-dev/kustomization.yaml": overlay("db"),
    "o/db-prod/kustomization.yaml": overlay("db"),
  };
  const rest: Files = { ...moved, "apps/db.yaml": deployment("db") };

  it("guard what stays plain, and what other bases hold", async () => {
    const quiet = { failures: [], errors: [] };
    const ways = ["o/web-dev", "o/web-prod"];
    expect(await judged(BASE, rest)).toEqual({ ...quiet, roots: [".", ...ways] });
    expect(await judged(BASE, both)).toEqual({ ...quiet, roots: [".", "o/db-dev", "o/db-prod", ...ways] });
  });

  it.each<[string, Files]>([
    ["what stays plain", rest],
    ["what another base holds", both],
  ])("are each missed the policy that they leave out: %s", async (_, head) => {
    const prod = { "o/web-prod/kustomization.yaml": overlay("web", withoutDeny) };
    const { failures } = await judged(BASE, { ...head, ...prod });
    expect(failures).toContain("o/web-prod isolation-lost");
    expect(failures).not.toContain("o/web-dev isolation-lost");
  });
});

describe("files that are edited where a kustomization or chart moves them", () => {
  const bare = (text: string): string => text.replace(", namespace: shop", "");
  const noted = (text: string): string => `${text}# moved\n`;
  const resources = (...names: readonly string[]): string => `resources: [${names.join()}]\n`;
  const open = { "policies/open.yaml": OPEN };
  const prod = { "prod/kustomization.yaml": `namespace: shop\n${resources("../base")}` };
  const chart = { "c/Chart.yaml": CHART, "c/values.yaml": "ns: shop\n" };
  const templated = (text: string): string => text.replace("namespace: shop", "namespace: {{ .Values.ns }}");

  it.each<[string, Files]>([
    [
      "with a comment",
      {
        "k/kustomization.yaml": resources("db.yaml", "web.yaml"),
        "k/db.yaml": noted(deployment("db")),
        "k/web.yaml": noted(deployment("web")),
      },
    ],
    [
      "without a namespace",
      {
        ...prod,
        "base/kustomization.yaml": resources("db.yaml", "web.yaml"),
        "base/db.yaml": bare(deployment("db")),
        "base/web.yaml": bare(deployment("web")),
      },
    ],
    ["as templates", { ...chart, "c/templates/a.yaml": templated(`${deployment("db")}---\n${deployment("web")}`) }],
    [
      "as templates with a narrower policy",
      {
        ...chart,
        "c/templates/a.yaml": templated(
          `${deployment("db")}---\n${deployment("web")}---\n${DENY.replace("{}", "{ matchLabels: { app: web } }")}`,
        ),
      },
    ],
    [
      "with another prefix of their names",
      {
        "k/kustomization.yaml": `namePrefix: x-\n${resources("db.yaml", "web.yaml")}`,
        "k/db.yaml": noted(deployment("db")),
        "k/web.yaml": noted(deployment("web")),
      },
    ],
  ])("are missed a policy: %s", async (_, head) => {
    expect((await judged(BASE, head)).failures.join()).toMatch(/isolat/);
  });

  it("are missed a policy where their chart names no namespace", async () => {
    const head = { "c/Chart.yaml": CHART, "c/templates/a.yaml": bare(`${deployment("db")}---\n${deployment("web")}`) };
    expect((await judged(BASE, head)).failures).toContain(LOST);
  });

  it.each<[string, Files]>([
    [
      "by a kustomization",
      {
        ...prod,
        "base/kustomization.yaml": resources("a.yaml"),
        "base/a.yaml": bare([deployment("db"), deployment("web"), DENY, OPEN].join("---\n")),
      },
    ],
    [
      "by a chart",
      { ...chart, "c/templates/a.yaml": templated([deployment("db"), deployment("web"), DENY, OPEN].join("---\n")) },
    ],
  ])("are as open as before where all is moved: %s", async (_, head) => {
    expect(await judged({ ...BASE, ...open }, head)).toEqual({ failures: [], errors: [], roots: ["."] });
  });

  it("are not taken over by a copy of what stays", async () => {
    const head = {
      ...APPS,
      "k/kustomization.yaml": resources("db.yaml"),
      "k/db.yaml": noted(deployment("db")),
    };
    expect((await judged(APPS, head)).roots).toEqual(["k"]);
  });
});

describe("a new manifest beside what a new kustomization or chart passes over is an error", () => {
  it.each<[string, Files]>([
    ["a kustomization", { "policies/kustomization.yaml": "resources: [deny.yaml]\n" }],
    ["a chart", { "policies/Chart.yaml": CHART, "policies/templates/deny.yaml": DENY }],
  ])("%s", async (_, added) => {
    const head = { ...BASE, ...added, "policies/open.yaml": OPEN };
    expect((await judged(BASE, head)).errors).toEqual(["no-longer-applied policies/open.yaml"]);
  });

  it("not where the directory is new", async () => {
    const head = { ...BASE, "new/kustomization.yaml": "resources: []\n", "new/open.yaml": OPEN };
    expect((await judged(BASE, head)).errors).toEqual([]);
  });
});

describe("a policy in `crds/` of a chart", () => {
  const chart: Files = { "c/Chart.yaml": CHART, "c/templates/a.yaml": `${deployment("db")}---\n${DENY}` };
  const app = (helm: string): string =>
    `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app, namespace: argocd }
spec:
  destination: { server: "https://kubernetes.default.svc", namespace: shop }
  source: { repoURL: "https://example.com/o/r.git", path: c, helm: { ${helm} } }
`;
  const opened = { "c/crds/open.yaml": OPEN };

  it.each<[string, Files]>([
    ["of a chart alone", chart],
    ["that Argo CD deploys", { ...chart, "argo/app.yaml": app("releaseName: x") }],
  ])("is deployed: %s", async (_, base) => {
    expect((await judged(base, { ...base, ...opened })).failures.join()).toContain("exposed-to-internet");
  });

  it("is not deployed where Argo CD is to skip it", async () => {
    const base = { ...chart, "argo/app.yaml": app("skipCrds: true") };
    expect((await judged(base, { ...base, ...opened })).failures).toEqual([]);
  });

  it("is told where it stands beside the templates instead", async () => {
    const { reading } = await readRendered(chart, { ...chart, "c/open.yaml": OPEN }, sandbox.renderAll);
    expect(reading.news.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
      "notice beside-templates c/open.yaml",
    ]);
  });
});
