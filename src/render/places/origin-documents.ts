import type { GroundFile, SourceDocument } from "./ground-file.ts";
import type { Identity } from "./identity.ts";

/** Of names without a common beginning or end with any resource, so many resources are compared. */
const MAX_COMPARED = 64;

/** Prefixes, suffixes and hashes have few dashes in them. */
const MAX_ENDS = 12;

/** Longer names are not names of objects. */
const MAX_NAME = 253;

/** Finds the document that a rendered object was made of. */
export type FindOrigin = (identity: Identity) => SourceDocument | null;

interface OfKind {
  readonly all: SourceDocument[];
  readonly byName: Map<string, SourceDocument[]>;
}

/**
 * Among the documents of one file: that of the same kind and name, of the same namespace if several are; else the only one
 * of its kind; else the one with the longest name inside of the rendered name (prefixes, suffixes and hashes are added
 * to it); else none.
 */
export function createFindOrigin(file: GroundFile): FindOrigin {
  const kinds = new Map<string, OfKind>();
  for (const document of file.documents()) {
    if (document.kind === null) continue;
    const ofKind = kinds.get(document.kind) ?? { all: [], byName: new Map<string, SourceDocument[]>() };
    kinds.set(document.kind, ofKind);
    ofKind.all.push(document);
    const name = document.name ?? "";
    const same = ofKind.byName.get(name);
    if (same === undefined) ofKind.byName.set(name, [document]);
    else if (same.length < MAX_COMPARED) same.push(document);
  }
  return ({ kind, name, namespace }) => {
    const ofKind = kinds.get(kind ?? "");
    if (ofKind === undefined) return null;
    const exact = ofKind.byName.get(name ?? "");
    if (exact !== undefined) return ofNamespace(exact, namespace);
    if (ofKind.all.length === 1) return ofKind.all[0] ?? null;
    const inside = name === null || name.length > MAX_NAME ? null : longestInside(name, ofKind);
    return inside === null ? null : ofNamespace(inside, namespace);
  };
}

function ofNamespace(documents: readonly SourceDocument[], namespace: string | null): SourceDocument | null {
  return documents.find((document) => document.namespace === namespace) ?? documents[0] ?? null;
}

function longestInside(name: string, { all, byName }: OfKind): readonly SourceDocument[] | null {
  const dashes = [...name.matchAll(/[-.]/g)].map(({ index }) => index);
  const starts = [0, ...dashes.slice(0, MAX_ENDS).map((index) => index + 1)];
  const ends = [name.length, ...dashes.slice(-MAX_ENDS)];
  let best: string | null = null;
  for (const start of starts)
    for (const end of ends)
      if (end - start > (best?.length ?? 0) && byName.has(name.slice(start, end))) best = name.slice(start, end);
  for (const document of all.slice(0, MAX_COMPARED))
    if (document.name !== null && document.name.length > (best?.length ?? 0) && name.includes(document.name))
      best = document.name;
  return best === null ? null : (byName.get(best) ?? null);
}
