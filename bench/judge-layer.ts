/** Measures what rules and assertions add to a comparison. */
import { fileURLToPath } from "node:url";
import type { ChangeName } from "./changes.ts";
import { median, rounded, runNode } from "./runs.ts";
import type { SizeName } from "./sizes.ts";

const MEASURE = fileURLToPath(new URL("./measure-judge.js", import.meta.url));

/** 10,000 pods; with more than 10,000 changed flows, and with one. */
const MEASURED: readonly (readonly [SizeName, ChangeName])[] = [
  ["M", "relabel-half"],
  ["M", "edit-rule"],
];

/** Milliseconds that rules and 200 assertions may add. */
const LIMIT = 500;

export interface JudgeResult {
  readonly layer: "judge";
  readonly size: SizeName;
  readonly change: ChangeName;
  readonly runs: number;
  /** Median of judging, rules and assertions, after the comparison. */
  readonly milliseconds: number;
  /** The same without assertions, on a warm process. */
  readonly rulesMilliseconds: number;
  readonly assertions: number;
  /** Changed ones. */
  readonly flows: number;
  readonly findings: number;
  readonly standing: number;
}

type Measurement = Omit<JudgeResult, "layer" | "size" | "change" | "runs">;

export function measureJudge(runs: number): readonly JudgeResult[] {
  return MEASURED.map(([size, change]) => {
    const all = Array.from({ length: runs }, () => JSON.parse(runNode(MEASURE, [size, change]).output) as Measurement);
    const [first] = all;
    if (first === undefined) throw new Error("nothing was measured");
    return {
      layer: "judge",
      size,
      change,
      runs,
      ...first,
      milliseconds: rounded(median(all.map((one) => one.milliseconds))),
      rulesMilliseconds: rounded(median(all.map((one) => one.rulesMilliseconds))),
    };
  });
}

/** Gates that are shut, in words. */
export function shutJudgeGates(results: readonly JudgeResult[]): readonly string[] {
  return results.flatMap(({ size, change, milliseconds }) =>
    milliseconds <= LIMIT ? [] : [`judge ${size} ${change}: ${String(milliseconds)} ms, at most ${String(LIMIT)}`],
  );
}
