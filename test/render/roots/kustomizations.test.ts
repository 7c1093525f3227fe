import { describe, expect, it } from "vitest";
import { deployment, names, plan, policy, remarks, roots, type Files } from "./repository.ts";

const BASE = "resources: [web.yaml]\n";

const cases: Readonly<Record<string, { readonly files: Files; readonly roots: readonly string[] }>> = {
  "a base and its overlays": {
    files: {
      "base/kustomization.yaml": BASE,
      "base/web.yaml": deployment("web"),
      "overlays/dev/kustomization.yml": "resources: [../../base/]\n",
      "overlays/prod/Kustomization": "bases: [./../../base]\npatches: [{path: replicas.yaml}, {patch: '[]'}]\n",
      "overlays/prod/replicas.yaml": "spec: {}\n",
    },
    roots: [
      "overlays/dev kustomization <- base/kustomization.yaml base/web.yaml overlays/dev/kustomization.yml",
      "overlays/prod kustomization <- base/kustomization.yaml base/web.yaml overlays/prod/Kustomization overlays/prod/replicas.yaml",
    ],
  },
  "every way to refer to a file": {
    files: {
      "k/kustomization.yaml": [
        'resources: [r.yaml, https://example.com/x.yaml, "github.com/a/b?ref=v1", /etc/passwd, ../../out.yaml, gone.yaml]',
        "components: [../component]",
        "crds: [crd.json]",
        "configurations: [config.yaml]",
        "openapi: {path: openapi.json}",
        "patches: [old.yaml, {path: p1.yaml, target: {kind: Deployment}}]",
        'patchesStrategicMerge: [p2.yaml, "kind: Deployment\\nmetadata: {name: web}"]',
        "patchesJson6902: [{path: p3.yaml}, {patch: '[]'}]",
        "replacements: [{path: replacement.yaml}, {source: {kind: ConfigMap}}]",
        'transformers: [t.yaml, ../transformers, "kind: PatchTransformer\\npath: inline.yaml"]',
        "generators: [g.yaml]",
        "validators: [v.yaml]",
        "configMapGenerator: [{files: [a.sql, key=b.sql, gone.sql], envs: [c.env], env: d.env}]",
        "secretGenerator: [{files: [e.txt]}]",
      ].join("\n"),
      "component/kustomization.yaml": "kind: Component\npatches: [{path: inner.yaml}]\n",
      "component/inner.yaml": "a: 1\n",
      "transformers/kustomization.yaml": "resources: [t.yaml]\n",
      "transformers/t.yaml": "kind: LabelTransformer\n",
      ...Object.fromEntries(
        "r.yaml crd.json config.yaml openapi.json old.yaml p1.yaml p2.yaml p3.yaml replacement.yaml v.yaml a.sql b.sql c.env d.env e.txt other.txt"
          .split(" ")
          .map((name) => [`k/${name}`, "{}"]),
      ),
      "k/t.yaml": "kind: PatchTransformer\npath: t-patch.yaml\n",
      "k/t-patch.yaml": "a: 1\n",
      "k/g.yaml": "kind: ConfigMapGenerator\nfiles: [g.txt]\n",
      "k/g.txt": "text",
    },
    roots: [
      "k kustomization <- component/inner.yaml component/kustomization.yaml k/a.sql k/b.sql k/c.env k/config.yaml k/crd.json " +
        "k/d.env k/e.txt k/g.txt k/g.yaml k/kustomization.yaml k/old.yaml k/openapi.json k/p1.yaml k/p2.yaml k/p3.yaml " +
        "k/r.yaml k/replacement.yaml k/t-patch.yaml k/t.yaml k/v.yaml transformers/kustomization.yaml transformers/t.yaml",
    ],
  },
  "local charts of a kustomization, which are then no roots": {
    files: {
      "k/kustomization.yaml": [
        "helmGlobals: {chartHome: ../charts}",
        "helmCharts: [{name: web, valuesFile: v.yaml, additionalValuesFiles: [w.yaml]}, {name: db, version: 1.2.3, repo: https://e}]",
      ].join("\n"),
      "k/v.yaml": "a: 1\n",
      "k/w.yaml": "a: 1\n",
      "charts/web/Chart.yaml": "name: web\n",
      "charts/web/templates/a.yaml": "{{ x }}",
      "charts/db-1.2.3/db/Chart.yaml": "name: db\n",
    },
    roots: [
      "k kustomization <- charts/db-1.2.3/db/Chart.yaml charts/web/Chart.yaml charts/web/templates/a.yaml k/kustomization.yaml k/v.yaml k/w.yaml",
    ],
  },
  "one at the top": {
    files: { "kustomization.yaml": "resources: [a/]\n", "a/kustomization.yaml": "resources: []\n" },
    roots: [". kustomization <- a/kustomization.yaml kustomization.yaml"],
  },
  "a circle is a root by its first member, and what builds on itself is one": {
    files: {
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../a]\n",
      "self/kustomization.yaml": "resources: [.]\n",
    },
    roots: [
      "a kustomization <- a/kustomization.yaml b/kustomization.yaml",
      "self kustomization <- self/kustomization.yaml",
    ],
  },
  "what only an unused component takes": {
    files: {
      "base/kustomization.yaml": "resources: []\n",
      "component/kustomization.yaml": "kind: Component\nresources: [../base]\n",
    },
    roots: ["base kustomization <- base/kustomization.yaml"],
  },
  "one that cannot be read": {
    files: {
      "k/kustomization.yaml": "resources: [\n",
      "l/kustomization.yaml": "resources: {{ x }}\n",
      "m/kustomization.yaml": "",
    },
    roots: [
      "k kustomization <- k/kustomization.yaml",
      "l kustomization <- l/kustomization.yaml",
      "m kustomization <- m/kustomization.yaml",
    ],
  },
  "an object of Flux in a file of that name is none": {
    files: {
      "c/kustomization.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n",
      "c/web.yaml": deployment("web"),
    },
    roots: [". plain <- c/kustomization.yaml c/web.yaml"],
  },
};

describe("a kustomization that nobody builds on is a root", () => {
  it.each(Object.entries(cases))("%s", (_, { files, roots: expected }) => {
    expect(roots(files)).toEqual(expected);
  });
});

describe("a manifest that no kustomization lists", () => {
  const files = {
    "k/kustomization.yaml":
      "resources: [web.yaml]\nconfigMapGenerator: [{files: [data.yaml]}]\npatches: [{path: patch.yaml}]\n",
    "k/web.yaml": deployment("web"),
    "k/data.yaml": policy("data"),
    "k/patch.yaml": policy("patch"),
    "k/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
  };

  it("has no effect; a notice for each kustomization names the first and counts the others", () => {
    const others = { "k/b.yaml": policy("b"), "k/a.yaml": policy("a"), "k/deep/c.yaml": deployment("c") };
    const { head, diagnostics } = plan({ ...files, ...others });
    expect(names(head)).toEqual(["k"]);
    expect(diagnostics.head).toEqual([
      {
        severity: "notice",
        code: "in-no-kustomization",
        message:
          "in no kustomization: not applied, no flows; no root builds this file and 2 more (`k/b.yaml`, `k/deep/c.yaml`) from " +
          "`k/kustomization.yaml`: name it where it belongs (`resources`, `patches`, or the component that lists it), or delete it",
        path: "k/a.yaml",
        line: 1,
        column: 1,
      },
    ]);
    expect(diagnostics.base).toEqual(diagnostics.head);
  });

  it("is the nearest kustomization's", () => {
    const { diagnostics } = plan({
      "kustomization.yaml": "resources: [k]\n",
      "k/kustomization.yaml": "",
      "k/x/a.yaml": policy("a"),
      "x/a.yaml": policy("a"),
    });
    expect(diagnostics.head.map(({ message }) => /`([^`]*)`/.exec(message)?.[1])).toEqual([
      "k/kustomization.yaml",
      "kustomization.yaml",
    ]);
  });

  it("of which the base was applied is a warning", () => {
    const before = { ...files, "k/a.yaml": policy("a"), "k/kustomization.yaml": "resources: [web.yaml, a.yaml]\n" };
    const after = { ...before, "k/kustomization.yaml": "resources: [web.yaml]\n" };
    expect(remarks(plan(before, after).diagnostics.head)).toEqual([
      "k/a.yaml warning in-no-kustomization",
      "k/data.yaml notice in-no-kustomization",
    ]);
  });

  it("is lost when a patch is made of it", () => {
    const before = { "k/kustomization.yaml": "resources: [a.yaml]\n", "k/a.yaml": policy("a") };
    const after = { ...before, "k/kustomization.yaml": "patches: [{path: a.yaml}]\n" };
    expect(remarks(plan(before, after).diagnostics.head)).toEqual(["k/a.yaml warning no-longer-applied"]);
    expect(plan(after).diagnostics.head).toEqual([]);
  });

  it("stays plain where no kustomization stands above and it is data of one elsewhere", () => {
    const elsewhere = { "k/kustomization.yaml": "configMapGenerator: [{files: [../a.yaml]}]\n", "a.yaml": policy("a") };
    expect(roots(elsewhere)).toEqual([". plain <- a.yaml", "k kustomization <- a.yaml k/kustomization.yaml"]);
  });
});

describe("a root of one revision", () => {
  it("stays one when the head builds on it", () => {
    const before = { "prod/kustomization.yaml": "resources: []\n" };
    const after = { ...before, "zz/kustomization.yaml": "resources: [../prod]\n" };
    expect(names(plan(before, after).head)).toEqual(["prod", "zz"]);
    expect(names(plan(after, before).base)).toEqual(["prod", "zz"]);
    expect(names(plan(after, after).head)).toEqual(["zz"]);
  });

  it("is none when the head makes a component of it; what it applied is said to have no effect", () => {
    const before = { "prod/kustomization.yaml": "resources: [a.yaml]\n", "prod/a.yaml": policy("a") };
    const after = { ...before, "prod/kustomization.yaml": "kind: Component\nresources: [a.yaml]\n" };
    const { base, head, diagnostics } = plan(before, after);
    expect([names(base), names(head)]).toEqual([["prod"], []]);
    expect(remarks(diagnostics.head)).toEqual(["prod/a.yaml warning in-no-kustomization"]);
  });
});
