import { dropKey, isStale, pendingKey, removeKey, roll, saveKey } from "./indentation.ts";
import { push, scanError } from "./state.ts";
import type { ScanState } from "./state.ts";
import * as token from "./state.ts";

/** `[` or `{`. */
export function scanFlowStart(s: ScanState, kind: number): void {
  saveKey(s);
  s.flowLevel++;
  s.keyTokens[s.flowLevel] = -1;
  s.keyAllowed = true;
  pushIndicator(s, kind);
}

/** `]` or `}`. */
export function scanFlowEnd(s: ScanState, kind: number): void {
  removeKey(s);
  if (s.flowLevel > 0) s.flowLevel--;
  s.keyAllowed = false;
  pushIndicator(s, kind);
}

/** `-` before an item of a list. */
export function scanBlockEntry(s: ScanState, column: number): void {
  if (s.flowLevel === 0) {
    if (!s.keyAllowed)
      throw scanError(s, "a list cannot start here: put `- ` on a line of its own, indented below its key", s.position);
    if (roll(s, column)) push(s, token.BLOCK_SEQUENCE_START, s.position, "");
  }
  removeKey(s);
  s.keyAllowed = true;
  pushIndicator(s, token.BLOCK_ENTRY);
}

/** `?` before a key. */
export function scanKey(s: ScanState, column: number): void {
  if (s.flowLevel === 0) {
    if (!s.keyAllowed) throw scanError(s, "a `?` key cannot stand here: put the text in quotes", s.position);
    if (roll(s, column)) push(s, token.BLOCK_MAPPING_START, s.position, "");
  }
  removeKey(s);
  s.keyAllowed = s.flowLevel === 0;
  pushIndicator(s, token.KEY);
}

/** `:` before a value: what stands before it on this line was a key. */
export function scanValue(s: ScanState, column: number): void {
  let index = pendingKey(s);
  if (index !== -1 && isStale(s, index)) {
    dropKey(s, index);
    index = -1;
  }
  if (index !== -1) {
    const opens = roll(s, (s.offsets[index] ?? 0) - s.lineStart);
    s.kinds[index] = opens ? token.MAPPING_START_KEY : token.KEY;
    s.keyAllowed = false;
  } else {
    if (s.flowLevel === 0) {
      if (!s.keyAllowed)
        throw scanError(
          s,
          "a `key: value` pair cannot start here: indent it like the keys beside it, or put text that holds `: ` in quotes",
          s.position,
        );
      if (roll(s, column)) push(s, token.BLOCK_MAPPING_START, s.position, "");
    }
    s.keyAllowed = s.flowLevel === 0;
  }
  pushIndicator(s, token.VALUE);
}

/** One character that is a token. */
export function pushIndicator(s: ScanState, kind: number): void {
  push(s, kind, s.position, "");
  s.position++;
}
