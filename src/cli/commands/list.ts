import { focusReachability, shapeOf } from "../../answers/index.ts";
import { toClusterSettings } from "../../config/index.ts";
import { reach } from "../../engine/index.ts";
import { listCsvLines, renderList, type ListReport } from "../../report/index.ts";
import { chooseFocus, inRoots } from "../focus.ts";
import { loadDirectory } from "../load.ts";
import type { ListOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { hasErrors, inOneText, NOT_EVALUATED, reportOptions, writeErrors, writeLines } from "../terminal.ts";

/** `netpol list <directory>` */
export async function list(directory: string, options: ListOptions): Promise<void> {
  const progress = startProgress();
  try {
    const { roots, repository, diagnostics } = await loadDirectory(directory, options, progress);
    const workloads = roots.reduce((sum, { counts }) => sum + counts.workloads, 0);
    await progress.step(`computing the flows of ${workloads} workloads`);
    const focusedOn = options.focus ?? [];
    const listed = inRoots(roots, ({ root, config, cluster, counts, diagnostics: said }) => {
      const settings = toClusterSettings(config);
      const whole = reach(cluster, settings);
      const chosen = chooseFocus(whole.endpoints, focusedOn, { clusters: [cluster], settings });
      if (chosen !== null && "message" in chosen) return chosen;
      const focused =
        chosen === null
          ? { reachability: whole, focus: null }
          : focusReachability(whole, chosen, shapeOf(options.format));
      return { root, ...focused, focusedOn, diagnostics: said, counts };
    });
    await progress.step("writing the result");
    const report: ListReport = { roots: listed, repository };
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
