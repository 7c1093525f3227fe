/** What must not get worse. Gates on counts and exponents hold on any machine; those on time are for a quiet one. */
import type { Counts, EngineResult } from "./engine-layer.ts";
import type { FilesResult } from "./files-layer.ts";
import type { Growth } from "./growth.ts";

/** Counts of the engine may grow by a tenth before someone has to look and record them anew; requests of the app may not. */
const COUNT_TOLERANCE: Readonly<Record<Counted["layer"], number>> = { engine: 1.1, app: 1 };

/** Milliseconds of the engine for a small change, and for a change of everything. */
const ENGINE_LIMITS: Readonly<Record<string, { readonly small: number; readonly everything: number }>> = {
  S: { small: 50, everything: 1_000 },
  M: { small: 100, everything: 5_000 },
  L: { small: 300, everything: 5_000 },
  XL: { small: 1_500, everything: 5_000 },
  "policy-only": { small: 1_000, everything: 5_000 },
};
const EVERYTHING: readonly string[] = ["default-deny-everywhere", "relabel-all"];
const MAX_PEAK_MEGABYTES = 400;
const FILES_LIMITS: Readonly<Record<string, number>> = { M: 500, "policy-only": 1_000, monorepo: 1_000 };
/** Time may grow a little more than in proportion (caches of the machine); what is looked at one by one may not. */
const MAX_TIME_EXPONENT = 1.2;
const MAX_COUNT_EXPONENT = 1.2;

/** Something whose counts are kept under its name. */
interface Counted {
  readonly layer: "engine" | "app";
  readonly size: string;
  readonly change: string;
  readonly counts: Counts;
}

export type RecordedCounts = Readonly<Record<string, Counts>>;

/** Every gate that is shut, in words. Empty: all are open. */
export function shutGates(
  results: readonly EngineResult[],
  files: readonly FilesResult[],
  growth: readonly Growth[],
): readonly string[] {
  const wrong = results.flatMap((one) => one.wrong.map((text) => `${nameOf(one)}: ${text}`));
  const engine = results.flatMap((one) => {
    const limits = ENGINE_LIMITS[one.size];
    if (limits === undefined) return [];
    const isEverything = EVERYTHING.includes(one.change);
    const limit = isEverything ? limits.everything : limits.small;
    const slow =
      one.milliseconds > limit ? [`${nameOf(one)}: ${String(one.milliseconds)} ms, at most ${String(limit)}`] : [];
    const isLarge = !isEverything && one.peakMegabytes > MAX_PEAK_MEGABYTES;
    return isLarge
      ? [...slow, `${nameOf(one)}: ${String(one.peakMegabytes)} MB, at most ${String(MAX_PEAK_MEGABYTES)}`]
      : slow;
  });
  const commands = files.flatMap((one) => {
    const limit = FILES_LIMITS[one.size];
    if (limit === undefined || EVERYTHING.includes(one.change) || one.milliseconds <= limit) return [];
    return [`${nameOf(one)}: ${String(one.milliseconds)} ms, at most ${String(limit)}`];
  });
  const exponents = growth.flatMap(({ change, measure, exponent }) => {
    const limit = measure === "milliseconds" ? MAX_TIME_EXPONENT : MAX_COUNT_EXPONENT;
    return EVERYTHING.includes(change) || exponent <= limit
      ? []
      : [`growth of ${change} ${measure}: ${String(exponent)}, at most ${String(limit)}`];
  });
  return [...wrong, ...engine, ...commands, ...exponents];
}

/** Counts that are more than those on record, in words. */
export function grownCounts(results: readonly Counted[], recorded: RecordedCounts): readonly string[] {
  return results.flatMap((one) => {
    const before = recorded[nameOf(one)];
    if (before === undefined) return [`${nameOf(one)}: no counts on record`];
    return Object.entries(one.counts).flatMap(([name, count]) => {
      const limit = Math.ceil((before[name] ?? 0) * COUNT_TOLERANCE[one.layer]);
      return count <= limit ? [] : [`${nameOf(one)}: ${name} ${String(count)}, at most ${String(limit)}`];
    });
  });
}

export function nameOf({
  layer,
  size,
  change,
}: {
  readonly layer: string;
  readonly size: string;
  readonly change: string;
}): string {
  return `${layer} ${size} ${change}`;
}
