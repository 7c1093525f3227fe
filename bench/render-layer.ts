/** Measures the review of a repository of 400 kustomizations of which 3 change, renderers included. */
import { fileURLToPath } from "node:url";
import { CHANGED, KUSTOMIZATIONS } from "./overlays.ts";
import { median, rounded, runNode } from "./runs.ts";

const MEASURE = fileURLToPath(new URL("./measure-render.js", import.meta.url));

/** Milliseconds of a review in a process that has rendered before, as that of the app. */
const WARM_LIMIT = 3_000;

export interface RenderResult {
  readonly layer: "render";
  readonly kustomizations: number;
  readonly changed: number;
  readonly runs: number;
  /** The first review of a process. */
  readonly coldMilliseconds: number;
  readonly warmMilliseconds: number;
  /** Both sides of all roots, as a question in a pull request needs them. */
  readonly allMilliseconds: number;
  readonly roots: number;
  readonly flows: number;
  readonly unchanged: number;
  readonly peakMegabytes: number;
}

interface Review {
  readonly milliseconds: number;
  readonly roots: number;
  readonly flows: number;
  readonly unchanged: number;
}

interface Measurement extends Readonly<Record<"cold" | "warm" | "all", Review>> {
  readonly peakMegabytes: number;
}

export function measureRender(runs: number): RenderResult {
  const measured = Array.from({ length: runs }, () => JSON.parse(runNode(MEASURE, []).output) as Measurement);
  const of = (number: (one: Measurement) => number): number => rounded(median(measured.map(number)));
  return {
    layer: "render",
    kustomizations: KUSTOMIZATIONS,
    changed: CHANGED,
    runs,
    coldMilliseconds: of(({ cold }) => cold.milliseconds),
    warmMilliseconds: of(({ warm }) => warm.milliseconds),
    allMilliseconds: of(({ all }) => all.milliseconds),
    roots: of(({ warm }) => warm.roots),
    flows: of(({ warm }) => warm.flows),
    unchanged: of(({ warm }) => warm.unchanged),
    peakMegabytes: of(({ peakMegabytes }) => peakMegabytes),
  };
}

/** Gates that are shut, in words. */
export function shutRenderGates({ warmMilliseconds, roots, flows, changed }: RenderResult): readonly string[] {
  return [
    ...(warmMilliseconds > WARM_LIMIT
      ? [`render: ${String(warmMilliseconds)} ms warm, at most ${String(WARM_LIMIT)}`]
      : []),
    ...(roots === changed && flows > 0 ? [] : [`render: ${String(roots)} roots with ${String(flows)} changed flows`]),
  ];
}
