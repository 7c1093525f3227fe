import type { Failing, PublishedReview } from "../analysis/published-review.ts";
import { readApprovals, type Approval } from "../approvals/approvals.ts";
import { createApprovers, type Approvers } from "../approvals/approver.ts";
import { fingerprintOf } from "../approvals/fingerprint.ts";
import { buttonIdentifier } from "../approvals/press-marker.ts";
import { approvedReview, type ApprovalState } from "../../report/index.ts";
import type { PullRequest } from "../repository/pull-request.ts";
import { readCommands } from "./read-commands.ts";
import type { Task } from "./workshop.ts";

/** What stands of approvals at one time. */
export interface Standing {
  readonly state: ApprovalState;
  readonly approvals: readonly Approval[];
  readonly approvers: Approvers;
}

/** Asks who has accepted what fails the check of a pull request. @throws what the client throws */
export async function readStanding(
  task: Task,
  pull: PullRequest,
  failing: Failing,
  place: "here" | "pull-request" = "here",
): Promise<Standing> {
  const { client, reader, shop } = task;
  const fingerprint = fingerprintOf(failing.digest, shop.secret);
  const approvers = createApprovers(client, reader.repository, pull, failing.approvers);
  const approvals = await readApprovals(client, {
    repository: reader.repository,
    pullRequest: pull.number,
    author: shop.author,
    fingerprint,
    approvers,
    readCommands: (body) => readCommands(task, body),
  });
  const state: ApprovalState = {
    fingerprint,
    regressions: failing.regressions,
    approvers: failing.approvers,
    approvals,
    place:
      place === "here"
        ? { type: "here", button: buttonIdentifier(fingerprint) }
        : { type: "pull-request", number: pull.number },
  };
  return { state, approvals, approvers };
}

/** The review as it is to be published now: the same analysis, with the approvals that stand. @throws what the client throws */
export async function withApprovals(task: Task, pull: PullRequest, review: PublishedReview): Promise<PublishedReview> {
  if (review.failing === null) return review;
  const { state } = await readStanding(task, pull, review.failing);
  return approvedReview(review, state);
}
