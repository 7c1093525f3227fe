import type { DuplicateKey } from "./file.ts";
import type { Entry, MappingNode } from "./tree.ts";

/** Up to here a search through the keys is faster than a hash table. */
const FEW = 8;

/** A mapping under construction. */
export interface MappingBuilder {
  readonly entries: Entry[];
  /** Keys that came in by `<<`; null while there are none. */
  merged: Set<string> | null;
  /** Place of each key in `entries`; null while there are few. */
  places: Map<string, number> | null;
}

export function startMapping(): MappingBuilder {
  return { entries: [], merged: null, places: null };
}

/** Adds a written entry. The last one of a key wins, as in Kubernetes; a second written one is noted as duplicate. */
export function addEntry(builder: MappingBuilder, entry: Entry, duplicates: DuplicateKey[]): void {
  const place = placeOf(builder, entry.key);
  if (place === -1) append(builder, entry);
  else {
    builder.entries[place] = entry;
    if (builder.merged?.delete(entry.key) !== true) duplicates.push({ key: entry.key, offset: entry.keyOffset });
  }
}

/**
 * Merges a mapping in at this point of the document: go-yaml v2 lets `<<` overwrite the keys written above it (YAML's own
 * rule is the opposite, so such a key is noted as duplicate at the `<<`).
 */
export function mergeEntries(
  builder: MappingBuilder,
  source: MappingNode,
  mergeOffset: number,
  duplicates: DuplicateKey[],
): void {
  builder.merged ??= new Set();
  for (const entry of source.entries) {
    const place = placeOf(builder, entry.key);
    if (place === -1) {
      append(builder, entry);
      builder.merged.add(entry.key);
    } else {
      builder.entries[place] = entry;
      if (!builder.merged.has(entry.key)) duplicates.push({ key: entry.key, offset: mergeOffset });
    }
  }
}

function append(builder: MappingBuilder, entry: Entry): void {
  builder.places?.set(entry.key, builder.entries.length);
  builder.entries.push(entry);
}

function placeOf(builder: MappingBuilder, key: string): number {
  const { entries } = builder;
  if (entries.length > FEW) {
    builder.places ??= new Map(entries.map((entry, place) => [entry.key, place]));
    return builder.places.get(key) ?? -1;
  }
  for (let i = 0; i < entries.length; i++) if (entries[i]?.key === key) return i;
  return -1;
}
