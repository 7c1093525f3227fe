import { isFailing } from "../../findings/index.ts";
import { renderJudgement } from "../../report/index.ts";
import { judgedReport, unjudgedErrors } from "../../review/index.ts";
import { loadSides } from "../load.ts";
import type { CheckOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { namesOf, parseSides } from "../sides.ts";
import { workOf } from "../roots.ts";
import { today } from "../today.ts";
import { DIFFERENT, FAILED, inOneText, reportOptions, writeErrors, writeLines } from "../terminal.ts";

/** `netpol check <what...>` */
export async function check(what: readonly string[], options: CheckOptions): Promise<void> {
  const sides = parseSides(what, options.repo ?? null);
  const progress = startProgress();
  try {
    const change = await loadSides(sides, options, progress, "changed");
    const { changed, news } = change;
    await progress.step(`comparing ${workOf(change.roots)}, and asking the rules`);
    const report = judgedReport(change, namesOf(sides), today());
    const unjudged = unjudgedErrors(news, changed);
    const shown = reportOptions(options.color ? "allowed" : "forbidden");
    const text = inOneText(() => renderJudgement(report, unjudged, options.format, shown));
    progress.done();
    await writeLines([text]);
    if (report.roots.some(({ judgement }) => judgement?.regressions.some(isFailing))) process.exitCode = DIFFERENT;
    else if (unjudged.length > 0) {
      writeErrors(unjudged);
      process.exitCode = FAILED;
    }
  } finally {
    progress.done();
  }
}
