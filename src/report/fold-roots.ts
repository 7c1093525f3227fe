/** What is said of several roots, each thing once. */
import { paragraph, type Block } from "./blocks.ts";
import { code, enumerateSome, phrase, type Span } from "./spans.ts";

/** What is said of one root. */
export interface RootBlocks {
  readonly root: string;
  readonly blocks: readonly Block[];
}

/** Most roots that are named where they are alike; the rest is counted. */
const MAX_NAMES = 5;

/** What is said of each root under the names of those of which just that is said. */
export function foldRoots(roots: readonly RootBlocks[]): readonly Block[] {
  return alike(roots, ({ blocks }) => JSON.stringify(blocks)).flatMap((group) => [
    paragraph(phrase`In ${rootNames(group.map(({ root }) => root))}:`),
    ...(group[0]?.blocks ?? []),
  ]);
}

/** Things in groups of those that have the same key, in the order of the first of each. */
export function alike<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return [...groups.values()];
}

/** "`overlays/dev`, `overlays/prod` and 3 more". */
export function rootNames(names: readonly string[]): readonly Span[] {
  return enumerateSome(
    names.map((name) => [code(name)]),
    MAX_NAMES,
  );
}

/** "3 roots read the same files on both sides: `a`, `b` and `c`". */
export function unchangedPhrase(names: readonly string[]): readonly Span[] {
  const verb = names.length === 1 ? "root reads" : "roots read";
  return phrase`${names.length} ${verb} the same files on both sides: ${rootNames(names)}`;
}
