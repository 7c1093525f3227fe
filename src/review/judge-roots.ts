import { toClusterSettings } from "../config/index.ts";
import type { Examination } from "../engine/index.ts";
import { judge, viewChange, type Day, type Finding, type Judgement, type WaiverUse } from "../findings/index.ts";
import type { RootReading } from "./read-change.ts";

/** A root, and how it differs. */
export interface ComparedRoot {
  readonly reading: RootReading;
  readonly examination: Examination;
}

/**
 * What the rules say of each root of a change, at the levels that the configuration gives them; `today` decides which
 * waivers have expired. An assertion or a waiver is about the repository: that it means nothing is told only where it
 * does so in all roots, so that it is not where others were not read (`unread`), and once.
 */
export function judgeRoots(
  roots: readonly ComparedRoot[],
  unread: readonly string[],
  today: Day,
): readonly Judgement[] {
  const judged = roots.map((root) => judgeRoot(root, today));
  if (roots.length + unread.length < 2) return judged;
  const isTold = (key: string, keysOf: (judgement: Judgement) => readonly string[]): boolean =>
    unread.length === 0 && judged.every((judgement) => keysOf(judgement).includes(key));
  return judged.map((judgement, index) => ({
    ...judgement,
    regressions: judgement.regressions.filter(
      (finding) =>
        finding.meaningless === undefined || (index === 0 && isTold(keyOfFinding(finding), meaninglessFindings)),
    ),
    waivers: judgement.waivers.filter((use) => {
      if (use.state === "applied") return true;
      return index === 0 && (use.state === "expired" || isTold(keyOfWaiver(use), meaninglessWaivers));
    }),
  }));
}

function judgeRoot({ reading: { base, head, config }, examination }: ComparedRoot, today: Day): Judgement {
  const settings = toClusterSettings(config);
  return judge(viewChange({ base, head, settings, plugin: config.cluster.cni, examination }), config, today);
}

function meaninglessFindings({ regressions }: Judgement): readonly string[] {
  return regressions.filter(({ meaningless }) => meaningless !== undefined).map(keyOfFinding);
}

function keyOfFinding({ assertion, meaningless }: Finding): string {
  return JSON.stringify([assertion, meaningless]);
}

function meaninglessWaivers({ waivers }: Judgement): readonly string[] {
  return waivers.filter(({ state }) => state === "meaningless").map(keyOfWaiver);
}

function keyOfWaiver({ waiver }: WaiverUse): string {
  return JSON.stringify(waiver.origin);
}
