import { editDistance } from "../manifests/index.ts";

/** A word longer than any key is not compared. */
const MAX_LENGTH = 64;

/** The known word that a person most likely meant, or `null` when none is near (a third of its letters may differ). */
export function nearestKey(word: string, known: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  let best: { readonly key: string; readonly distance: number } | null = null;
  for (const key of known) {
    const distance = editDistance(word.toLowerCase(), key.toLowerCase());
    if (distance <= Math.max(1, Math.floor(key.length / 3)) && (best === null || distance < best.distance)) {
      best = { key, distance };
    }
  }
  return best?.key ?? null;
}
