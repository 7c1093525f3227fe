import type { JsonObject } from "./json.ts";
import { emptyStore, type ObjectStore } from "./git/objects.ts";

export type Role = "admin" | "maintain" | "write" | "triage" | "read" | "none";
export type Access = "read" | "write";

/** Permissions of an app by GitHub's names, as in `app.yml`. */
export type Permissions = Readonly<Record<string, Access>>;

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
}

export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  /** PKCS #8, PEM: what the app gets. */
  readonly privateKey: string;
  /** SPKI, PEM: what GitHub keeps. */
  readonly publicKey: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface Installation {
  readonly id: number;
  readonly account: User;
  suspended: "active" | "suspended";
}

/** Who a request comes from. */
export type Identity =
  | { readonly as: "app" }
  | {
      readonly as: "installation";
      readonly installation: Installation;
      readonly permissions: Permissions;
      readonly repositoryIds: readonly number[] | null;
    }
  | { readonly as: "user"; readonly user: User }
  | { readonly as: "anonymous" };

export interface IssuedToken {
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A repository; its branches, tags and other references are by full name, e.g. `refs/heads/main`. */
export interface Repository {
  readonly id: number;
  readonly owner: User;
  readonly name: string;
  readonly visibility: "public" | "private";
  readonly defaultBranch: string;
  readonly parent: Repository | null;
  readonly installation: Installation | null;
  readonly store: ObjectStore;
  readonly references: Map<string, string>;
  readonly roles: Map<string, Role>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly comments: Map<number, Comment>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly suites: Map<string, CheckSuite>;
  readonly mergeGroups: Map<string, MergeGroup>;
  /** Oldest first. */
  readonly pushes: Push[];
  nextNumber: number;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: User;
  readonly headRepository: Repository;
  readonly headBranch: string;
  readonly createdAt: number;
  title: string;
  body: string | null;
  baseBranch: string;
  headSha: string;
  /** The base branch's commit at the last event of the pull request: it does not follow the branch. */
  baseSha: string;
  state: "open" | "closed";
  stage: "draft" | "ready";
  conversation: "open" | "locked";
  updatedAt: number;
  closedAt: number | null;
  merged: { readonly sha: string; readonly by: User; readonly at: number } | null;
  testMerge: TestMerge | null;
}

/** The test merge of one pair of commits; `sha` is null on a conflict. */
export interface TestMerge {
  readonly base: string;
  readonly head: string;
  readonly sha: string | null;
  /** How many more readers are told that it is being computed. */
  pendingReads: number;
}

export interface Reaction {
  readonly id: number;
  readonly user: User;
  readonly content: string;
  readonly createdAt: number;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: User;
  readonly viaApp: "app" | "person";
  readonly createdAt: number;
  /** Earlier bodies, oldest first. */
  readonly history: string[];
  readonly reactions: Map<number, Reaction>;
  body: string;
  updatedAt: number;
}

export interface CheckSuite {
  readonly id: number;
  readonly headSha: string;
  readonly createdAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  readonly suite: CheckSuite;
  readonly annotations: JsonObject[];
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  externalId: string | null;
  detailsUrl: string | null;
  output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  actions: readonly JsonObject[];
}

/** What moved a branch, and who did it: the authors of the commits may be others. */
export interface Push {
  readonly id: number;
  readonly reference: string;
  readonly before: string;
  readonly after: string;
  readonly actor: User;
  readonly at: number;
  readonly kind: "push" | "force_push" | "branch_creation";
}

export interface MergeGroup {
  readonly headSha: string;
  readonly headReference: string;
  readonly baseSha: string;
  readonly baseReference: string;
}

export interface Delivery {
  readonly id: number;
  readonly webhook: Webhook;
  readonly target: WebhookTarget;
  readonly deliveredAt: number;
  readonly attempt: "first" | "redelivery";
  /** 0 when nobody answered. */
  readonly statusCode: number;
  readonly status: string;
}

/** Where webhooks go. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** What GitHub sends. A redelivery has the same `guid`. */
export interface Webhook {
  readonly event: string;
  readonly action: string;
  readonly guid: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly payload: JsonObject;
}

/** Bounds of the real GitHub, which tests may lower. */
export interface Limits {
  /** Entries of a recursive tree before it is truncated. */
  treeEntries: number;
  /** Bytes of a blob before it is refused. */
  blobBytes: number;
  /** Bytes of a file that `contents` gives inline. */
  contentBytes: number;
  /** Requests per hour and identity. */
  requestsPerHour: number;
  /** How often each new test merge is said to be still computed. */
  pendingMergeReads: number;
}

/** All that the fake remembers. */
export interface World {
  readonly origin: string;
  readonly app: AppIdentity;
  readonly now: () => number;
  readonly limits: Limits;
  readonly users: Map<string, User>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<string, Repository>;
  readonly tokens: Map<string, IssuedToken>;
  readonly deliveries: Delivery[];
  /** Names of running archives by the token in their address. */
  readonly archives: Map<
    string,
    { readonly repository: Repository; readonly commit: string; readonly expiresAt: number }
  >;
  readonly nextId: () => number;
  /** Compares a webhook with GitHub's description. */
  readonly check: (webhook: Webhook) => void;
  /** Takes the webhooks of what the app itself did. */
  readonly echo: (webhooks: readonly Webhook[]) => void;
}

export const GITHUB_LIMITS: Limits = {
  treeEntries: 100_000,
  blobBytes: 100 * 1024 * 1024,
  contentBytes: 1024 * 1024,
  requestsPerHour: 5_000,
  pendingMergeReads: 0,
};

/** The user of a login, made when first named. Logins that end in `[bot]` are bots. */
export function userOf(world: World, login: string, type: User["type"] = "User"): User {
  const known = world.users.get(login.toLowerCase());
  if (known !== undefined) return known;
  const user = { id: world.nextId(), login, type: login.endsWith("[bot]") ? ("Bot" as const) : type };
  world.users.set(login.toLowerCase(), user);
  return user;
}

/** The user as which the app acts. */
export function botOf(world: World): User {
  return userOf(world, `${world.app.slug}[bot]`);
}

export function repositoryKey(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}

export function newRepository(
  world: World,
  facts: Pick<Repository, "owner" | "name" | "visibility" | "defaultBranch" | "parent" | "installation">,
): Repository {
  const repository: Repository = {
    ...facts,
    id: world.nextId(),
    store: facts.parent?.store ?? emptyStore(),
    references: new Map(),
    roles: new Map([[facts.owner.login.toLowerCase(), "admin"]]),
    pullRequests: new Map(),
    comments: new Map(),
    checkRuns: new Map(),
    suites: new Map(),
    mergeGroups: new Map(),
    pushes: [],
    nextNumber: 1,
  };
  world.repositories.set(repositoryKey(facts.owner.login, facts.name), repository);
  return repository;
}

/** What a person may do; everybody reads public repositories. */
export function roleOf(repository: Repository, login: string): Role {
  return repository.roles.get(login.toLowerCase()) ?? (repository.visibility === "public" ? "read" : "none");
}
