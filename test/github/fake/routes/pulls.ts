import { type Answer, notFound, ok, page, type RepositoryCall } from "../answers.ts";
import { ancestors } from "../git/merge.ts";
import { presentCommit } from "../present/git.ts";
import { presentPermission, presentPullRequest, presentPullRequestSimple } from "../present/pull-request.ts";
import { presentFullRepository } from "../present/repository.ts";
import type { PullRequest } from "../world.ts";

export function getRepository({ world, repository }: RepositoryCall): Answer {
  return ok(presentFullRepository(world, repository));
}

export function getPermission({ world, repository, parameters }: RepositoryCall): Answer {
  const user = world.users.get((parameters["username"] ?? "").toLowerCase());
  if (user === undefined) throw notFound();
  return ok(presentPermission(world, repository, user));
}

export function getPullRequest({ world, repository, parameters }: RepositoryCall): Answer {
  const pull = repository.pullRequests.get(Number(parameters["pull_number"]));
  if (pull === undefined) throw notFound();
  return ok(presentPullRequest(world, pull));
}

/** Oldest first, and never more than 250. */
export function listPullRequestCommits(call: RepositoryCall): Answer {
  const { world, repository, parameters } = call;
  const pull = repository.pullRequests.get(Number(parameters["pull_number"]));
  if (pull === undefined) throw notFound();
  const { store } = repository;
  const inBase = ancestors(store, pull.baseSha);
  const commits = [...ancestors(store, pull.headSha)].filter((sha) => !inBase.has(sha)).toReversed();
  return page(call, commits.slice(0, COMMITS_MOST), (sha) => presentCommit(world, repository, sha));
}

const COMMITS_MOST = 250;

/** Open ones, newest first, unless asked otherwise. */
export function listPullRequests(call: RepositoryCall): Answer {
  const { query, repository, world } = call;
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const base = query.get("base");
  const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const direction = query.get("direction") ?? (query.has("sort") ? "asc" : "desc");
  const order = (a: PullRequest, b: PullRequest) => a[key] - b[key] || a.number - b.number;
  const pulls = [...repository.pullRequests.values()]
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => head === null || head === `${pull.headRepository.owner.login}:${pull.headBranch}`)
    .filter((pull) => base === null || base === pull.baseBranch)
    .sort((a, b) => (direction === "asc" ? order(a, b) : order(b, a)));
  return page(call, pulls, (pull) => presentPullRequestSimple(world, pull));
}
