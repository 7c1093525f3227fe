import { expect, test } from "vitest";
import { readCluster } from "../../src/manifests/index.ts";
import { lines, read } from "./files.ts";

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
  ...Object.fromEntries(
    ["!!binary", "!<tag:yaml.org,2002:binary>", "!!bin%61ry", "!<tag:yaml.org,2002:%62inary>"].map((tag) => [
      `every key under ${tag}`,
      `${tag} YXBpVmVyc2lvbg==: networking.k8s.io/v1\n${tag} "a2luZA==": NetworkPolicy\nmetadata: {name: open}\n${SPEC}`,
    ]),
  ),
};

test.each(Object.entries(DECOYS))("%s does not hide a policy", (_, text) => {
  expect(read({ "decoy.yaml": text }).cluster.policies.map(({ name }) => name)).toEqual(["open"]);
});

/** What Kubernetes refuses, in a file where the words that make it a manifest cannot be read off. */
const REFUSED: Readonly<Record<string, readonly [text: string, code: string]>> = {
  "a tag handle of its own": ["%TAG !y! tag:yaml.org,2002:\n!y!binary a2luZA==: NetworkPolicy\n", "yaml-syntax"],
  "no base64": ['!!binary "a2luZA": NetworkPolicy\n', "yaml-value"],
  "an escaped key": ['"k\\u0069nd": NetworkPolicy\n bad: [\n', "yaml-syntax"],
  "a key folded over two lines": ['? "ki\\\n  nd"\n: NetworkPolicy\n bad: [\n', "yaml-syntax"],
  "a tagged kind": ["kind: !!str NetworkPolicy\n bad: [\n", "yaml-syntax"],
  "a kind on the next line": ["kind:\n  NetworkPolicy\n bad: [\n", "yaml-syntax"],
  "a kind in a block scalar": ["kind: >-\n  NetworkPolicy\n bad: [\n", "yaml-syntax"],
  "a kind by alias": ["a: &k NetworkPolicy\nkind: *k\n bad: [\n", "yaml-syntax"],
};

test.each(Object.entries(REFUSED))("%s does not hide that a document cannot be read", (_, [text, code]) => {
  expect(read({ "decoy.yaml": text }).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});

test.each(["utf16le", "utf16be", "utf32le", "utf32be"] as const)(
  "%s without a byte order mark is named",
  (encoding) => {
    const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: "größe\\x21"}\n${SPEC}`;
    const width = encoding.startsWith("utf16") ? 2 : 4;
    const bytes = new Uint8Array(text.length * width);
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (width === 2) view.setUint16(index * 2, unit, encoding.endsWith("le"));
      else view.setUint32(index * 4, unit, encoding.endsWith("le"));
    }
    const files = [{ path: "a.yaml", bytes, blobId: encoding }];
    expect(lines(readCluster({ files, skipped: [] }, { defaultNamespace: "default" }).diagnostics)).toEqual([
      "a.yaml:1:1 error yaml-encoding this looks like UTF-16 without a byte order mark, or UTF-32, which Kubernetes does " +
        "not read: save the file as UTF-8",
    ]);
  },
);

test("a document that is plainly of another kind is still skipped unparsed", () => {
  const text = "---\n# settings\napiVersion: v1\nkind: ConfigMap\ndata:\n- a\n- b\nmetadata:\n  name: [\n";
  const reading = read({ "settings.yaml": text });
  expect([reading.counts.skippedDocuments, reading.diagnostics]).toEqual([1, []]);
});
