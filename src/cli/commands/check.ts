import { toClusterSettings } from "../../config/index.ts";
import { compare } from "../../engine/index.ts";
import { renderJudgement } from "../../report/index.ts";
import { diffRoot, judgeRoot } from "../../review/index.ts";
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
    const { changed, news, unchanged } = change;
    await progress.step(`comparing ${workOf(change.roots)}, and asking the rules`);
    const roots = change.roots.map((reading) => {
      const comparison = compare(reading.base.cluster, reading.head.cluster, toClusterSettings(reading.config));
      const judgement = judgeRoot(reading, comparison, today());
      return { ...diffRoot(reading, comparison, namesOf(sides), []), judgement };
    });
    const report = { roots, unchanged };
    const unjudged = news.filter(({ severity, path }) => severity === "error" && changed.has(path));
    const shown = reportOptions(options.color ? "allowed" : "forbidden");
    const text = inOneText(() => renderJudgement(report, unjudged, options.format, shown));
    progress.done();
    await writeLines([text]);
    if (roots.some(({ judgement }) => judgement.regressions.some(({ level }) => level === "failure")))
      process.exitCode = DIFFERENT;
    else if (unjudged.length > 0) {
      writeErrors(unjudged);
      process.exitCode = FAILED;
    }
  } finally {
    progress.done();
  }
}
