/** A change that opens a database and, besides, changes what roots there are, or who is said to deploy them. Really rendered. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const DB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec: { selector: { matchLabels: { app: db } }, template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: c, image: i }] } } }
`;
const DENY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress], ingress: [] }
`;
const CHART: Files = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "np: true\n",
  "charts/web/templates/db.yaml": DB,
  "charts/web/templates/p.yaml": `{{ if .Values.np }}\n${DENY}{{ end }}\n`,
};
const BUILT: Files = {
  "o/kustomization.yaml": "resources: [db.yaml, p.yaml]\n",
  "o/db.yaml": DB,
  "o/p.yaml": DENY,
};

function application(path: string, more = "", server = "https://kubernetes.default.svc"): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app, namespace: argocd }
spec:
  project: default
  destination: { server: "${server}", namespace: shop }
  source: { repoURL: "https://example.com/o/r.git", path: ${path}${more} }
`;
}

function moved(files: Files, from: string, to: string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(from, to), text]));
}

function without(files: Files, ...paths: readonly string[]): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
}

/** What fails the check, `root rule`, and what is remarked, `severity code`. */
async function judged(base: Files, head: Files): Promise<readonly string[]> {
  const { reading: change } = await readRendered(base, head, sandbox.renderAll);
  const { roots } = judgedReport(change, SIDE_NAMES, "2026-06-15");
  return [
    ...roots.flatMap(({ root, judgement }) =>
      (judgement?.regressions ?? []).filter(({ level }) => level === "failure").map(({ rule }) => `${root}: ${rule}`),
    ),
    ...change.news.map(({ severity, code }) => `${severity} ${code}`),
  ];
}

describe("the control", () => {
  it.each<[string, Files, Files]>([
    ["a chart without its policy", CHART, { ...CHART, "charts/web/values.yaml": "np: false\n" }],
    ["a kustomization without its policy", BUILT, { ...BUILT, "o/kustomization.yaml": "resources: [db.yaml]\n" }],
  ])("fails: %s", async (_, base, head) => {
    expect((await judged(base, head)).join()).toContain("isolation-lost");
  });
});

describe("a change fails as well where, besides,", () => {
  const open = { "charts/web/values.yaml": "np: false\n" };
  const dropped = { "o/kustomization.yaml": "resources: [db.yaml]\n" };
  const placed = (name: string): Files => ({ "argo/app.yaml": application("o", "", `https://${name}.example.com`) });

  it.each<[string, Files, Files]>([
    [
      "an object that nobody applies says that the chart is deployed with the policy",
      CHART,
      { ...CHART, ...open, "docs/app.yaml": application("charts/web", ", helm: { valuesObject: { np: true } }") },
    ],
    [
      "an object says how the kustomization is deployed",
      BUILT,
      { ...BUILT, ...dropped, "docs/app.yaml": application("o", ", kustomize: { namePrefix: x- }") },
    ],
    ["the root goes to an environment", BUILT, { ...BUILT, ...dropped, ...placed("prod") }],
    ["the environment changes", { ...BUILT, ...placed("prod") }, { ...BUILT, ...dropped, ...placed("other") }],
    ["the chart moves", CHART, moved({ ...CHART, ...open }, "charts/web", "charts/web2")],
    [
      "the values file is called otherwise",
      { ...CHART, "charts/web/values-prod.yaml": "np: true\n" },
      { ...CHART, "charts/web/values-production.yaml": "np: false\n" },
    ],
    ["the values file is new", CHART, { ...CHART, "charts/web/values-prod.yaml": "np: false\n" }],
    [
      "a chart is put around it",
      CHART,
      {
        ...CHART,
        ...open,
        "Chart.yaml": "apiVersion: v2\nname: top\nversion: 1.0.0\n",
        "values.yaml": "web: { np: true }\n",
      },
    ],
    [
      "the kustomization becomes a component",
      BUILT,
      {
        ...BUILT,
        "o/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [db.yaml]\n",
        "n/other.yaml": DB.replaceAll("db", "other"),
      },
    ],
  ])("%s", async (_, base, head) => {
    expect((await judged(base, head)).join()).toContain("isolation-lost");
  });
});

/** An edit that changes nothing for the network, so that no file is known by its bytes. */
function edited(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, `# moved\n${text.replaceAll("image: i", "image: j")}`]),
  );
}

/** The same as a chart that names `namespace`, or none. */
function asChart(files: Files, namespace = "shop"): Files {
  const named = Object.entries(files).map(([path, text]) => [
    `c/templates/${path.split("/").at(-1) ?? ""}`,
    namespace === ""
      ? text.replace(", namespace: shop", "")
      : text.replace("namespace: shop", `namespace: ${namespace}`),
  ]);
  return { "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", ...(Object.fromEntries(named) as Files) };
}

describe("a root that goes on elsewhere, with an edit in every file, is compared with what it was:", () => {
  const apps = { "o/db.yaml": DB };
  const plain = { ...apps, "o/p.yaml": DENY };
  const built = (files: Files, names: string): Files => ({
    ...files,
    "o/kustomization.yaml": `resources: [${names}]\n`,
  });
  const open = built(apps, "db.yaml");
  const web: Files = { "w/kustomization.yaml": "resources: [web.yaml]\n", "w/web.yaml": DB.replaceAll("db", "web") };
  const overlay = (name: string, more = ""): Files => ({
    [`${name}/kustomization.yaml`]: `resources: [../../o]\nnamespace: ${name.split("/").at(-1) ?? ""}\n${more}`,
  });
  const unguarded = `patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, $patch: delete}' }]\n`;

  it.each<[string, Files, Files]>([
    ["a kustomization that moves", BUILT, edited(moved(open, "o/", "n/"))],
    ["a kustomization that moves two levels down", BUILT, edited(moved(open, "o/", "a/b/n/"))],
    ["a kustomization that becomes a chart", BUILT, asChart(edited(apps))],
    ["one whose chart names no namespace", BUILT, asChart(edited(apps), "")],
    ["one whose chart takes that of its release", BUILT, asChart(edited(apps), "{{ .Release.Namespace }}")],
    ["a kustomization that becomes plain", BUILT, edited(moved(apps, "o/", "n/"))],
    ["a kustomization that becomes plain where it is", BUILT, edited(apps)],
    ["a chart that becomes a kustomization", asChart(plain), edited(open)],
    ["a chart that becomes plain", asChart(plain), edited(apps)],
    [
      "two kustomizations that become one",
      { ...BUILT, ...web },
      edited({
        "n/kustomization.yaml": "resources: [db.yaml, web.yaml]\n",
        "n/db.yaml": DB,
        "n/web.yaml": web["w/web.yaml"] ?? "",
      }),
    ],
    [
      "a kustomization that becomes two",
      {
        ...BUILT,
        "o/kustomization.yaml": "resources: [db.yaml, p.yaml, web.yaml]\n",
        "o/web.yaml": web["w/web.yaml"] ?? "",
      },
      edited({ ...moved(open, "o/", "n/"), ...moved(web, "w/", "m/") }),
    ],
    [
      "one of two overlays that move",
      { ...BUILT, ...overlay("ov/dev"), ...overlay("ov/prod") },
      { ...edited(BUILT), ...overlay("en/dev"), ...overlay("en/prod", unguarded) },
    ],
    [
      "the first overlay of a base",
      BUILT,
      { ...BUILT, "ov/prod/kustomization.yaml": `resources: [../../o]\n${unguarded}` },
    ],
  ])("%s", async (_, base, head) => {
    const told = await judged(base, head);
    expect(told.join()).toContain("isolation-lost");
    expect(told).not.toContain("warning root-gone");
  });

  const PUBLIC = DENY.replace("ingress: []", "ingress: [{}]");
  const known = { "o/db.yaml": DB, "o/p.yaml": PUBLIC };
  it.each<[string, Files, Files]>([
    [
      "a kustomization that moves",
      built(known, "db.yaml, p.yaml"),
      edited(moved(built(known, "db.yaml, p.yaml"), "o/", "n/")),
    ],
    ["a kustomization that becomes a chart", built(known, "db.yaml, p.yaml"), asChart(edited(known))],
    ["plain files that become a chart without a namespace", known, asChart(edited(known), "")],
    [
      "plain files that become a chart in that of its release",
      known,
      asChart(edited(known), "{{ .Release.Namespace }}"),
    ],
    ["a chart that becomes a kustomization", asChart(known), edited(built(known, "db.yaml, p.yaml"))],
    ["a kustomization that becomes plain", built(known, "db.yaml, p.yaml"), edited(known)],
    [
      "two kustomizations that become one",
      { ...built(known, "db.yaml, p.yaml"), ...web },
      edited({
        ...moved(known, "o/", "n/"),
        "n/web.yaml": web["w/web.yaml"] ?? "",
        "n/kustomization.yaml": "resources: [db.yaml, p.yaml, web.yaml]\n",
      }),
    ],
    [
      "the first overlay of a base",
      built(known, "db.yaml, p.yaml"),
      { ...built(known, "db.yaml, p.yaml"), "ov/prod/kustomization.yaml": "resources: [../../o]\n" },
    ],
    [
      "a second overlay of a base",
      { ...built(known, "db.yaml, p.yaml"), "ov/dev/kustomization.yaml": "resources: [../../o]\n" },
      {
        ...built(known, "db.yaml, p.yaml"),
        "ov/dev/kustomization.yaml": "resources: [../../o]\n",
        "ov/prod/kustomization.yaml": "resources: [../../o]\n",
      },
    ],
  ])("%s, and is as open as it was", async (_, base, head) => {
    const told = await judged(base, head);
    expect(told.filter((line) => line.includes(": "))).toEqual([]);
    expect(told).not.toContain("warning root-gone");
  });
});

describe("a change is told where", () => {
  const placed = application("o");
  const git = (branch: string): string =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: r, namespace: flux-system }\nspec: { url: "https://example.com/o/r", ref: { branch: ${branch} } }\n`;

  it.each<[string, Files, Files, string]>([
    [
      "an application takes its manifests from another revision",
      { ...BUILT, "argo/app.yaml": placed },
      { ...BUILT, "argo/app.yaml": placed.replace("path: o", "path: o, targetRevision: other") },
      "warning delivery-changed",
    ],
    [
      "a source is another branch",
      { ...BUILT, "flux/r.yaml": git("main") },
      { ...BUILT, "flux/r.yaml": git("other") },
      "warning delivery-changed",
    ],
    [
      "a policy becomes a hook",
      BUILT,
      { ...BUILT, "o/p.yaml": DENY.replace("name: db,", "name: db, annotations: { helm.sh/hook: test },") },
      "warning policy-is-hook",
    ],
    [
      "a root is gone",
      { ...CHART, "charts/web/values-prod.yaml": "np: true\n" },
      { ...CHART, "charts/web/prod.yaml": "np: false\n" },
      "warning root-gone",
    ],
    [
      "what was plain builds on what is not here",
      without(BUILT, "o/kustomization.yaml"),
      { ...BUILT, "o/kustomization.yaml": "resources: [db.yaml, p.yaml, 'https://example.com/open.yaml']\n" },
      "warning not-fetched",
    ],
  ])("%s", async (_, base, head, words) => {
    expect(await judged(base, head)).toContain(words);
  });

  it("a policy changes in a kustomization that nobody can build here", async () => {
    const files = {
      ...BUILT,
      "o/kustomization.yaml":
        "resources: [db.yaml, p.yaml, 'https://example.com/base']\npatches: [{ path: remote.yaml }]\n",
      "o/remote.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: remote }\nspec: { replicas: 2 }\n",
    };
    const told = await judged(files, { ...files, "o/p.yaml": DENY.replace("ingress: []", "ingress: [{}]") });
    expect(told.join()).toContain("exposed-to-internet");
    expect(told).toContain("warning render-failed");
  });

  describe("something changes in a root that neither side can render", () => {
    const remote: Files = {
      ...BUILT,
      "o/kustomization.yaml":
        "resources: [db.yaml, p.yaml, 'https://example.com/base']\n" +
        "patches: [{ path: remote.yaml }, { path: p-patch.yaml, target: { kind: NetworkPolicy } }]\n",
      "o/remote.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: remote }\nspec: { replicas: 2 }\n",
      "o/p-patch.yaml": "- op: add\n  path: /metadata/labels\n  value: { a: b }\n",
    };
    const chart: Files = {
      ...CHART,
      "charts/web/templates/broken.yaml": "{{ fail `not here` }}\n",
    };

    it.each<[string, Files, Files, string]>([
      [
        "a JSON patch opens the policy",
        remote,
        { ...remote, "o/p-patch.yaml": "- op: add\n  path: /spec/ingress\n  value: [{}]\n" },
        "render-failed o/p-patch.yaml:2",
      ],
      ["a patch is gone", remote, without(remote, "o/p-patch.yaml"), "render-failed o/p-patch.yaml:1"],
      [
        "values of a chart that fails",
        chart,
        { ...chart, "charts/web/values.yaml": "np: false\n" },
        "render-failed charts/web/values.yaml:1",
      ],
    ])("%s", async (_, base, head, expected) => {
      const { reading } = await readRendered(base, head, sandbox.renderAll);
      const errors = reading.news.filter(({ severity }) => severity === "error");
      expect(errors.map(({ code, path, line }) => `${code} ${path}:${String(line)}`)).toContain(expected);
    });

    it.each<[string, Files]>([
      ["but not where another root changes", remote],
      ["nor beside a chart", chart],
    ])("%s", async (_, files) => {
      const other = { "other/a.yaml": DB.replaceAll("db", "other") };
      const { reading } = await readRendered(files, { ...files, ...other }, sandbox.renderAll);
      expect(reading.news.filter(({ severity }) => severity === "error")).toEqual([]);
    });
  });
});

describe("policies that are a root of their own, in a namespace that another root declares,", () => {
  const apps: Files = {
    "ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
    "apps/kustomization.yaml": "resources: [db.yaml]\n",
    "apps/db.yaml": DB,
  };
  it.each<[string, Files, Files]>([
    [
      "a kustomization",
      { "policies/kustomization.yaml": "resources: [deny.yaml]\n", "policies/deny.yaml": DENY },
      { "policies/kustomization.yaml": "resources: []\n" },
    ],
    [
      "a chart",
      {
        "policies/Chart.yaml": "apiVersion: v2\nname: policies\nversion: 1.0.0\n",
        "policies/values.yaml": "np: true\n",
        "policies/templates/deny.yaml": `{{ if .Values.np }}\n${DENY}{{ end }}\n`,
      },
      {
        "policies/Chart.yaml": "apiVersion: v2\nname: policies\nversion: 1.0.0\n",
        "policies/values.yaml": "np: false\n",
        "policies/templates/deny.yaml": `{{ if .Values.np }}\n${DENY}{{ end }}\n`,
      },
    ],
  ])("leave the namespace where it is when they go: %s", async (_, before, after) => {
    expect((await judged({ ...apps, ...before }, { ...apps, ...after })).join()).toContain("policies: isolation-lost");
  });
});
