/** Entries that are asked for at once; GitHub gives no more. */
export const PER_PAGE = 100;

/** All entries of a list that comes in pages of a hundred, up to a bound. */
export async function* pages<T>(page: (number: number) => Promise<readonly T[]>, most: number): AsyncGenerator<T> {
  for (let number = 1; number <= most; number += 1) {
    const entries = await page(number);
    yield* entries;
    if (entries.length < PER_PAGE) return;
  }
}
