import { add, count, scalar, syntaxError } from "./context.ts";
import type { Context } from "./context.ts";
import { keyOfNode } from "./key.ts";
import { startMapping } from "./mapping.ts";
import { readPair } from "./pair.ts";
import { offsetOf, peek, take } from "./scan.ts";
import * as token from "./state.ts";
import type { ScanState } from "./state.ts";
import type { MappingNode, SequenceNode, YamlNode } from "./tree.ts";

/** Reads the list in brackets whose start is the next token. */
export function flowSequence(context: Context, offset: number): SequenceNode {
  const { scan } = context;
  const items: YamlNode[] = [];
  take(scan);
  for (;;) {
    if (peek(scan) === token.FLOW_SEQUENCE_END) break;
    if (items.length > 0 && !takeComma(scan, token.FLOW_SEQUENCE_END, "]")) break;
    if (peek(scan) === token.KEY) items.push(singlePair(context));
    else items.push(context.readNode(context, "flow"));
  }
  take(scan);
  return { type: "sequence", items, offset };
}

/** `[a: 1]`: a mapping of one pair. */
function singlePair(context: Context): MappingNode {
  const offset = offsetOf(context.scan);
  const builder = startMapping();
  count(context, offset);
  take(context.scan);
  readPair(context, builder, endsFlowSequenceItem, "flow", offset);
  return { type: "mapping", entries: builder.entries, offset };
}

function endsFlowSequenceItem(kind: number): boolean {
  return kind === token.VALUE || kind === token.FLOW_ENTRY || kind === token.FLOW_SEQUENCE_END;
}

/** Reads the mapping in braces whose start is the next token. */
export function flowMapping(context: Context, offset: number): MappingNode {
  const { scan } = context;
  const builder = startMapping();
  let isFirst = true;
  take(scan);
  for (;;) {
    if (peek(scan) === token.FLOW_MAPPING_END) break;
    if (!isFirst && !takeComma(scan, token.FLOW_MAPPING_END, "}")) break;
    isFirst = false;
    const entry = offsetOf(scan);
    if (peek(scan) === token.KEY) {
      take(scan);
      readPair(context, builder, endsFlowMappingItem, "flow", entry);
    } else {
      const key = context.readNode(context, "flow");
      add(context, builder, keyOfNode(key), key.offset, scalar(context, null, entry));
    }
  }
  take(scan);
  return { type: "mapping", entries: builder.entries, offset };
}

function endsFlowMappingItem(kind: number): boolean {
  return kind === token.VALUE || kind === token.FLOW_ENTRY || kind === token.FLOW_MAPPING_END;
}

/** Takes the `,` between two items; false when the collection ends behind it. */
function takeComma(scan: ScanState, end: number, bracket: string): boolean {
  const kind = peek(scan);
  if (kind === token.VALUE)
    throw syntaxError(
      "this `:` cannot stand here: inside brackets, put text that starts with `:` in quotes",
      offsetOf(scan),
    );
  if (kind !== token.FLOW_ENTRY) throw syntaxError(`a \`,\` or \`${bracket}\` is expected here`, offsetOf(scan));
  take(scan);
  return peek(scan) !== end;
}
