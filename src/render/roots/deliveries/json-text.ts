import type { Entry, MappingNode, YamlNode } from "../../../manifests/index.ts";

/** A tree as JSON, which is YAML. */
export function jsonText(node: YamlNode): string {
  switch (node.type) {
    case "mapping":
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}: ${jsonText(value)}`).join(", ")}}`;
    case "sequence":
      return `[${node.items.map(jsonText).join(", ")}]`;
    case "scalar":
      return typeof node.value === "bigint" ? String(node.value) : JSON.stringify(node.value);
  }
}

/** Two trees as Helm merges values: mappings key by key, of everything else the later one. */
export function mergedNodes(earlier: YamlNode, later: YamlNode): YamlNode {
  if (earlier.type !== "mapping" || later.type !== "mapping") return later;
  const entries = new Map(earlier.entries.map((entry) => [entry.key, entry]));
  for (const entry of later.entries) {
    const known = entries.get(entry.key);
    entries.set(entry.key, known === undefined ? entry : { ...entry, value: mergedNodes(known.value, entry.value) });
  }
  return { ...earlier, entries: [...entries.values()] };
}

/** A mapping made from values that are there. */
export function mappingOf(values: Readonly<Record<string, YamlNode | null>>): MappingNode {
  const entries = Object.entries(values).flatMap(([key, value]): readonly Entry[] =>
    value === null ? [] : [{ key, keyOffset: 0, value }],
  );
  return { type: "mapping", entries, offset: 0 };
}

export function scalarOf(value: string | boolean): YamlNode {
  return { type: "scalar", value, offset: 0 };
}

/** A tree with every text replaced; `null` where one has no replacement. */
export function mappedTexts(node: YamlNode, replace: (text: string) => string | null): YamlNode | null {
  switch (node.type) {
    case "mapping": {
      const entries = node.entries.map((entry) => {
        const value = mappedTexts(entry.value, replace);
        return value === null ? null : { ...entry, value };
      });
      const known = entries.filter((entry) => entry !== null);
      return known.length < entries.length ? null : { ...node, entries: known };
    }
    case "sequence": {
      const items = node.items.map((item) => mappedTexts(item, replace)).filter((item) => item !== null);
      return items.length < node.items.length ? null : { ...node, items };
    }
    case "scalar": {
      if (typeof node.value !== "string") return node;
      const value = replace(node.value);
      return value === null ? null : { ...node, value };
    }
  }
}
