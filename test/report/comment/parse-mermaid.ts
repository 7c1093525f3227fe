/** A graph as Mermaid's own parser understands it, without a browser. */
import DOMPurify from "dompurify";
import mermaid from "mermaid";

/** What Mermaid would draw: identifiers and texts, in the order of the source. */
export interface ParsedGraph {
  readonly nodes: readonly (readonly [id: string, text: string])[];
  readonly edges: readonly (readonly [from: string, to: string, text: string])[];
  readonly groups: readonly (readonly [id: string, title: string, nodes: readonly string[]])[];
  /** Whatever a source may bring besides: settings, links, callbacks, classes, icons, pictures. */
  readonly extras: readonly unknown[];
}

/** What is read of Mermaid's flow chart; its published types leave out that a diagram is one. */
interface FlowChart {
  getVertices(): ReadonlyMap<string, Vertex>;
  getEdges(): readonly { readonly start: string; readonly end: string; readonly text: string }[];
  getSubGraphs(): readonly { readonly id: string; readonly title: string; readonly nodes: readonly string[] }[];
  getClasses(): ReadonlyMap<string, unknown>;
}

interface Vertex {
  readonly id: string;
  readonly text?: string;
  readonly classes: readonly string[];
  readonly link?: string;
  readonly haveCallback?: boolean;
  readonly icon?: string;
  readonly img?: string;
}

// The sanitiser needs a browser, and so does nothing here: texts stay as the grammar gives them.
Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (text: string) => text });

/** @throws what Mermaid throws when the source is no flow chart */
export async function parseMermaid(source: string): Promise<ParsedGraph> {
  const parsed = await mermaid.parse(source);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- `parse` says only that a source parses, not what it holds
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(source);
  if (diagram.type !== "flowchart-v2") throw new Error(`this is a ${diagram.type}`);
  const chart = diagram.db as unknown as FlowChart;
  const vertices = [...chart.getVertices().values()];
  return {
    nodes: vertices.map(({ id, text = "" }) => [id, text] as const),
    edges: chart.getEdges().map(({ start, end, text }) => [start, end, text] as const),
    groups: chart.getSubGraphs().map(({ id, title, nodes }) => [id, title, nodes] as const),
    extras: [
      ...Object.entries(parsed.config),
      ...chart.getClasses(),
      ...vertices.flatMap(({ classes, link, haveCallback, icon, img }) =>
        [...classes, link, haveCallback, icon, img].filter((extra) => extra !== undefined),
      ),
    ],
  };
}
