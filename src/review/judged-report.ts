import { toClusterSettings } from "../config/index.ts";
import { examine, type Side } from "../engine/index.ts";
import type { Day } from "../findings/index.ts";
import type { DiffReport, DiffRoot } from "../report/index.ts";
import { diffRoot } from "./diff-root.ts";
import { judgeRoots } from "./judge-roots.ts";
import type { ChangeReading } from "./read-change.ts";

/** How all roots of a change differ, and what the rules say of it. `names`: of the sides, in the user's words. */
export function judgedReport(
  { roots, unchanged, repository }: ChangeReading,
  names: Readonly<Record<Side, string>>,
  today: Day,
): DiffReport {
  const compared = roots.map((reading) => ({
    reading,
    examination: examine(reading.base.cluster, reading.head.cluster, toClusterSettings(reading.config)),
  }));
  const judgements = judgeRoots(compared, unchanged, today);
  return {
    roots: compared.map(({ reading, examination }, index): DiffRoot => {
      const root = diffRoot(reading, examination.comparison, names, []);
      const judgement = judgements[index];
      return judgement === undefined ? root : { ...root, judgement };
    }),
    unchanged,
    repository: repository.news,
  };
}
