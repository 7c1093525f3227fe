import { commitChanges } from "../git/commits.ts";
import type { Files } from "../git/files.ts";
import { newRepository, type Repository, repositoryKey, type Role, userOf, type World } from "../world.ts";
import { type Branches, branchesOf } from "./branches.ts";
import { type Checks, checksOf } from "./checks.ts";
import { type Conversation, conversationOf } from "./conversation.ts";
import { type MergeQueue, mergeQueueOf } from "./merge-queue.ts";
import { type PullRequests, pullRequestsOf } from "./pull-requests.ts";

/** A repository, and what people do with it. Logins are made when first named; `by` is the owner by default. */
export interface FakeRepository extends Branches, PullRequests, Conversation, Checks, MergeQueue {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly url: string;
  /** All that stands in it, for looking. */
  readonly state: Repository;

  setRole(login: string, role: Role): void;
  /** A copy that belongs to `login`, with this repository's branches. */
  fork(login: string): FakeRepository;
  /** Deletes the repository; pull requests from it stay, without a head repository. */
  remove(): void;
}

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly files: Files;
  readonly visibility?: "public" | "private";
  readonly defaultBranch?: string;
  /** Default: the app is installed at the owner, once for all of the owner's repositories. */
  readonly app?: "installed" | "absent";
  readonly roles?: Readonly<Record<string, Role>>;
}

export function createRepository(world: World, facts: NewRepository): FakeRepository {
  const owner = userOf(world, facts.owner, "Organization");
  if (world.repositories.has(repositoryKey(facts.owner, facts.name))) {
    throw new Error(`there is a repository ${facts.owner}/${facts.name} already`);
  }
  const repository = newRepository(world, {
    owner,
    name: facts.name,
    visibility: facts.visibility ?? "private",
    defaultBranch: facts.defaultBranch ?? "main",
    parent: null,
    installation: facts.app === "absent" ? null : installationAt(world, facts.owner),
  });
  for (const [login, role] of Object.entries(facts.roles ?? {})) setRole(world, repository, login, role);
  const first = { parent: null, changes: facts.files, author: owner, message: "Start" };
  repository.references.set(`refs/heads/${repository.defaultBranch}`, commitChanges(world, repository, first).sha);
  return handleOf(world, repository);
}

function installationAt(world: World, login: string): Repository["installation"] {
  const account = userOf(world, login, "Organization");
  const known = [...world.installations.values()].find((installation) => installation.account === account);
  const installation = known ?? { id: world.nextId(), account, suspended: "active" as const };
  world.installations.set(installation.id, installation);
  return installation;
}

function setRole(world: World, repository: Repository, login: string, role: Role): void {
  repository.roles.set(userOf(world, login).login.toLowerCase(), role);
}

function handleOf(world: World, repository: Repository): FakeRepository {
  const { owner, name, id } = repository;
  return {
    owner: owner.login,
    name,
    id,
    url: `${world.origin}/${owner.login}/${name}`,
    state: repository,
    ...branchesOf(world, repository),
    ...pullRequestsOf(world, repository),
    ...conversationOf(world, repository),
    ...checksOf(world, repository),
    ...mergeQueueOf(world, repository),

    setRole: (login, role) => setRole(world, repository, login, role),
    fork: (login) => handleOf(world, forkOf(world, repository, login)),
    remove: () => void world.repositories.delete(repositoryKey(owner.login, name)),
  };
}

function forkOf(world: World, parent: Repository, login: string): Repository {
  const { name, visibility, defaultBranch, references } = parent;
  const owner = userOf(world, login);
  const fork = newRepository(world, { owner, name, visibility, defaultBranch, parent, installation: null });
  for (const [reference, sha] of references)
    if (reference.startsWith("refs/heads/")) fork.references.set(reference, sha);
  return fork;
}
