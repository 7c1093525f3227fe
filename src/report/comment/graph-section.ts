import { paragraphs } from "../fit.ts";
import { markdownItem } from "../markdown.ts";
import type { PlaceLink } from "../options.ts";
import { NOTHING, type PagePart } from "../pull-request/kinds.ts";
import type { RootReview } from "../root-review.ts";
import { phrase } from "../spans.ts";
import { details } from "./details.ts";
import { graphOfEnds, graphOfNamespaces, MAX_EDGES, MAX_NODES, type FlowGraph } from "./graph.ts";
import { drawFlowchart } from "./mermaid.ts";

/** The changed flows drawn, by their ends or else by namespaces; or a line that says why not. */
export function graphSection({ rows, vocabulary }: RootReview, link: PlaceLink): PagePart {
  if (rows.length === 0) return { sizes: NOTHING, render: () => "" };
  const drawn =
    drawing(graphOfEnds(rows, vocabulary), "Changed flows as a graph", link) ??
    drawing(graphOfNamespaces(rows, vocabulary), "Changed flows as a graph of namespaces", link);
  if (drawn === null) {
    const bounds = `more than ${String(MAX_EDGES)} arrows or ${String(MAX_NODES)} ends`;
    return { sizes: NOTHING, render: () => `No graph of the changed flows: it would have ${bounds}.` };
  }
  return {
    sizes: { ...NOTHING, graph: 1 },
    render: ({ graph }) => (graph === 0 ? "No graph of the changed flows: no room for it here." : drawn),
  };
}

function drawing(graph: FlowGraph | null, title: string, link: PlaceLink): string | null {
  if (graph === null) return null;
  const { lines, legend } = drawFlowchart(graph);
  return details(
    `<b>${title}</b>`,
    paragraphs([
      ["```mermaid", ...lines, "```"].join("\n"),
      legend.map(({ id, name }) => markdownItem(phrase`${id}: ${name}`, link)).join("\n"),
    ]),
  );
}
