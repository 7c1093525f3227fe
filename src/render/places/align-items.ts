import type { YamlNode } from "../../manifests/index.ts";
import type { SourceDocument } from "./ground-file.ts";
import { fieldOf, scalarText } from "./scalar.ts";
import type { ShapeOf } from "./shapes.ts";

/** With more items than this left on either side, likeness is not looked at. */
const MAX_COMPARED = 24;

/** Fields that name an item of a list in Kubernetes. */
const NAMES = ["name", "key", "containerPort", "mountPath"];

/** A node of a source that stands for a rendered one. */
export interface Counterpart {
  readonly document: SourceDocument;
  readonly node: YamlNode;
  /** Of its key or list item. */
  readonly offset: number;
}

/**
 * The items of `above`, lists of one or more sources, that rendered items are: first those that are equal, then those of
 * the same name, then the most alike, then by order. A source that has the whole list is the only one: a patch replaces a
 * list whose items have no names. Items by likeness or order come from the weakest source, and from one with as many items.
 */
export function alignItems(
  list: YamlNode,
  items: readonly YamlNode[],
  above: readonly Counterpart[],
  shapeOf: ShapeOf,
): readonly (readonly Counterpart[])[] {
  const shape = shapeOf(list);
  const whole = above.find(({ node }) => shapeOf(node) === shape);
  const sources = whole === undefined ? above : [whole];
  const found: Counterpart[][] = items.map(() => []);
  for (const [index, { document, node }] of sources.entries()) {
    const candidates = node.type === "sequence" ? node.items : [];
    const reach = index === sources.length - 1 || candidates.length === items.length ? "all" : "equal or named";
    for (const [item, candidate] of pairItems(items, candidates, reach, shapeOf))
      found[item]?.push({ document, node: candidate, offset: candidate.offset });
  }
  return found;
}

function pairItems(
  items: readonly YamlNode[],
  candidates: readonly YamlNode[],
  reach: "all" | "equal or named",
  shapeOf: ShapeOf,
): ReadonlyMap<number, YamlNode> {
  const pairs = new Map<number, YamlNode>();
  const left = new Set(candidates.keys());
  const take = (item: number, candidate: number): void => {
    left.delete(candidate);
    pairs.set(item, candidates[candidate] ?? items[item] ?? raise());
  };
  takeByKey(items, candidates, shapeOf, pairs, left, take);
  takeByKey(items, candidates, nameOf, pairs, left, take);
  if (reach === "equal or named") return pairs;
  const open = [...items.keys()].filter((item) => !pairs.has(item));
  if (open.length <= MAX_COMPARED && left.size <= MAX_COMPARED) takeAlike(items, candidates, open, left, shapeOf, take);
  const rest = [...left];
  let next = 0;
  for (const item of open) {
    if (pairs.has(item)) continue;
    const candidate = rest[next++];
    if (candidate === undefined) break;
    take(item, candidate);
  }
  return pairs;
}

function raise(): never {
  throw new RangeError("no such item");
}

/** Pairs what has the same key, in order. */
function takeByKey(
  items: readonly YamlNode[],
  candidates: readonly YamlNode[],
  keyOf: (node: YamlNode) => string | number | null,
  pairs: ReadonlyMap<number, YamlNode>,
  left: ReadonlySet<number>,
  take: (item: number, candidate: number) => void,
): void {
  const byKey = new Map<string | number, number[]>();
  for (const candidate of [...left].reverse()) {
    const node = candidates[candidate];
    const key = node === undefined ? null : keyOf(node);
    if (key === null) continue;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [candidate]);
    else known.push(candidate);
  }
  for (const [item, node] of items.entries()) {
    if (pairs.has(item)) continue;
    const key = keyOf(node);
    const candidate = key === null ? undefined : byKey.get(key)?.pop();
    if (candidate !== undefined) take(item, candidate);
  }
}

function nameOf(node: YamlNode): string | null {
  for (const field of NAMES) {
    const value = fieldOf(node, field);
    const text = value === null ? null : scalarText(value);
    if (text !== null) return `${field} ${text}`;
  }
  return null;
}

function takeAlike(
  items: readonly YamlNode[],
  candidates: readonly YamlNode[],
  open: readonly number[],
  left: ReadonlySet<number>,
  shapeOf: ShapeOf,
  take: (item: number, candidate: number) => void,
): void {
  const fieldsLeft = new Map([...left].map((candidate) => [candidate, fieldsOf(candidates[candidate], shapeOf)]));
  for (const item of open) {
    const fields = fieldsOf(items[item], shapeOf);
    let best: { readonly candidate: number; readonly likeness: number } | null = null;
    for (const candidate of left) {
      const likeness = [...(fieldsLeft.get(candidate) ?? [])].filter((field) => fields.has(field)).length;
      if (likeness > (best?.likeness ?? 0)) best = { candidate, likeness };
    }
    if (best !== null) take(item, best.candidate);
  }
}

/** The fields of a mapping as texts that are equal for equal fields. */
function fieldsOf(node: YamlNode | undefined, shapeOf: ShapeOf): ReadonlySet<string> {
  if (node?.type !== "mapping") return new Set();
  return new Set(node.entries.map(({ key, value }) => `${String(shapeOf(value))} ${key}`));
}
