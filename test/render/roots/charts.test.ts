import { describe, expect, it } from "vitest";
import { CHART, names, plan, policy, roots, type Files } from "./repository.ts";

const cases: Readonly<Record<string, { readonly files: Files; readonly roots: readonly string[] }>> = {
  "its own files and all below, vendored charts among them": {
    files: {
      "charts/web/Chart.yaml": CHART,
      "charts/web/values.yaml": "a: 1\n",
      "charts/web/templates/policy.yaml": "kind: NetworkPolicy\nmetadata: {name: {{ .x }}}\n",
      "charts/web/charts/db/Chart.yaml": CHART,
      "charts/web/charts/db/charts/deep/Chart.yaml": CHART,
      "charts/web/charts/db/kustomization.yaml": "",
      "charts/web/charts/db/templates/a.yaml": "",
    },
    roots: [
      "charts/web chart <- charts/web/Chart.yaml charts/web/charts/db/Chart.yaml charts/web/charts/db/charts/deep/Chart.yaml " +
        "charts/web/charts/db/kustomization.yaml charts/web/charts/db/templates/a.yaml charts/web/templates/policy.yaml charts/web/values.yaml",
    ],
  },
  "a library is none, and its files are not plain": {
    files: { "lib/Chart.yaml": `${CHART}type: library\n`, "lib/templates/_a.yaml": policy("a") },
    roots: [". plain <- "],
  },
  "a dependency by path": {
    files: {
      "web/Chart.yaml": `${CHART}dependencies: [{name: lib, repository: "file://../lib"}, {name: x, repository: "https://e"}]\n`,
      "lib/Chart.yaml": `${CHART}type: library\ndependencies: [{name: web, repository: "file://../web"}]\n`,
    },
    roots: ["web chart <- lib/Chart.yaml web/Chart.yaml"],
  },
  "templates without a chart stay plain": {
    files: { "x/templates/a.yaml": "kind: NetworkPolicy\nmetadata: {name: {{ .x }}}\n" },
    roots: [". plain <- x/templates/a.yaml"],
  },
  "one at the top": {
    files: { "Chart.yaml": CHART, "charts/db/Chart.yaml": CHART },
    roots: [". chart <- Chart.yaml charts/db/Chart.yaml"],
  },
};

describe("a chart is a root", () => {
  it.each(Object.entries(cases))("%s", (_, { files, roots: expected }) => {
    expect(roots(files)).toEqual(expected);
  });

  it("once more with each values file that a habit pairs with it", () => {
    const values = [
      "values-prod.yaml values.dev.yml eu-values.yaml values.yaml values.schema.json values.schema.yaml other.yaml",
      "values/us.yaml environments/qa.yaml env/object.yaml env/values-x.yaml ci/test-values.yaml",
    ].flatMap((line) => line.split(" "));
    const files = {
      "web/Chart.yaml": CHART,
      ...Object.fromEntries(values.map((name) => [`web/${name}`, "replicas: 1\n"])),
      "web/env/object.yaml": policy("a"),
    };
    const { head } = plan(files);
    expect(names(head)).toEqual([
      "web",
      "web:env/values-x.yaml",
      "web:environments/qa.yaml",
      "web:eu-values.yaml",
      "web:values-prod.yaml",
      "web:values.dev.yml",
      "web:values/us.yaml",
    ]);
    expect(head[4]).toEqual({
      type: "chart",
      name: "web:values-prod.yaml",
      directory: "web",
      inputs: Object.keys(files).sort(),
      namespace: null,
      environment: null,
      values: ["web/values-prod.yaml"],
      inline: null,
      crds: "installed",
      release: "web",
    });
  });

  it("and says so where a kustomization has the same directory", () => {
    const both = { "x/Chart.yaml": CHART, "x/kustomization.yaml": "" };
    expect(names(plan({ "x/Chart.yaml": CHART }, both).base)).toEqual(["x (chart)"]);
    expect(names(plan({ "x/Chart.yaml": CHART }, both).head)).toEqual(["x (chart)", "x (kustomization)"]);
  });

  it("whose Chart.yaml is new takes no manifest away unnoticed", () => {
    const files = { "a/policy.yaml": policy("a") };
    const { diagnostics } = plan(files, { ...files, "a/Chart.yaml": CHART });
    expect(diagnostics.head.map(({ path, code }) => `${path} ${code}`)).toEqual(["a/policy.yaml no-longer-applied"]);
  });
});
