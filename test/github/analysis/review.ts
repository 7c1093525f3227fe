/** Both sides of a pull request as an analysis process reviews them. */
import { createAnalyst } from "../../../src/github/analysis/analyse.ts";
import type { PublishedReview } from "../../../src/github/analysis/published-review.ts";
import { snapshotOf, type Files } from "../../support/change.ts";
import { renderDirectories } from "../../support/renderer.ts";

export async function review(before: Files, after: Files): Promise<PublishedReview> {
  const { result } = await createAnalyst(renderDirectories)({
    type: "review",
    installation: 1,
    subject: {
      before: snapshotOf(before),
      after: snapshotOf(after),
      pair: { type: "test-merge", base: "b".repeat(40), head: "c".repeat(40), merge: "d".repeat(40) },
      names: { base: "main", head: "change" },
      addresses: { base: "https://github.test/base", head: "https://github.test/head" },
    },
  });
  if (result.type !== "review") throw new Error("a review was asked for");
  return result.review;
}
