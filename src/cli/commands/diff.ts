import { toClusterSettings } from "../../config/index.ts";
import { compare } from "../../engine/index.ts";
import { renderDiff, type DiffReport } from "../../report/index.ts";
import { diffRoot } from "../../review/index.ts";
import { focusDiff, shapeOf } from "../focus.ts";
import { loadSides } from "../load.ts";
import type { DiffOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { namesOf, parseSides } from "../sides.ts";
import { DIFFERENT, hasErrors, NOT_EVALUATED, reportOptions, writeErrors, writeResult } from "../terminal.ts";

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
    const computed = { clusters: [base.cluster, head.cluster], settings };
    const flows = focusDiff(whole, options.focus ?? [], computed, shapeOf(options.format));
    await progress.step("writing the result");
    const report: DiffReport = { roots: [diffRoot(change, flows, namesOf(sides), options.focus ?? [])] };
    const text = renderDiff(report, options.format, reportOptions(options.color ? "allowed" : "forbidden"));
    progress.done();
    await writeResult(text);
    const different = flows.newlyAllowed.length + flows.newlyDenied.length > 0;
    if (options.exitCode === true && different) process.exitCode = DIFFERENT;
    if (options.failOnErrors === true && hasErrors(diagnostics)) {
      writeErrors(diagnostics);
      process.exitCode = NOT_EVALUATED;
    }
  } finally {
    progress.done();
  }
}
