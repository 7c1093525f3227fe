import type { GitHubClient, RepositoryName } from "./client.ts";
import type { Place } from "./place.ts";
import { findCheckRun } from "./publish/check-run.ts";
import { toExternalId } from "./publish/check-target.ts";
import { dataOf } from "./repository/errors.ts";

/** Who can ask GitHub: for the app itself, and for one installation. */
export interface Clients {
  readonly app: () => Promise<GitHubClient>;
  readonly installation: (id: number) => Promise<GitHubClient>;
}

export interface SweepOptions {
  readonly clients: Clients;
  readonly appId: number;
  /** Takes a pull request that lacks a completed check run of ours. */
  readonly missing: (place: Place, number: number) => void;
  /** Something could not be asked for: the rest goes on. */
  readonly failed: (error: unknown, where: string) => void;
  readonly signal: AbortSignal;
}

const PER_PAGE = 100;

/** Most of what one sweep looks at: installations, repositories of one, open pull requests of one. */
const MAX_PAGES = 50;

/**
 * Looks at every open pull request for one that nobody judged: its webhook was lost, or the server died over it. GitHub is
 * the only memory, so this is what makes sure that a required check is always reported.
 *
 * Requests: 1 per 100 installations, 1 per 100 repositories, 1 per 100 pull requests, 1 per pull request.
 */
export async function sweep({ clients, appId, missing, failed, signal }: SweepOptions): Promise<void> {
  const app = await clients.app();
  const isOver = (): boolean => signal.aborted;
  const installations = async (page: number): Promise<readonly Installation[]> => {
    return dataOf(await app.request("GET /app/installations", { per_page: PER_PAGE, page }));
  };
  for await (const { id, suspended_at: suspended } of pages(installations)) {
    if (isOver()) return;
    if ((suspended ?? null) !== null) continue;
    try {
      const client = await clients.installation(id);
      for await (const { id: repositoryId, name, owner, private: isPrivate, archived } of pages((page) =>
        client
          .request("GET /installation/repositories", { per_page: PER_PAGE, page })
          .then((response) => dataOf(response).repositories),
      )) {
        if (archived) continue;
        const repository = { owner: owner.login, repo: name };
        try {
          for await (const pull of pages((page) => openPulls(client, repository, page))) {
            if (isOver()) return;
            if (!(await isJudged(client, repository, pull, appId)))
              missing(
                { installation: id, repository: { ...repository, id: Number(repositoryId), isPrivate } },
                pull.number,
              );
          }
        } catch (error) {
          failed(error, `${owner.login}/${name}`);
        }
      }
    } catch (error) {
      failed(error, `installation ${String(id)}`);
    }
  }
}

/** GitHub leaves the time out where the installation was never suspended. */
interface Installation {
  readonly id: number;
  readonly suspended_at?: string | null;
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

/** Whether a check run of ours for the pull request is complete. One that was cancelled judged nothing. */
async function isJudged(
  client: GitHubClient,
  repository: RepositoryName,
  { number, head }: { readonly number: number; readonly head: { readonly sha: string } },
  appId: number,
): Promise<boolean> {
  const externalId = toExternalId({ kind: "pull-request", number });
  const run = await findCheckRun(client, repository, { appId, headSha: head.sha, externalId });
  return run?.status === "completed" && run.conclusion !== "cancelled";
}

/** All entries of a list that comes in pages, up to a bound. */
async function* pages<T>(page: (number: number) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const entries = await page(number);
    yield* entries;
    if (entries.length < PER_PAGE) return;
  }
}
