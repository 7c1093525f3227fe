import { randomUUID } from "node:crypto";
import { commitOf } from "./git/commits.ts";
import { type JsonObject, nodeId, timestamp } from "./json.ts";
import { presentCheckRunInWebhook, presentCheckSuite } from "./present/check-run.ts";
import { presentComment } from "./present/comment.ts";
import { associationOf, presentPullRequestInWebhook } from "./present/pull-request.ts";
import { apiUrl, htmlUrl, presentRepository } from "./present/repository.ts";
import { presentUser } from "./present/users.ts";
import type {
  CheckRun,
  CheckSuite,
  Comment,
  MergeGroup,
  PullRequest,
  Repository,
  User,
  Webhook,
  World,
} from "./world.ts";

/** What GitHub sends about a change of a pull request; `extra` is what only this action says. */
export function pullRequestWebhooks(
  world: World,
  pull: PullRequest,
  action: string,
  sender: User,
  extra: JsonObject = {},
): Webhook[] {
  const payload = { number: pull.number, pull_request: presentPullRequestInWebhook(world, pull), ...extra };
  return webhooks(world, pull.repository, sender, "pull_request", action, payload);
}

export function commentWebhooks(
  world: World,
  repository: Repository,
  comment: Comment,
  action: string,
  sender: User,
  extra: JsonObject = {},
): Webhook[] {
  const pull = repository.pullRequests.get(comment.issue);
  if (pull === undefined) return [];
  const payload = {
    issue: presentIssue(world, pull),
    comment: presentComment(world, repository, comment),
    ...extra,
  };
  return webhooks(world, repository, sender, "issue_comment", action, payload);
}

export function checkRunWebhooks(
  world: World,
  repository: Repository,
  run: CheckRun,
  action: string,
  sender: User,
  extra: JsonObject = {},
): Webhook[] {
  const payload = { check_run: presentCheckRunInWebhook(world, repository, run), ...extra };
  return webhooks(world, repository, sender, "check_run", action, payload);
}

export function checkSuiteWebhooks(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  action: string,
  sender: User,
): Webhook[] {
  const payload = { check_suite: presentCheckSuite(world, repository, suite) };
  return webhooks(world, repository, sender, "check_suite", action, payload);
}

export function mergeGroupWebhooks(
  world: World,
  repository: Repository,
  group: MergeGroup,
  action: string,
  sender: User,
  extra: JsonObject = {},
): Webhook[] {
  const { tree, message, author } = commitOf(repository, group.headSha);
  const person = { name: author.name, email: author.email };
  const payload = {
    merge_group: {
      head_sha: group.headSha,
      head_ref: group.headReference,
      base_sha: group.baseSha,
      base_ref: group.baseReference,
      head_commit: {
        id: group.headSha,
        tree_id: tree,
        message,
        timestamp: timestamp(author.time * 1000),
        author: person,
        committer: person,
      },
    },
    ...extra,
  };
  return webhooks(world, repository, sender, "merge_group", action, payload);
}

/** None where the app is not installed or has not subscribed. */
function webhooks(
  world: World,
  repository: Repository,
  sender: User,
  event: string,
  action: string,
  facts: JsonObject,
): Webhook[] {
  const { installation } = repository;
  if (installation === null || !world.app.events.includes(event)) return [];
  const payload = {
    action,
    ...facts,
    repository: presentRepository(world, repository),
    sender: presentUser(world, sender),
    installation: { id: installation.id, node_id: nodeId("Installation", installation.id) },
  };
  const webhook = {
    event,
    action,
    guid: randomUUID(),
    installationId: installation.id,
    repositoryId: repository.id,
    payload,
  };
  world.check(webhook);
  return [webhook];
}

/** The issue that every pull request also is. */
function presentIssue(world: World, pull: PullRequest): JsonObject {
  const { repository, number, author } = pull;
  const url = `${apiUrl(world, repository)}/issues/${number}`;
  const html = `${htmlUrl(world, repository)}/pull/${number}`;
  const reactions = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];
  return {
    url,
    repository_url: apiUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    number,
    title: pull.title,
    body: pull.body,
    user: presentUser(world, author),
    labels: [],
    state: pull.state,
    locked: pull.conversation === "locked",
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: [...repository.comments.values()].filter(({ issue }) => issue === number).length,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : timestamp(pull.closedAt),
    author_association: associationOf(repository, author),
    draft: pull.stage === "draft",
    pull_request: {
      url: `${apiUrl(world, repository)}/pulls/${number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.merged === null ? null : timestamp(pull.merged.at),
    },
    reactions: { url: `${url}/reactions`, total_count: 0, ...Object.fromEntries(reactions.map((name) => [name, 0])) },
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}
