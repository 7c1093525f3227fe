import { describe, expect, it } from "vitest";
import { intentsOf } from "../../../src/github/events.ts";

const APP = 77;
const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);
const repository = { id: 5, name: "gitops", private: true, owner: { login: "acme" } };
const placed = { installation: { id: 7 }, repository };
const place = { installation: 7, repository: { id: 5, owner: "acme", repo: "gitops", isPrivate: true } };

const ALICE = { id: 3, login: "alice", type: "User" };

describe("what a delivery asks for", () => {
  it.each(["opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "closed"])(
    "looks at a pull request that was %s",
    (action) => {
      const payload = { ...placed, action, pull_request: { number: 12 } };
      expect(intentsOf("pull_request", payload, APP)).toEqual([{ type: "review", place, number: 12 }]);
    },
  );

  it("reviews an edited pull request only when its base changed", () => {
    const edited = { ...placed, action: "edited", pull_request: { number: 12 } };
    expect(intentsOf("pull_request", { ...edited, changes: { title: {} } }, APP)).toEqual([]);
    expect(intentsOf("pull_request", { ...edited, changes: { base: { ref: { from: "main" } } } }, APP)).toHaveLength(1);
  });

  it("ignores labels", () => {
    const event = { ...placed, pull_request: { number: 12 } };
    expect(intentsOf("pull_request", { ...event, action: "labeled" }, APP)).toEqual([]);
  });

  it("finds the pull request of a re-run in the check run itself, since a fork's payload names none", () => {
    const run = { id: 9, external_id: "pr:12", head_sha: HEAD, app: { id: APP }, pull_requests: [] };
    const event = { ...placed, action: "rerequested", check_run: run, sender: ALICE };
    expect(intentsOf("check_run", event, APP)).toEqual([{ type: "review", place, number: 12 }]);
    expect(intentsOf("check_run", { ...event, action: "created" }, APP)).toEqual([]);
    expect(intentsOf("check_run", { ...event, check_run: { ...run, app: { id: 1 } } }, APP)).toEqual([]);
    const group = { ...run, external_id: `group:${BASE}` };
    expect(intentsOf("check_run", { ...event, check_run: group }, APP)).toEqual([
      { type: "review-group", place, baseSha: BASE, headSha: HEAD },
    ]);
  });

  it("takes the button of a check run from people, and only ours", () => {
    const run = { id: 9, external_id: "pr:12", head_sha: HEAD, app: { id: APP } };
    const button = { identifier: "approve:7f3a91c2d4e5" };
    const event = { ...placed, action: "requested_action", check_run: run, requested_action: button, sender: ALICE };
    const presser = { id: 3, login: "alice" };
    expect(intentsOf("check_run", event, APP)).toEqual([
      { type: "press", place, number: 12, run: 9, fingerprint: "7f3a91c2d4e5", presser },
    ]);
    const bots = { ...event, sender: { ...ALICE, type: "Bot" } };
    const foreign = { ...event, check_run: { ...run, app: { id: 1 } } };
    for (const other of [bots, foreign]) expect(intentsOf("check_run", other, APP)).toEqual([]);
    // A button that no version of ours has now asks for what stands.
    for (const action of [{ identifier: "approve:all" }, { identifier: "again" }, undefined]) {
      const other = { ...event, requested_action: action };
      expect(intentsOf("check_run", other, APP)).toEqual([{ type: "review", place, number: 12 }]);
    }
  });

  it("re-runs everything on a commit when all checks are asked for again", () => {
    const event = { ...placed, action: "rerequested", check_suite: { head_sha: HEAD, app: { id: APP } } };
    expect(intentsOf("check_suite", event, APP)).toEqual([{ type: "review-commit", place, headSha: HEAD }]);
  });

  it("judges a merge group by its commits, and forgets a destroyed one", () => {
    const event = { ...placed, merge_group: { head_sha: HEAD, base_sha: BASE } };
    expect(intentsOf("merge_group", { ...event, action: "checks_requested" }, APP)).toEqual([
      { type: "review-group", place, baseSha: BASE, headSha: HEAD },
    ]);
    expect(intentsOf("merge_group", { ...event, action: "destroyed" }, APP)).toEqual([
      { type: "forget-group", place, headSha: HEAD },
    ]);
  });

  it.each([null, [], "x", {}, { ...placed, action: "opened", pull_request: { number: "12" } }])(
    "asks for nothing when the payload is not what GitHub describes: %j",
    (payload) => {
      expect(intentsOf("pull_request", payload, APP)).toEqual([]);
    },
  );
});
