/** The compiled server as a process, and a GitHub on loopback with repositories of the same manifests. */
import { fileURLToPath } from "node:url";
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeRepository,
  type Webhook,
  type WebhookTarget,
} from "../../test/github/fake/index.ts";
import { startServer } from "../../test/github/whole/server.ts";
import type { Manifests } from "./repository.ts";

const SERVER = fileURLToPath(new URL("../../../github/main.js", import.meta.url));

export interface Scene {
  readonly github: FakeGitHub;
  /** Each of an owner of its own, and so of an installation of its own. */
  readonly repositories: readonly [FakeRepository, ...FakeRepository[]];
  /** Where webhooks go, and what signs them. */
  readonly target: WebhookTarget;
  /** What the server says of its process now. */
  readonly usage: () => Promise<Usage>;
  /** Lets the server, when it was started with `collecting.js`, let go of all that nothing holds. */
  readonly collect: () => Promise<void>;
}

export interface Usage {
  /** Of all threads, since the start. */
  readonly cpuMilliseconds: number;
  readonly residentMegabytes: number;
  readonly heapMegabytes: number;
}

export interface SceneOptions {
  readonly manifests: Manifests;
  readonly repositories: number;
  /** Addresses of modules that Node runs before the server. */
  readonly preload?: readonly string[];
}

/** Plays a scene with a fresh server. @throws Error when a request broke GitHub's description */
export async function play<T>(options: SceneOptions, act: (scene: Scene) => Promise<T>): Promise<T> {
  const github = await startFakeGitHub();
  // More than a real GitHub allows in an hour is done here in minutes.
  github.limits.requestsPerHour = Number.MAX_SAFE_INTEGER;
  const make = (index: number): FakeRepository =>
    github.createRepository({ owner: `team-${index}`, name: "manifests", files: options.manifests.files });
  const others = Array.from({ length: options.repositories - 1 }, (_, index) => make(index + 1));
  const repositories = [make(0), ...others] as const;
  const env = { NODE_OPTIONS: (options.preload ?? []).map((address) => `--import ${address}`).join(" ") };
  const server = await startServer(github, env, { main: SERVER });
  try {
    // The look around at its start is no part of what is measured.
    await github.until(() => (github.countRequests()["pulls/list"] ?? 0) === options.repositories);
    const result = await act({
      github,
      repositories,
      target: server.target,
      usage: () => readUsage(server.metricsUrl),
      collect: async () => {
        const collections = (): number => server.output().split("collected\n").length;
        const before = collections();
        server.process.kill("SIGUSR2");
        await github.until(() => collections() > before);
      },
    });
    const [violation] = github.violations;
    if (violation !== undefined) throw new Error(`${violation.where}: ${violation.errors.join("; ")}`);
    return result;
  } finally {
    await server.stop("SIGKILL");
    await github.close();
  }
}

export function branchOf(number: number): string {
  return `edit-${number}`;
}

/** Opens a pull request of one edit, and gives what GitHub sends about it. */
export function openPullRequest(repository: FakeRepository, manifests: Manifests, number: number): readonly Webhook[] {
  const branch = branchOf(number);
  repository.push({ branch, changes: manifests.edit(number) });
  return repository.openPullRequest({ branch }).webhooks;
}

/** How many check runs are complete, of all repositories. */
export function completedRuns({ repositories }: Pick<Scene, "repositories">): number {
  const completed = (repository: FakeRepository): number =>
    repository.checkRuns().filter(({ status }) => status === "completed").length;
  return repositories.reduce((sum, repository) => sum + completed(repository), 0);
}

async function readUsage(metricsUrl: string): Promise<Usage> {
  const text = await (await fetch(metricsUrl)).text();
  const valueOf = (name: string): number => {
    const value = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
    if (value === undefined) throw new Error(`the server does not tell \`${name}\``);
    return Number(value);
  };
  return {
    cpuMilliseconds: valueOf("process_cpu_seconds_total") * 1000,
    residentMegabytes: valueOf("process_resident_memory_bytes") / 1024 ** 2,
    heapMegabytes: valueOf("nodejs_heap_size_used_bytes") / 1024 ** 2,
  };
}
