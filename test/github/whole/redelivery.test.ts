/** Commands that the server did not hear at first: one answer to each. */
import { expect, it } from "vitest";
import { startFakeGitHub, type Comment, type FakeGitHub, type FakeRepository } from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { policy, SHOP } from "./shop.ts";

const QUESTION = "/netpol explain shop/web -> shop/db:5432";

/** A pull request that was judged, and the server that did it. */
interface Scene {
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  readonly number: number;
  readonly server: RunningServer;
  /** Starts the server again where it was. */
  readonly restart: () => Promise<void>;
}

async function play(act: (scene: Scene) => Promise<void>): Promise<void> {
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: SHOP });
  const server = await startServer(github);
  const servers = [server];
  try {
    repository.push({ branch: "change", changes: { "k8s/policy.yaml": policy("frontend") } });
    const { number, webhooks } = repository.openPullRequest({ branch: "change" });
    await github.deliver(webhooks, server.target);
    await github.until(() => repository.checkRuns().some(({ status }) => status === "completed"));
    const restart = async (): Promise<void> => {
      const { url, secret } = server.target;
      servers.push(await startServer(github, { PORT: new URL(url).port, WEBHOOK_SECRET: secret }));
    };
    await act({ github, repository, number, server, restart });
  } finally {
    for (const { stop } of servers) await stop("SIGKILL");
    await github.close();
  }
  expect(github.violations).toEqual([]);
}

function replies({ repository, number }: Scene): readonly Comment[] {
  return repository.comments(number).filter(({ body }) => body.startsWith("<!-- netpol:reply "));
}

/** Waits until the app has reacted to a comment as to one that it answered. */
function answered({ github, repository, number }: Scene, id: number): Promise<void> {
  return github.until(() => {
    const question = repository.comments(number).find((comment) => comment.id === id);
    return [...(question?.reactions.values() ?? [])].some(({ content }) => content === "+1");
  });
}

it.concurrent("answers a command that was sent while the server was down", () =>
  play(async (scene) => {
    const { github, repository, number, server } = scene;
    await server.stop("SIGKILL");
    const { id, webhooks } = repository.comment(number, QUESTION);
    expect(await github.deliver(webhooks, server.target)).toEqual([0]);
    await scene.restart();
    await answered(scene, id);
    expect(replies(scene).map(({ body }) => body.split("\n", 1)[0])).toEqual([`<!-- netpol:reply id=${id} -->`]);
    expect(github.deliveries.map(({ attempt }) => attempt)).toEqual(["first", "first", "redelivery"]);
  }),
);

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
