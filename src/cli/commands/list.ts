import { focusReachability, shapeOf } from "../../answers/index.ts";
import { toClusterSettings } from "../../config/index.ts";
import { reach } from "../../engine/index.ts";
import { listCsvLines, renderList, type ListReport } from "../../report/index.ts";
import { inFocus } from "../focus.ts";
import { loadDirectory } from "../load.ts";
import type { ListOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { hasErrors, inOneText, NOT_EVALUATED, reportOptions, writeErrors, writeLines } from "../terminal.ts";

/** `netpol list <directory>` */
export async function list(directory: string, options: ListOptions): Promise<void> {
  const progress = startProgress();
  try {
    const { cluster, counts, config, diagnostics } = await loadDirectory(directory, options, progress);
    await progress.step(`computing the flows of ${counts.workloads} workloads and ${counts.policies} policies`);
    const settings = toClusterSettings(config);
    const whole = reach(cluster, settings);
    const chosen = inFocus(whole.endpoints, options.focus ?? [], { clusters: [cluster], settings });
    const focused =
      chosen === null
        ? { reachability: whole, focus: null }
        : focusReachability(whole, chosen, shapeOf(options.format));
    await progress.step("writing the result");
    const report: ListReport = {
      roots: [{ root: ".", ...focused, focusedOn: options.focus ?? [], diagnostics, counts }],
    };
    const pieces =
      options.format === "csv"
        ? listCsvLines(report)
        : [inOneText(() => renderList(report, options.format, reportOptions(options.color ? "allowed" : "forbidden")))];
    progress.done();
    await writeLines(pieces);
    if (options.failOnErrors === true && hasErrors(diagnostics)) {
      writeErrors(diagnostics);
      process.exitCode = NOT_EVALUATED;
    }
  } finally {
    progress.done();
  }
}
