/** How measurements grow with the size of the cluster. */
import type { EngineResult } from "./engine-layer.ts";
import { GROWTH, sizeNamed } from "./sizes.ts";

export interface Growth {
  readonly layer: "growth";
  readonly change: string;
  readonly measure: string;
  /** The `e` of "it takes pods to the power of e"; 1 is in proportion. */
  readonly exponent: number;
}

/** Exponents of the time and of every count, for each kind of change that was measured at all sizes of `GROWTH`. */
export function fitGrowth(results: readonly EngineResult[]): readonly Growth[] {
  return [...new Set(results.map((result) => result.change))].flatMap((change) => {
    const rows = GROWTH.map((size) => results.find((result) => result.change === change && result.size === size));
    const known = rows.filter((row) => row !== undefined);
    if (known.length < GROWTH.length) return [];
    const measures = ["milliseconds", ...Object.keys(known[0]?.counts ?? {})];
    return measures.map((measure): Growth => {
      const points = known.map((row) => {
        const value = measure === "milliseconds" ? row.milliseconds : (row.counts[measure] ?? 0);
        return { x: Math.log(sizeNamed(row.size).pods), y: Math.log(Math.max(1, value)) };
      });
      return { layer: "growth", change, measure, exponent: Math.round(slope(points) * 100) / 100 };
    });
  });
}

/** Least squares. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return above / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
