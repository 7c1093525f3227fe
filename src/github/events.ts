import * as v from "valibot";
import { pressedFingerprint, type Pressed } from "./approvals/press-marker.ts";
import { count, placed, placeOf, type Place, type Placed } from "./place.ts";
import { fromExternalId, type CheckTarget } from "./publish/check-target.ts";

/** What a webhook asks for. What it says of a state is not kept: the worker reads that anew. */
export type Intent =
  /** Of a closed pull request too: it ends the review that is under way, whatever order webhooks come in. */
  | { readonly type: "review"; readonly place: Place; readonly number: number }
  /** All that our check runs on the commit belong to: the payload does not say which pull request. */
  | { readonly type: "review-commit"; readonly place: Place; readonly headSha: string }
  | { readonly type: "review-group"; readonly place: Place; readonly baseSha: string; readonly headSha: string }
  /** The button of a check run. */
  | ({ readonly type: "press" } & Pressed)
  | { readonly type: "forget-group"; readonly place: Place; readonly headSha: string };

const sha = v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/));
const pullRequestEvent = v.object({
  ...placed,
  action: v.string(),
  pull_request: v.object({ number: count }),
  changes: v.optional(v.object({ base: v.optional(v.unknown()) })),
});

/** Of a fork the payload names no pull request: `external_id` does. */
const checkRunEvent = v.object({
  ...placed,
  action: v.string(),
  check_run: v.object({
    external_id: v.nullish(v.string()),
    head_sha: sha,
    app: v.nullish(v.object({ id: count })),
    id: count,
  }),
  requested_action: v.nullish(v.object({ identifier: v.optional(v.string()) })),
  sender: v.object({ id: count, login: v.string(), type: v.optional(v.string()) }),
});

const checkSuiteEvent = v.object({
  ...placed,
  action: v.string(),
  check_suite: v.object({
    head_sha: sha,
    app: v.nullish(v.object({ id: count })),
  }),
});

const mergeGroupEvent = v.object({
  ...placed,
  action: v.string(),
  merge_group: v.object({ head_sha: sha, base_sha: sha }),
});

/** Actions of `pull_request` after which the review may read differently, or is over. */
const REVIEWED = new Set(["opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "closed"]);

/**
 * What a delivery asks for; empty for an event or action that does not matter, and for a payload that is not what GitHub
 * describes. `appId`: re-runs of other apps' checks are none of ours. Commands are `commands/accept.ts`'s business.
 *
 * Source: GitHub, "Webhook events and payloads".
 */
export function intentsOf(name: string, payload: unknown, appId: number): readonly Intent[] {
  switch (name) {
    case "pull_request":
      return withPayload(pullRequestEvent, payload, (event, place) => {
        const { number } = event.pull_request;
        const isRetargeted = event.action === "edited" && event.changes?.base !== undefined;
        return REVIEWED.has(event.action) || isRetargeted ? [{ type: "review", place, number }] : [];
      });
    case "check_run":
      return withPayload(checkRunEvent, payload, (event, place) => {
        const { action, check_run: run } = event;
        const target = fromExternalId(run.external_id ?? null);
        if (run.app?.id !== appId || target === null) return [];
        if (action !== "rerequested" && action !== "requested_action") return [];
        const fingerprint = pressedFingerprint(event.requested_action?.identifier ?? "");
        if (action === "rerequested" || target.kind !== "pull-request" || fingerprint === null)
          return [reviewOf(target, place, run.head_sha)];
        // Apps press no buttons.
        if (event.sender.type === "Bot") return [];
        const presser = { id: event.sender.id, login: event.sender.login };
        return [{ type: "press", place, number: target.number, run: run.id, fingerprint, presser }];
      });
    case "check_suite":
      return withPayload(checkSuiteEvent, payload, ({ action, check_suite: suite }, place) =>
        suite.app?.id === appId && action === "rerequested"
          ? [{ type: "review-commit", place, headSha: suite.head_sha }]
          : [],
      );
    case "merge_group":
      return withPayload(mergeGroupEvent, payload, ({ action, merge_group: group }, place) => {
        if (action === "checks_requested")
          return [{ type: "review-group", place, baseSha: group.base_sha, headSha: group.head_sha }];
        return action === "destroyed" ? [{ type: "forget-group", place, headSha: group.head_sha }] : [];
      });
    default:
      return [];
  }
}

/** The review that a check run on a commit was made for. */
export function reviewOf(
  target: CheckTarget,
  place: Place,
  headSha: string,
): Extract<Intent, { readonly type: "review" | "review-group" }> {
  return target.kind === "pull-request"
    ? { type: "review", place, number: target.number }
    : { type: "review-group", place, baseSha: target.baseSha, headSha };
}

function withPayload<T extends v.GenericSchema<unknown, Placed>>(
  schema: T,
  payload: unknown,
  read: (event: v.InferOutput<T>, place: Place) => readonly Intent[],
): readonly Intent[] {
  const { success, output } = v.safeParse(schema, payload);
  return success ? read(output, placeOf(output)) : [];
}
