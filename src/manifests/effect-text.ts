import type { ObjectFacts } from "./facts.ts";

/**
 * What an object says to policies, wherever it stands: two objects with one effect have the same text. Places do not
 * count, nor does how much of the object is written down.
 */
export function effectText(facts: ObjectFacts): string {
  return JSON.stringify(facts, (key, value: unknown) => {
    if (/origins?$/i.test(key) || key === "completeness") return undefined;
    if (typeof value === "bigint") return value.toString();
    return value instanceof Map ? [...value].sort() : value;
  });
}
