/** A rendered line of YAML, as far as one line tells. */
export interface Printed {
  /** Without blanks around. */
  readonly line: string;
  readonly key: string | null;
  /** Its value, or the whole item, without quotes. */
  readonly scalar: string;
}

/** Reads one line by its look: `- cidr: "10.0.0.0/8"` has the key `cidr` and the scalar `10.0.0.0/8`. */
export function printedOf(text: string): Printed {
  const line = text.trim();
  const item = line.replace(/^(?:- +)+/, "");
  const colon = /^("[^"]*"|'[^']*'|[^\s:"'][^:]*):(?: |$)/.exec(item);
  const value = (colon === null ? item : item.slice(colon[0].length)).replace(/ #.*$/, "").trim();
  return { line, key: colon === null ? null : unquoted(colon[1] ?? ""), scalar: unquoted(value) };
}

function unquoted(text: string): string {
  return /^"[^]*"$|^'[^]*'$/.test(text) ? text.slice(1, -1) : text;
}

/** Of values the one that a line shows best: as its value under the same key, as its value, as a word in it. */
export function showing<T extends { readonly key: string; readonly scalar?: string }>(
  leaves: readonly T[],
  printed: Printed,
): T | null {
  let best: { readonly leaf: T; readonly score: number } | null = null;
  for (const leaf of leaves) {
    const score = scoreOf(leaf.key, leaf.scalar ?? printed.scalar, printed);
    if (score > (best?.score ?? 0)) best = { leaf, score };
  }
  return best?.leaf ?? null;
}

function scoreOf(key: string, scalar: string, printed: Printed): number {
  if (scalar === "") return 0;
  if (scalar === printed.scalar) return key === printed.key ? 3 : 2;
  return scalar.length > 1 && holdsWord(printed.line, scalar) ? 1 : 0;
}

/** Whether a text stands in a line, not as a part of a longer word or number. */
function holdsWord(line: string, word: string): boolean {
  for (let found = line.indexOf(word); found !== -1; found = line.indexOf(word, found + 1)) {
    const around = `${line.charAt(found - 1)} ${line.charAt(found + word.length)}`;
    if (!/[A-Za-z0-9]/.test(around)) return true;
  }
  return false;
}
