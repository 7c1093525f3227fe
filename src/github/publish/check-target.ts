import { createHash } from "node:crypto";

/** What a check run judges. */
export type CheckTarget = PullRequestTarget | { readonly kind: "merge-group"; readonly baseSha: string };

/** A pull request against one base branch: against another one the same commit is something else. */
export interface PullRequestTarget {
  readonly kind: "pull-request";
  readonly number: number;
  /** See `markOf`; `null` in check runs from before it was written down. */
  readonly base: string | null;
}

/** What tells a check run of ours from all others. */
export interface CheckRunKey {
  readonly appId: number;
  /** The head of the pull request or merge group. */
  readonly headSha: string;
  /** See `toExternalId`. */
  readonly externalId: string;
}

/** A pull request as it stands. */
export function targetOf({
  number,
  base,
}: {
  readonly number: number;
  readonly base: { readonly ref: string };
}): PullRequestTarget {
  return { kind: "pull-request", number, base: markOf(base.ref) };
}

/** Letters of a hash that tell branches apart. */
const MARK_LENGTH = 32;

/** Names of branches are longer than what may stand in an identifier for certain. */
function markOf(branch: string): string {
  return createHash("sha256").update(branch).digest("hex").slice(0, MARK_LENGTH);
}

/** The target as `external_id`: payloads of check events name no pull request of a fork. */
export function toExternalId(target: CheckTarget): string {
  if (target.kind === "merge-group") return `group:${target.baseSha}`;
  return target.base === null ? `pr:${target.number}` : `pr:${target.number}:${target.base}`;
}

/** The target that an `external_id` of a payload names; `null` when it is none of ours. */
export function fromExternalId(externalId: string | null): CheckTarget | null {
  const [, number, base] = /^pr:([1-9]\d{0,9})(?::([0-9a-f]{32}))?$/.exec(externalId ?? "") ?? [];
  if (number !== undefined) return { kind: "pull-request", number: Number(number), base: base ?? null };
  const [, baseSha] = /^group:([0-9a-f]{40}|[0-9a-f]{64})$/.exec(externalId ?? "") ?? [];
  return baseSha === undefined ? null : { kind: "merge-group", baseSha };
}
