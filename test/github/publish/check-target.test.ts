import { describe, expect, it } from "vitest";
import { fromExternalId, toExternalId, type CheckTarget } from "../../../src/github/publish/check-target.ts";

describe("external ids", () => {
  const targets: readonly CheckTarget[] = [
    { kind: "pull-request", number: 123 },
    { kind: "merge-group", baseSha: "a".repeat(40) },
    { kind: "merge-group", baseSha: "b".repeat(64) },
  ];

  it.each(targets)("brings %j back", (target) => {
    expect(fromExternalId(toExternalId(target))).toEqual(target);
  });

  it.each([null, "", "pr:", "pr:0", "pr:1x", "pr:99999999999", "group:", "group:zz", "job-17", " pr:1"])(
    "is not ours: %j",
    (externalId) => {
      expect(fromExternalId(externalId)).toBe(null);
    },
  );
});
