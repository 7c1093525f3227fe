import type { Octokit } from "@octokit/rest";

/** What a part of the app needs to ask GitHub: Probot's client of an installation, or that of a person's token. */
export type GitHubClient = Pick<Octokit, "request">;

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}
