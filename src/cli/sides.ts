import { statSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** What is compared with what. */
export type Sides =
  | { readonly type: "directories"; readonly before: string; readonly after: string }
  /** `mergeBase`: the base is the commit that both grew from. */
  | {
      readonly type: "revisions";
      readonly repo: string;
      readonly base: string;
      readonly head: string;
      readonly from: "base" | "merge-base";
    }
  | { readonly type: "working-tree"; readonly repo: string; readonly base: string };

const FORMS = [
  "two directories:         netpol diff <before> <after>",
  "two revisions:           netpol diff [--repo <path>] <base>..<head>",
  "against a working tree:  netpol diff [--repo <path>] <base>",
];

/**
 * Reads the words that name what is compared. `repo` is the value of `--repo`, `null` when it was not given.
 *
 * @throws UsageError when they name nothing that can be compared
 */
export function parseSides(words: readonly string[], repo: string | null): Sides {
  const [first, second] = words;
  if (first === undefined) throw new UsageError("nothing to compare", ...FORMS);
  if (words.length > 2) throw new UsageError(`too many arguments: ${words.length} where 2 are enough`, ...FORMS);
  return second === undefined ? oneWord(first, repo) : twoWords(first, second, repo);
}

function oneWord(word: string, repo: string | null): Sides {
  const range = /^(?<base>.*?)\.\.(?<dot>\.?)(?<head>.*)$/.exec(word)?.groups;
  // `../before` holds two dots as well.
  if (range !== undefined && !isPath(word)) {
    // As git has it, an end that is left out is HEAD.
    const base = range["base"] || "HEAD";
    const head = range["head"] || "HEAD";
    return { type: "revisions", repo: repo ?? ".", base, head, from: range["dot"] === "." ? "merge-base" : "base" };
  }
  return { type: "working-tree", repo: repo ?? ".", base: word };
}

function twoWords(before: string, after: string, repo: string | null): Sides {
  if (repo !== null) return { type: "revisions", repo, base: before, head: after, from: "base" };
  for (const path of [before, after]) {
    if (isPath(path)) continue;
    throw new UsageError(
      `no such directory: \`${path}\``,
      `to compare two revisions of a repository: netpol diff ${rangeOf(before, after)}`,
    );
  }
  return { type: "directories", before, after };
}

/** `main..feat`, also for `main.. feat` and `main ...feat`; the dots of `../feat` are its own. */
function rangeOf(before: string, after: string): string {
  const base = before.replace(/(?<=[^./])\.{2,3}$/, "");
  const head = after.replace(/^\.{2,3}(?=[^./])/, "");
  const fromMergeBase = before === `${base}...` || after === `...${head}`;
  return `${base}${fromMergeBase ? "..." : ".."}${head}`;
}

/** Whether something of this name exists on disk. */
export function isPath(word: string): boolean {
  return statSync(word, { throwIfNoEntry: false }) !== undefined;
}

/** The two sides in the user's words. */
export function namesOf(sides: Sides): { readonly base: string; readonly head: string } {
  switch (sides.type) {
    case "directories":
      return { base: sides.before, head: sides.after };
    case "revisions":
      return { base: sides.base, head: sides.head };
    case "working-tree":
      return { base: sides.base, head: "the working tree" };
  }
}
