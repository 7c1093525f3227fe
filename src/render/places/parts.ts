import type { YamlNode } from "../../manifests/index.ts";
import { scalarText } from "./scalar.ts";

/** Deeper or longer ways are not looked up. In UTF-16 code units. */
const MAX_WAY = 1000;

/** A key or a list item of a rendered document. */
export interface Part {
  /** 0-based, in the rendered text. */
  readonly line: number;
  /** Index of the part that holds it; -1: the document itself. */
  readonly parent: number;
  readonly node: YamlNode;
  /** Null for a list item. */
  readonly key: string | null;
  /** The keys on the way to it, without numbers of list items; null when it is too long. */
  readonly way: string | null;
  /** Of a part that holds no others: its text. */
  readonly scalar: string | null;
  /** Indices of the parts in it, in order. */
  readonly children: readonly number[];
}

/** Of a key under a way; null when it becomes too long. */
export function wayTo(way: string | null, key: string): string | null {
  if (way === null || way.length + key.length > MAX_WAY) return null;
  return way === "" ? key : `${way}\n${key}`;
}

/** A way written in a patch or a test: `spec.ports` is `way("spec", "ports")`. */
export function way(...keys: readonly string[]): string {
  return keys.join("\n");
}

/** The parts of a document, from the outside in and in order of the text. What aliases repeat is listed once. */
export function partsOf(root: YamlNode, lineOf: (offset: number) => number): readonly Part[] {
  const parts: (Part & { readonly children: number[] })[] = [];
  const seen = new Set<YamlNode>();
  const add = (node: YamlNode, offset: number, parent: number, key: string | null): void => {
    const index = parts.length;
    const above = parent === -1 ? "" : (parts[parent]?.way ?? null);
    const to = key === null ? above : wayTo(above, key);
    parts.push({ line: lineOf(offset), parent, node, key, way: to, scalar: scalarText(node), children: [] });
    parts[parent]?.children.push(index);
    descend(node, index);
  };
  const descend = (node: YamlNode, parent: number): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.type === "mapping") for (const entry of node.entries) add(entry.value, entry.keyOffset, parent, entry.key);
    else if (node.type === "sequence") for (const item of node.items) add(item, item.offset, parent, null);
  };
  descend(root, -1);
  return parts;
}
