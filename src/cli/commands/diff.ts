import { focusDiff, shapeOf } from "../../answers/index.ts";
import { toClusterSettings } from "../../config/index.ts";
import { compare, type Endpoint } from "../../engine/index.ts";
import type { DiffReport } from "../../report/index.ts";
import { diffRoot } from "../../review/index.ts";
import { diffPieces, setDiffStatus } from "../diff-result.ts";
import { chooseFocus, inRoots } from "../focus.ts";
import { loadSides } from "../load.ts";
import type { DiffOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { namesOf, parseSides } from "../sides.ts";
import { workOf } from "../roots.ts";
import { writeLines } from "../terminal.ts";

/** `netpol diff <what...>` */
export async function diff(what: readonly string[], options: DiffOptions): Promise<void> {
  const sides = parseSides(what, options.repo ?? null);
  const progress = startProgress();
  try {
    const change = await loadSides(sides, options, progress, "changed");
    const { diagnostics, unchanged, repository } = change;
    const words = options.focus ?? [];
    await progress.step(`comparing ${workOf(change.roots)}`);
    const compared = inRoots(change.roots, (reading) => {
      const { base, head } = reading;
      const settings = toClusterSettings(reading.config);
      const whole = compare(base.cluster, head.cluster, settings);
      const chosen = chooseFocus(whole.endpoints, words, { clusters: [base.cluster, head.cluster], settings });
      if (chosen !== null && "message" in chosen) return chosen;
      const flows = chosen === null ? whole : focusDiff(whole, chosen, shapeOf(options.format));
      const root = diffRoot(reading, flows, namesOf(sides), words);
      return chosen === null ? root : { ...root, focus: idsOf(chosen, whole.endpoints) };
    });
    await progress.step("writing the result");
    const report: DiffReport = { roots: compared, unchanged, repository: repository.news };
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
