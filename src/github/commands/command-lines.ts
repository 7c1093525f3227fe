import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { candidateLines, readablePart } from "./candidate-lines.ts";

/** Only the part of the tree that is looked at. Offsets are those of the text. */
interface MarkdownNode {
  readonly type: string;
  /** Of text and HTML. */
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
  readonly position?:
    | {
        readonly start: { readonly offset?: number | undefined };
        readonly end: { readonly offset?: number | undefined };
      }
    | undefined;
}

/** From the first offset up to the second one, exclusive. */
type Span = readonly [start: number, end: number];

/**
 * The words behind `/netpol` of each line of a comment that begins with it and stands as its author's own words: in a
 * paragraph that is part of nothing else, and there in no code and no HTML (decision 0030). In their order, trimmed.
 *
 * Hostile Markdown can make this take a minute: it belongs where it can be ended (`analysis/pool.ts`).
 *
 * Source: GitHub Flavored Markdown Spec 0.29.
 */
export function commandLines(body: string): readonly string[] {
  const text = readablePart(body);
  const candidates = candidateLines(text);
  if (candidates.length === 0) return [];
  const spans = proseOf(text);
  const found: string[] = [];
  let at = 0;
  for (const { offset, words } of candidates) {
    while ((spans[at]?.[1] ?? Infinity) <= offset) at += 1;
    if ((spans[at]?.[0] ?? Infinity) <= offset) found.push(words);
  }
  return found;
}

/** Where the plain words of the paragraphs stand, in their order. */
function proseOf(text: string): readonly Span[] {
  const tree: MarkdownNode = fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: gfmFromMarkdown().map(({ enter, exit }) => ({
      // Transforms are left out: they make texts anew, and those know no offsets.
      ...(enter === undefined ? {} : { enter }),
      ...(exit === undefined ? {} : { exit }),
    })),
  });
  const spans: Span[] = [];
  let shown: "shown" | "hidden" = "shown";
  for (const block of tree.children ?? []) {
    for (const { type, value = "", position } of leaves(block)) {
      if (type === "html") shown = behindHtml(value, shown);
      const start = position?.start.offset;
      const end = position?.end.offset;
      const isProse = block.type === "paragraph" && type === "text" && shown === "shown";
      if (isProse && start !== undefined && end !== undefined) spans.push([start, end]);
    }
  }
  return spans;
}

/** The nodes without children, in their order. With a stack of its own: nodes can be nested deeper than calls. */
function* leaves(root: MarkdownNode): Generator<MarkdownNode> {
  const rest = [root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.children === undefined) yield node;
    else rest.push(...node.children.toReversed());
  }
}

/** A block of HTML may leave a comment open on its last line, and a browser shows nothing of what follows. */
function behindHtml(html: string, before: "shown" | "hidden"): "shown" | "hidden" {
  const opens = html.lastIndexOf("<!--");
  const closes = html.lastIndexOf("-->");
  if (opens === closes) return before;
  return opens > closes ? "hidden" : "shown";
}
