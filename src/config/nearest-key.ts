/** The known word that a person most likely meant, or `null` when none is near (a third of its letters may differ). */
export function nearestKey(word: string, known: readonly string[]): string | null {
  let best: { readonly key: string; readonly distance: number } | null = null;
  for (const key of known) {
    const distance = editDistance(word.toLowerCase(), key.toLowerCase());
    if (distance <= Math.max(1, Math.floor(key.length / 3)) && (best === null || distance < best.distance)) {
      best = { key, distance };
    }
  }
  return best?.key ?? null;
}

/** A word longer than any key is not compared. */
const MAX_LENGTH = 64;

/** Letters to add, remove or replace, and neighbours to swap, to make `a` from `b`. */
function editDistance(a: string, b: string): number {
  if (a.length > MAX_LENGTH) return MAX_LENGTH;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (last[j] ?? 0) + (b[j] === a[i] ? 0 : 1);
      const swapped = a[i] === b[j - 1] && a[i - 1] === b[j] ? (beforeLast[j - 1] ?? 0) + 1 : replaced;
      row.push(Math.min(replaced, swapped, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
