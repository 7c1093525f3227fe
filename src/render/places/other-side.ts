import { bucketsOf } from "./buckets.ts";
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
 * (then of its kind) from the same file among those whose own name is not on this side.
 */
export function createCompare(here: readonly RenderedSource[], there: readonly RenderedSource[] | null): Compare {
  if (there === null) return () => ({ type: "unknown" });
  const texts = new Set(there.map(({ text }) => text));
  const index = once(() => {
    const named = there.map(nameSource);
    const kept = new Set(here.map((source) => keyOf(nameSource(source).identity)));
    const free = named.filter(({ identity }) => !kept.has(keyOf(identity)));
    return {
      exact: new Map(named.map((entry) => [keyOf(entry.identity), entry.source])),
      byName: bucketsOf(free.map((entry) => [`${fileKey(entry.source.path, entry.identity)}\0${entry.identity.name ?? ""}`, entry] as const)),
      byKind: bucketsOf(free.map((entry) => [fileKey(entry.source.path, entry.identity), entry] as const)),
    };
  });
  return (rendered, text) => {
    if (texts.has(text)) return { type: "none" };
    const { exact, byName, byKind } = index();
    const { identity } = rendered;
    const file = fileKey(rendered.path, identity);
    const found =
      exact.get(keyOf(identity)) ??
      onlyOne(byName.get(`${file}\0${identity.name ?? ""}`)) ??
      onlyOne(byKind.get(file)) ??
      null;
    if (found === null) return { type: "new" };
    const partners = matchLines(rendered.lines, linesOf(found.text));
    const lines = new Set(rendered.lines.flatMap((_, line) => (partners[line] === -1 ? [line] : [])));
    const namespace = nameSource(found).identity.namespace === identity.namespace ? "same" : "other";
    return { type: "changed", lines, namespace };
  };
}

function onlyOne(entries: readonly Named[] | undefined): RenderedSource | null {
  return entries?.length === 1 ? (entries[0]?.source ?? null) : null;
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
