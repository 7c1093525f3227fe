import type { YamlNode } from "./yaml/index.ts";

/**
 * Whether a side of a change holds something unreadable that the side before it did not: then nobody knows what became
 * of the objects that are missing. `before` and `after` are the texts of what could not be read; how often one stands
 * there counts, where it stands does not.
 */
export function holdsNewlyUnread(before: readonly string[], after: readonly string[]): boolean {
  const known = new Map<string, number>();
  for (const text of before) known.set(text, (known.get(text) ?? 0) + 1);
  return after.some((text) => {
    const left = known.get(text) ?? 0;
    known.set(text, left - 1);
    return left === 0;
  });
}

/** What a value says, wherever it stands. */
export function textOfNode(node: YamlNode): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === "offset" || key === "keyOffset") return undefined;
    return typeof value === "bigint" ? value.toString() : value;
  });
}
