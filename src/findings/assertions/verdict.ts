import type { FoundFlow } from "../discovery.ts";

/** How an assertion stands on one side. `doubtful`: the manifests do not decide it, or only under an assumption. */
export type Standing = "kept" | "doubtful" | "broken";

/** What became of one assertion; `null`: it speaks of too many ends that flows treat in different ways to be judged. */
export type Verdict = JudgedVerdict | null;

export interface JudgedVerdict {
  readonly base: Standing;
  readonly head: Standing;
  /** What breaks it in the head, and did not in the base; worst first. */
  readonly fresh: readonly FoundFlow[];
  /** What leaves it in doubt in the head, and did not in the base. */
  readonly doubts: readonly FoundFlow[];
  /** All that breaks it in the head or, where nothing does, leaves it in doubt. */
  readonly present: () => readonly FoundFlow[];
}

export function standingOf(broken: readonly unknown[], doubtful: readonly unknown[]): Standing {
  if (broken.length > 0) return "broken";
  return doubtful.length > 0 ? "doubtful" : "kept";
}
