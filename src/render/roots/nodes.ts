/** Looks into YAML that may hold anything: what is absent or of another type is nothing. */
import type { YamlNode } from "../../manifests/index.ts";

/** The value under keys one inside the other. */
export function valueAt(node: YamlNode | null, ...keys: readonly string[]): YamlNode | null {
  let current = node;
  for (const key of keys) {
    if (current?.type !== "mapping") return null;
    current = current.entries.find((entry) => entry.key === key)?.value ?? null;
  }
  return current;
}

/** A text, or a number or truth value as people meant it to be one. */
export function textOf(node: YamlNode | null): string | null {
  return node?.type === "scalar" && node.value !== null ? String(node.value) : null;
}

export function textAt(node: YamlNode | null, ...keys: readonly string[]): string | null {
  return textOf(valueAt(node, ...keys));
}

/** The items of a list. */
export function itemsAt(node: YamlNode | null, ...keys: readonly string[]): readonly YamlNode[] {
  const value = valueAt(node, ...keys);
  return value?.type === "sequence" ? value.items : [];
}

/** The texts of a list, without what is none. */
export function textsAt(node: YamlNode | null, ...keys: readonly string[]): readonly string[] {
  return itemsAt(node, ...keys).flatMap((item) => textOf(item) ?? []);
}
