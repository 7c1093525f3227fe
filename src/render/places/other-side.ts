import { bucketsOf } from "./buckets.ts";
import type { Buckets } from "./buckets.ts";
import { linesOf, once, readText } from "./ground-file.ts";
import { identityOf } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { matchLines } from "./match-lines.ts";
import type { RenderedSource } from "./model.ts";
import type { Rendered } from "./rendered.ts";

/** How a rendered document differs from what it was on the other side. */
export type Difference =
  /** Nothing is known of the other side's rendering. */
  | { readonly type: "unknown" }
  | { readonly type: "none" }
  /** `lines`: indices of the lines that are not there. `namespace`: it is in another namespace there. */
  | { readonly type: "changed"; readonly lines: ReadonlySet<number>; readonly namespace: "same" | "other" }
  /** It is not there at all. */
  | { readonly type: "new" };

/** Compares a document with the other side. */
export type Compare = (rendered: Rendered, text: string) => Difference;

interface Named {
  readonly source: RenderedSource;
  readonly identity: Identity;
}

/**
 * The same document on the other side is that of the same kind, namespace and name; else the only one of its kind and name
 * (then of its kind) from the same file, among those whose own name is not on this side. Of documents that are called the
 * same nothing is known, so that each is compared with one other at most.
 */
export function createCompare(here: readonly RenderedSource[], there: readonly RenderedSource[] | null): Compare {
  if (there === null) return () => ({ type: "unknown" });
  const texts = new Set(there.map(({ text }) => text));
  const index = once(() => {
    const own = indexOf(here);
    const other = indexOf(there);
    return { own, other, ownFree: freeOf(own, other), otherFree: freeOf(other, own) };
  });
  return (rendered, text) => {
    if (texts.has(text)) return { type: "none" };
    const { own, other, ownFree, otherFree } = index();
    const { identity } = rendered;
    const key = keyOf(identity);
    if ((own.get(key)?.length ?? 0) > 1 || (other.get(key)?.length ?? 0) > 1) return { type: "unknown" };
    const file = fileKey(rendered.path, identity);
    const name = `${file}\0${identity.name ?? ""}`;
    const found =
      other.get(key)?.[0] ??
      onlyPair(ownFree.byName.get(name), otherFree.byName.get(name)) ??
      onlyPair(ownFree.byKind.get(file), otherFree.byKind.get(file));
    if (found === null) return { type: "new" };
    const partners = matchLines(rendered.lines, linesOf(found.source.text));
    const lines = new Set(rendered.lines.flatMap((_, line) => (partners[line] === -1 ? [line] : [])));
    return { type: "changed", lines, namespace: found.identity.namespace === identity.namespace ? "same" : "other" };
  };
}

function indexOf(sources: readonly RenderedSource[]): Buckets<Named> {
  return bucketsOf(sources.map(nameSource).map((named) => [keyOf(named.identity), named] as const));
}

interface Free {
  readonly byName: Buckets<Named>;
  readonly byKind: Buckets<Named>;
}

/** The documents that the other side has no document of the same name for. */
function freeOf(documents: Buckets<Named>, others: Buckets<Named>): Free {
  const free = [...documents].flatMap(([key, named]) => (others.has(key) ? [] : named));
  const keyed = free.map((named) => [fileKey(named.source.path, named.identity), named] as const);
  return {
    byName: bucketsOf(keyed.map(([key, named]) => [`${key}\0${named.identity.name ?? ""}`, named] as const)),
    byKind: bucketsOf(keyed),
  };
}

function onlyPair(own: readonly Named[] | undefined, others: readonly Named[] | undefined): Named | null {
  return own?.length === 1 && others?.length === 1 ? (others[0] ?? null) : null;
}

function nameSource(source: RenderedSource): Named {
  const root = readText(source.text).documents.find((document) => document.root !== null)?.root ?? null;
  return { source, identity: identityOf(root) };
}

function keyOf({ kind, namespace, name }: Identity): string {
  return `${kind ?? ""}\0${namespace ?? ""}\0${name ?? ""}`;
}

function fileKey(path: string | null, { kind }: Identity): string {
  return `${path ?? ""}\0${kind ?? ""}`;
}

/** Whether a line may differ from the other side. */
export function mayDiffer(difference: Difference, line: number): "yes" | "no" | "unknown" {
  if (difference.type === "unknown") return "unknown";
  if (difference.type === "none") return "no";
  return difference.type === "new" || difference.lines.has(line) ? "yes" : "no";
}
