import { focusDiff, shapeOf } from "../../answers/index.ts";
import { toClusterSettings } from "../../config/index.ts";
import { compare, type Endpoint } from "../../engine/index.ts";
import type { DiffReport } from "../../report/index.ts";
import { diffRoot } from "../../review/index.ts";
import { diffPieces, setDiffStatus } from "../diff-result.ts";
import { inFocus } from "../focus.ts";
import { loadSides } from "../load.ts";
import type { DiffOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { namesOf, parseSides } from "../sides.ts";
import { writeLines } from "../terminal.ts";

/** `netpol diff <what...>` */
export async function diff(what: readonly string[], options: DiffOptions): Promise<void> {
  const sides = parseSides(what, options.repo ?? null);
  const progress = startProgress();
  try {
    const change = await loadSides(sides, options, progress);
    const { base, head, config, diagnostics } = change;
    await progress.step(`comparing ${head.counts.workloads} workloads and ${head.counts.policies} policies`);
    const settings = toClusterSettings(config);
    const whole = compare(base.cluster, head.cluster, settings);
    const ground = { clusters: [base.cluster, head.cluster], settings };
    const chosen = inFocus(whole.endpoints, options.focus ?? [], ground);
    const flows = chosen === null ? whole : focusDiff(whole, chosen, shapeOf(options.format));
    await progress.step("writing the result");
    const root = diffRoot(change, flows, namesOf(sides), options.focus ?? []);
    const report: DiffReport = { roots: [chosen === null ? root : { ...root, focus: idsOf(chosen, whole.endpoints) }] };
    const pieces = diffPieces(report, options);
    progress.done();
    await writeLines(pieces);
    setDiffStatus(report, diagnostics, options);
  } finally {
    progress.done();
  }
}

function idsOf(chosen: ReadonlySet<number>, endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(endpoints.filter((_, index) => chosen.has(index)).map(({ id }) => id));
}
