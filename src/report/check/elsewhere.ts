/** What the check of a commit says that passes here, and is the head of something else that fails. */
import type { CheckOutput } from "./check.ts";
import { belowHeadline } from "./headline.ts";

/** What fails; `too-many`: there are more pull requests of the commit than are looked at. */
export type Elsewhere =
  | { readonly type: "pull-request"; readonly number: number }
  | { readonly type: "merge-group" }
  | { readonly type: "too-many" };

/** The check, failing: less than 500 bytes more of summary, which `MAX_CHECK_BYTES` leaves to GitHub's bound. */
export function failsElsewhere(check: CheckOutput, elsewhere: Elsewhere): CheckOutput {
  const { title, words } = said(elsewhere);
  return { ...check, title, conclusion: "failure", summary: belowHeadline(check.summary, words) };
}

function said(elsewhere: Elsewhere): { readonly title: string; readonly words: string } {
  switch (elsewhere.type) {
    case "pull-request":
      return {
        title: `Fails with pull request ${elsewhere.number}, of the same commit`,
        words:
          `**Fails with pull request ${elsewhere.number}**, whose head is the same commit: GitHub keeps one result for ` +
          "a commit, so that this one passes only when both do. Mend, accept or close that one, or push another commit " +
          'here; "Re-run" judges anew.',
      };
    case "merge-group":
      return {
        title: "Fails with a merge group of the same commit",
        words:
          "**Fails with a merge group** of the same commit: GitHub keeps one result for a commit. Push another commit " +
          "here.",
      };
    case "too-many":
      return {
        title: "Too many pull requests of the same commit",
        words:
          "**Fails:** there were too many pull requests, or check runs, of this commit to look at, and GitHub keeps one " +
          "result for all of them. Push another commit here.",
      };
  }
}
