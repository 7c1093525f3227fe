import type { Failing, PublishedReview } from "../analysis/published-review.ts";
import { readApprovals, type Approval } from "../approvals/approvals.ts";
import { createApprovers, type Approvers } from "../approvals/approver.ts";
import { fingerprintOf } from "../approvals/fingerprint.ts";
import { buttonIdentifier } from "../approvals/press-marker.ts";
import { approvedReview, type ApprovalState } from "../../report/index.ts";
import { queuedGroups } from "../repository/merge-queue.ts";
import { readPullRequest, type PullRequest } from "../repository/pull-request.ts";
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
  const where =
    place === "here"
      ? ({ type: "here", button: buttonIdentifier(fingerprint) } as const)
      : ({ type: "pull-request", number: pull.number } as const);
  const { bots, unknown } = await approvers.makers();
  return { state: { ...approvalState(task, failing, approvals, where), bots, unknown }, approvals, approvers };
}

/** What is to be said where these approvals stand, of makers who are people that GitHub tells. */
function approvalState(
  { shop }: Pick<Task, "shop">,
  { digest, regressions, approvers }: Failing,
  approvals: readonly Approval[],
  place: ApprovalState["place"],
): ApprovalState {
  const fingerprint = fingerprintOf(digest, shop.secret);
  return { fingerprint, regressions, approvers, approvals, bots: [], unknown: null, place };
}

/** The review as it is to be published now: the same analysis, with the approvals that stand. @throws what the client throws */
export async function withApprovals(task: Task, pull: PullRequest, review: PublishedReview): Promise<PublishedReview> {
  if (review.failing === null) return review;
  const { state } = await readStanding(task, pull, review.failing);
  return approvedReview(review, state);
}

/** The approvals of the pull request count where they are of all that fails a merge group (decision 0053). */
export async function withApprovalsOfGroup(
  task: Task,
  headSha: string,
  review: PublishedReview,
): Promise<PublishedReview> {
  const { shop, client, reader } = task;
  const { failing } = review;
  if (failing === null) return review;
  const groups = await queuedGroups(client, reader.repository);
  // GitHub has taken the group's branch away when it is none of them.
  const number = groups.find((group) => group.headSha === headSha)?.pullNumber ?? null;
  if (number === null)
    return approvedReview(review, approvalState(task, failing, [], { type: "pull-request", number }));
  const pull = await readPullRequest(client, reader.repository, number, shop.patience);
  const { state } = await readStanding(task, pull, failing, "pull-request");
  return approvedReview(review, state);
}
