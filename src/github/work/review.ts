import type { PublishedReview } from "../analysis/published-review.ts";
import { readSubject, type Comparison } from "../subject.ts";
import { today } from "../today.ts";
import type { Task, Workshop } from "./workshop.ts";

/** Of a letter in memory, at most. */
const LETTER_BYTES = 2;

/** What a review takes of a task. */
type Reviewing = Pick<Task, "installation" | "reader" | "reviews" | "signal"> & {
  readonly shop: Pick<Workshop, "pool">;
};

/**
 * The review of two commits. It is made once: commits never change, and with what a report says of them and with the day,
 * by which waivers expire, they decide every letter, so that re-runs, redeliveries, drafts that become ready and sweeps
 * find it here. Remembered is only what was made of all that can be read.
 *
 * @throws what the client and the analysis throw
 */
export async function reviewComparison(task: Reviewing, comparison: Comparison): Promise<PublishedReview> {
  const { installation, reader, reviews } = task;
  const key = JSON.stringify([today(), comparison]);
  const known = reviews.get(key);
  if (known !== undefined) return known;
  const { subject, again } = await readSubject(reader, comparison);
  const result = await task.shop.pool.run({ type: "review", installation, subject }, task.signal);
  if (result.type !== "review") throw new Error("a review was asked for");
  if (again === "same") reviews.set(key, result.review, LETTER_BYTES * JSON.stringify(result.review).length);
  return result.review;
}
