import type { YamlNode } from "../../manifests/index.ts";

/** Longer texts are no port, address, label or name: they are never looked up. In UTF-16 code units. */
const MAX_LOOKED_UP = 300;

/** The text of a scalar, `[]` and `{}` for empty collections; null for what has parts, or is too long to be looked up. */
export function scalarText(node: YamlNode): string | null {
  if (node.type === "mapping") return node.entries.length === 0 ? "{}" : null;
  if (node.type === "sequence") return node.items.length === 0 ? "[]" : null;
  const text = String(node.value);
  return text.length > MAX_LOOKED_UP ? null : text;
}

/** The value of a key of a mapping; null where there is none. */
export function fieldOf(node: YamlNode | null, key: string): YamlNode | null {
  if (node?.type !== "mapping") return null;
  return node.entries.find((entry) => entry.key === key)?.value ?? null;
}

/** The text of a field; null where it is absent or no text. */
export function textField(node: YamlNode | null, key: string): string | null {
  const value = fieldOf(node, key);
  return value?.type === "scalar" && typeof value.value === "string" ? value.value : null;
}
