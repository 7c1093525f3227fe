/** The changed flows as a graph that is small enough to be looked at. */
import type { Endpoint } from "../../engine/index.ts";
import { connectionsPhrase, familyPhrase } from "../connections.ts";
import { describe } from "../describe.ts";
import type { Change, FlowRow } from "../rows.ts";
import type { IndexSet } from "../sets.ts";
import { code, phrase, plainText, text, type Span } from "../spans.ts";
import { externalAt, workloadAt, type Vocabulary } from "../vocabulary.ts";

/** More arrows or ends than these are no picture any more. */
export const MAX_EDGES = 40;
export const MAX_NODES = 30;

export interface GraphNode {
  readonly name: readonly Span[];
  /** The namespace that it is drawn in; `null` for what is in none, or in several. */
  readonly namespace: string | null;
  readonly shape: "box" | "circle";
}

export interface GraphEdge {
  /** Indices into the nodes. */
  readonly from: number;
  readonly to: number;
  readonly change: Change;
  /** What changed, for example "TCP 80" or "3 flows". */
  readonly label: string;
}

/** Nodes and edges in the order of the rows. */
export interface FlowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What one row draws: every one of `from` with an arrow to every one of `to`. */
interface Bundle {
  readonly row: FlowRow;
  readonly from: readonly KeyedNode[];
  readonly to: readonly KeyedNode[];
}

interface KeyedNode {
  readonly key: string;
  readonly node: GraphNode;
}

/** A node for each end that the table names; `null` when there are too many of them. */
export function graphOfEnds(rows: readonly FlowRow[], vocabulary: Vocabulary): FlowGraph | null {
  const ends = (set: IndexSet): readonly KeyedNode[] =>
    describe(set, vocabulary).map(({ members, spans }) => ({
      key: members.join(" "),
      node: { ...nodeOf(members, vocabulary), name: nameOf(members, vocabulary) ?? spans },
    }));
  return build(rows, ends, (bundled) => [...new Set(bundled.map(portsText))].join(", "));
}

/** A node for each namespace; `null` when there are too many of them. */
export function graphOfNamespaces(rows: readonly FlowRow[], { endpoints }: Vocabulary): FlowGraph | null {
  const ends = (set: IndexSet): readonly KeyedNode[] => {
    const places = new Map<string, KeyedNode>();
    for (const index of set) {
      const endpoint = endpoints[index];
      if (endpoint === undefined) continue;
      const place = placeOf(endpoint);
      places.set(place.key, place);
    }
    return [...places.values()];
  };
  return build(rows, ends, (bundled) => (bundled.length === 1 ? "1 flow" : `${String(bundled.length)} flows`));
}

function build(
  rows: readonly FlowRow[],
  ends: (set: IndexSet) => readonly KeyedNode[],
  label: (bundled: readonly FlowRow[]) => string,
): FlowGraph | null {
  const nodes = new Map<string, { readonly index: number; readonly node: GraphNode }>();
  const indexOf = ({ key, node }: KeyedNode): number => {
    const known = nodes.get(key) ?? { index: nodes.size, node };
    nodes.set(key, known);
    return known.index;
  };
  const edges = new Map<string, { readonly edge: Omit<GraphEdge, "label">; readonly rows: FlowRow[] }>();
  for (const row of rows) {
    const bundle: Bundle = { row, from: ends(row.from), to: ends(row.to) };
    if (bundle.from.length * bundle.to.length > MAX_EDGES) return null;
    for (const source of bundle.from) {
      for (const end of bundle.to) {
        const edge = { from: indexOf(source), to: indexOf(end), change: row.change };
        const key = `${String(edge.from)} ${String(edge.to)} ${edge.change}`;
        const known = edges.get(key) ?? { edge, rows: [] };
        known.rows.push(row);
        edges.set(key, known);
      }
    }
    if (edges.size > MAX_EDGES || nodes.size > MAX_NODES) return null;
  }
  return {
    nodes: [...nodes.values()].map(({ node }) => node),
    edges: [...edges.values()].map(({ edge, rows: bundled }) => ({ ...edge, label: label(bundled) })),
  };
}

function nodeOf(members: IndexSet, vocabulary: Vocabulary): Pick<GraphNode, "namespace" | "shape"> {
  const [only] = members;
  const workload = members.length === 1 && only !== undefined ? workloadAt(vocabulary, only) : null;
  const outside = members.every((index) => externalAt(vocabulary, index) !== null);
  return { namespace: workload?.namespace ?? null, shape: outside ? "circle" : "box" };
}

/** A shorter name where the namespace is drawn around it. */
function nameOf(members: IndexSet, vocabulary: Vocabulary): readonly Span[] | null {
  const [only] = members;
  const workload = members.length === 1 && only !== undefined ? workloadAt(vocabulary, only) : null;
  return workload === null ? null : [code(`${workload.kind}/${workload.name}`)];
}

function placeOf(endpoint: Endpoint): KeyedNode {
  const place = (key: string, name: readonly Span[], shape: GraphNode["shape"]): KeyedNode => {
    return { key, node: { name, namespace: null, shape } };
  };
  switch (endpoint.type) {
    case "workload":
      return place(`namespace ${endpoint.namespace}`, phrase`namespace ${code(endpoint.namespace)}`, "box");
    case "external":
      return endpoint.internet
        ? place("internet", [text("internet")], "circle")
        : place("addresses", [text("other addresses")], "circle");
    case "pods": {
      const [{ namespace } = { namespace: undefined }, ...more] = endpoint.patterns;
      return namespace?.type === "name" && more.length === 0
        ? place(`namespace ${namespace.name}`, phrase`namespace ${code(namespace.name)}`, "box")
        : place("pods", [text("pods elsewhere")], "box");
    }
  }
}

/** With commas alone: a semicolon would end a line of the drawing. */
function portsText({ connections, family }: FlowRow): string {
  return plainText(phrase`${connectionsPhrase(connections)}${familyPhrase(family)}`).replaceAll(";", ",");
}
