import { type JsonObject, nodeId, timestamp } from "../json.ts";
import { commitOf } from "../git/commits.ts";
import type { CheckRun, CheckSuite, PullRequest, Repository, World } from "../world.ts";
import { presentPullRequestMinimal } from "./pull-request.ts";
import { apiUrl, htmlUrl, presentRepository } from "./repository.ts";
import { presentApp } from "./users.ts";

export function presentCheckRun(world: World, repository: Repository, run: CheckRun): JsonObject {
  const { id, output } = run;
  const url = `${apiUrl(world, repository)}/check-runs/${id}`;
  return {
    id,
    node_id: nodeId("CheckRun", id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId ?? "",
    url,
    html_url: `${htmlUrl(world, repository)}/runs/${id}`,
    details_url: run.detailsUrl ?? `${world.origin}/about/${world.app.slug}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: presentApp(world),
    pull_requests: pullRequestsAt(repository, run.headSha).map((pull) => presentPullRequestMinimal(world, pull)),
  };
}

/** A check run as webhooks show it. */
export function presentCheckRunInWebhook(world: World, repository: Repository, run: CheckRun): JsonObject {
  const { check_suite: _, ...rest } = presentCheckRun(world, repository, run);
  return {
    ...rest,
    check_suite: {
      ...suiteFacts(world, repository, run.suite),
      app: presentAppInWebhook(world),
      repository: presentRepository(world, repository),
    },
  };
}

/** A check suite as webhooks show it. */
export function presentCheckSuite(world: World, repository: Repository, suite: CheckSuite): JsonObject {
  const commit = commitOf(repository, suite.headSha);
  const { name, email, time } = commit.author;
  const person = { name, email, date: timestamp(time * 1000) };
  const runs = [...repository.checkRuns.values()].filter((run) => run.suite === suite);
  return {
    ...suiteFacts(world, repository, suite),
    app: presentAppInWebhook(world),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: new Set(runs.map((run) => run.name)).size,
    check_runs_url: `${apiUrl(world, repository)}/check-suites/${suite.id}/check-runs`,
    head_commit: {
      id: commit.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: timestamp(time * 1000),
      author: person,
      committer: person,
    },
  };
}

/** The description's list of events for suites is older than merge groups. */
function presentAppInWebhook(world: World): JsonObject {
  return { ...presentApp(world), events: world.app.events.filter((event) => event !== "merge_group") };
}

function suiteFacts(world: World, repository: Repository, { id, headSha, createdAt }: CheckSuite): JsonObject {
  const pulls = pullRequestsAt(repository, headSha);
  return {
    id,
    node_id: nodeId("CheckSuite", id),
    url: `${apiUrl(world, repository)}/check-suites/${id}`,
    head_sha: headSha,
    head_branch: pulls[0]?.headBranch ?? null,
    before: null,
    after: headSha,
    status: "completed",
    conclusion: "neutral",
    pull_requests: pulls.map((pull) => presentPullRequestMinimal(world, pull)),
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
  };
}

/** GitHub knows only pull requests from the repository itself here: for those from forks the list is empty. */
function pullRequestsAt(repository: Repository, sha: string): PullRequest[] {
  return [...repository.pullRequests.values()].filter(
    ({ headSha, headRepository, state }) => headSha === sha && headRepository === repository && state === "open",
  );
}
