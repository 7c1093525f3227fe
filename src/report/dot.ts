/** Graphs for Graphviz. A product of many ends goes through one junction, so that no graph grows with pairs. */
import type { Endpoint, Flow } from "../engine/index.ts";
import { connectionsText, familyPhrase } from "./connections.ts";
import { endpointText } from "./endpoints.ts";
import { dotString } from "./escape.ts";
import { certaintyWords } from "./peers.ts";
import type { DiffReport, ListReport } from "./review.ts";
import { without } from "./sets.ts";
import { plainText } from "./spans.ts";

/** Ends of edges as a product, and how the edges look. */
interface Bundle {
  readonly flow: Flow;
  readonly look: string;
}

/** Workloads and what they reach or are reached from; flows among other endpoints are left out when there are any. */
export function listDot(report: ListReport): string {
  return graph(
    report.roots.map(({ root, reachability }) => {
      const { endpoints, flows } = reachability;
      const bundles = flows.flatMap((flow) => withWorkloads(flow, endpoints)).map((flow) => ({ flow, look: "" }));
      return cluster(root, endpoints, bundles);
    }),
  );
}

/** Changed flows: newly allowed green, newly denied red and dashed. */
export function diffDot(report: DiffReport): string {
  return graph(
    report.roots.map(({ root, diff }) => {
      const allowed = diff.newlyAllowed.map((flow) => ({ flow, look: `color="#1a7f37", fontcolor="#1a7f37"` }));
      const denied = diff.newlyDenied.map((flow) => {
        return { flow, look: `color="#cf222e", fontcolor="#cf222e", style=dashed` };
      });
      return cluster(root, diff.endpoints, [...allowed, ...denied]);
    }),
  );
}

/** Builds the lines of one root; `number` makes its names differ from those of other roots. */
type RootGraph = (number: number) => readonly string[];

function graph(roots: readonly RootGraph[]): string {
  const lines = roots.flatMap((root, number) => root(number));
  return ["digraph netpol {", "  rankdir=LR;", "  node [shape=box];", ...lines, "}", ""].join("\n");
}

function cluster(root: string, endpoints: readonly Endpoint[], bundles: readonly Bundle[]): RootGraph {
  return (number) => {
    const prefix = `r${String(number)}`;
    const used = new Set(bundles.flatMap(({ flow }) => [...flow.from, ...flow.to]));
    const node = (index: number): string => `${prefix}n${String(index)}`;
    const namespaces = new Map<string | null, string[]>();
    endpoints.forEach((endpoint, index) => {
      if (!used.has(index)) return;
      const lines = namespaces.get(namespaceOf(endpoint)) ?? [];
      lines.push(`${node(index)} [label=${dotString(labelOf(endpoint))}${lookOf(endpoint)}];`);
      namespaces.set(namespaceOf(endpoint), lines);
    });
    const groups = [...namespaces].flatMap(([namespace, lines], group) =>
      namespace === null
        ? lines.map((line) => `    ${line}`)
        : [
            `    subgraph cluster_${prefix}g${String(group)} {`,
            `      label=${dotString(namespace)};`,
            ...lines.map((line) => `      ${line}`),
            "    }",
          ],
    );
    const edges = bundles.flatMap((bundle, index) => bundleLines(bundle, node, `${prefix}j${String(index)}`));
    return [`  subgraph cluster_${prefix} {`, `    label=${dotString(root)};`, ...groups, ...edges, "  }"];
  };
}

function bundleLines({ flow, look }: Bundle, node: (index: number) => string, junction: string): readonly string[] {
  const words = `${connectionsText(flow.connections)}${plainText(familyPhrase(flow.family))}${certaintyWords(flow)}`;
  const label = `label=${dotString(words)}`;
  const styled = (first: string): string => [first, look].filter((part) => part !== "").join(", ");
  const { from, to } = flow;
  if (from.length * to.length <= from.length + to.length) {
    return from.flatMap((source) => to.map((end) => `    ${node(source)} -> ${node(end)} [${styled(label)}];`));
  }
  return [
    `    ${junction} [shape=point, x${label}];`,
    ...from.map((source) => `    ${node(source)} -> ${junction} [${styled("dir=none")}];`),
    ...to.map((end) => `    ${junction} -> ${node(end)} [${styled("weight=1")}];`),
  ];
}

/** The part of a product that has a workload on at least one end. */
function withWorkloads(flow: Flow, endpoints: readonly Endpoint[]): readonly Flow[] {
  const isOther = (index: number): boolean => endpoints[index]?.type !== "workload";
  if (endpoints.every((endpoint) => endpoint.type !== "workload")) return [flow];
  const others = new Set(flow.from.filter(isOther));
  const targets = new Set(flow.to.filter(isOther));
  if (others.size === 0 || targets.size === 0) return [flow];
  const sources = without(flow.from, others);
  const parts = [
    { ...flow, from: sources },
    { ...flow, from: [...others], to: without(flow.to, targets) },
  ];
  return parts.filter((part) => part.from.length > 0 && part.to.length > 0);
}

function namespaceOf(endpoint: Endpoint): string | null {
  if (endpoint.type === "workload") return endpoint.namespace;
  if (endpoint.type === "external") return null;
  const [first, ...others] = endpoint.patterns;
  return first?.namespace.type === "name" && others.length === 0 ? first.namespace.name : null;
}

function labelOf(endpoint: Endpoint): string {
  return endpoint.type === "workload" ? `${endpoint.kind}/${endpoint.name}` : endpointText(endpoint);
}

function lookOf(endpoint: Endpoint): string {
  switch (endpoint.type) {
    case "workload":
      return "";
    case "external":
      return ", shape=ellipse";
    case "pods":
      return ", style=dashed";
  }
}
