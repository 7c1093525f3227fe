/** What rendering may cost. Reaching a bound fails the root with a message that says so; the next root is served. */
export interface SandboxLimits {
  /** Threads that render side by side. */
  readonly threads: number;
  /**
   * For one root, once a thread is there. Large ones take long in a cold thread: 131 objects with five megabytes of
   * CustomResourceDefinitions took 16 seconds of a processor, and then 4.
   */
  readonly milliseconds: number;
  /** For all roots that are asked for at once: those of one revision. */
  readonly allMilliseconds: number;
  /** Of all files that are handed in together. */
  readonly inputBytes: number;
  /** Of all documents of a root. */
  readonly outputBytes: number;
}

/** The memory of a thread is bound by the module itself: 1 GiB (`MAX_PAGES` in `scripts/sandbox.js`). */
export const defaultSandboxLimits: SandboxLimits = {
  threads: 2,
  milliseconds: 30_000,
  allMilliseconds: 300_000,
  inputBytes: 128 * 1024 * 1024,
  outputBytes: 64 * 1024 * 1024,
};
