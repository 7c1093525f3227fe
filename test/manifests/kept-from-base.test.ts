import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/engine/index.ts";
import { readClusters } from "../../src/manifests/index.ts";
import type { ClusterReading, Snapshot } from "../../src/manifests/index.ts";
import { lines, snapshot } from "./files.ts";

type Files = Readonly<Record<string, string>>;

const INGRESS = "{policyTypes: [Ingress]}";
const EGRESS = "{policyTypes: [Egress]}";
const BOTH = "{policyTypes: [Ingress, Egress]}";
const INVALID = "{policyTypes: [ingress]}";
const TEMPLATED = '{podSelector: {matchLabels: {app: "{{ .app }}"}}}';
const BROKEN = "kind: NetworkPolicy\n  bad: [\n";

function policy(metadata: string, spec = INGRESS): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {${metadata}}\nspec: ${spec}\n`;
}

function deployment(labels: string, selector: string, container: string): string {
  return (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n" +
    `spec: {${selector}template: {metadata: {labels: ${labels}}, spec: {containers: [{name: c${container}}]}}}\n`
  );
}

function readHead(base: Files, head: Files, skipped: Snapshot["skipped"] = []): ClusterReading {
  return readClusters(snapshot(base), { ...snapshot(head), skipped }, { defaultNamespace: "default" }).head;
}

/** `name directions path`, of every policy in force. */
function inForce({ cluster }: ClusterReading): readonly string[] {
  return cluster.policies.map((item) => `${item.name} ${directions(item)} ${item.origin.path}`);
}

function directions({ ingress, egress }: Policy): string {
  return `${ingress === null ? "" : "i"}${egress === null ? "" : "e"}`;
}

describe("of two definitions in the head, with the one that counted in the base", () => {
  const base = { "a.yaml": policy("name: db", INGRESS), "b.yaml": policy("name: db", EGRESS) };

  it("invalid, the other one counts: it is applied, and the update is refused", () => {
    const head = readHead(base, { ...base, "b.yaml": policy("name: db", INVALID) });
    expect(inForce(head)).toEqual(["db i a.yaml"]);
    expect(lines(head.diagnostics).at(-1)).toBe(
      "b.yaml:1:1 warning duplicate-object NetworkPolicy default/db is also defined at `a.yaml:1`; " +
        "that definition counts, as `kubectl apply -R` would leave it, because the one here is not valid",
    );
  });

  it("a template, the base's stays in force", () => {
    const head = readHead(base, { ...base, "b.yaml": policy("name: db", TEMPLATED) });
    expect(inForce(head)).toEqual(["db e b.yaml"]);
    expect(lines(head.diagnostics).at(-1)).toBe(
      "b.yaml:1:1 warning kept-from-base NetworkPolicy default/db is taken to stay as it was before the change (`b.yaml:1`), " +
        "because the new one is not rendered; the definition at `a.yaml:1` did not count before either",
    );
  });

  it.each([
    ["unreadable", "warning", { "b.yaml": BROKEN }, []],
    ["unreadable and the other changed", "warning", { "a.yaml": policy("name: db", BOTH), "b.yaml": BROKEN }, []],
    // No other error says why.
    ["not read at all", "error", {}, [{ path: "b.yaml", reason: "too large" }]],
    ["no text any more", "error", { "b.yaml": "\0\u0001" }, []],
  ])("%s, the base's stays in force", (_, severity, changed, skipped) => {
    const head = readHead(base, { "a.yaml": base["a.yaml"], ...changed }, skipped);
    expect(inForce(head)).toEqual(["db e b.yaml"]);
    expect(lines(head.diagnostics)).toContain(
      `b.yaml:1:1 ${severity} kept-from-base NetworkPolicy default/db is taken to stay as it was before the change (line 1), ` +
        "because this file cannot be read, or not completely, any more; the definition at `a.yaml:1` did not count before either",
    );
  });

  it("deleted from a file that can be read, the other one counts", () => {
    expect(inForce(readHead(base, { "a.yaml": base["a.yaml"], "b.yaml": policy("name: web") }))).toEqual([
      "db i a.yaml",
      "web i b.yaml",
    ]);
  });

  it("readable beside a document that is not, it counts as before", () => {
    const text = `${policy("name: db", BOTH)}---\n${BROKEN}`;
    expect(inForce(readHead(base, { ...base, "b.yaml": text }))).toEqual(["db ie b.yaml"]);
  });

  it("unreadable and the object defined where it was not before, the new definition counts", () => {
    const moved = { "b.yaml": BROKEN, "c.yaml": policy("name: db", BOTH) };
    expect(inForce(readHead({ "b.yaml": base["b.yaml"] }, moved))).toEqual(["db ie c.yaml"]);
  });

  it("unreadable, and the other only a patch, the base's stays in force", () => {
    const files = {
      "base/web.yaml": deployment("{app: web}", "selector: {matchLabels: {app: web}}, ", ", image: i"),
      "patch/web.yaml": deployment("{tier: x}", "", ""),
    };
    const labels = (text: string): unknown =>
      readHead(files, { ...files, "base/web.yaml": text }).cluster.workloads.map(({ template }) =>
        template.labels.get("app"),
      );
    expect(labels("kind: Deployment\n  bad: [\n")).toEqual(["web"]);
    expect(labels(deployment("{app: -x-}", "selector: {matchLabels: {app: -x-}}, ", ", image: i"))).toEqual(["web"]);
  });

  it("both in one file, of which one is unreadable, the base's stays in force", () => {
    const both = `${policy("name: db", INGRESS)}---\n${policy("name: db", EGRESS)}`;
    const broken = `${policy("name: db", INGRESS)}---\n${BROKEN}`;
    const changed = `${policy("name: db", INGRESS)}---\n${policy("name: db", BOTH)}---\n${BROKEN}`;
    expect(inForce(readHead({ "a.yaml": both }, { "a.yaml": broken }))).toEqual(["db e a.yaml"]);
    expect(inForce(readHead({ "a.yaml": both }, { "a.yaml": changed }))).toEqual(["db ie a.yaml"]);
  });
});

it("two definitions that count as before are not kept, whatever else their file holds", () => {
  const text = [policy("name: db", INGRESS), policy("name: db", EGRESS), policy("name: db", TEMPLATED)].join("---\n");
  const head = readHead({ "a.yaml": text }, { "a.yaml": `# edited\n${text}` });
  expect(inForce(head)).toEqual(["db e a.yaml"]);
  expect(head.diagnostics.map(({ code }) => code)).not.toContain("kept-from-base");
});

describe("an object of the base stays in force", () => {
  it("not when what is invalid was so before, and the object is deleted", () => {
    const base = { "k.yaml": policy("name: a"), "z.yaml": policy("name: a", INVALID) };
    expect(inForce(readHead(base, { "z.yaml": base["z.yaml"] }))).toEqual([]);
    expect(inForce(readHead(base, { ...base, "k.yaml": policy("name: a", INVALID) }))).toEqual(["a i k.yaml"]);
  });

  it("when the head holds an invalid update and a patch of it", () => {
    const whole = deployment("{app: web}", "selector: {matchLabels: {app: web}}, ", ", image: i");
    const head = readHead(
      { "a.yaml": whole },
      {
        "a.yaml": whole.replaceAll("app: web", "app: -x-"),
        "patch.yaml": whole.replace(/containers: .*\]/, "containers: []"),
      },
    );
    expect(head.cluster.workloads.map(({ name }) => name)).toEqual(["web"]);
  });

  it("when a patch of it takes its place, but not when one stands elsewhere", () => {
    const patch = `$patch: delete\n${policy("name: db")}`;
    expect(inForce(readHead({ "a.yaml": policy("name: db") }, { "a.yaml": patch }))).toEqual(["db i a.yaml"]);
    expect(inForce(readHead({ "a.yaml": policy("name: db") }, { "patch.yaml": patch }))).toEqual([]);
  });

  it.each(["name: 5", 'name: "{{ .name }}"', "name: DB", "labels: {}", "name: db, namespace: '{{ .ns }}'"])(
    "when its document does not tell which object it is: %s",
    (metadata) => {
      expect(inForce(readHead({ "a.yaml": policy("name: db") }, { "a.yaml": policy(metadata) }))).toEqual([
        "db i a.yaml",
      ]);
    },
  );

  it("when a directory above it was left out", () => {
    const head = readHead({ "k8s/prod/a.yaml": policy("name: db") }, {}, [
      { path: "k8s", reason: "a symbolic link to a directory, which is not followed" },
    ]);
    expect(inForce(head)).toEqual(["db i k8s/prod/a.yaml"]);
  });

  it("not when only the beginning of its path was left out", () => {
    expect(inForce(readHead({ "k8s/a.yaml": policy("name: db") }, {}, [{ path: "k8", reason: "" }]))).toEqual([]);
  });
});

describe("in a file of which a document could not be read before either", () => {
  const base = { "a.yaml": `${policy("name: db")}---\n${BROKEN}` };

  it("an object that is deleted is gone", () => {
    expect(inForce(readHead(base, { "a.yaml": BROKEN }))).toEqual([]);
    const nameless = policy('name: "{{ .name }}"');
    expect(inForce(readHead({ "a.yaml": `${policy("name: db")}---\n${nameless}` }, { "a.yaml": nameless }))).toEqual(
      [],
    );
  });

  it.each([
    ["one that is broken in another way", "kind: NetworkPolicy\n  worse: [\n"],
    ["one without a name", policy("labels: {a: b}")],
  ])("an object stays in force when the unreadable document is another one: %s", (_, other) => {
    const text = `${policy("name: web")}---\n${other}`;
    expect(inForce(readHead(base, { "a.yaml": text }))).toEqual(["web i a.yaml", "db i a.yaml"]);
  });

  it("an object stays in force when its document breaks and another object comes beside it", () => {
    const before = { "a.yaml": `${policy("name: d")}---\n${policy("name: px")}---\n${BROKEN}` };
    const after = { "a.yaml": `${policy("name: d")}---\n${BROKEN}x: {\n---\n${policy("name: py")}` };
    expect(inForce(readHead(before, after))).toEqual(["d i a.yaml", "py i a.yaml", "px i a.yaml"]);
  });

  it("an object that is deleted is gone, wherever the unreadable document stands now, and however often", () => {
    const twice = { "a.yaml": `${policy("name: db")}---\n${BROKEN}---\n${BROKEN}---\n${policy("name: web")}` };
    const moved = `# moved\n---\n${BROKEN}\n\n---\n${policy("name: web")}---\n${BROKEN}`;
    expect(inForce(readHead(twice, { "a.yaml": moved }))).toEqual(["web i a.yaml"]);
    expect(inForce(readHead(twice, { "a.yaml": `${policy("name: web")}---\n${BROKEN}` }))).toEqual(["web i a.yaml"]);
  });

  it("an item that is deleted from a list with a nameless one is gone", () => {
    const list = (...items: readonly object[]): string => {
      const policies = items.map((metadata) => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata,
        spec: { podSelector: {} },
      }));
      return JSON.stringify({ apiVersion: "v1", kind: "List", items: policies });
    };
    const before = { "a.yaml": list({ name: "db" }, { labels: { n: 1 } }) };
    expect(inForce(readHead(before, { "a.yaml": list({ labels: { n: 1 } }) }))).toEqual([]);
    expect(inForce(readHead(before, { "a.yaml": list({ labels: { n: 2 } }) }))).toEqual(["db i a.yaml"]);
  });

  it("nothing is said when nothing changes", () => {
    const text = `${policy("name: db")}---\n${BROKEN}---\n${policy("labels: {}")}`;
    const { diagnostics } = readHead({ "a.yaml": text }, { "a.yaml": text });
    expect(diagnostics.map(({ code }) => code)).toEqual(["yaml-syntax", "invalid-object"]);
  });

  it("an object whose document is broken as well stays in force", () => {
    expect(inForce(readHead(base, { "a.yaml": `${policy("name: web")}---\n${BROKEN}---\n${BROKEN}` }))).toEqual([
      "web i a.yaml",
      "db i a.yaml",
    ]);
  });
});

describe("objects with generateName", () => {
  const one = policy("generateName: deny-", INGRESS);
  const two = policy("generateName: deny-", EGRESS);
  const three = policy("generateName: deny-", BOTH);
  const base = { "a.yaml": [one, two, three].join("---\n") };
  const unchanged = ["deny-*1 i a.yaml", "deny-*2 e a.yaml", "deny-*3 ie a.yaml"];

  it.each([
    ["is unreadable", BROKEN],
    ["is invalid", policy("generateName: deny-", INVALID)],
    ["is a template", policy("generateName: deny-", TEMPLATED)],
  ])("keep their names, and all stay in force, when one before them %s", (_, broken) => {
    const head = readHead(base, { "a.yaml": [broken, two, three].join("---\n") });
    expect([...inForce(head)].sort()).toEqual(unchanged);
    expect(head.diagnostics.filter(({ code }) => code === "kept-from-base")).toMatchObject([
      { message: expect.stringContaining("NetworkPolicy default/deny-*1 ") as string },
    ]);
  });

  it("keep their names when one before them is deleted or added", () => {
    expect(inForce(readHead(base, { "a.yaml": [two, three].join("---\n") }))).toEqual(unchanged.slice(1));
    const added = readHead({ "a.yaml": two }, { "a.yaml": [one, two].join("---\n") });
    expect(inForce(added)).toEqual(["deny-*2 i a.yaml", "deny-*1 e a.yaml"]);
  });

  it("keep their names in another file, and as the one that changed", () => {
    const moved = { "b.yaml": three, "a.yaml": [one, policy("generateName: deny-", "{}")].join("---\n") };
    expect(inForce(readHead(base, moved))).toEqual(["deny-*1 i a.yaml", "deny-*2 i a.yaml", "deny-*3 ie b.yaml"]);
  });

  it("do not collide when one names the default namespace", () => {
    const named = policy("generateName: deny-, namespace: default", EGRESS);
    expect(inForce(readHead({}, { "a.yaml": one, "b.yaml": named }))).toEqual(["deny-*1 i a.yaml", "deny-*2 e b.yaml"]);
  });
});

describe("an object that may have moved to a file that cannot be read", () => {
  const NOTE =
    "can be read, and NetworkPolicy default/db (and 1 more), which stood at `old.yaml:1` before the change, is defined " +
    "nowhere else: taken for deleted, although it may have moved here";
  const base = { "old.yaml": `${policy("name: db")}---\n${policy("name: web")}` };

  it("is named there", () => {
    const head = readHead(base, { "new.yaml": BROKEN });
    expect(inForce(head)).toEqual([]);
    expect(lines(head.diagnostics).at(-1)).toBe(`new.yaml:1:1 warning taken-for-deleted not everything here ${NOTE}`);
  });

  it("is named once for several files, directories left out among them", () => {
    const head = readHead(base, { "new.yaml": BROKEN }, [{ path: "vendor", reason: "a submodule" }]);
    const said = lines(head.diagnostics).filter((line) => line.includes("taken-for-deleted"));
    expect(said).toEqual([`new.yaml:1:1 warning taken-for-deleted not everything here (and 1 more) ${NOTE}`]);
  });

  it("stays in force when its name can be read and its specification cannot", () => {
    const head = readHead({ "old.yaml": policy("name: db") }, { "new.yaml": policy("name: db", INVALID) });
    expect(inForce(head)).toEqual(["db i old.yaml"]);
    expect(head.diagnostics.map(({ code }) => code)).toEqual(["invalid-object", "kept-from-base"]);
  });

  it.each([
    ["the file was as unreadable before", { ...base, "new.yaml": BROKEN }, { "new.yaml": BROKEN }],
    ["the file is no manifest", base, { "values.yaml": "apiVersion: {{ broken\n" }],
    ["nothing is gone", base, { ...base, "new.yaml": BROKEN }],
  ])("is not named when %s", (_, before: Files, after: Files) => {
    expect(readHead(before, after).diagnostics.map(({ code }) => code)).not.toContain("taken-for-deleted");
  });
});
