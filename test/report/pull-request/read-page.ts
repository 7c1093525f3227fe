/** Our Markdown as GitHub reads it; whatever in it is not ours fails. */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect } from "vitest";
import { COMMENT_MARKER } from "../../../src/report/index.ts";
import { LINK_BASE } from "./support.ts";

/** What tests look at of a node of a Markdown tree. */
interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly lang?: string | null;
  readonly children?: readonly Node[];
}

export interface Page {
  /** All nodes, parents before their children. */
  readonly nodes: readonly Node[];
  /** Text of the cells of each row of each table, without the head. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  /** Source of the graphs. */
  readonly graphs: readonly string[];
  readonly items: readonly string[];
  /** Text of the whole page, code included. */
  readonly text: string;
}

const KNOWN = new Set([
  ...["root", "heading", "paragraph", "text", "inlineCode", "link", "list", "listItem", "strong", "html", "code"],
  ...["table", "tableRow", "tableCell"],
]);

const OWN_HTML = new Set([COMMENT_MARKER, "</details>", "<sub>", "</sub>"]);
const SUMMARY = /^<details><summary><b>[A-Za-z0-9, ]+<\/b>(?: \(before → after\))?<\/summary>$/;

/** Reads a page, and checks that there is no markup, HTML, link, mention or reference in it but ours. */
export function readPage(markdown: string): Page {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
  const nodes = flatten(root);
  for (const node of nodes) checkNode(node);
  const html = nodes.flatMap(({ type, value = "" }) => (type === "html" ? [value] : []));
  expect(html.filter((value) => SUMMARY.test(value))).toHaveLength(
    html.filter((value) => value === "</details>").length,
  );
  expect(html.filter((value) => value === "<sub>")).toHaveLength(html.filter((value) => value === "</sub>").length);
  return {
    nodes,
    tables: nodes.filter(({ type }) => type === "table").map(tableCells),
    graphs: nodes.flatMap(({ type, value = "" }) => (type === "code" ? [value] : [])),
    items: nodes.filter(({ type }) => type === "listItem").map(textOf),
    text: textOf(root),
  };
}

function checkNode({ type, value = "", url, lang, children = [] }: Node): void {
  expect(KNOWN).toContain(type);
  switch (type) {
    case "html":
      expect(OWN_HTML.has(value) || SUMMARY.test(value), value).toBe(true);
      break;
    case "link":
      expect(url?.startsWith(`${LINK_BASE}/`), url).toBe(true);
      expect(children.map((child) => child.type)).toEqual(["inlineCode"]);
      break;
    case "code":
      expect(lang).toBe("mermaid");
      expect(value).not.toContain("`");
      break;
    case "inlineCode":
      expect(value).not.toMatch(/@(?!\u200B)/);
      break;
    case "text":
      expect(value).not.toMatch(/@(?!\u200B)|#\d|\bGH-\d|:\/\/|www\.|(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i);
      break;
  }
}

function flatten(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(flatten)];
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

/** Checks that every row has as many cells as the head. */
function tableCells({ children = [] }: Node): readonly (readonly string[])[] {
  const rows = children.map(({ children: cells = [] }) => cells.map(textOf));
  const [head = [], ...body] = rows;
  for (const row of body) expect(row).toHaveLength(head.length);
  return body;
}

const LABEL = "(?!\\d+[.)] )[A-Za-z0-9][A-Za-z0-9._/ :,+=()-]*";
const LINES = [
  /^flowchart LR$/,
  new RegExp(`^ {2,4}(?<node>n\\d+)(?:\\["${LABEL}"\\]|\\(\\("${LABEL}"\\)\\))$`),
  new RegExp(`^ {2}subgraph s\\d+\\["${LABEL}"\\]$`),
  /^ {2}end$/,
  new RegExp(`^ {2}(?<from>n\\d+) (?:-->|-\\.->)\\|"${LABEL}"\\| (?<to>n\\d+)$`),
  /^ {2}linkStyle \d+(?:,\d+)* stroke:#[0-9a-f]{6},stroke-width:2px$/,
];

/** Checks a Mermaid source against the few forms that we write; gives the numbers of its nodes and edges. */
export function readGraph(source: string): { readonly nodes: number; readonly edges: number } {
  const found = source.split("\n").map((line) => {
    const match = LINES.map((form) => form.exec(line)).find((result) => result !== null);
    expect(match, line).toBeDefined();
    return match?.groups ?? {};
  });
  const nodes = found.flatMap(({ node }) => (node === undefined ? [] : [node]));
  const ends = found.flatMap(({ from, to }) => [from, to]).filter((end) => end !== undefined);
  expect(new Set(nodes).size).toBe(nodes.length);
  for (const end of ends) expect(nodes).toContain(end);
  expect(source.match(/^ {2}subgraph /gm)?.length).toBe(source.match(/^ {2}end$/gm)?.length);
  return { nodes: nodes.length, edges: ends.length / 2 };
}
