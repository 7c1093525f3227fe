import type { YamlNode } from "../../manifests/index.ts";

/** A number for each value of YAML: equal for equal values, whatever the order of their keys. */
export type ShapeOf = (node: YamlNode) => number;

/** Work is linear in the nodes asked about: each is numbered once. */
export function createShapes(): ShapeOf {
  const known = new WeakMap<YamlNode, number>();
  const numbers = new Map<string, number>();
  const shapeOf = (node: YamlNode): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const text = describe(node);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known.set(node, number);
    return number;
  };
  const describe = (node: YamlNode): string => {
    if (node.type === "scalar") return `${typeof node.value} ${String(node.value)}`;
    if (node.type === "sequence") return `[${node.items.map(shapeOf).join()}]`;
    const fields = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${String(shapeOf(value))}`);
    return `{${fields.sort().join()}}`;
  };
  return shapeOf;
}
