import { scalar, syntaxError } from "./context.ts";
import type { Context } from "./context.ts";
import { startMapping } from "./mapping.ts";
import { readPair } from "./pair.ts";
import { offsetOf, peek, take } from "./scan.ts";
import * as token from "./state.ts";
import type { MappingNode, SequenceNode, YamlNode } from "./tree.ts";

/** Reads the list whose start is the next token. */
export function blockSequence(context: Context, offset: number): SequenceNode {
  const { scan } = context;
  const items: YamlNode[] = [];
  take(scan);
  for (;;) {
    const kind = peek(scan);
    const entry = offsetOf(scan);
    if (kind !== token.BLOCK_ENTRY && kind !== token.BLOCK_END)
      throw syntaxError(
        "only `- ` may start this line: the list it stands in goes on, or indent it differently",
        entry,
      );
    take(scan);
    if (kind === token.BLOCK_END) return { type: "sequence", items, offset };
    const next = peek(scan);
    items.push(
      next === token.BLOCK_ENTRY || next === token.BLOCK_END
        ? scalar(context, null, entry + 1)
        : context.readNode(context, "block"),
    );
  }
}

/** A list as little indented as the key above it. */
export function indentlessSequence(context: Context, offset: number): SequenceNode {
  const { scan } = context;
  const items: YamlNode[] = [];
  while (peek(scan) === token.BLOCK_ENTRY) {
    const entry = offsetOf(scan);
    take(scan);
    items.push(endsBlockItem(peek(scan)) ? scalar(context, null, entry + 1) : context.readNode(context, "block"));
  }
  return { type: "sequence", items, offset };
}

function endsBlockItem(kind: number): boolean {
  return kind === token.BLOCK_ENTRY || endsBlockValue(kind);
}

function endsBlockValue(kind: number): boolean {
  return kind === token.KEY || kind === token.VALUE || kind === token.BLOCK_END;
}

/** Reads the mapping whose start is the next token. */
export function blockMapping(context: Context, offset: number): MappingNode {
  const { scan } = context;
  const builder = startMapping();
  if (peek(scan) === token.BLOCK_MAPPING_START) take(scan);
  // The start and the first key in one token: the start is taken, the key stays.
  else scan.kinds[scan.head] = token.KEY;
  for (;;) {
    const kind = peek(scan);
    const entry = offsetOf(scan);
    if (kind === token.BLOCK_END) {
      take(scan);
      return { type: "mapping", entries: builder.entries, offset };
    }
    if (kind !== token.KEY)
      throw syntaxError("a key is expected here: indent this line like the keys beside it", entry);
    take(scan);
    readPair(context, builder, endsBlockValue, "block-value", entry);
  }
}
