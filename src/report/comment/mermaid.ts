/** Mermaid source. Ids are our own; what strangers named is drawn only where its characters mean nothing to Mermaid. */
import type { Change } from "../rows.ts";
import { plainText, type Span } from "../spans.ts";
import type { FlowGraph, GraphEdge, GraphNode } from "./graph.ts";

/**
 * Not what Mermaid reads as a list ("1. a", "- a", "+ a") or as an icon ("fa:fa-car"), and no blanks that nobody would
 * see: two names must not look the same.
 */
const DRAWABLE = /^(?!\d+[.)] |.*(?::fa-| {2}| $))[A-Za-z0-9][A-Za-z0-9._/ :,+=()-]{0,63}$/;

/** The drawing, and the names that stand in it as an id only. */
export interface Drawing {
  /** Without line breaks; the first one is `flowchart LR`. */
  readonly lines: readonly string[];
  readonly legend: readonly { readonly id: string; readonly name: readonly Span[] }[];
}

/** A flow chart from left to right: newly allowed with solid lines, newly denied with dotted ones. */
export function drawFlowchart({ nodes, edges }: FlowGraph): Drawing {
  const namespaces = [...new Set(nodes.flatMap(({ namespace }) => (namespace === null ? [] : [namespace])))];
  const ids = nodes.map((_, index) => `n${String(index)}`);
  const drawn = (namespace: string | null): readonly string[] =>
    nodes.flatMap((node, index) => (node.namespace === namespace ? [nodeLine(node, ids[index] ?? "")] : []));
  const groups = namespaces.flatMap((namespace, index) => [
    `  subgraph s${String(index)}["${labelOf(namespace) ?? `s${String(index)}`}"]`,
    ...drawn(namespace).map((line) => `  ${line}`),
    "  end",
  ]);
  return {
    lines: ["flowchart LR", ...drawn(null), ...groups, ...edges.map(edgeLine), ...styleLines(edges)],
    legend: [
      ...nodes.map(({ name }, index) => ({ id: ids[index] ?? "", name })),
      ...namespaces.map((namespace, index) => ({
        id: `s${String(index)}`,
        name: [{ type: "code" as const, text: namespace }],
      })),
    ].filter(({ name }) => labelOf(plainText(name)) === null),
  };
}

/** The words as they may stand in a drawing, or nothing. */
function labelOf(words: string): string | null {
  return DRAWABLE.test(words) ? words : null;
}

function nodeLine({ name, shape }: GraphNode, id: string): string {
  const label = `"${labelOf(plainText(name)) ?? id}"`;
  return shape === "circle" ? `  ${id}((${label}))` : `  ${id}[${label}]`;
}

function edgeLine({ from, to, change, label }: GraphEdge): string {
  const words = labelOf(`${change} ${label}`) ?? change;
  return `  n${String(from)} ${change === "allowed" ? "-->" : "-.->"}|"${words}"| n${String(to)}`;
}

/** Signs besides the colours: solid and dotted, and the words on the lines. */
function styleLines(edges: readonly GraphEdge[]): readonly string[] {
  const style = (change: Change, look: string): readonly string[] => {
    const numbers = edges.flatMap((edge, index) => (edge.change === change ? [String(index)] : []));
    return numbers.length === 0 ? [] : [`  linkStyle ${numbers.join(",")} ${look}`];
  };
  return [
    ...style("allowed", "stroke:#1a7f37,stroke-width:2px"),
    ...style("denied", "stroke:#9a6700,stroke-width:2px"),
  ];
}
