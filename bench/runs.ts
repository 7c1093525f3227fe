/** Runs commands in fresh processes and takes the middle of what they report. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bound on one measured process. */
const MAX_MILLISECONDS = 300_000;
/** Bound on what a measured process may print. */
const MAX_OUTPUT_BYTES = 1 << 30;

export interface Run {
  readonly milliseconds: number;
  readonly peakKilobytes: number;
  /** How the process ended; `null` when it was stopped for taking too long. */
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a Node script in a process of its own and looks at the clock and at its peak memory. Certificates named in the
 * environment are left out: Node.js reads them at every start, which takes longer than the rest of the start.
 */
export function runNode(script: string, words: readonly string[]): Run {
  const scratch = mkdtempSync(join(tmpdir(), "netpol-bench-peak-"));
  const peakFile = join(scratch, "peak");
  const preload = new URL("./peak.js", import.meta.url).href;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", preload, script, ...words], {
    encoding: "utf8",
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, BENCH_PEAK_FILE: peakFile, NO_COLOR: "1" },
    timeout: MAX_MILLISECONDS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  const milliseconds = performance.now() - start;
  if (status === 2 || (status !== null && status !== 0 && stdout === "")) {
    throw new Error(`\`${script} ${words.join(" ")}\` ended with ${String(status)}: ${stderr.slice(0, 2000)}`);
  }
  const peakKilobytes = status === null ? 0 : Number(readFileSync(peakFile, "utf8"));
  rmSync(scratch, { recursive: true });
  return { milliseconds, peakKilobytes, status, output: stdout };
}

/** Runs a binary that is not ours. */
export function runPeer(binary: string, words: readonly string[]): Run {
  const start = performance.now();
  const { status, stdout } = spawnSync(binary, words, {
    encoding: "utf8",
    timeout: MAX_MILLISECONDS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return { milliseconds: performance.now() - start, peakKilobytes: 0, status, output: stdout };
}

/** The middle value; of an even number the lower one of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
