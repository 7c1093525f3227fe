import { afterEach, beforeEach, expect } from "vitest";
import { startFakeGitHub, type FakeGitHub, type FakeRepository, type Files } from "../github/fake/index.ts";
import { policy, SHOP } from "../github/whole/shop.ts";
import { netpolOnline, type Run } from "./netpol.ts";

/** As whom a workflow acts. */
const ACTIONS = { appId: 15368, slug: "github-actions" };

/** A GitHub on loopback with the shop, anew for each test; alice may write, eve may read. */
export interface ReviewScene {
  readonly github: () => FakeGitHub;
  readonly repository: () => FakeRepository;
  /** A repository with other files takes the place of the shop. */
  readonly useFiles: (files: Files) => void;
  /** Opens a pull request that changes files, by default the policy, so that flows open and close. */
  readonly open: (changes?: Record<string, string>) => number;
  /** Runs the built command on a pull request, by default with a token of alice, which must not be in its output. */
  readonly review: (number: number, args?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Run>;
  /** The operations that were to change something. */
  readonly writes: () => readonly string[];
}

/** For the tests of the `describe` that calls it. At their ends nothing may have broken GitHub's description. */
export function useReviewScene(): ReviewScene {
  let github: FakeGitHub;
  let repository: FakeRepository;
  const create = (name: string, files: Files): FakeRepository =>
    github.createRepository({ owner: "acme", name, files, roles: { alice: "write", eve: "read" } });

  beforeEach(async () => {
    github = await startFakeGitHub(ACTIONS);
    repository = create("gitops", SHOP);
  });
  afterEach(async () => {
    await github.close();
    expect(github.violations).toEqual([]);
  });

  return {
    github: () => github,
    repository: () => repository,
    useFiles: (files) => {
      repository = create("other", files);
    },
    open: (changes = { "k8s/policy.yaml": policy("frontend") }) => {
      repository.push({ branch: "change", changes });
      return repository.openPullRequest({ branch: "change" }).number;
    },
    review: async (number, args = [], env = {}) => {
      const token = env["GH_ENTERPRISE_TOKEN"] ?? github.createUserToken("alice");
      const run = await netpolOnline(["review", `${repository.url}/pull/${number}`, ...args], {
        GH_HOST: new URL(repository.url).host,
        GH_ENTERPRISE_TOKEN: token,
        ...env,
      });
      for (const text of [run.stdout, run.stderr]) {
        expect(text).not.toContain(token);
        expect(text).not.toContain("mistake in netpol itself");
      }
      return run;
    },
    writes: () => github.requests.filter(({ method }) => method !== "GET").map(({ operation }) => operation),
  };
}
