/** The review of a pull request without the app's server, for the command line. */
export { compareSubject, type ComparedSubject } from "./analysis/compare-subject.ts";
export { toPublishedReview, type PublishedReview } from "./analysis/published-review.ts";
export type { GitHubClient } from "./client.ts";
export { redact } from "./redact.ts";
export { classifyError } from "./repository/errors.ts";
export type { PullRequest } from "./repository/pull-request.ts";
export { parsePullRequestUrl, type PullRequestAddress } from "./standalone/address.ts";
export { ACTIONS_LOGIN, publishOnce, type Publication } from "./standalone/publish.ts";
export { readPullRequestOnce, type PullRequestReading } from "./standalone/read.ts";
export { createTokenClient } from "./standalone/token-client.ts";
export { findToken, type FoundToken } from "./standalone/token.ts";
