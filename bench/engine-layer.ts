/** Measures the engine alone: clusters in memory, both sides and the diff. */
import { fileURLToPath } from "node:url";
import type { ChangeName } from "./changes.ts";
import type { Check } from "./check.ts";
import { median, rounded, runNode } from "./runs.ts";
import type { Size } from "./sizes.ts";

const MEASURE = fileURLToPath(new URL("./measure-engine.js", import.meta.url));

export type Counts = Readonly<Record<string, number>>;

export interface EngineResult {
  readonly layer: "engine";
  readonly size: string;
  readonly change: ChangeName;
  readonly runs: number;
  /** Median of `compare` alone. */
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly counts: Counts;
  readonly checkedCells: number;
  readonly changedCells: number;
  /** Cells in which the engine and the oracle disagree; at most three. */
  readonly wrong: readonly string[];
}

interface Measurement {
  readonly milliseconds: number;
  readonly peakKilobytes: number;
  readonly counts: Counts;
  readonly check: Check;
}

export function measureEngine(size: Size, change: ChangeName, runs: number): EngineResult {
  const ended = Array.from({ length: runs }, () => runNode(MEASURE, [size.name, change]));
  // One that did not end stands for all: the others would not end either.
  const endless = ended.find((run) => run.status === null);
  if (endless !== undefined) return unfinished(size, change, endless.milliseconds);
  const all = ended.map((run) => JSON.parse(run.output) as Measurement);
  const [first] = all;
  if (first === undefined) throw new Error("nothing was measured");
  return {
    layer: "engine",
    size: size.name,
    change,
    runs,
    milliseconds: rounded(median(all.map((one) => one.milliseconds))),
    peakMegabytes: rounded(median(all.map((one) => one.peakKilobytes)) / 1024),
    counts: first.counts,
    checkedCells: first.check.cells,
    changedCells: first.check.changed,
    wrong: first.check.wrong.slice(0, 3),
  };
}

function unfinished(size: Size, change: ChangeName, milliseconds: number): EngineResult {
  const wrong = [`it did not end within ${String(Math.round(milliseconds / 1000))} s`];
  const nothing = { peakMegabytes: 0, counts: {}, checkedCells: 0, changedCells: 0 };
  return { layer: "engine", size: size.name, change, runs: 1, milliseconds: rounded(milliseconds), ...nothing, wrong };
}
