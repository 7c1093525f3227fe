import { describe, expect, it } from "vitest";
import type { Plans, RootPlan } from "../../../src/render/roots/index.ts";
import { CHART, deployment, lineOf, names, plan, policy, remarks, type Files } from "./repository.ts";

const URL = "https://git.example/team/deploy.git";

function application(name: string, source: string, rest = ""): string {
  return (
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\n` +
    `spec:\n  source: {repoURL: "${URL}", ${source}}\n${rest}`
  );
}

function destination(namespace: string, cluster: string): string {
  return `  destination: {namespace: ${namespace}, ${cluster}}\n`;
}

function applicationSet(generators: string, template: string): string {
  return (
    "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set}\n" +
    `spec:\n  generators: ${generators}\n  template: ${template}\n`
  );
}

function template(path: string, namespace: string, rest = ""): string {
  return (
    `{metadata: {name: "{{name}}"}, spec: {source: {repoURL: "${URL}", path: "${path}"${rest}}, ` +
    `destination: {namespace: "${namespace}", name: "{{cluster}}"}}}`
  );
}

/** `name namespace environment`. */
function deployed(plans: readonly RootPlan[]): readonly string[] {
  return plans.map(({ name, namespace, environment }) => `${name} ${String(namespace)} ${String(environment)}`);
}

function only(plans: Plans): RootPlan {
  const [root, ...others] = plans.head;
  if (root === undefined || others.length > 0) throw new Error(names(plans.head).join("\n"));
  return root;
}

const OVERLAYS = {
  "o/dev/kustomization.yaml": "resources: [../base]\n",
  "o/prod/kustomization.yaml": "resources: [../base]\n",
  "o/base/kustomization.yaml": "",
};

describe("an Application", () => {
  it("names namespace, cluster and what is put around a kustomization", () => {
    const app = application(
      "prod",
      "path: o/prod, kustomize: {namePrefix: x-, images: ['a=b'], commonLabels: {a: b}, components: [../component]}",
      destination("shop", "name: east"),
    );
    const component = { "o/component/kustomization.yaml": "kind: Component\n" };
    const { head } = plan({ ...OVERLAYS, ...component, "apps/prod.yaml": app });
    expect(deployed(head)).toEqual(["o/dev null null", "o/prod shop cluster east"]);
    expect(head[1]).toEqual({
      type: "kustomization",
      name: "o/prod",
      directory: "o/prod",
      inputs: ["o/base/kustomization.yaml", "o/component/kustomization.yaml", "o/prod/kustomization.yaml"],
      namespace: "shop",
      environment: "cluster east",
      overlay: '{"namePrefix": "x-", "commonLabels": {"a": "b"}, "components": ["../component"]}',
      substitutions: null,
    });
  });

  it("names the values of a chart, in place of what a habit pairs with it", () => {
    const helm =
      "path: web, helm: {releaseName: shop, valueFiles: [values-prod.yaml, ../env/eu.yaml, /env/all.yaml, gone.yaml], " +
      'values: "a: {b: 1, c: 2}", valuesObject: {a: {c: 3}, d: [x]}, ' +
      "parameters: [{name: a.e, value: 'true'}, {name: f, value: '1', forceString: true}]}";
    const files = {
      "web/Chart.yaml": CHART,
      "web/values-prod.yaml": "",
      "web/values-dev.yaml": "",
      "env/eu.yaml": "a: 1\n",
      "env/all.yaml": "a: 1\n",
      "apps.yaml": application("app", helm),
    };
    const { head, diagnostics } = plan(files);
    expect(diagnostics.head.map(({ severity, code, message }) => [severity, code, message])).toEqual([
      [
        "warning",
        "values-missing",
        "Application argocd/app: values file `web/gone.yaml` not found: `web` is rendered without",
      ],
    ]);
    expect(names(head)).toEqual(["web", "web:values-dev.yaml", "web:values-prod.yaml,env/eu.yaml,env/all.yaml"]);
    expect(head[2]).toMatchObject({
      values: ["web/values-prod.yaml", "env/eu.yaml", "env/all.yaml"],
      inputs: ["env/all.yaml", "env/eu.yaml", "web/Chart.yaml", "web/values-dev.yaml", "web/values-prod.yaml"],
      inline: '{"a": {"b": 1, "c": 3, "e": true}, "d": ["x"], "f": "1"}',
      crds: "installed",
      release: "shop",
    });
  });

  it("with several sources takes values from another one", () => {
    const sources =
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec: {sources: [` +
      `{repoURL: "${URL}", ref: values}, {repoURL: "${URL}", path: web, helm: {valueFiles: [$values/env/eu.yaml]}}]}\n`;
    const { head } = plan({ "web/Chart.yaml": CHART, "env/eu.yaml": "a: 1\n", "apps.yaml": sources });
    expect(names(head)).toEqual(["web", "web:env/eu.yaml"]);
    const other = sources.replace(URL, "https://git.example/team/values");
    const without = plan({ "web/Chart.yaml": CHART, "env/eu.yaml": "a: 1\n", "apps.yaml": other });
    expect(names(without.head)).toEqual(["web"]);
    expect(remarks(without.diagnostics.head)).toEqual(["apps.yaml warning values-missing"]);
  });

  it("makes a root of a directory, with or without what is below", () => {
    const files = { "k/a.yaml": policy("a"), "k/deep/b.yaml": policy("b"), "c.yaml": policy("c") };
    const withApp = (rest: string) =>
      plan({ ...files, "apps.yaml": application("k", `path: k${rest}`, destination("ns", "name: c")) });
    expect(withApp("").head.map(lineOf)).toEqual([". plain <- apps.yaml c.yaml k/deep/b.yaml", "k plain <- k/a.yaml"]);
    const { head } = withApp(", directory: {recurse: true}");
    expect(head.map(lineOf)).toEqual([". plain <- apps.yaml c.yaml", "k plain <- k/a.yaml k/deep/b.yaml"]);
    expect(deployed(head)).toEqual([". null null", "k ns cluster c"]);
  });

  it("keeps one that it deploys whole, also below a kustomization that does not list it", () => {
    const files = {
      "kustomization.yaml": "resources: []\n",
      "k/v1/a.yaml": policy("a"),
      "k/v2/a.yaml": policy("a"),
      "apps/k.yaml": application("k", "path: k, directory: {recurse: true}"),
    };
    expect(plan(files).head.map(lineOf)).toEqual([
      ". kustomization <- kustomization.yaml",
      "k plain <- k/v1/a.yaml k/v2/a.yaml",
    ]);
    expect(plan(files).diagnostics.head).toEqual([]);
  });

  it("of a kustomization says nothing of the chart beside it", () => {
    const files = { "b/kustomization.yaml": "", "b/Chart.yaml": CHART, "b/templates/a.yaml": policy("a") };
    const { head } = plan({ ...files, "app.yaml": application("b", "path: b", destination("ns", "name: c")) });
    expect(deployed(head)).toEqual(["b (chart) null null", "b (kustomization) ns cluster c"]);
  });

  it("that is new and will part plain files is a warning; they are looked at in both ways", () => {
    const files = { "k/a.yaml": policy("a"), "c.yaml": policy("c") };
    const { base, diagnostics } = plan(files, { ...files, "apps.yaml": application("k", "path: k") });
    expect(base.map(lineOf)).toEqual([". plain <- c.yaml k/a.yaml", "k plain <- k/a.yaml"]);
    expect(remarks(diagnostics.head)).toEqual(["apps.yaml warning root-split"]);
  });

  it("deploys one directory several times, each with its name, also where the base has one", () => {
    const one = application("a", "path: o/prod", destination("ns", "name: a"));
    const two = application("b", "path: o/prod", destination("ns", "name: b"));
    const { base, head } = plan({ ...OVERLAYS, "a.yaml": one }, { ...OVERLAYS, "a.yaml": one, "b.yaml": two });
    expect(deployed(base)).toEqual(["o/dev null null", "o/prod (a) ns cluster a"]);
    expect(deployed(head)).toEqual(["o/dev null null", "o/prod (a) ns cluster a", "o/prod (b) ns cluster b"]);
  });

  it("into the cluster of Argo CD itself shares it with those beside it only", () => {
    const own = 'server: "https://kubernetes.default.svc"';
    const { head } = plan({
      ...OVERLAYS,
      "east/dev.yaml": application("dev", "path: o/dev", destination("ns", own)),
      "east/prod.yaml": application("prod", "path: o/prod", destination("ns", "name: in-cluster")),
      "west/base.yaml": application("base", "path: o/base", destination("ns", own)),
    });
    expect(head.map(({ environment }) => environment)).toEqual([
      "cluster in-cluster (west)",
      "cluster in-cluster (east)",
      "cluster in-cluster (east)",
    ]);
  });

  it("of another repository is named, and changes nothing", () => {
    const elsewhere = application("other", "path: o/prod").replace("team/deploy", "team/app");
    const files = {
      ...OVERLAYS,
      "a.yaml": application("dev", "path: o/dev"),
      "a2.yaml": application("base", "path: o/base"),
      "b.yaml": elsewhere,
      "c.yaml": application("gone", "path: gone"),
      "d.yaml": application("chart", "chart: redis"),
    };
    const { head, diagnostics } = plan(files);
    expect(deployed(head)).toEqual(["o/base null null", "o/dev null null", "o/prod null null"]);
    expect(diagnostics.head).toEqual([
      {
        severity: "notice",
        code: "deployed-from-elsewhere",
        message:
          "not analysed: Application argocd/other deploys from another repository, from a path that is not here, or from " +
          "where a template says, and 2 more (Application argocd/gone, Application argocd/chart)",
        path: "b.yaml",
        line: 1,
        column: 1,
      },
    ]);
  });

  it("of a repository that only the head says to be this one is not believed", () => {
    const dev = application("dev", "path: o/dev", destination("ns", "name: c"));
    const other = (path: string) =>
      application("x", `path: ${path}`, destination("evil", "name: c")).replace("team", "evil");
    const files = { ...OVERLAYS, "a.yaml": dev };
    const { head } = plan(files, { ...files, "b.yaml": other("o/prod"), "c.yaml": other("o/base") });
    expect(deployed(head)).toEqual(["o/dev ns cluster c", "o/prod null null"]);
  });

  it.each([
    "git@git.example:team/deploy.git",
    "ssh://git@git.example:22/team/deploy",
    "https://user@GIT.example/team/deploy/",
  ])("spells the repository %s", (url) => {
    const files = {
      ...OVERLAYS,
      "a.yaml": application("dev", "path: o/dev", destination("ns", "name: c")),
      "b.yaml": application("prod", "path: o/prod", destination("ns", "name: c")).replace(URL, url),
    };
    expect(deployed(plan(files).head)).toEqual(["o/dev ns cluster c", "o/prod ns cluster c"]);
  });

  it.each(["path: 'o/{{x}}'", "path: /etc", "path: ../o/prod", "path: o/../../o/prod"])(
    "with %s deploys nothing",
    (source) => {
      const { head, diagnostics } = plan({ ...OVERLAYS, "a.yaml": application("x", source) });
      expect(names(head)).toEqual(["o/dev", "o/prod"]);
      expect(remarks(diagnostics.head)).toEqual(["a.yaml notice deployed-from-elsewhere"]);
    },
  );
});

const sets: Readonly<
  Record<string, { readonly set: string; readonly files?: Files; readonly roots: readonly string[] }>
> = {
  list: {
    set: applicationSet(
      "[{list: {elements: [{name: d, env: dev, cluster: a}, {name: p, env: prod, cluster: b}]}}]",
      template("o/{{env}}", "n-{{name}}"),
    ),
    roots: ["o/dev n-d cluster a", "o/prod n-p cluster b"],
  },
  "directories of git": {
    set: applicationSet(
      `[{git: {repoURL: "${URL}", directories: [{path: o/*}, {path: o/base, exclude: true}], values: {cluster: x}}}]`,
      template("{{path}}", "{{path.basename}}-{{path[0]}}").replace("{{cluster}}", "{{values.cluster}}"),
    ),
    roots: ["o/dev dev-o cluster x", "o/prod prod-o cluster x"],
  },
  "files of git, with a Go template": {
    set: applicationSet(
      '[{git: {files: [{path: "clusters/**/config.json"}]}}]',
      template("o/{{ .env.name }}", "{{.path.basename}}-{{index .path.segments 1}}").replace(
        "{{cluster}}",
        "{{ .cluster }}",
      ),
    ),
    files: {
      "clusters/a/config.json": '{"env": {"name": "dev"}, "cluster": "a"}',
      "clusters/b/config.json": '[{"env": {"name": "prod"}, "cluster": 7}]',
    },
    roots: ["o/dev a-a cluster a", "o/prod b-b cluster 7"],
  },
  "matrix, the second naming what the first gives": {
    set: applicationSet(
      '[{matrix: {generators: [{list: {elements: [{env: dev}, {env: prod}]}}, {git: {directories: [{path: "o/{{env}}"}]}}]}}]',
      template("{{path}}", "{{env}}"),
    ),
    roots: ["o/dev dev null", "o/prod prod null"],
  },
  "matrix with clusters that nobody knows": {
    set: applicationSet(
      "[{matrix: {generators: [{git: {directories: [{path: o/prod}]}}, {clusters: {}}]}}]",
      template("{{path}}", "ns"),
    ),
    roots: ["o/dev null null", "o/prod ns null"],
  },
  merge: {
    set: applicationSet(
      "[{merge: {mergeKeys: [env], generators: [{list: {elements: [{env: dev, cluster: a}, {env: prod, cluster: a}]}}, " +
        "{list: {elements: [{env: prod, cluster: b}, {env: other, cluster: c}]}}]}}]",
      template("o/{{env}}", "ns"),
    ),
    roots: ["o/dev ns cluster a", "o/prod ns cluster b"],
  },
  "a path that needs what nobody knows": {
    set: applicationSet("[{clusters: {}}]", template("o/{{name}}", "ns")),
    roots: ["o/dev null null", "o/prod null null"],
  },
  "a function of templates": {
    set: applicationSet("[{list: {elements: [{env: PROD}]}}]", template("o/{{ .env | lower }}", "ns")),
    roots: ["o/dev null null", "o/prod null null"],
  },
};

describe("an ApplicationSet", () => {
  it.each(Object.entries(sets))("%s", (_, { set, files = {}, roots }) => {
    expect(deployed(plan({ ...OVERLAYS, ...files, "apps/set.yaml": set }).head)).toEqual(roots);
  });

  it("says values of a chart", () => {
    const set = applicationSet(
      "[{list: {elements: [{env: dev}, {env: prod}]}}]",
      template("web", "ns", ', helm: {valueFiles: ["values-{{env}}.yaml"], valuesObject: {env: "{{env}}"}}'),
    );
    const chart = { "web/Chart.yaml": CHART, "web/values-dev.yaml": "", "web/values-prod.yaml": "" };
    const { head } = plan({ ...chart, "set.yaml": set });
    expect(head.map((root) => [root.name, root.type === "chart" ? root.inline : ""])).toEqual([
      ["web", null],
      ["web:values-dev.yaml", '{"env": "dev"}'],
      ["web:values-prod.yaml", '{"env": "prod"}'],
    ]);
  });
});

describe("an object of Flux in a file that is called as a kustomization", () => {
  const group = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
  const told = (file: string, text: string): readonly string[] =>
    remarks(plan({ [file]: text, "c/p.yaml": policy("p") }).diagnostics.head);

  it("is told, and as a warning where it deploys nothing", () => {
    const object = `${group}metadata: {name: apps}\nspec: {path: ./c}\n`;
    expect(told("c/kustomization.yaml", object)).toContain("c/kustomization.yaml notice flux-as-kustomization");
    expect(told("c/kustomization.yml", `${group}resources: [p.yaml]\n`)).toContain(
      "c/kustomization.yml warning flux-as-kustomization",
    );
    expect(told("c/Kustomization", object)).toContain("c/Kustomization warning flux-as-kustomization");
  });

  it("is nothing to tell elsewhere", () => {
    expect(told("c/apps.yaml", `${group}metadata: {name: apps}\nspec: {path: ./c}\n`).join()).not.toContain("flux-as");
    expect(told("c/kustomization.yaml", "resources: [p.yaml] # kustomize.toolkit.fluxcd.io/\n").join()).not.toContain(
      "flux-as",
    );
  });
});

describe("Flux", () => {
  const source = "sourceRef: {kind: GitRepository, name: flux-system}";
  const kustomization = (spec: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {${source}, ${spec}}\n`;
  const release = (spec: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: {${spec}}\n`;

  it("has a Kustomization of a kustomization", () => {
    const spec =
      "path: ./o/prod, targetNamespace: shop, postBuild: {substitute: {a: b, m: 1}}, patches: [{patch: p}], kubeConfig: {secretRef: {name: east}}";
    const base = { "o/prod/kustomization.yaml": "" };
    expect(only(plan({ ...base, "clusters/a/apps.yaml": kustomization(spec) }))).toEqual({
      type: "kustomization",
      name: "o/prod",
      directory: "o/prod",
      inputs: ["o/prod/kustomization.yaml"],
      namespace: "shop",
      environment: "cluster east",
      overlay: '{"namespace": "shop", "patches": [{"patch": "p"}]}',
      substitutions: { a: "b", m: "1" },
    });
  });

  it("has a Kustomization of a directory, with all below", () => {
    const files = {
      "k/a.yaml": deployment("a"),
      "k/deep/b.yaml": policy("b"),
      "clusters/a.yaml": kustomization("path: k"),
    };
    expect(plan(files).head.map(lineOf)).toEqual(["k plain <- k/a.yaml k/deep/b.yaml"]);
  });

  it("has a HelmRelease of a chart of this repository", () => {
    const spec = `targetNamespace: ns, chart: {spec: {chart: ./charts/web, ${source}, valuesFiles: [./charts/web/values-prod.yaml]}}, values: {a: 1}`;
    const chart = { "charts/web/Chart.yaml": CHART, "charts/web/values-prod.yaml": "" };
    expect(plan({ ...chart, "r.yaml": release(spec) }).head[1]).toMatchObject({
      name: "charts/web:values-prod.yaml",
      namespace: "ns",
      release: "ns-web",
      inline: '{"a": 1}',
      crds: "installed",
    });
  });

  it.each([
    release("chart: {spec: {chart: redis, sourceRef: {kind: HelmRepository, name: x}}}"),
    kustomization("path: gone"),
    kustomization("path: 'k/${cluster}'"),
    kustomization("path: k").replace("GitRepository", "OCIRepository"),
  ])("deploys from elsewhere: %s", (object) => {
    const { head, diagnostics } = plan({ "k/a.yaml": policy("a"), "b.yaml": object });
    expect(head.map(lineOf)).toEqual([". plain <- b.yaml k/a.yaml"]);
    expect(remarks(diagnostics.head)).toEqual(["b.yaml notice deployed-from-elsewhere"]);
  });
});

it("an app of apps is found by its apps, and templates of charts are not read", () => {
  const { head, diagnostics } = plan({
    ...OVERLAYS,
    "root.yaml": application("root", "path: apps"),
    "apps/prod.yaml": application("prod", "path: o/prod", destination("ns", "name: c")),
    "c/Chart.yaml": CHART,
    "c/templates/app.yaml": application("x", "path: elsewhere"),
  });
  expect(deployed(head)).toEqual(["c null null", "o/dev null null", "o/prod ns cluster c"]);
  expect(diagnostics.head).toEqual([]);
});
