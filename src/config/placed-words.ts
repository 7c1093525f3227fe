import type { Origin } from "../engine/index.ts";
import type { EndWords } from "../findings/index.ts";
import type { ParsedEnds } from "./assertions-schema.ts";
import type { Step } from "./plain-yaml.ts";

/** Words for endpoints, each with its place; `at`: where they stand. */
export function placedWords(
  { form, words }: ParsedEnds,
  at: readonly Step[],
  originOf: (path: readonly Step[]) => Origin,
): readonly EndWords[] {
  return words.map((word, index) => ({ ...word, origin: originOf(form === "list" ? [...at, index] : at) }));
}
