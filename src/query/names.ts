/** How many near names are proposed for one that is not known. */
const MAX_PROPOSALS = 3;

/** Whether a text fits a pattern in which `*` stands for any characters. Takes at most pattern x text steps. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, place] = [0, 0];
  let [star, resume] = [-1, 0];
  while (place < text.length) {
    if (pattern.charAt(at) === "*") {
      star = at;
      resume = place;
      at += 1;
    } else if (at < pattern.length && pattern.charAt(at) === text.charAt(place)) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else return false;
  }
  while (pattern.charAt(at) === "*") at += 1;
  return at === pattern.length;
}

/** How much farther than the nearest name a proposal may be, in edits. */
const MAX_FARTHER = 2;

/** A name and the words it is compared by. */
export interface Nameable {
  readonly name: string;
  readonly compared: string;
}

/** The names nearest to what was written, nearest first, then by name; only those that could be meant. */
export function nearestNames(written: string, names: readonly Nameable[]): readonly string[] {
  const limit = Math.max(2, Math.floor(written.length / 2));
  const near = names.flatMap(({ name, compared }) => {
    const distance = editDistance(written.toLowerCase(), compared.toLowerCase(), limit);
    return distance === null ? [] : [{ name, distance }];
  });
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const reach = (near[0]?.distance ?? 0) + MAX_FARTHER;
  const proposed = near.filter(({ distance }) => distance <= reach).map(({ name }) => name);
  return [...new Set(proposed)].slice(0, MAX_PROPOSALS);
}

/** Insertions, deletions and replacements from one text to the other; `null` when more than `limit`. */
function editDistance(a: string, b: string, limit: number): number | null {
  if (Math.abs(a.length - b.length) > limit) return null;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return null;
    row = next;
  }
  const distance = row[b.length] ?? 0;
  return distance <= limit ? distance : null;
}
