/** The lines of a comment that stand as its author's own words: not in code, a quote or an HTML comment. */

/** Longest body that is looked at, in characters; what stands behind is ignored. GitHub's own limit is no larger. */
const MAX_BODY_LENGTH = 65_536;

/** What the walk over the lines is in the middle of. */
type Inside =
  | { readonly type: "text" }
  /** `fence`: the run of backticks or tildes that opened it; an equal or longer one closes it. */
  | { readonly type: "fence"; readonly fence: string }
  | { readonly type: "comment" };

const TEXT: Inside = { type: "text" };

const COMMENT_OPENS = "<!--";
const COMMENT_CLOSES = "-->";

/**
 * The words behind `/netpol` of each line that begins with it, in their order; trimmed. Linear in the length of the body.
 *
 * Blocks are told apart as CommonMark does, with one exception: a line below a quote without a `>` of its own is taken
 * for the author's words. Source: CommonMark 0.31.2, 4.4 to 4.6 and 5.1.
 */
export function commandLines(body: string): readonly string[] {
  const text = body.slice(0, MAX_BODY_LENGTH);
  // Behind it nothing closes a comment.
  const lastClose = text.lastIndexOf(COMMENT_CLOSES);
  const found: string[] = [];
  let inside = TEXT;
  let start = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (inside.type === "text") {
      const command = /^ {0,3}\/netpol(?![^ \t])(.*)$/i.exec(line);
      if (command !== null) found.push((command[1] ?? "").trim());
    }
    inside = behind(line, inside, lastClose - start);
    start += line.length + (text.startsWith("\r\n", start + line.length) ? 2 : 1);
  }
  return found;
}

/** What the next line is in. `lastClose` is the place of the last end of a comment, counted from the start of the line. */
function behind(line: string, inside: Inside, lastClose: number): Inside {
  switch (inside.type) {
    case "comment":
      return line.includes(COMMENT_CLOSES) ? TEXT : inside;
    case "fence": {
      const closing = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? "";
      return closing.startsWith(inside.fence) ? TEXT : inside;
    }
    case "text": {
      const opening = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line);
      const fence = opening?.[1] ?? opening?.[2];
      if (fence !== undefined) return { type: "fence", fence };
      const open = line.lastIndexOf(COMMENT_OPENS);
      const isOpen = open >= 0 && !line.includes(COMMENT_CLOSES, open);
      // In the middle of a line it is a comment only if it ends somewhere.
      return isOpen && (lastClose > open || line.trimStart().startsWith(COMMENT_OPENS)) ? { type: "comment" } : TEXT;
    }
  }
}
