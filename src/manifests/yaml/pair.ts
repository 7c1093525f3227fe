import { add, count, merge, scalar } from "./context.ts";
import type { Context, Place } from "./context.ts";
import { keyOfNode, plainKey } from "./key.ts";
import type { MappingBuilder } from "./mapping.ts";
import { offsetOf, peek, take, valueOf } from "./scan.ts";
import * as token from "./state.ts";
import type { YamlNode } from "./tree.ts";

/** A key, its `:` and its value, each possibly missing; the KEY token is taken already. */
export function readPair(
  context: Context,
  builder: MappingBuilder,
  ends: (kind: number) => boolean,
  place: Place,
  offset: number,
): void {
  const { scan } = context;
  const kind = peek(scan);
  let keyOffset = offsetOf(scan);
  let key: string;
  let isMerge = false;
  if (kind === token.PLAIN_SCALAR) {
    const text = valueOf(scan);
    count(context, keyOffset);
    take(scan);
    isMerge = text === "<<";
    key = plainKey(text, keyOffset);
  } else if (ends(kind)) {
    keyOffset = offset;
    key = plainKey("", offset);
  } else {
    const keyNode = context.readNode(context, place);
    const plain = context.anchoredPlain?.node === keyNode ? context.anchoredPlain.text : null;
    isMerge = plain === "<<";
    key = plain === null ? keyOfNode(keyNode) : plainKey(plain, keyNode.offset);
    // An alias as key stands where the `*` stands.
    if (keyNode.offset >= keyOffset) keyOffset = keyNode.offset;
  }
  let value: YamlNode;
  let written: "alias" | "node" = "node";
  if (peek(scan) === token.VALUE) {
    const colon = offsetOf(scan);
    take(scan);
    const next = peek(scan);
    if (next === token.ALIAS) written = "alias";
    value = ends(next) ? scalar(context, null, colon + 1) : context.readNode(context, place);
  } else value = scalar(context, null, keyOffset);
  if (isMerge) merge(context, builder, value, written, keyOffset);
  else add(context, builder, key, keyOffset, value);
}
