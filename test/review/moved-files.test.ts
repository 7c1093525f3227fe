/** A file that only moves is no change, whatever is wrong in it. */
import { expect, it } from "vitest";
import { readPlain, snapshotOf, type Files } from "../support/change.ts";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api, namespace: shop }
spec: { podSelector: {} }
`;
const INVALID = POLICY.replace("{}", "{ matchLabels: { app: -a- } }");
const NO_YAML = `${POLICY}---\nkind: NetworkPolicy\nspec: [\n`;

function errors(base: Files, head: Files): readonly string[] {
  const { news, changed } = readPlain(snapshotOf(base), snapshotOf(head));
  return news
    .filter(({ severity, code, path }) => (severity === "error" && changed.has(path)) || code === "taken-for-deleted")
    .map(({ code, path }) => `${code} ${path}`);
}

it.each([
  ["an invalid object", INVALID],
  ["a text that is no YAML", NO_YAML],
])("a file with %s moves without an error", (_, text) => {
  expect(errors({ "a.yaml": text }, { "z/b.yaml": text })).toEqual([]);
  expect(errors({ "a.yaml": text, "c.yaml": POLICY.replace("api", "db") }, { "b.yaml": text })).toEqual([]);
});

it("is one where it also changes, where a copy of it comes, and where it takes the place of another file", () => {
  expect(errors({ "a.yaml": INVALID }, { "b.yaml": `${INVALID}# more\n` })).toEqual(["invalid-object b.yaml"]);
  expect(errors({ "a.yaml": INVALID }, { "a.yaml": INVALID, "b.yaml": INVALID })).toEqual(["invalid-object b.yaml"]);
  expect(errors({ "a.yaml": NO_YAML, "b.yaml": POLICY }, { "b.yaml": NO_YAML })).toContain("yaml-syntax b.yaml");
});
