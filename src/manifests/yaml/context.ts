import { failure } from "./failure.ts";
import type { DuplicateKey } from "./file.ts";
import { nodeLimit } from "./limits.ts";
import type { YamlLimits } from "./limits.ts";
import { addEntry, mergeEntries } from "./mapping.ts";
import type { MappingBuilder } from "./mapping.ts";
import type { ScalarValue } from "./resolve.ts";
import type { ScanState } from "./state.ts";
import type { ScalarNode, YamlNode } from "./tree.ts";

/** A node that aliases may name. */
export interface Anchor {
  /** Null while the node is being read: an alias to it would contain itself. */
  node: YamlNode | null;
  /** Nodes of the node, expanded. */
  size: number;
}

/** Where a node stands: in flow style, in block style, or in block style where a list may be as little indented as its key. */
export type Place = "flow" | "block" | "block-value";

/** What is known while a document is being composed. Mutable by design. */
export interface Context {
  readonly scan: ScanState;
  readonly limits: YamlLimits;
  /** Reads any node; a list or mapping reads its items through it. */
  readonly readNode: (context: Context, place: Place) => YamlNode;
  readonly anchors: Map<string, Anchor>;
  readonly duplicates: DuplicateKey[];
  depth: number;
  /** The last plain scalar with an anchor and no tag: as a key it is read from its text. */
  anchoredPlain: { readonly node: YamlNode; readonly text: string } | null;
  /** From `nodeLimit`. */
  readonly mostNodes: number;
  /** Nodes so far, as written and as added by aliases. */
  written: number;
  expanded: number;
}

/** The context at the start of a document. */
export function startContext(scan: ScanState, limits: YamlLimits, readNode: Context["readNode"]): Context {
  return {
    scan,
    limits,
    readNode,
    anchors: new Map(),
    duplicates: [],
    depth: 0,
    anchoredPlain: null,
    mostNodes: nodeLimit(limits, scan.source.length),
    written: 0,
    expanded: 0,
  };
}

/** A syntax error at an offset of the file. */
export function syntaxError(message: string, offset: number): Error {
  return failure("yaml-syntax", message, offset);
}

/** A scalar node; infinities are refused here, where it is known that the scalar is no plain key. */
export function scalar(context: Context, value: ScalarValue, offset: number): ScalarNode {
  count(context, offset);
  if (typeof value === "number" && !Number.isFinite(value))
    throw failure("yaml-value", "infinity and `.nan` have no JSON form: put the text in quotes", offset);
  return { type: "scalar", value, offset };
}

/** Counts a node as written. */
export function count(context: Context, offset: number): void {
  if (++context.written > context.mostNodes)
    throw failure("yaml-limit", `more than ${context.mostNodes} values in one document: split it`, offset);
}

/** Adds an entry as written. */
export function add(context: Context, builder: MappingBuilder, key: string, keyOffset: number, value: YamlNode): void {
  addEntry(builder, { key, keyOffset, value }, context.duplicates);
  limitKeys(context, builder, keyOffset);
}

/** `<<: *a` or `<<: [*a, *b]`, where earlier items of the list win: they are merged last. */
export function merge(
  context: Context,
  builder: MappingBuilder,
  value: YamlNode,
  written: "alias" | "node",
  offset: number,
): void {
  const sources = value.type === "sequence" && written === "node" ? value.items.toReversed() : [value];
  for (const source of sources) {
    if (source.type !== "mapping")
      throw failure("yaml-value", "`<<` merges a mapping or a list of mappings: give it an alias of one", offset);
    mergeEntries(builder, source, offset, context.duplicates);
    limitKeys(context, builder, offset);
  }
}

function limitKeys(context: Context, builder: MappingBuilder, offset: number): void {
  if (builder.entries.length > context.limits.keys)
    throw failure("yaml-limit", `more than ${context.limits.keys} keys in one mapping: split the object`, offset);
}
