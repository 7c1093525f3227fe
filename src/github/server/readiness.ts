/** How long an answer holds. Whoever asks more often costs nothing. */
const VALID_MILLISECONDS = 5000;
/** A probe that takes longer counts as failed. */
const PROBE_MILLISECONDS = 5000;

/** Asks `probe` at most once at a time and every 5 seconds. A probe that fails or hangs means not ready. */
export function cachedProbe(probe: () => Promise<boolean>): () => Promise<boolean> {
  let answer: Promise<boolean> = Promise.resolve(false);
  let validUntil = 0;
  return () => {
    if (Date.now() >= validUntil) {
      // While it is being asked, everyone waits for the same answer.
      validUntil = Infinity;
      answer = bounded(probe).finally(() => {
        validUntil = Date.now() + VALID_MILLISECONDS;
      });
    }
    return answer;
  };
}

async function bounded(probe: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_MILLISECONDS);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
