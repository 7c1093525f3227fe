/** Lines that begin with `/netpol`, wherever they stand: what can be known of a comment without reading its Markdown. */

/** Longest body that is looked at, in characters; what stands behind is ignored. GitHub's own limit is no larger. */
const MAX_BODY_LENGTH = 65_536;

/** What is read of a body. */
export function readablePart(body: string): string {
  return body.slice(0, MAX_BODY_LENGTH);
}

/** A line that begins with `/netpol`, perhaps behind blanks. */
export interface CandidateLine {
  /** Of the slash, in the text. */
  readonly offset: number;
  /** Behind `/netpol`, trimmed. */
  readonly words: string;
}

/** All of a text, in their order. Linear in its length. */
export function candidateLines(text: string): readonly CandidateLine[] {
  const found: CandidateLine[] = [];
  let start = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, blanks, words] = /^([ \t]*)\/netpol(?![^ \t])(.*)$/i.exec(line) ?? [];
    if (blanks !== undefined) found.push({ offset: start + blanks.length, words: (words ?? "").trim() });
    start += line.length + (text.startsWith("\r\n", start + line.length) ? 2 : 1);
  }
  return found;
}

/** Most commands of one comment that are answered. */
export const MAX_COMMANDS = 3;

/** How many commands a comment holds at most, each that is too many counted once for all. Linear in its length. */
export function mayBeCommands(body: string): number {
  return Math.min(candidateLines(readablePart(body)).length, MAX_COMMANDS + 1);
}

/** Whether a body may hold an approval or the end of one: of this fingerprint, or of any. Linear in its length. */
export function mayBeRulings(body: string, fingerprint: string | null = null): boolean {
  return candidateLines(readablePart(body)).some(({ words }) => {
    const [verb = "", word = ""] = words.toLowerCase().split(/\s+/u, 2);
    return (
      (verb === "approve" || verb === "revoke") && (fingerprint === null || word.replaceAll("`", "") === fingerprint)
    );
  });
}
