/** Roots that a change moves, turns into something else, joins or takes apart, with an edit in every file. Really rendered. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const SHOP = ", namespace: shop";

function deployment(name: string, namespace = SHOP): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}${namespace} }
spec: { selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: c, image: i }] } } }
`;
}

function policy(name: string, spec: string, namespace = SHOP): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}${namespace} }
spec: { ${spec} }
`;
}

function denyAll(namespace = SHOP): string {
  return policy("deny", "podSelector: {}, policyTypes: [Ingress]", namespace);
}

function deny(name: string): string {
  return policy(`deny-${name}`, `podSelector: { matchLabels: { app: ${name} } }, policyTypes: [Ingress]`);
}

function kustomization(directory: string, files: Files, more = ""): Files {
  return {
    [`${directory}/kustomization.yaml`]: `resources: [${Object.keys(files).join(", ")}]\n${more}`,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text])),
  };
}

function chart(directory: string, files: Files): Files {
  return {
    [`${directory}/Chart.yaml`]: "apiVersion: v2\nname: x\nversion: 1.0.0\n",
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${directory}/templates/${name}`, text])),
  };
}

function plain(directory: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text]));
}

/** The same objects in other bytes. */
function edited(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, `# edited\n${text}`]));
}

async function judged(base: Files, head: Files) {
  const { reading } = await readRendered(base, head, sandbox.renderAll);
  const { roots } = judgedReport(reading, SIDE_NAMES, "2026-06-15");
  const failures = roots.flatMap(({ root, judgement }) =>
    (judgement?.regressions ?? []).filter(({ level }) => level === "failure").map(({ rule }) => `${root} ${rule}`),
  );
  const lost = failures.filter((line) => line.endsWith(" isolation-lost")).map((line) => line.split(" ")[0]);
  return {
    failures,
    /** The roots that are missed a policy. */
    lost: [...new Set(lost)],
    told: reading.news
      .filter(({ code }) => code.startsWith("root-"))
      .map(({ severity, code }) => `${severity} ${code}`),
    roots: reading.roots.map(({ root }) => root),
  };
}

const WITH_POLICY: Files = { "db.yaml": deployment("db"), "web.yaml": deployment("web"), "deny.yaml": denyAll() };
const WITHOUT: Files = { "db.yaml": deployment("db"), "web.yaml": deployment("web") };

const MADE: readonly (readonly [string, (directory: string, files: Files) => Files])[] = [
  ["a kustomization", kustomization],
  ["a chart", chart],
  ["plain files", plain],
];
const PAIRS = MADE.flatMap(([from, make]) => MADE.map(([to, remake]) => [`${from} to ${to}`, make, remake] as const));

describe("what is moved elsewhere, each file edited, as", () => {
  it.each(PAIRS)("%s, is missed the policy that it leaves out", async (_, make, remake) => {
    const { failures, told } = await judged(make("a/old", WITH_POLICY), remake("b/new", edited(WITHOUT)));
    expect(failures.join()).toContain("isolation-lost");
    expect(told.join()).not.toContain("root-gone");
  });

  it.each(PAIRS)("%s, is as it was where all of it is there", async (_, make, remake) => {
    const { failures, told } = await judged(make("a/old", WITH_POLICY), remake("b/new", edited(WITH_POLICY)));
    expect(failures).toEqual([]);
    expect(told.join()).not.toContain("root-gone");
  });
});

describe("roots that are gone", () => {
  const two: Files = {
    ...kustomization("one", { "db.yaml": deployment("db"), "deny.yaml": deny("db") }),
    ...kustomization("two", { "web.yaml": deployment("web"), "deny.yaml": deny("web") }),
  };
  const apps = { "db.yaml": deployment("db"), "web.yaml": deployment("web") };

  it.each(MADE)("are compared together with what has the objects of all: %s", async (_, remake) => {
    const all = edited({ ...apps, "a.yaml": deny("db"), "b.yaml": deny("web") });
    expect((await judged(two, remake("new", all))).failures).toEqual([]);
    const less = edited({ ...apps, "a.yaml": deny("db") });
    const { lost, roots } = await judged(two, remake("new", less));
    expect(lost).toHaveLength(1);
    expect(roots).toEqual(lost);
  });

  it("are compared each with what deploys the same objects instead of all of them", async () => {
    const dev = kustomization("dev", WITH_POLICY);
    const prod = kustomization("prod", { ...WITH_POLICY, "own.yaml": deny("db") });
    const { lost, told } = await judged({ ...dev, ...prod }, kustomization("live", edited(WITHOUT)));
    expect(lost).toEqual(["live", "prod"]);
    expect(told.join()).not.toContain("root-gone");
  });

  it("are told where nothing has their objects", async () => {
    const other = kustomization("new", { "x.yaml": deployment("x") });
    expect((await judged(kustomization("old", WITH_POLICY), other)).told).toEqual(["warning root-gone"]);
  });
});

describe("one root that becomes several", () => {
  const old = kustomization("old", WITH_POLICY);

  it("is compared with all of them together", async () => {
    const one = kustomization("one", edited({ "db.yaml": deployment("db"), "deny.yaml": denyAll() }));
    const other = chart("other", edited({ "web.yaml": deployment("web") }));
    expect((await judged(old, { ...one, ...other })).failures).toEqual([]);
    const without = kustomization("one", edited({ "db.yaml": deployment("db") }));
    expect((await judged(old, { ...without, ...other })).failures.join()).toContain("isolation-lost");
  });

  it("is compared with each of them where they are ways to deploy the same", async () => {
    const base = kustomization("base", edited(WITH_POLICY));
    const dev = { "dev/kustomization.yaml": "resources: [../base]\n" };
    const removed =
      "patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, $patch: delete}' }]\n";
    const prod = { "prod/kustomization.yaml": `resources: [../base]\n${removed}` };
    const { lost, roots } = await judged(old, { ...base, ...dev, ...prod });
    expect(lost).toEqual(["prod"]);
    expect(roots).toEqual(["dev", "prod"]);
  });
});

describe("overlays that are moved together, each edited,", () => {
  const names = ["dev", "prod", "stage"];
  const overlays = (directory: string, files: Files, more: (name: string) => Files = () => ({})): Files =>
    names.reduce<Files>(
      (all, name) => ({ ...all, ...kustomization(`${directory}/${name}`, { ...files, ...more(name) }) }),
      {},
    );

  it("are each compared with the one of its name", async () => {
    const base = overlays("old", WITHOUT, (name) => (name === "prod" ? { "deny.yaml": denyAll() } : {}));
    const { lost, roots } = await judged(base, overlays("new", edited(WITHOUT)));
    expect(lost).toEqual(["new/prod"]);
    expect(roots).toEqual(["new/dev", "new/prod", "new/stage"]);
  });
});

describe("what names its namespace and becomes what names none", () => {
  const open = (namespace: string): Files => ({
    "db.yaml": deployment("db", namespace),
    "p.yaml": policy("open", "podSelector: {}, ingress: [{}]", namespace),
  });
  const guarded = (namespace: string): Files => ({
    "db.yaml": deployment("db", namespace),
    "p.yaml": denyAll(namespace),
  });
  const released = ", namespace: '{{ .Release.Namespace }}'";
  const bare = { "db.yaml": deployment("db", "") };

  it.each<[string, (files: (namespace: string) => Files) => readonly [Files, Files]]>([
    ["plain files, a chart", (files) => [plain("a", files(SHOP)), chart("c", files(""))]],
    [
      "plain files, a chart with that of its release",
      (files) => [plain("a", files(SHOP)), chart("c", files(released))],
    ],
    ["plain files, a kustomization", (files) => [plain("a", files(SHOP)), kustomization("k", files(""))]],
    ["a kustomization, a chart", (files) => [kustomization("k", files(SHOP)), chart("c", files(""))]],
    ["a chart, a kustomization", (files) => [chart("c", files("")), kustomization("k", files(SHOP))]],
    ["a chart, plain files", (files) => [chart("c", files(released)), plain("a", files(SHOP))]],
    [
      "plain files, a kustomization that names it",
      (files) => [plain("a", files("")), kustomization("k", files(""), "namespace: shop\n")],
    ],
  ])("is as it was: %s", async (_, sides) => {
    for (const files of [open, guarded]) {
      const [before, after] = sides(files);
      const { failures, told } = await judged(before, after);
      expect(failures).toEqual([]);
      expect(told).not.toContain("warning root-gone");
    }
  });

  it("is missed the policy that it leaves out", async () => {
    expect((await judged(plain("a", guarded(SHOP)), chart("c", bare))).lost).toEqual(["."]);
    expect((await judged(kustomization("k", guarded(SHOP)), chart("c", bare))).lost).toEqual(["c"]);
  });

  it("is told not to say in which of several namespaces it is", async () => {
    const two = {
      ...plain("a", guarded(SHOP)),
      ...plain("b", { "web.yaml": deployment("web", ", namespace: other") }),
    };
    const { reading } = await readRendered(
      two,
      chart("c", { ...bare, "web.yaml": deployment("web", "") }),
      sandbox.renderAll,
    );
    expect(reading.news.map(({ severity, code }) => `${severity} ${code}`)).toContain("warning namespace-unsaid");
  });
});

it("roots that are moved together and have files of equal bytes are each compared with what has their objects", async () => {
  const shops = (directory: string, unguarded: string): Files =>
    ["a", "b", "c"].reduce<Files>((all, name) => {
      const inside = `, namespace: shop-${name}`;
      const files = { "db.yaml": deployment("db", inside), "deny.yaml": denyAll(inside) };
      const removed =
        "patches: [{ patch: '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop-b}, $patch: delete}' }]\n";
      return { ...all, ...kustomization(`${directory}/${name}`, files, name === unguarded ? removed : "") };
    }, {});
  const { lost, roots } = await judged(shops("old", "none"), shops("new", "b"));
  expect(lost).toEqual(["new/b"]);
  expect(roots).toEqual(["new/a", "new/b", "new/c"]);
});

it("what leaves a root that stays for a new one is missed the policy that it had there", async () => {
  const base = kustomization("old", WITH_POLICY);
  const rest = kustomization("old", { "web.yaml": deployment("web"), "deny.yaml": denyAll() });
  const { lost } = await judged(base, {
    ...rest,
    ...kustomization("new", edited({ "db.yaml": deployment("db") })),
  });
  expect(lost).toEqual(["new"]);
});
