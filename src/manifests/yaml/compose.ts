import { blockMapping, blockSequence, indentlessSequence } from "./block.ts";
import { count, scalar, startContext, syntaxError } from "./context.ts";
import type { Anchor, Context, Place } from "./context.ts";
import { failure } from "./failure.ts";
import type { DuplicateKey } from "./file.ts";
import { flowMapping, flowSequence } from "./flow.ts";
import type { YamlLimits } from "./limits.ts";
import { resolvePlain, resolveTagged } from "./resolve.ts";
import type { ScalarValue } from "./resolve.ts";
import { offsetOf, peek, take, valueOf } from "./scan.ts";
import * as token from "./state.ts";
import type { ScanState } from "./state.ts";
import type { ScalarNode, YamlNode } from "./tree.ts";

/** The first document of a text, and where text follows that Kubernetes never reads (an offset; null: nothing does). */
export interface Composed {
  readonly root: YamlNode | null;
  readonly duplicates: readonly DuplicateKey[];
  readonly ignoredAt: number | null;
}

/** Builds the tree of the first document, as go-yaml v2 and sigs.k8s.io/yaml read it. Throws a failure. */
export function compose(scan: ScanState, limits: YamlLimits): Composed {
  const context = startContext(scan, limits, node);
  let root: YamlNode | null = null;
  const first = peek(scan);
  if (first === token.DOCUMENT_END)
    throw syntaxError("`...` ends a document that has not begun: remove it", offsetOf(scan));
  if (first === token.DOCUMENT_START) take(scan);
  if (!endsDocument(peek(scan))) root = node(context, "block");
  const next = peek(scan);
  return { root, duplicates: context.duplicates, ignoredAt: next === token.STREAM_END ? null : offsetOf(scan) };
}

function endsDocument(kind: number): boolean {
  return kind === token.STREAM_END || kind === token.DOCUMENT_END || kind === token.DOCUMENT_START;
}

function node(context: Context, place: Place): YamlNode {
  const { scan } = context;
  const kind = peek(scan);
  const offset = offsetOf(scan);
  switch (kind) {
    case token.PLAIN_SCALAR:
      return finishScalar(context, resolvePlain(valueOf(scan)), offset);
    case token.QUOTED_SCALAR:
      return finishScalar(context, valueOf(scan), offset);
    case token.ALIAS:
      return alias(context, offset);
    case token.ANCHOR:
    case token.TAG:
      return nodeWithProperties(context, place, offset);
    default:
      return collection(context, kind, place, offset) ?? noNode(offset);
  }
}

function noNode(offset: number): never {
  throw syntaxError("a value is expected here: check the brackets, commas and indentation before it", offset);
}

function finishScalar(context: Context, value: ScalarValue, offset: number): ScalarNode {
  take(context.scan);
  return scalar(context, value, offset);
}

function alias(context: Context, offset: number): YamlNode {
  const name = valueOf(context.scan);
  const anchor = context.anchors.get(name);
  if (anchor === undefined)
    throw syntaxError(
      `no anchor \`&${name}\` stands above this alias: put text that starts with \`*\` in quotes`,
      offset,
    );
  if (anchor.node === null) throw syntaxError(`the anchor \`&${name}\` contains itself: remove this alias`, offset);
  take(context.scan);
  context.expanded += anchor.size;
  if (context.expanded > context.limits.aliasNodes) {
    const message = `the aliases of this document expand to more than ${context.limits.aliasNodes} values: write it with fewer`;
    throw failure("yaml-limit", message, offset);
  }
  return anchor.node;
}

function nodeWithProperties(context: Context, place: Place, start: number): YamlNode {
  const { scan } = context;
  let name: string | null = null;
  let tag: string | null = null;
  for (;;) {
    const kind = peek(scan);
    if (kind === token.ANCHOR && name === null) name = valueOf(scan);
    else if (kind === token.TAG && tag === null) tag = valueOf(scan);
    else break;
    take(scan);
  }
  const anchor: Anchor = { node: null, size: 0 };
  if (name !== null) context.anchors.set(name, anchor);
  const before = context.written + context.expanded;
  const kind = peek(scan);
  const offset = offsetOf(scan);
  if (kind === token.PLAIN_SCALAR || kind === token.QUOTED_SCALAR) {
    const text = valueOf(scan);
    const untagged = kind === token.PLAIN_SCALAR ? resolvePlain(text) : text;
    anchor.node = finishScalar(context, tag === null ? untagged : resolveTagged(tag, text, offset), offset);
    if (tag === null && kind === token.PLAIN_SCALAR) context.anchoredPlain = { node: anchor.node, text };
  } else {
    anchor.node =
      collection(context, kind, place, offset) ??
      scalar(context, tag === null ? null : resolveTagged(tag, "", start), start);
  }
  anchor.size = context.written + context.expanded - before;
  return anchor.node;
}

function collection(context: Context, kind: number, place: Place, offset: number): YamlNode | null {
  const { limits } = context;
  if (context.depth >= limits.nesting)
    throw failure("yaml-limit", `nested deeper than ${limits.nesting} levels: no object of Kubernetes is`, offset);
  count(context, offset);
  context.depth++;
  let result: YamlNode | null = null;
  if (kind === token.FLOW_SEQUENCE_START) result = flowSequence(context, offset);
  else if (kind === token.FLOW_MAPPING_START) result = flowMapping(context, offset);
  else if (place !== "flow") {
    if (kind === token.BLOCK_SEQUENCE_START) result = blockSequence(context, offset);
    else if (kind === token.BLOCK_MAPPING_START || kind === token.MAPPING_START_KEY)
      result = blockMapping(context, offset);
    else if (kind === token.BLOCK_ENTRY && place === "block-value") result = indentlessSequence(context, offset);
  }
  context.depth--;
  return result;
}
