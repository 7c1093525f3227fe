import { type JsonObject, nodeId, timestamp } from "../json.ts";
import { commitsAhead, knownMergeCommit, mergeabilityOf } from "../pull-requests.ts";
import { type PullRequest, type Repository, repositoryKey, roleOf, type User, type World } from "../world.ts";
import { apiUrl, htmlUrl, presentRepository } from "./repository.ts";
import { presentUser } from "./users.ts";

/** A pull request as lists show it. */
export function presentPullRequestSimple(world: World, pull: PullRequest): JsonObject {
  const { number, repository, author } = pull;
  const api = apiUrl(world, repository);
  const html = `${htmlUrl(world, repository)}/pull/${number}`;
  const links = {
    self: `${api}/pulls/${number}`,
    html,
    issue: `${api}/issues/${number}`,
    comments: `${api}/issues/${number}/comments`,
    review_comments: `${api}/pulls/${number}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${api}/pulls/${number}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
  };
  return {
    url: links.self,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    comments_url: links.comments,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    statuses_url: links.statuses,
    number,
    state: pull.state,
    locked: pull.conversation === "locked",
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: presentUser(world, author),
    labels: [],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : timestamp(pull.closedAt),
    merged_at: pull.merged === null ? null : timestamp(pull.merged.at),
    merge_commit_sha: knownMergeCommit(pull),
    head: presentEnd(world, pull.headRepository, pull.headBranch, pull.headSha),
    base: presentEnd(world, repository, pull.baseBranch, pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
    author_association: associationOf(repository, author),
    auto_merge: null,
    draft: pull.stage === "draft",
  };
}

/** A pull request as `GET` of one gives it; asking starts the test merge. */
export function presentPullRequest(world: World, pull: PullRequest): JsonObject {
  const { mergeable, mergeCommitSha } = mergeabilityOf(world, pull);
  return { ...presentWithMergeability(world, pull, mergeable), merge_commit_sha: mergeCommitSha };
}

/** A pull request as webhooks show it: at that moment the test merge is seldom known. */
export function presentPullRequestInWebhook(world: World, pull: PullRequest): JsonObject {
  return presentWithMergeability(world, pull, null);
}

function presentWithMergeability(world: World, pull: PullRequest, mergeable: boolean | null): JsonObject {
  const { repository, merged, number } = pull;
  return {
    ...presentPullRequestSimple(world, pull),
    merged: merged !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? "unknown" : mergeable ? "clean" : "dirty",
    merged_by: merged === null ? null : presentUser(world, merged.by),
    comments: [...repository.comments.values()].filter(({ issue }) => issue === number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commitsAhead(pull),
    additions: 0,
    deletions: 0,
    changed_files: 0,
  };
}

/** A pull request as check runs name it. */
export function presentPullRequestMinimal(world: World, pull: PullRequest): JsonObject {
  const end = (repository: Repository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: repository.id, url: apiUrl(world, repository), name: repository.name },
  });
  return {
    url: `${apiUrl(world, pull.repository)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: end(pull.headRepository, pull.headBranch, pull.headSha),
    base: end(pull.repository, pull.baseBranch, pull.baseSha),
  };
}

/** What GitHub calls the relation of an author to a repository; a contributor is whose commits were merged. */
export function associationOf(repository: Repository, user: User): string {
  if (user.id === repository.owner.id) return "OWNER";
  const role = repository.roles.get(user.login.toLowerCase());
  if (role !== undefined && role !== "none") return "COLLABORATOR";
  const pulls = [...repository.pullRequests.values()];
  return pulls.some(({ author, merged }) => author === user && merged !== null) ? "CONTRIBUTOR" : "NONE";
}

function presentEnd(world: World, repository: Repository, ref: string, sha: string): JsonObject {
  const { owner, name } = repository;
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: presentUser(world, owner),
    repo:
      world.repositories.get(repositoryKey(owner.login, name)) === repository
        ? presentRepository(world, repository)
        : null,
  };
}

/** Legacy name of a role, and its own. */
export function presentPermission(world: World, repository: Repository, user: User): JsonObject {
  const role = roleOf(repository, user.login);
  const legacy = { admin: "admin", maintain: "write", write: "write", triage: "read", read: "read", none: "none" }[
    role
  ];
  return { permission: legacy, role_name: role, user: { ...presentUser(world, user), role_name: role } };
}
