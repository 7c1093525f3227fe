/**
 * Does `work` for every item, at most `workers` at a time. After the first failure nothing new is started, and the
 * failure is thrown when what runs has ended.
 */
export async function inParallel<T>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  const runs = Array.from({ length: Math.min(workers, items.length) }, async () => {
    for (const item of waiting) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  });
  const ends = await Promise.allSettled(runs);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
