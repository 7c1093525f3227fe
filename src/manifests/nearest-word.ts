import { editDistance } from "./edit-distance.ts";

/** The candidate that differs in case only, or in at most two letters of a longer word. */
export function nearestWord(word: string, candidates: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  if (word.length > 24) return null;
  const close = candidates.filter(
    (candidate) => editDistance(lower, candidate.toLowerCase()) <= (word.length < 6 ? 1 : 2),
  );
  return close[0] ?? null;
}
