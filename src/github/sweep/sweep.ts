import type { GitHubClient, RepositoryName } from "../client.ts";
import type { Question } from "../commands/accept.ts";
import type { Place } from "../place.ts";
import type { CommentAuthor } from "../publish/comment.ts";
import { createRemembered, type Remembered } from "../remembered.ts";
import { dataOf } from "../repository/errors.ts";
import { isJudged } from "./judged.ts";
import { unjudgedGroups, type UnjudgedGroup } from "./merge-groups.ts";
import { pages, PER_PAGE } from "../repository/pages.ts";
import { unansweredQuestions, type OpenPull } from "./questions.ts";

/** Who can ask GitHub: for the app itself, and for one installation. */
export interface Clients {
  readonly app: () => Promise<GitHubClient>;
  readonly installation: (id: number) => Promise<GitHubClient>;
}

export interface SweepOptions {
  readonly clients: Clients;
  readonly appId: number;
  /** Who writes our replies. */
  readonly author: CommentAuthor;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether this process was told of a comment, and sees to it. */
  readonly isHeard: (place: Place, comment: number) => boolean;
  /** Takes a pull request that lacks a completed check run of ours. */
  readonly unjudged: (place: Place, number: number) => void;
  /** Takes a group of the merge queue that lacks one. */
  readonly unjudgedGroup: (place: Place, group: UnjudgedGroup) => void;
  /** Takes a comment with commands that nobody answered. */
  readonly unanswered: (question: Question) => void;
  /** Something could not be asked for: the rest goes on. */
  readonly failed: (error: unknown, where: string) => void;
  readonly signal: AbortSignal;
}

/** One pass over all installations. A call while a pass is under way is that pass. @throws what the client throws */
export type Sweep = () => Promise<void>;

/** Most of what one sweep looks at: installations, repositories of one, open pull requests of one; in hundreds. */
const MAX_PAGES = 50;

const MINUTE = 60 * 1000;

/** Commands that are older are not answered any more: GitHub would not deliver them again either. */
const MAX_AGE = 3 * 24 * 60 * MINUTE;

/** Comments are looked at since the look before, and this much farther back: what failed meanwhile gets another chance. */
const OVERLAP = 60 * MINUTE;

/** Most repositories of which is remembered when their comments were looked at. */
const MAX_REMEMBERED = 10_000;

/**
 * Looks for what nobody did: its webhook was lost, or the server died over it. GitHub is the only memory, so this is what
 * makes sure that a required check is always reported, and a command answered.
 *
 * Requests: 1 per 100 installations, 1 per 100 repositories, 1 per 100 pull requests, 1 per pull request; for each
 * repository with open pull requests those of `unjudgedGroups` and `unansweredQuestions`.
 */
export function createSweep(options: SweepOptions): Sweep {
  const { clients, failed, signal } = options;
  const looks = createRemembered<number, number>(MAX_REMEMBERED);

  const isOver = (): boolean => signal.aborted;
  const pass = async (): Promise<void> => {
    const app = await clients.app();
    const installations = async (page: number): Promise<readonly Installation[]> =>
      dataOf(await app.request("GET /app/installations", { per_page: PER_PAGE, page }));
    for await (const { id, suspended_at: suspended } of pages(installations, MAX_PAGES)) {
      if (isOver()) return;
      if ((suspended ?? null) !== null) continue;
      try {
        const client = await clients.installation(id);
        for await (const repository of pages((page) => repositories(client, page), MAX_PAGES)) {
          if (isOver()) return;
          if (repository.archived) continue;
          const { name: repo, private: isPrivate } = repository;
          const owner = repository.owner.login;
          const place = { installation: id, repository: { id: Number(repository.id), owner, repo, isPrivate } };
          await sweepRepository(options, client, place, looks).catch((error: unknown) => {
            failed(error, `${owner}/${repo}`);
          });
        }
      } catch (error) {
        failed(error, `installation ${String(id)}`);
      }
    }
  };

  let underWay: Promise<void> | undefined;
  return () =>
    (underWay ??= pass().finally(() => {
      underWay = undefined;
    }));
}

/** `looks`: when the comments of each repository were looked at last. */
async function sweepRepository(
  { appId, author, now, isHeard, unjudged, unjudgedGroup, unanswered, signal }: SweepOptions,
  client: GitHubClient,
  place: Place,
  looks: Remembered<number, number>,
): Promise<void> {
  const { id, owner, repo } = place.repository;
  const repository = { owner, repo };
  const began = now();
  const open: OpenPull[] = [];
  for await (const pull of pages((page) => openPulls(client, repository, page), MAX_PAGES)) {
    if (signal.aborted) return;
    open.push({ number: pull.number, author: pull.user === null ? null : Number(pull.user.id) });
    if (!(await isJudged(client, repository, pull, appId))) unjudged(place, pull.number);
  }
  // Neither a queue nor a conversation goes on without.
  if (open.length === 0) return;
  for (const group of await unjudgedGroups(client, repository, appId)) unjudgedGroup(place, group);
  const since = Math.max(began - MAX_AGE, (looks.get(id) ?? 0) - OVERLAP);
  for (const question of await unansweredQuestions(client, { place, open, author, since, isHeard }))
    unanswered(question);
  looks.set(id, began);
}

/** GitHub leaves the time out where the installation was never suspended. */
interface Installation {
  readonly id: number;
  readonly suspended_at?: string | null;
}

async function repositories(client: GitHubClient, page: number) {
  const response = await client.request("GET /installation/repositories", { per_page: PER_PAGE, page });
  return dataOf(response).repositories;
}

async function openPulls(client: GitHubClient, repository: RepositoryName, page: number) {
  return dataOf(
    await client.request("GET /repos/{owner}/{repo}/pulls", {
      ...repository,
      state: "open",
      sort: "updated",
      direction: "desc",
      per_page: PER_PAGE,
      page,
    }),
  );
}
