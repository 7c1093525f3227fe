import { type Answer, created, notFound, ok, page, Refusal, type RepositoryCall } from "../answers.ts";
import { resolveCommit } from "../git/references.ts";
import { type JsonObject, timestamp } from "../json.ts";
import { presentCheckRun } from "../present/check-run.ts";
import { botOf, type CheckRun, type CheckSuite, type Repository, type World } from "../world.ts";
import { checkRunWebhooks } from "../webhooks.ts";

interface CheckRunBody {
  readonly name?: string;
  readonly head_sha?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly started_at?: string;
  readonly conclusion?: string;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly JsonObject[];
  };
  readonly actions?: readonly JsonObject[];
}

/** Newest first; by default only the newest of each name. */
export function listCheckRuns(call: RepositoryCall): Answer {
  const { world, repository, parameters, query } = call;
  const sha = resolveCommit(repository, parameters["ref"] ?? "");
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${parameters["ref"] ?? ""}`);
  const wanted = { name: query.get("check_name"), app: query.get("app_id"), status: query.get("status") };
  const runs = [...repository.checkRuns.values()]
    .filter(({ headSha }) => headSha === sha)
    .filter(() => wanted.app === null || Number(wanted.app) === world.app.id)
    .reverse();
  const latest = runs.filter((run, index) => runs.findIndex(({ name }) => name === run.name) === index);
  const shown = (query.get("filter") === "all" ? runs : latest)
    .filter(({ name }) => wanted.name === null || name === wanted.name)
    .filter(({ status }) => wanted.status === null || status === wanted.status);
  return page(
    call,
    shown,
    (run) => presentCheckRun(world, repository, run),
    (check_runs) => ({ total_count: shown.length, check_runs }),
  );
}

export function getCheckRun(call: RepositoryCall): Answer {
  return ok(presentCheckRun(call.world, call.repository, checkRunOf(call)));
}

export function createCheckRun(call: RepositoryCall): Answer {
  const { world, repository } = call;
  const body = call.body as CheckRunBody;
  const headSha = body.head_sha ?? "";
  if (!repository.store.commits.has(headSha)) throw new Refusal(422, `No commit found for SHA: ${headSha}`);
  const run: CheckRun = {
    id: world.nextId(),
    headSha,
    suite: suiteAt(world, repository, headSha),
    annotations: [],
    name: body.name ?? "",
    status: "queued",
    conclusion: null,
    startedAt: null,
    completedAt: null,
    externalId: null,
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    actions: [],
  };
  repository.checkRuns.set(run.id, run);
  // A run that nobody has started began when it was made.
  apply(world, run, { started_at: timestamp(world.now()), ...body });
  world.echo(checkRunWebhooks(world, repository, run, "created", botOf(world)));
  if (run.status === "completed") world.echo(checkRunWebhooks(world, repository, run, "completed", botOf(world)));
  return created(presentCheckRun(world, repository, run));
}

export function updateCheckRun(call: RepositoryCall): Answer {
  const { world, repository } = call;
  const run = checkRunOf(call);
  const before = run.status;
  apply(world, run, call.body as CheckRunBody);
  if (run.status === "completed" && before !== "completed") {
    world.echo(checkRunWebhooks(world, repository, run, "completed", botOf(world)));
  }
  return ok(presentCheckRun(world, repository, run));
}

/** The suite of our app at a commit, made with the first run. */
export function suiteAt(world: World, repository: Repository, headSha: string): CheckSuite {
  const suite = repository.suites.get(headSha) ?? { id: world.nextId(), headSha, createdAt: world.now() };
  repository.suites.set(headSha, suite);
  return suite;
}

/** Fields that are not named stay; annotations are added to those that are there; a conclusion completes. */
function apply(world: World, run: CheckRun, body: CheckRunBody): void {
  const { output, conclusion } = body;
  run.name = body.name ?? run.name;
  run.externalId = body.external_id ?? run.externalId;
  run.detailsUrl = body.details_url ?? run.detailsUrl;
  run.startedAt = body.started_at ?? run.startedAt;
  run.status = conclusion === undefined ? (body.status ?? run.status) : "completed";
  run.actions = body.actions ?? run.actions;
  if (run.status === "completed") {
    run.conclusion = conclusion ?? run.conclusion;
    run.completedAt = body.completed_at ?? run.completedAt ?? timestamp(world.now());
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
  if (output === undefined) return;
  const { title = run.output.title, summary, text = run.output.text, annotations = [] } = output;
  run.output = { title, summary, text };
  run.annotations.push(...annotations);
}

function checkRunOf({ repository, parameters }: RepositoryCall): CheckRun {
  const run = repository.checkRuns.get(Number(parameters["check_run_id"]));
  if (run === undefined) throw notFound();
  return run;
}
