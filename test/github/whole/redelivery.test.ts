/** Commands that the server did not hear, or took and did not answer before it died: one answer to each. */
import { expect, it } from "vitest";
import { startFakeGitHub, type Comment, type FakeGitHub, type FakeRepository } from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";
import { PATIENCE } from "./stage.ts";

const QUESTION = "/netpol explain shop/web -> shop/db:5432";

/** A pull request that was judged, and the server that did it. */
interface Scene {
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  readonly number: number;
  readonly server: RunningServer;
  /** Starts the server again: where it was, for which nothing else may start meanwhile, or elsewhere. */
  readonly restart: (where: "there" | "elsewhere") => Promise<RunningServer>;
}

async function play(act: (scene: Scene) => Promise<void>): Promise<void> {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP, roles: { alice: "read" } });
  const server = await startServer(github);
  const servers = [server];
  try {
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change" });
    await github.deliver(webhooks, server.target);
    await github.until(() => repository.checkRuns().some(({ status }) => status === "completed"), PATIENCE);
    const restart: Scene["restart"] = async (where) => {
      const { url, secret } = server.target;
      const next = await startServer(
        github,
        where === "there" ? { PORT: new URL(url).port, WEBHOOK_SECRET: secret } : {},
      );
      servers.push(next);
      return next;
    };
    await act({ github, repository, number, server, restart });
  } finally {
    for (const { stop } of servers) await stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
}

function isOpen({ status }: { readonly status: string }): boolean {
  return status !== "completed";
}

function replies({ repository, number }: Scene): readonly Comment[] {
  return repository.comments(number).filter(({ body }) => body.startsWith("<!-- netpol:reply "));
}

function reactionsTo({ repository }: Scene, id: number): readonly string[] {
  return [...(repository.state.comments.get(id)?.reactions.values() ?? [])].map(({ content }) => content);
}

/** Waits until the app has reacted to a comment as to one that it answered. */
function answered(scene: Scene, id: number): Promise<void> {
  return scene.github.until(() => reactionsTo(scene, id).includes("+1"), PATIENCE);
}

/** Keys of the commands that servers found unanswered, as the log tells. */
function foundUnanswered(servers: readonly RunningServer[]): readonly string[] {
  const lines = servers.flatMap(({ output }) => output().split("\n"));
  return lines.filter((line) => line.includes("nobody answered")).map((line) => /\?(\d+)"/.exec(line)?.[1] ?? line);
}

it("answers a command that was sent while the server was down", () =>
  play(async (scene) => {
    const { github, repository, number, server } = scene;
    await server.stop("SIGKILL");
    const { id, webhooks } = repository.comment(number, QUESTION);
    expect(await github.deliver(webhooks, server.target)).toEqual([0]);
    await scene.restart("there");
    await answered(scene, id);
    // The sweep may have been first.
    await github.until(() => github.deliveries.length === 3, PATIENCE);
    expect(replies(scene).map(({ body }) => body.split("\n", 1)[0])).toEqual([`<!-- netpol:reply id=${id} -->`]);
    expect(github.deliveries.map(({ attempt }) => attempt)).toEqual(["first", "first", "redelivery"]);
  }));

it.concurrent("answers a command once that is delivered again while it is being answered, and after that", () =>
  play(async (scene) => {
    const { github, repository, number, server } = scene;
    const held = github.hold({ operation: "issues/create-comment", at: "request" });
    const { id, webhooks } = repository.comment(number, QUESTION);
    const deliver = () => github.deliver(webhooks, server.target);
    await deliver();
    await held.reached;
    expect(await Promise.all([deliver(), deliver()])).toEqual([[202], [202]]);
    held.release();
    const ends = (line: string): boolean => line.includes('"the job ended"') && line.includes(`?${id}"`);
    const jobs = (): number => server.output().split("\n").filter(ends).length;
    await github.until(() => jobs() === 1);
    await deliver();
    await github.until(() => jobs() === 2);
    expect(replies(scene)).toHaveLength(1);
  }),
);

it.concurrent.each([
  ["before it is acknowledged", "reactions/create-for-issue-comment", "request"],
  ["after it was acknowledged", "reactions/create-for-issue-comment", "answer"],
  ["before its reply", "issues/create-comment", "request"],
  ["after its reply", "issues/create-comment", "answer"],
] as const)("answers a command once that was taken, when the server is killed %s", async (_, operation, at) =>
  play(async (scene) => {
    const { github, repository, number, server } = scene;
    const held = github.hold({ operation, at });
    const { id, webhooks } = repository.comment(number, QUESTION);
    expect(await github.deliver(webhooks, server.target)).toEqual([202]);
    await held.reached;
    await server.stop("SIGKILL");
    held.release();
    github.forgetRequests();
    const next = await scene.restart("elsewhere");
    const later = repository.comment(number, "/netpol help");
    await github.deliver(later.webhooks, next.target);
    await answered(scene, later.id);
    await github.until(() => replies(scene).length === 2, PATIENCE);
    await github.until(() => github.countRequests()["issues/list-comments-for-repo"] === 1, PATIENCE);
    expect(replies(scene).filter(({ body }) => body.startsWith(`<!-- netpol:reply id=${id} -->`))).toHaveLength(1);
    expect(replies(scene)).toHaveLength(2);
    expect(github.deliveries.every(({ attempt }) => attempt === "first")).toBe(true);
  }),
);

it.concurrent("passes over, after a start, what needs no answer, and answers what does", () =>
  play(async (scene) => {
    const { github, repository, number, server } = scene;
    // Answered: by a reply that a later question took over, and with a reaction alone.
    const first = repository.comment(number, QUESTION);
    const second = repository.comment(number, QUESTION);
    const recheck = repository.comment(number, "/netpol recheck");
    for (const { id, webhooks } of [first, second, recheck]) {
      await github.deliver(webhooks, server.target);
      await github.until(() => reactionsTo(scene, id).some((content) => content !== "eyes"), PATIENCE);
    }
    await github.until(() => repository.checkRuns().length === 2 && !repository.checkRuns().some(isOpen), PATIENCE);
    await server.stop("SIGKILL");
    repository.comment(number, "words");
    const edited = repository.comment(number, "words").id;
    repository.editComment(edited, "/netpol help");
    // GitHub tells times in seconds.
    (repository.state.comments.get(edited) as Comment).updatedAt += 1000;
    repository.comment(number, "/netpol help", "renovate[bot]");
    repository.push({ branch: "closed", changes: { "README.md": "words\n" } });
    const closed = repository.openPullRequest({ branch: "closed" }).number;
    repository.comment(closed, "/netpol help");
    repository.closePullRequest(closed);
    const inCode = repository.comment(number, "```\n/netpol help\n```");
    const lost = [repository.comment(number, "/netpol help"), repository.comment(number, "/netpol config", "alice")];
    const next = await scene.restart("elsewhere");
    for (const { id } of lost) await answered(scene, id);
    expect(foundUnanswered([server, next])).toEqual([inCode, ...lost].map(({ id }) => String(id)));
    // Of two people both are answered at once, in no order.
    expect(
      replies(scene)
        .map(({ body }) => body.split("\n", 1)[0])
        .toSorted(),
    ).toEqual([second, ...lost].map(({ id }) => `<!-- netpol:reply id=${id} -->`).toSorted());
    expect(reactionsTo(scene, inCode.id)).toEqual([]);
  }),
);

it.concurrent("answers after a start no more of one person than it would have before", () =>
  play(async (scene) => {
    const { repository, number, server } = scene;
    await server.stop("SIGKILL");
    const three = ["/netpol help", "/netpol help who", "/netpol help diff"].join("\n");
    const asked = Array.from({ length: 5 }, () => repository.comment(number, three));
    const other = repository.comment(number, "/netpol config", "alice");
    const next = await scene.restart("elsewhere");
    for (const { id } of [...asked.slice(0, 3), other]) await answered(scene, id);
    expect(foundUnanswered([next])).toEqual([...asked.slice(0, 3), other].map(({ id }) => String(id)));
  }),
);
