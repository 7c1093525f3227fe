/** What a check run judges. */
export type CheckTarget =
  | { readonly kind: "pull-request"; readonly number: number }
  | { readonly kind: "merge-group"; readonly baseSha: string };

/** What tells a check run of ours from all others. */
export interface CheckRunKey {
  readonly appId: number;
  /** The head of the pull request or merge group. */
  readonly headSha: string;
  /** See `toExternalId`. */
  readonly externalId: string;
}

/** The target as `external_id`: payloads of check events name no pull request of a fork. */
export function toExternalId(target: CheckTarget): string {
  return target.kind === "pull-request" ? `pr:${target.number}` : `group:${target.baseSha}`;
}

/** The target that an `external_id` of a payload names; `null` when it is none of ours. */
export function fromExternalId(externalId: string | null): CheckTarget | null {
  const pull = /^pr:([1-9]\d{0,9})$/.exec(externalId ?? "");
  if (pull !== null) return { kind: "pull-request", number: Number(pull[1]) };
  const [, baseSha] = /^group:([0-9a-f]{40}|[0-9a-f]{64})$/.exec(externalId ?? "") ?? [];
  return baseSha === undefined ? null : { kind: "merge-group", baseSha };
}
