import type { PublishedReview } from "../analysis/published-review.ts";
import type { AnalysisPool } from "../analysis/pool.ts";
import type { GitHubClient, RepositoryName } from "../client.ts";
import type { Job } from "../jobs.ts";
import type { CommentAuthor } from "../publish/comment.ts";
import type { Cache } from "../repository/cache.ts";
import type { Patience } from "../repository/pull-request.ts";
import type { RepositoryReader } from "../repository/reader.ts";
import type { OpenRuns } from "./open-runs.ts";

/** What the worker works with. */
export interface Workshop {
  readonly client: (installation: number) => Promise<GitHubClient>;
  readonly appId: number;
  /** What fingerprints are made with. */
  readonly secret: string;
  /** Who writes our comments. */
  readonly author: CommentAuthor;
  readonly pool: AnalysisPool;
  readonly reader: (installation: number, client: GitHubClient, repository: RepositoryName) => RepositoryReader;
  readonly reviews: (installation: number) => Cache<PublishedReview>;
  readonly patience: Patience;
  readonly openRuns: OpenRuns;
  /** Asks for a review besides the one at hand. */
  readonly offer: (job: Job) => void;
  /** Web address of the repositories' host, without a slash at its end. */
  readonly webUrl: string;
  /** Hears how a review ended. */
  readonly concluded: (job: Job, conclusion: Conclusion) => void;
}

/** How a review ended. */
export type Conclusion = "success" | "neutral" | "failure" | "superseded";

/** One job on one repository. */
export interface Task {
  readonly shop: Workshop;
  readonly installation: number;
  /** Of the job. */
  readonly key: string;
  /** Its requests end when the signal is aborted. */
  readonly client: GitHubClient;
  readonly reader: RepositoryReader;
  /** Those that this installation was given. */
  readonly reviews: Cache<PublishedReview>;
  readonly signal: AbortSignal;
}
