/** Work shorter than this needs no progress line. */
const PATIENCE_MS = 1000;

const CLEAR_LINE = "\r\u001b[K";

/** Says on standard error what is being done; on a terminal only, and only when it takes longer than a second. */
export interface Progress {
  /** The next step begins, for example `reading k8s`. */
  readonly step: (text: string) => Promise<void>;
  /** Removes the line. */
  readonly done: () => void;
}

/** INVARIANT: nothing is written before a second has passed, so that quick runs do not flicker. */
export function startProgress(): Progress {
  if (!process.stderr.isTTY) return { step: () => Promise.resolve(), done: () => undefined };
  const started = performance.now();
  let text = "";
  let shown = false;
  const show = (): void => {
    shown = true;
    process.stderr.write(`${CLEAR_LINE}netpol: ${text} …`);
  };
  const timer = setTimeout(show, PATIENCE_MS);
  return {
    step: async (next) => {
      text = next;
      if (performance.now() - started >= PATIENCE_MS) show();
      // The steps are synchronous: without a pause between them neither the timer nor Ctrl-C would get a turn.
      await new Promise((resolve) => setImmediate(resolve));
    },
    done: () => {
      clearTimeout(timer);
      if (shown) process.stderr.write(CLEAR_LINE);
    },
  };
}
