import { toClusterSettings } from "../../config/index.ts";
import { compare } from "../../engine/index.ts";
import { isFailing } from "../../findings/index.ts";
import { renderJudgement } from "../../report/index.ts";
import { diffRoot, judgeChange } from "../../review/index.ts";
import { loadSides } from "../load.ts";
import type { CheckOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { namesOf, parseSides } from "../sides.ts";
import { today } from "../today.ts";
import { DIFFERENT, FAILED, inOneText, reportOptions, writeErrors, writeLines } from "../terminal.ts";

/** `netpol check <what...>` */
export async function check(what: readonly string[], options: CheckOptions): Promise<void> {
  const sides = parseSides(what, options.repo ?? null);
  const progress = startProgress();
  try {
    const change = await loadSides(sides, options, progress);
    const { base, head, config, changed } = change;
    await progress.step(`comparing ${head.counts.workloads} workloads and ${head.counts.policies} policies`);
    const comparison = compare(base.cluster, head.cluster, toClusterSettings(config));
    await progress.step("asking the rules");
    const judgement = judgeChange(change, config, comparison, today());
    const report = { roots: [{ ...diffRoot(change, comparison, namesOf(sides), []), judgement }] };
    const unjudged = change.news.filter(({ severity, path }) => severity === "error" && changed.has(path));
    const shown = reportOptions(options.color ? "allowed" : "forbidden");
    const text = inOneText(() => renderJudgement(report, unjudged, options.format, shown));
    progress.done();
    await writeLines([text]);
    if (judgement.regressions.some(isFailing)) process.exitCode = DIFFERENT;
    else if (unjudged.length > 0) {
      writeErrors(unjudged);
      process.exitCode = FAILED;
    }
  } finally {
    progress.done();
  }
}
