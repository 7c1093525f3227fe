/** What stands on both sides is counted, unless it may hide what the change does. */
import { expect, it } from "vitest";
import { readPlain, snapshotOf, type Files } from "../support/change.ts";

const CLOSED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }
`;
const OPEN = CLOSED.replace("[{ from: [{ podSelector: {} }] }]", "[{}]");
const OTHER = CLOSED.replace("from: [{ podSelector: {} }]", "from: [{ podSelector: { matchLabels: { a: b } } }]");
const COPIES = { "prod/np.yaml": CLOSED, "test/np.yaml": OTHER };

function news(base: Files, head: Files): readonly string[] {
  const change = readPlain(snapshotOf(base), snapshotOf(head));
  return change.news.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

it("a second definition is counted while nobody touches either of the two", () => {
  expect(news(COPIES, { ...COPIES, "other.yaml": "# more\n" })).toEqual(["notice standing ."]);
});

it("a second definition is told where the one that does not count changes, or the one that does", () => {
  const told = "warning duplicate-object test/np.yaml";
  expect(news(COPIES, { ...COPIES, "prod/np.yaml": OPEN })).toEqual([told]);
  expect(news(COPIES, { ...COPIES, "test/np.yaml": OPEN })).toEqual([told]);
});

it("a definition that goes is told, also when it did not count", () => {
  expect(news(COPIES, { "test/np.yaml": OTHER })).toEqual(["warning duplicate-object test/np.yaml"]);
});

it("a Pod that says it has finished is an error where its file changes", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: { name: db, namespace: shop }\nspec: { containers: [{ name: c, image: i }] }\n";
  const hidden = `${pod}status: { phase: Succeeded }\n`;
  expect(news({ "db.yaml": pod }, { "db.yaml": hidden })).toEqual(["error status-hides-pod db.yaml"]);
  expect(news({ "db.yaml": hidden }, { "db.yaml": hidden, "other.yaml": "# more\n" })).toEqual(["notice standing ."]);
});
