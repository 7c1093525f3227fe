import type { Origin } from "../engine/index.ts";
import type { Step } from "./plain-yaml.ts";

/** Keys whose values are set one by one, below them. */
const PARTED = ["cluster", "rules"];

/** Where a document that fits the schema sets single values, by their keys: `mode`, `rules.cut-off`. */
export function originsOf(document: unknown, originOf: (path: readonly Step[]) => Origin): ReadonlyMap<string, Origin> {
  const paths = keysOf(document).flatMap((key) => {
    const below = PARTED.includes(key) ? keysOf(valueAt(document, key)) : null;
    return below === null ? [[key]] : below.map((name) => [key, name]);
  });
  return new Map(paths.map((path) => [path.join("."), originOf(path)]));
}

/** The keys that hold something. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => (below === null ? [] : [key]));
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : null;
}
