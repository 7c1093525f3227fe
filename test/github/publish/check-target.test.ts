import { describe, expect, it } from "vitest";
import { fromExternalId, targetOf, toExternalId, type CheckTarget } from "../../../src/github/publish/check-target.ts";

describe("external ids", () => {
  const targets: readonly CheckTarget[] = [
    { kind: "pull-request", number: 123, base: null },
    targetOf({ number: 123, base: { ref: "release/1.2" } }),
    { kind: "merge-group", baseSha: "a".repeat(40) },
    { kind: "merge-group", baseSha: "b".repeat(64) },
  ];

  it.each(targets)("brings %j back", (target) => {
    expect(fromExternalId(toExternalId(target))).toEqual(target);
  });

  it("differ for another base branch, and have room for the longest", () => {
    const ids = ["main", "Main", "b".repeat(255)].map((ref) => toExternalId(targetOf({ number: 1, base: { ref } })));
    expect(new Set(ids).size).toBe(3);
    expect(Math.max(...ids.map((id) => id.length))).toBeLessThan(60);
  });

  it.each([null, "", "pr:", "pr:0", "pr:1x", "pr:1:main", "pr:99999999999", "group:", "group:zz", "job-17", " pr:1"])(
    "is not ours: %j",
    (externalId) => {
      expect(fromExternalId(externalId)).toBe(null);
    },
  );
});
