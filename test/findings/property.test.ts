/** A pull request that only re-formats, re-orders or renames files has no finding, whatever is in them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { tell } from "./support.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const namespace = fc.constantFrom("shop", "web", "ops");
const app = fc.constantFrom("api", "db", "web", "ghost");
const selector: fc.Arbitrary<Json> = fc.oneof(
  fc.constant({}),
  app.map((name) => ({ matchLabels: { app: name } })),
  app.map((name) => ({ matchlabels: { app: name } })),
  app.map((name) => ({ matchExpressions: [{ key: "app", operator: "In", values: [name, "api"] }] })),
  fc.constant({ matchExpressions: [{ key: "app", operator: "DoesNotExist" }] }),
  fc.constant({ matchLabels: { app: "-no label-" } }),
);
const namespaces: fc.Arbitrary<Json> = fc.oneof(
  fc.constant({}),
  namespace.map((team) => ({ matchLabels: { team } })),
  namespace.map((name) => ({ matchLabels: { "kubernetes.io/metadata.name": name } })),
  fc.constant({ matchLabels: { team: "nobody" } }),
);
const block: fc.Arbitrary<Json> = fc
  .tuple(
    fc.constantFrom("0.0.0.0/0", "10.0.0.0/8", "198.51.100.0/24", "::/0"),
    fc.constantFrom([], ["10.1.0.0/16"], ["10.1.0.0/16", "10.2.0.0/16"]),
  )
  .map(([cidr, except]) => (except.length === 0 ? { cidr } : { cidr, except }));
const peer: fc.Arbitrary<Json> = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  namespaces.map((namespaceSelector) => ({ namespaceSelector })),
  fc.tuple(selector, namespaces).map(([podSelector, namespaceSelector]) => ({ podSelector, namespaceSelector })),
  block.map((ipBlock) => ({ ipBlock })),
);
const port: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>({ port: 80 }, { port: 53, protocol: "UDP" }, { port: 1, endPort: 1024 }, { protocol: "TCP" }),
  fc.constantFrom<Json>({ port: "http" }, { port: "htpp" }, { port: "http", protocol: "UDP" }),
);
const rule = (peers: "from" | "to"): fc.Arbitrary<Json> =>
  fc.record(
    { [peers]: fc.array(peer, { maxLength: 3 }), ports: fc.array(port, { maxLength: 2 }) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Json>;
const spec = fc.record(
  {
    podSelector: selector,
    policyTypes: fc.constantFrom<Json[]>(["Ingress"], ["Egress"], ["Ingress", "Egress"]),
    ingress: fc.array(rule("from"), { maxLength: 2 }),
    egress: fc.array(rule("to"), { maxLength: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;

const policy = fc.tuple(namespace, spec).map(([space, body]) => (name: string): Json => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: space },
  spec: body,
}));
const workload = fc
  .tuple(namespace, app, fc.boolean(), fc.boolean())
  .map(([space, label, onNode, named]) => (name: string): Json => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: space },
    spec: {
      selector: { matchLabels: { app: label } },
      template: {
        metadata: { labels: { app: label } },
        spec: {
          ...(onNode ? { hostNetwork: true } : {}),
          containers: [
            {
              name: "main",
              image: "example.org/main",
              ...(named ? { ports: [{ name: "http", containerPort: 80 }] } : {}),
            },
          ],
        },
      },
    },
  }));
const declared: readonly Json[] = ["shop", "web"].map((name) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { team: name } },
}));

/** Objects with names of their own: of several under one name, the order of the files decides. */
const objects = fc
  .tuple(fc.array(fc.oneof(policy, workload), { minLength: 1, maxLength: 12 }), fc.boolean())
  .map(([make, spaces]) => [...(spaces ? declared : []), ...make.map((object, index) => object(`n${String(index)}`))]);

/** Lists whose order means nothing to Kubernetes. */
const UNORDERED = new Set([
  "ingress",
  "egress",
  "from",
  "to",
  "ports",
  "except",
  "policyTypes",
  "values",
  "matchExpressions",
]);

/** The same object with keys and lists turned around. */
function turned(value: Json, key = ""): Json {
  if (isList(value)) {
    const items = value.map((item) => turned(item));
    return UNORDERED.has(key) ? items.toReversed() : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, item]) => [name, turned(item, name)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const FORMATS = {
  json: (documents: readonly Json[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items: documents }),
  flow: (documents: readonly Json[]) => documents.map((document) => `${JSON.stringify(document)}\n`).join("---\n"),
  block: (documents: readonly Json[]) => documents.map((document) => stringify(document)).join("---\n"),
  commented: (documents: readonly Json[]) =>
    documents.map((document) => `# a remark\n\n${stringify(document, { indent: 4 })}`).join("---\n"),
} as const;

/** How files are written: to which file each object goes, and in which form each file is. */
const layout = fc.record({
  paths: fc.uniqueArray(fc.constantFrom("a.yaml", "b.yml", "c/d.yaml", "c/e.json", "z.yaml"), { minLength: 1 }),
  format: fc.constantFrom(...(Object.keys(FORMATS) as (keyof typeof FORMATS)[])),
  order: fc.infiniteStream(fc.nat(1000)),
});

function write(
  all: readonly Json[],
  { paths, format, order }: { paths: readonly string[]; format: keyof typeof FORMATS; order: Iterator<number> },
): Readonly<Record<string, string>> {
  const placed = all
    .map((object) => ({
      object,
      place: Number(order.next().value),
      path: paths[Number(order.next().value) % paths.length] ?? "",
    }))
    .toSorted((a, b) => a.place - b.place);
  const files: Record<string, string> = {};
  for (const path of paths) {
    const documents = placed.filter((entry) => entry.path === path).map(({ object }) => object);
    if (documents.length > 0) files[path] = FORMATS[path.endsWith(".json") ? "json" : format](documents);
  }
  return files;
}

const CONFIGURATIONS = [
  "",
  "cluster: { cni: weave, podCIDRs: [10.244.0.0/16, 'fd00:10::/48'] }",
  "cluster: { cni: cilium, podCIDRs: [10.1.0.0/16], hostNetworkPods: pod }",
  "cluster: { cni: flannel }",
];

it("only re-formatted, re-ordered or moved manifests have no finding", { timeout: 120_000 }, async () => {
  let standing = 0;
  await fc.assert(
    fc.asyncProperty(
      objects,
      layout,
      layout,
      fc.constantFrom(...CONFIGURATIONS),
      async (all, before, after, config) => {
        const head = all.map((object) => turned(object));
        const told = await tell(write(all, before), write(head, after), null, config);
        expect(told.lines).toEqual([]);
        standing += told.standing.length;
      },
    ),
    { seed: 1, numRuns: 400 },
  );
  expect(standing).toBeGreaterThan(400);
});
