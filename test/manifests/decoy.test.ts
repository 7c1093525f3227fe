import { expect, test } from "vitest";
import { read } from "./files.ts";

const SPEC = "spec: {podSelector: {}, ingress: [{}]}\n";

/** Ways to write a NetworkPolicy under a line that names another kind at the margin. None may hide it. */
const DECOYS: Readonly<Record<string, string>> = {
  "an indented root": `  apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: open}\n  ${SPEC}kind: ConfigMap\n`,
  "a blank before the colon": `apiVersion: networking.k8s.io/v1\nkind: ConfigMap\nkind : NetworkPolicy\nmetadata: {name: open}\n${SPEC}`,
  "a root in flow style behind a comment": `# c\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open}, spec: {}}\n...\nkind: ConfigMap\n`,
  "an explicit key, and the decoy in a quoted scalar": `apiVersion: networking.k8s.io/v1\n? kind\n: NetworkPolicy\nmetadata: {name: open, annotations: {a: "x\nkind: ConfigMap\n"}}\n${SPEC}`,
  "bare carriage returns": `apiVersion: networking.k8s.io/v1\rkind: NetworkPolicy\rmetadata: {name: open}\rspec: {podSelector: {}}\r...\nkind: ConfigMap\n`,
  "an escaped key": `apiVersion: networking.k8s.io/v1\nkind: ConfigMap\n"k\\x69nd": NetworkPolicy\nmetadata: {name: open}\n${SPEC}`,
  "an anchored key": `apiVersion: networking.k8s.io/v1\nkind: ConfigMap\n&a kind: NetworkPolicy\nmetadata: {name: open}\n${SPEC}`,
  "a tagged key": `apiVersion: networking.k8s.io/v1\nkind: ConfigMap\n!!str kind: NetworkPolicy\nmetadata: {name: open}\n${SPEC}`,
  "quoted items": `kind: ConfigMap\napiVersion: v1\n"items":\n- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open}}\n`,
  "items with a blank": `kind: ConfigMap\napiVersion: v1\nitems :\n- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open}}\n`,
  "every key escaped":
    '{"\\x61piVersion": networking.k8s.io/v1, "k\\x69nd": NetworkPolicy, metadata: {name: open}, spec: {podSelector: {}}}\n',
};

test.each(Object.entries(DECOYS))("%s does not hide a policy", (_, text) => {
  expect(read({ "decoy.yaml": text }).cluster.policies.map(({ name }) => name)).toEqual(["open"]);
});

test("a document that is plainly of another kind is still skipped unparsed", () => {
  const text = "---\n# settings\napiVersion: v1\nkind: ConfigMap\ndata:\n- a\n- b\nmetadata:\n  name: [\n";
  const reading = read({ "settings.yaml": text });
  expect([reading.counts.skippedDocuments, reading.diagnostics]).toEqual([1, []]);
});
