import { isNull, rootValue } from "./narrow.ts";
import type { Value } from "./narrow.ts";
import { itemKind } from "./kinds.ts";
import type { YamlNode } from "./yaml/index.ts";

/** An object of a document, or of a list in it. `apiVersion` is `""` when it has none. */
export interface ManifestObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly value: Value;
}

/**
 * The objects of a document, lists flattened, in the order written. Items of a typed list inherit its kind and version.
 * A document that is no object (`values.yaml`, a list of patches) has none.
 * Lists inside lists flatten too; the YAML reader bounds the nesting.
 * Source: apimachinery unstructured `IsList`, `UnstructuredList.UnmarshalJSON`.
 */
export function objectsOf(root: YamlNode): readonly ManifestObject[] {
  return flatten(root, { kind: null, apiVersion: null });
}

interface Inherited {
  readonly kind: string | null;
  readonly apiVersion: string | null;
}

function flatten(node: YamlNode, inherited: Inherited): readonly ManifestObject[] {
  if (node.type !== "mapping") return [];
  const kind = plainText(node, "kind") ?? inherited.kind;
  const apiVersion = plainText(node, "apiVersion") ?? inherited.apiVersion;
  if (kind === null) return [];
  const items = node.entries.find((entry) => entry.key === "items")?.value;
  if (items?.type === "sequence" || kind === "List") {
    const typed = kind.endsWith("List") && kind !== "List" ? { kind: itemKind(kind), apiVersion } : NOTHING;
    return items?.type === "sequence" ? items.items.flatMap((item) => flatten(item, typed)) : [];
  }
  return [{ kind, apiVersion: apiVersion ?? "", value: rootValue(node) }];
}

const NOTHING: Inherited = { kind: null, apiVersion: null };

function plainText(node: YamlNode, key: string): string | null {
  if (node.type !== "mapping") return null;
  const value = node.entries.find((entry) => entry.key === key)?.value;
  if (value?.type !== "scalar" || isNull(value) || typeof value.value !== "string") return null;
  return value.value;
}
