/** One fake GitHub and one server for all tests of a file, which run side by side, each with an owner of its own. */
import { afterAll, beforeAll, expect } from "vitest";
import {
  startFakeGitHub,
  type CheckRun,
  type FakeGitHub,
  type FakeRepository,
  type FileChanges,
  type Happening,
  type NewPullRequest,
  type NewRepository,
  type RequestLine,
} from "../fake/index.ts";
import { startServer, type RunningServer } from "./server.ts";
import { SHOP } from "./shop.ts";

/** How long a test waits for what must come, in milliseconds: many run at the same time. */
export const PATIENCE = 100_000;

/** Where pull requests come from unless a test says otherwise. */
export const BRANCH = "change";

/** A repository on a fake GitHub, the server that watches it, and what happens there. */
export interface Scene {
  readonly github: FakeGitHub;
  readonly server: RunningServer;
  readonly repository: FakeRepository;
  /** Whether a request is about this repository or its owner's installation. */
  readonly isAsked: (request: Pick<RequestLine, "path">) => boolean;
  /** Delivers webhooks one after the other; the server must take them. */
  readonly send: (...happenings: readonly Happening[]) => Promise<void>;
  /** Opens a pull request that changes files; gives its number. */
  readonly propose: (changes: FileChanges, pull?: Partial<NewPullRequest>) => Promise<number>;
  /** Waits until so many check runs are completed, of all commits or of one; gives the newest run there. */
  readonly judged: (count?: number, sha?: string) => Promise<CheckRun>;
  /** Waits until the app's first comment on a pull request has words in it; gives the comment. */
  readonly said: (number: number, words?: string) => Promise<string>;
}

export interface Stage {
  /** A repository with the files of the shop, unless `facts` say otherwise. */
  readonly scene: (facts?: Partial<NewRepository>) => Scene;
  readonly github: FakeGitHub;
  readonly server: RunningServer;
}

/** Sets the stage of a test file. When all is over, no request and no answer may have broken GitHub's description. */
export function setStage(env: NodeJS.ProcessEnv = {}): Stage {
  let github: FakeGitHub | undefined;
  let server: RunningServer | undefined;
  let owners = 0;

  beforeAll(async () => {
    github = await startFakeGitHub();
    server = await startServer(github, { NETPOL_CONCURRENCY: "8", ...env });
  });
  afterAll(async () => {
    await server?.stop("SIGKILL");
    await github?.close();
    expect(github?.violations).toEqual([]);
  });

  return {
    get github() {
      return set(github);
    },
    get server() {
      return set(server);
    },
    scene(facts = {}) {
      owners += 1;
      const owner = `acme-${String(owners)}`;
      const repository = set(github).createRepository({ owner, name: "gitops", files: SHOP, ...facts });
      return sceneOf(set(github), set(server), repository);
    },
  };
}

function set<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the stage is set when the tests begin");
  return value;
}

/** What happens in a repository, and how tests wait for it. */
export function sceneOf(github: FakeGitHub, server: RunningServer, repository: FakeRepository): Scene {
  const send: Scene["send"] = async (...happenings) => {
    const webhooks = happenings.flatMap((happening) => happening.webhooks);
    expect(await github.deliver(webhooks, server.target)).toEqual(webhooks.map(() => 202));
  };
  const paths = [
    `/repos/${repository.owner}/`,
    `/_codeload/${repository.owner}/`,
    `/app/installations/${String(repository.state.installation?.id)}/`,
  ];
  return {
    github,
    server,
    repository,
    isAsked: ({ path }) => paths.some((start) => path.startsWith(start)),
    send,
    async propose(changes, pull = {}) {
      const branch = pull.branch ?? BRANCH;
      repository.push({ branch, changes });
      const opened = repository.openPullRequest({ ...pull, branch });
      await send(opened);
      return opened.number;
    },
    async judged(count = 1, sha) {
      const completed = (): readonly CheckRun[] =>
        repository.checkRuns(sha).filter(({ status }) => status === "completed");
      await github.until(() => completed().length >= count, PATIENCE);
      return set(completed().at(-1));
    },
    async said(number, words = "") {
      const own = (): string | undefined =>
        repository.comments(number).find(({ author }) => author.login === github.bot)?.body;
      await github.until(() => own()?.includes(words) === true, PATIENCE);
      return set(own());
    },
  };
}
