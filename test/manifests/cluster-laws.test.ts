import fc from "fast-check";
import { expect, it } from "vitest";
import { readClusters } from "../../src/manifests/index.ts";
import { snapshot } from "./files.ts";

const METADATA = ["name: a", "name: b", "generateName: g-", "name: 5", 'name: "{{ .x }}"', "name: a, namespace: n"];
const LABELS = ["x", "y", "-", '"{{ .x }}"'];
const options = { defaultNamespace: "default" };

const policy = fc
  .tuple(
    fc.constantFrom("networking.k8s.io/v1", "extensions/v1beta1"),
    fc.constantFrom(...METADATA),
    fc.constantFrom("policyTypes: [Ingress]", "policyTypes: [Egress]", "policyTypes: [x]", 'podSelector: "{{ .x }}"'),
  )
  .map(([version, metadata, spec]) => ({ apiVersion: version, kind: "NetworkPolicy", metadata, spec }));

const workload = fc
  .tuple(
    fc.constantFrom("apps/v1", "apps.kruise.io/v1"),
    fc.constantFrom(...METADATA),
    fc.constantFrom("selector: {matchLabels: {app: x}}, ", ""),
    fc.constantFrom(...LABELS),
    fc.constantFrom("[{name: c, image: i}]", "[]"),
  )
  .map(([version, metadata, selector, label, containers]) => ({
    apiVersion: version,
    kind: "StatefulSet",
    metadata,
    spec: `${selector}template: {metadata: {labels: {app: ${label}}}, spec: {containers: ${containers}}}`,
  }));

const document = fc.oneof(
  { weight: 6, arbitrary: policy.map(toText) },
  { weight: 3, arbitrary: workload.map(toText) },
  { weight: 1, arbitrary: fc.constant("kind: NetworkPolicy\n  bad: [\n") },
);

/** One revision: some of three files, with up to three documents each. */
const revision = fc.dictionary(
  fc.constantFrom("a.yaml", "c.yaml", "d/b.yaml"),
  fc.array(document, { maxLength: 3 }).map((documents) => documents.join("---\n")),
);

function toText(object: Readonly<Record<"apiVersion" | "kind" | "metadata" | "spec", string>>): string {
  const { apiVersion, kind, metadata, spec } = object;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\nspec: {${spec}}\n`;
}

it("a change of nothing but comments keeps, deletes and renames nothing", () => {
  fc.assert(
    fc.property(revision, fc.constantFrom("", "# edited\n"), (files, comment) => {
      const edited = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text + comment]));
      const { base, head } = readClusters(snapshot(files), snapshot(edited), options);
      expect(head).toEqual(base);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it("names are unique on both sides of any change", () => {
  fc.assert(
    fc.property(revision, revision, (before, after) => {
      const { base, head } = readClusters(snapshot(before), snapshot(after), options);
      for (const { cluster } of [base, head]) {
        const workloads = cluster.workloads.map(({ namespace, kind, name }) => `${namespace}/${kind}/${name}`);
        const policies = cluster.policies.map(({ namespace, name }) => `${namespace}/${name}`);
        expect([new Set(workloads).size, new Set(policies).size]).toEqual([workloads.length, policies.length]);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
