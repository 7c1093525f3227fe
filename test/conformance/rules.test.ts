import { expect, it } from "vitest";
import { readOwnCases } from "../support/conformance.ts";
import { readManifestCases } from "../support/manifest-cases.ts";
import { RULE_COUNT, RULES_NOT_OBSERVABLE } from "./rules.ts";

const { manifests } = readManifestCases();
const cases = [...readOwnCases().cases, ...manifests];

it("every rule has a case of the project's own, or a reason why it cannot have one", () => {
  const covered = new Set(cases.flatMap(({ rules }) => rules));
  const missing = Array.from({ length: RULE_COUNT }, (_, index) => index + 1).filter((rule) => !covered.has(rule));
  expect(missing).toEqual(Object.keys(RULES_NOT_OBSERVABLE).map(Number));
  expect(Math.max(...covered)).toBeLessThanOrEqual(RULE_COUNT);
});

it("no two cases have one name", () => {
  const names = cases.map(({ id }) => id);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
