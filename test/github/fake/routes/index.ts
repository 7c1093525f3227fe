import type { Answer, Call, RepositoryCall } from "../answers.ts";
import * as app from "./app.ts";
import * as checks from "./checks.ts";
import * as comments from "./comments.ts";
import * as git from "./git.ts";
import * as pulls from "./pulls.ts";

/** What answers the operations that are not about one repository. */
export const ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  "apps/get-authenticated": app.getApp,
  "apps/list-installations": app.listInstallations,
  "apps/get-installation": app.getInstallation,
  "apps/create-installation-access-token": app.createToken,
  "apps/list-repos-accessible-to-installation": app.listInstallationRepositories,
  "apps/list-webhook-deliveries": app.listDeliveries,
  "apps/get-webhook-delivery": app.getDelivery,
  "apps/redeliver-webhook-delivery": app.redeliver,
  "users/get-authenticated": app.getUser,
};

/** What answers the operations about one repository. */
export const REPOSITORY_ROUTES: Readonly<Record<string, (call: RepositoryCall) => Answer>> = {
  "apps/get-repo-installation": app.getRepositoryInstallation,
  "repos/get": pulls.getRepository,
  "repos/get-collaborator-permission-level": pulls.getPermission,
  "pulls/get": pulls.getPullRequest,
  "pulls/list": pulls.listPullRequests,
  "pulls/list-commits": pulls.listPullRequestCommits,
  "repos/list-activities": git.listActivities,
  "git/get-commit": git.getCommit,
  "git/list-matching-refs": git.listMatchingReferences,
  "git/get-tree": git.getTree,
  "git/get-blob": git.getBlob,
  "repos/download-tarball-archive": git.getTarball,
  "repos/get-content": git.getContent,
  "repos/compare-commits-with-basehead": git.compare,
  "checks/list-for-ref": checks.listCheckRuns,
  "checks/get": checks.getCheckRun,
  "checks/create": checks.createCheckRun,
  "checks/update": checks.updateCheckRun,
  "issues/list-comments": comments.listComments,
  "issues/list-comments-for-repo": comments.listRepositoryComments,
  "issues/get-comment": comments.getComment,
  "issues/create-comment": comments.createComment,
  "issues/update-comment": comments.updateComment,
  "issues/delete-comment": comments.deleteComment,
  "reactions/list-for-issue-comment": comments.listReactions,
  "reactions/create-for-issue-comment": comments.createReaction,
  "reactions/delete-for-issue-comment": comments.deleteReaction,
};
