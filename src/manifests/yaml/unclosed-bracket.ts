import { failureOf } from "./failure.ts";
import { peek, take } from "./scan.ts";
import * as token from "./state.ts";

/** A `[` or `{` for which no closing one follows. */
export interface UnclosedBracket {
  readonly bracket: "[" | "{";
  /** In the text. */
  readonly offset: number;
}

/**
 * The innermost bracket that is open where reading failed, and closed nowhere behind it: what the reader stumbles over is
 * then some later line that has nothing wrong with it. `null`: there is none, or brackets do not match.
 */
export function unclosedBracket(text: string, failedAt: number): UnclosedBracket | null {
  const open: UnclosedBracket[] = [];
  const scan = token.startScan(text, 0);
  try {
    for (let kind = peek(scan); kind !== token.STREAM_END; kind = peek(scan)) {
      const offset = scan.offsets[scan.head] ?? 0;
      if (kind === token.FLOW_SEQUENCE_START) open.push({ bracket: "[", offset });
      else if (kind === token.FLOW_MAPPING_START) open.push({ bracket: "{", offset });
      else if (kind === token.FLOW_SEQUENCE_END || kind === token.FLOW_MAPPING_END) {
        const closed = open.pop();
        if (closed?.bracket !== (kind === token.FLOW_SEQUENCE_END ? "[" : "{")) return null;
      }
      take(scan);
    }
  } catch (error) {
    // What stands further down is no token, for example a block scalar inside of brackets: only the brackets are looked at.
    if (/[\]}]/.test(text.slice(failureOf(error).offset))) return null;
  }
  return open.findLast(({ offset }) => offset <= failedAt) ?? null;
}
