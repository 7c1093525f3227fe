import { describe, expect, it } from "vitest";
import { readCluster, readClusters } from "../../src/manifests/index.ts";
import { lines, read, readText, snapshot } from "./files.ts";

const policy = (name: string, spec = "{}"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec: ${spec}\n`;

const pod = (name: string, rest = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: {${rest}containers: [{name: c, image: i}]}\n`;

function policyNames(text: string): readonly string[] {
  return readText(text).cluster.policies.map(({ namespace, name }) => `${namespace}/${name}`);
}

describe("readCluster", () => {
  it("gives an empty cluster for no files", () => {
    expect(readCluster({ files: [], skipped: [] }, { defaultNamespace: "default" })).toEqual({
      cluster: { namespaces: [], workloads: [], policies: [], nodes: [] },
      diagnostics: [],
      customResources: [],
      counts: {
        files: 0,
        documents: 0,
        skippedDocuments: 0,
        workloads: 0,
        policies: 0,
        namespaces: 0,
        notEvaluated: [],
      },
    });
  });

  it("puts objects without a namespace into the default one", () => {
    const files = snapshot({ "a.yaml": policy("db") });
    expect(readCluster(files, { defaultNamespace: "shop" }).cluster.policies[0]?.namespace).toBe("shop");
  });

  it("knows of an undeclared namespace nothing but its name", () => {
    expect(readText(policy("db")).cluster.namespaces).toEqual([
      {
        name: "default",
        labels: new Map([["kubernetes.io/metadata.name", "default"]]),
        labelOrigins: new Map(),
        labelsComplete: false,
        origin: null,
      },
    ]);
  });

  it("overrides the name label of a namespace", () => {
    const text = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {kubernetes.io/metadata.name: other, team: a}
`;
    expect(readText(text).cluster.namespaces).toEqual([
      {
        name: "shop",
        labels: new Map([
          ["kubernetes.io/metadata.name", "shop"],
          ["team", "a"],
        ]),
        labelOrigins: new Map([["team", { path: "a.yaml", line: 5, column: 48 }]]),
        labelsComplete: true,
        origin: { path: "a.yaml", line: 1, column: 1 },
      },
    ]);
  });

  it("flattens lists, typed lists and lists in lists", () => {
    expect(
      policyNames(`
apiVersion: v1
kind: List
items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicyList
    items:
      - metadata: {name: one, namespace: a}
      - metadata: {name: two}
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: three}
  - null
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
`),
    ).toEqual(["a/one", "default/two", "default/three"]);
  });

  it("gives every object with generateName a name of its own", () => {
    const text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {generateName: deny-}\n";
    expect(policyNames(`${text}---\n${text}`)).toEqual(["default/deny-*1", "default/deny-*2"]);
    expect(readText(`${text}---\n${text}`).diagnostics).toEqual([]);
  });

  it("lets the last definition count, in the order in which a directory is applied", () => {
    const reading = read({
      "a.yaml": policy("db", "{policyTypes: [Egress]}"),
      "a/b.yaml": policy("db", "{policyTypes: [Ingress]}"),
    });
    expect(reading.cluster.policies).toMatchObject([{ egress: [], ingress: null, origin: { path: "a.yaml" } }]);
    expect(lines(reading.diagnostics)).toEqual([
      "a.yaml:1:1 warning duplicate-object NetworkPolicy default/db is also defined, differently, at `a/b.yaml:1`; " +
        "the definition here counts, as `kubectl apply -R` would leave it; keep one, or read the directories one by one",
    ]);
  });

  it("only notes a copy", () => {
    const reading = read({ "a.yaml": pod("web"), "b.yaml": `# a copy\n${pod("web")}` });
    expect(lines(reading.diagnostics)).toEqual([
      "b.yaml:2:1 notice duplicate-object Pod default/web is also defined at `a.yaml:1`, in the same way",
    ]);
  });

  it("does not take a patch for the object", () => {
    const deployment = (labels: string, rest: string, container: string): string =>
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {${rest}template: {metadata: {labels: ${labels}}, spec: {containers: [{name: c${container}}]}}}}`;
    const reading = read({
      "base/web.yaml": deployment("{app: web}", "selector: {matchLabels: {app: web}}, ", ", image: i"),
      "patch/web.yaml": deployment("{tier: x}", "", ""),
    });
    expect(reading.cluster.workloads[0]?.template.labels.get("app")).toBe("web");
    expect(lines(reading.diagnostics)).toEqual([
      "patch/web.yaml:1:1 notice fragment Deployment default/web looks like a patch of the object at `base/web.yaml:1` " +
        "(no selector, or a container without image): not evaluated",
    ]);
  });

  it("keeps the valid one of two definitions", () => {
    const reading = read({ "a.yaml": policy("db"), "b.yaml": policy("db", "{policyTypes: [In]}") });
    expect(reading.cluster.policies).toMatchObject([{ origin: { path: "a.yaml" } }]);
    expect(lines(reading.diagnostics)).toEqual([
      "b.yaml:4:22 error invalid-object NetworkPolicy db is invalid and not evaluated: " +
        'spec.policyTypes[0]: Unsupported value: "In": supported values: "Ingress", "Egress"',
      "b.yaml:1:1 warning duplicate-object NetworkPolicy default/db is also defined at `a.yaml:1`; " +
        "that definition counts, as `kubectl apply -R` would leave it, because the one here is not valid",
    ]);
    const turned = read({ "a.yaml": policy("db", "{policyTypes: [In]}"), "b.yaml": policy("db") });
    expect(turned.diagnostics.map(({ code }) => code)).toEqual(["invalid-object"]);
  });

  it("takes a template for what would count, and evaluates the other definition", () => {
    const templated = policy("db", '{podSelector: {matchLabels: {app: "{{ .app }}"}}}');
    const reading = read({ "a.yaml": policy("db"), "b.yaml": templated });
    expect(reading.cluster.policies).toMatchObject([{ origin: { path: "a.yaml" } }]);
    expect(lines(reading.diagnostics).at(-1)).toBe(
      "b.yaml:1:1 warning duplicate-object NetworkPolicy default/db is also defined at `a.yaml:1`; " +
        "the definition here would count, once it is rendered",
    );
  });

  it("does not take a patch for an object that is not valid", () => {
    const deployment = (labels: string, rest: string): string =>
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {${rest}template: {metadata: {labels: ${labels}}, spec: {containers: [{name: c}]}}}}`;
    const whole = deployment("{app: -x-}", "selector: {matchLabels: {app: -x-}}, ");
    for (const files of [
      { "a.yaml": whole, "b.yaml": deployment("{tier: x}", "") },
      { "a.yaml": deployment("{tier: x}", ""), "b.yaml": whole },
    ]) {
      const reading = read(files);
      expect(reading.cluster.workloads).toEqual([]);
      expect(reading.diagnostics.map(({ code }) => code)).toContain("fragment");
    }
  });

  it("refuses a NetworkPolicy of the version that Kubernetes dropped", () => {
    const reading = readText(
      "apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: x}\nspec: {podSelector: {}}\n",
    );
    expect(reading.cluster.policies).toEqual([]);
    expect(reading.counts.notEvaluated).toEqual([]);
    expect(lines(reading.diagnostics)).toEqual([
      "a.yaml:1:1 error invalid-object NetworkPolicy x is not evaluated: " +
        "Kubernetes dropped `extensions/v1beta1` in 1.16; write `apiVersion: networking.k8s.io/v1`",
    ]);
  });

  it("counts and names policies of other kinds", () => {
    const other = (apiVersion: string, kind: string): string =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`;
    const reading = readText(
      [
        other("cilium.io/v2", "CiliumNetworkPolicy"),
        other("cilium.io/v2", "CiliumNetworkPolicy"),
        other("projectcalico.org/v3", "NetworkPolicy"),
        other("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
        other("security.istio.io/v1", "AuthorizationPolicy"),
      ].join("---\n"),
    );
    expect(reading.cluster.policies).toEqual([]);
    expect(reading.counts.notEvaluated).toEqual([
      { kind: "AdminNetworkPolicy", apiVersion: "policy.networking.k8s.io/v1alpha1", count: 1 },
      { kind: "AuthorizationPolicy", apiVersion: "security.istio.io/v1", count: 1 },
      { kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: 2 },
      { kind: "NetworkPolicy", apiVersion: "projectcalico.org/v3", count: 1 },
    ]);
    expect(lines(reading.diagnostics)).toEqual([
      "a.yaml:1:1 notice not-evaluated 2 CiliumNetworkPolicy (cilium.io/v2) not evaluated: only NetworkPolicy of `networking.k8s.io/v1` is",
      "a.yaml:9:1 notice not-evaluated 1 NetworkPolicy (projectcalico.org/v3) not evaluated: only NetworkPolicy of `networking.k8s.io/v1` is",
      "a.yaml:13:1 notice not-evaluated 1 AdminNetworkPolicy (policy.networking.k8s.io/v1alpha1) not evaluated: " +
        "only NetworkPolicy of `networking.k8s.io/v1` is",
      "a.yaml:17:1 notice not-evaluated 1 AuthorizationPolicy (security.istio.io/v1) not evaluated: only NetworkPolicy of `networking.k8s.io/v1` is",
    ]);
  });

  it("refuses a policy without a version", () => {
    const reading = readText("kind: NetworkPolicy\nmetadata: {name: db}\n");
    expect(reading.cluster.policies).toEqual([]);
    expect(lines(reading.diagnostics)).toEqual([
      "a.yaml:1:1 error invalid-object NetworkPolicy db is not evaluated: it has no apiVersion; write `apiVersion: networking.k8s.io/v1`",
    ]);
  });

  it("is silent about files that are no manifests", () => {
    const reading = read({
      "package.json": '{"name": "x", "scripts": {"kind": "ls"}}',
      "tsconfig.json": "{ // a comment\n}",
      "Chart.yaml": "apiVersion: v2\nname: shop\n",
      "values.yaml": "kind: blue\nitems: [1, 2]\nimage: {{ broken\n",
      ".github/workflows/ci.yaml": "on: push\njobs: {a: {steps: [{run: 'echo ${{ secrets.X }}'}]}}\n",
      "mkdocs.yml": "x: !!python/name:a.b\n",
      "list.yaml": "- op: replace\n  path: /kind\n",
      "README.md": policy("db"),
      "empty.yaml": "",
    });
    expect(reading.diagnostics).toEqual([]);
    expect(reading.cluster.policies).toEqual([]);
    expect(reading.counts.files).toBe(8);
  });

  it("keeps a workload of the base when the head leaves it without containers, but not for a patch elsewhere", () => {
    const deployment = (containers: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: s}\nspec: {selector: {matchLabels: {app: d}}, ` +
      `template: {metadata: {labels: {app: d}}, spec: {containers: ${containers}}}}\n`;
    const base = snapshot({ "d.yaml": deployment("[{name: a, image: a}]") });
    const names = (head: Readonly<Record<string, string>>): readonly string[] =>
      readClusters(base, snapshot(head), { defaultNamespace: "default" }).head.cluster.workloads.map(
        ({ name }) => name,
      );
    expect(names({ "d.yaml": deployment("[]") })).toEqual(["d"]);
    expect(names({ "patch.yaml": deployment("[]") })).toEqual([]);
  });

  it("reads lists inside of lists", () => {
    const nested = Array.from({ length: 12 }).reduce<string>(
      (inner) => `{kind: List, items: [${inner}]}`,
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deep}}",
    );
    expect(read({ "deep.yaml": nested }).cluster.policies.map(({ name }) => name)).toEqual(["deep"]);
  });

  it("keeps the rest of a file when one document is broken", () => {
    const reading = readText(`${policy("one")}---\nkind: NetworkPolicy\n  bad: [\n---\n${policy("two")}`);
    expect(reading.cluster.policies.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(reading.diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
  });

  it("names a Helm template once and evaluates nothing of it", () => {
    const text = `# templates\n{{- if .Values.enabled }}\n${policy("db")}---\n${policy("web")}{{- end }}\n`;
    const reading = read({ "chart/templates/policy.yaml": text });
    expect(reading.cluster.policies).toEqual([]);
    expect(lines(reading.diagnostics)).toEqual([
      "chart/templates/policy.yaml:2:1 error templated this Helm template is not evaluated: render the chart first (`helm template`)",
    ]);
    expect(read({ "chart/templates/config.yaml": "kind: ConfigMap\ndata: {a: {{ .x }}}\n" }).diagnostics).toEqual([]);
  });

  it("names a ytt template and evaluates nothing of it", () => {
    const reading = readText(`#@ load("@ytt:data", "data")\n${policy("db")}`);
    expect(reading.cluster.policies).toEqual([]);
    expect(lines(reading.diagnostics)).toEqual([
      "a.yaml:1:1 error templated this ytt template is not evaluated: render it first (`ytt -f`)",
    ]);
  });

  it("recognises a line that a script fills", () => {
    const reading = readText(
      "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: web\n    EXTRA_LABELS\n  name: web\n",
    );
    expect(reading.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "yaml-syntax `EXTRA_LABELS` is no YAML; this looks like a placeholder that a deployment script replaces: " +
        "run the script first and check its output",
    ]);
  });

  it("bounds the diagnostics of one file", () => {
    const fields = Array.from({ length: 150 }, (_, index) => `x${String(index)}: 1`).join(", ");
    const reading = readText(policy("db", `{${fields}}`));
    expect(reading.diagnostics.length).toBe(101);
    expect(reading.diagnostics.at(-1)).toMatchObject({
      code: "diagnostic-limit",
      message: "50 more problems in this file, from here on, are not listed",
    });
  });

  it("says what was not read", () => {
    const reading = readCluster(
      {
        files: [],
        skipped: [
          { path: "big.yaml", reason: "too large" },
          { path: "private", reason: "cannot be listed", type: "directory" },
          { path: "vendor/charts", reason: "a submodule" },
        ],
      },
      { defaultNamespace: "default" },
    );
    expect(lines(reading.diagnostics)).toEqual([
      "big.yaml:1:1 error file-skipped not read: too large",
      "private:1:1 error file-skipped not read: cannot be listed",
      "vendor/charts:1:1 warning file-skipped not read: a submodule",
    ]);
  });

  it("treats keys of JavaScript like any other", () => {
    const text = policy("db", "{podSelector: {matchLabels: {constructor: a, __proto__: b}}}");
    expect(readText(text).cluster.policies).toEqual([]);
    expect(readText(text).diagnostics[0]?.message).toContain(
      'spec.podSelector.matchLabels: Invalid value: "__proto__"',
    );
  });
});

describe("readClusters", () => {
  const options = { defaultNamespace: "default" };
  const names = (policies: readonly { readonly name: string }[]): readonly string[] => policies.map(({ name }) => name);

  it("keeps the policy of the base in force when the new one is invalid", () => {
    const base = snapshot({ "a.yaml": policy("db", "{policyTypes: [Egress]}") });
    const head = snapshot({ "b.yaml": `# moved\n${policy("db", "{policyTypes: [egress]}")}` });
    const { head: after, base: before } = readClusters(base, head, options);
    expect(after.cluster.policies).toEqual(before.cluster.policies);
    expect(lines(after.diagnostics)).toEqual([
      "b.yaml:5:22 error invalid-object NetworkPolicy db is invalid and not evaluated: " +
        'spec.policyTypes[0]: Unsupported value: "egress": supported values: "Ingress", "Egress"',
      "b.yaml:2:1 warning kept-from-base NetworkPolicy default/db stays in force as it was before the change (`a.yaml:1`), " +
        "because the new one is not valid",
    ]);
  });

  it("keeps nothing when the policy is gone, or was never valid", () => {
    const bad = policy("db", "{policyTypes: [egress]}");
    expect(readClusters(snapshot({ "a.yaml": policy("db") }), snapshot({}), options).head.cluster.policies).toEqual([]);
    const { base, head } = readClusters(snapshot({ "a.yaml": bad }), snapshot({ "a.yaml": bad }), options);
    expect([...base.cluster.policies, ...head.cluster.policies]).toEqual([]);
    expect(head.diagnostics.map(({ code }) => code)).toEqual(["invalid-object"]);
  });

  it("keeps what a file held that can no longer be read", () => {
    const base = snapshot({ "a.yaml": `${policy("db")}---\n${policy("web")}` });
    const head = snapshot({ "a.yaml": `${policy("web")}---\nkind: NetworkPolicy\n bad: [\n` });
    const { head: after } = readClusters(base, head, options);
    expect(names(after.cluster.policies)).toEqual(["web", "db"]);
    expect(after.diagnostics.map(({ code }) => code)).toEqual(["yaml-syntax", "kept-from-base"]);
  });

  it("keeps a workload, too", () => {
    const base = snapshot({ "a.yaml": pod("web") });
    const head = snapshot({ "a.yaml": pod("web", "hostNetwork: sure, ") });
    expect(names(readClusters(base, head, options).head.cluster.workloads)).toEqual(["web"]);
  });

  it("gives both sides the same values for a file that did not change", () => {
    const files = snapshot({ "a.yaml": policy("db", "{ingress: [{}]}") });
    const { base, head } = readClusters(files, snapshot({ "a.yaml": policy("db", "{ingress: [{}]}") }), options);
    expect(head.cluster.policies[0]?.ingress).toBe(base.cluster.policies[0]?.ingress);
  });
});
