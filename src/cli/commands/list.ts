import { toClusterSettings } from "../../config/index.ts";
import { reach } from "../../engine/index.ts";
import { renderList, type ListReport } from "../../report/index.ts";
import { focusReachability, shapeOf } from "../focus.ts";
import { loadDirectory } from "../load.ts";
import type { ListOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { hasErrors, NOT_EVALUATED, reportOptions, writeErrors, writeResult } from "../terminal.ts";

/** `netpol list <directory>` */
export async function list(directory: string, options: ListOptions): Promise<void> {
  const progress = startProgress();
  try {
    const { cluster, counts, config, diagnostics } = await loadDirectory(directory, options, progress);
    await progress.step(`computing the flows of ${counts.workloads} workloads and ${counts.policies} policies`);
    const settings = toClusterSettings(config);
    const whole = reach(cluster, settings);
    const computed = { clusters: [cluster], settings };
    const focused = focusReachability(whole, options.focus ?? [], computed, shapeOf(options.format));
    await progress.step("writing the result");
    const report: ListReport = {
      roots: [{ root: ".", ...focused, focusedOn: options.focus ?? [], diagnostics, counts }],
    };
    const text = renderList(report, options.format, reportOptions(options.color ? "allowed" : "forbidden"));
    progress.done();
    await writeResult(text);
    if (options.failOnErrors === true && hasErrors(diagnostics)) {
      writeErrors(diagnostics);
      process.exitCode = NOT_EVALUATED;
    }
  } finally {
    progress.done();
  }
}
