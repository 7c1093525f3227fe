/** Pods that the manifests do not hold: what a change does to them is told, though workloads alone would show nothing of it. */
import { describe, expect, it } from "vitest";
import { deployment, failing, policy, tell } from "./support.ts";

const NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n";
const web = deployment("shop", "web", { app: "web" });
const db = deployment("shop", "db", { app: "db" });
const deny = (subject: string): string =>
  policy("shop", "deny", `  { podSelector: ${subject}, policyTypes: [Ingress] }`);

const failures = async (base: string, head: string, config = ""): Promise<readonly string[]> => {
  const { regressions, endpoints } = await tell(base, head, null, config);
  return regressions
    .filter(({ level }) => level === "failure")
    .map((finding) => `${finding.rule}: ${finding.endpoints.map((index) => endpoints[index]?.id ?? "?").join(" ")}`);
};

describe("a policy of everybody that is narrowed to the workloads of today", () => {
  it.each([
    ["one", NAMESPACE + web, "{ matchLabels: { app: web } }"],
    ["several", NAMESPACE + web + db, "{ matchExpressions: [{ key: app, operator: In, values: [web, db] }] }"],
    ["whoever carries the label", NAMESPACE + web + db, "{ matchExpressions: [{ key: app, operator: Exists }] }"],
  ])("leaves all other pods open: %s", async (_, workloads, subject) => {
    const found = await failures(workloads + deny("{}"), workloads + deny(subject));
    expect(found.some((line) => line.startsWith("isolation-lost"))).toBe(true);
    expect(found.some((line) => line.startsWith("exposed-to-internet"))).toBe(true);
  });
});

describe("what happens to a known workload and to other pods alike", () => {
  const base = NAMESPACE + web + db + deny("{}");
  const onlyDb = NAMESPACE + web + db + deny("{ matchExpressions: [{ key: app, operator: NotIn, values: [db] }] }");
  const everybodyButWeb = NAMESPACE + web + db + deny("{ matchLabels: { app: web } }");
  const waivers = `waivers:
  - { rule: isolation-lost, to: shop/db, reason: it moves }
  - { rule: exposed-to-internet, to: shop/db, reason: it moves }
`;

  it("is told of the workload", async () => {
    for (const head of [onlyDb, everybodyButWeb])
      expect(await failures(base, head)).toEqual([
        "exposed-to-internet: shop/Deployment/db",
        "isolation-lost: shop/Deployment/db",
      ]);
  });

  it("is accepted for those whom it happened to when it was accepted, and for no others", () => {
    expect(failing(base, onlyDb)).not.toBeNull();
    expect(failing(base, everybodyButWeb)).not.toBe(failing(base, onlyDb));
  });

  it("is told of the others where it is waived for the workload", async () => {
    expect(await failures(base, onlyDb, waivers)).toEqual([]);
    const found = await failures(base, everybodyButWeb, waivers);
    expect(found).not.toEqual([]);
    expect(found.join()).not.toContain("Deployment");
  });
});

describe("a workload that takes the place of another", () => {
  const onlyDb = policy("shop", "db", "  { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress] }");
  const open = NAMESPACE + web + db + onlyDb;

  it.each([
    ["with its labels", NAMESPACE + deployment("shop", "frontend", { app: "web" }) + db + onlyDb],
    ["with others", NAMESPACE + deployment("shop", "frontend", { app: "frontend" }) + db + onlyDb],
    [
      "while the other is renamed as well",
      NAMESPACE +
        deployment("shop", "frontend", { app: "frontend" }) +
        deployment("shop", "store", { app: "store" }) +
        onlyDb.replace("app: db", "app: store"),
    ],
  ])("stays as open as that one was: %s", async (_, head) => {
    expect(await failures(open, head)).toEqual([]);
  });

  it("is told where more are open than before", async () => {
    const head = NAMESPACE + deployment("shop", "frontend", { app: "x" }) + deployment("shop", "store", { app: "y" });
    expect((await failures(open, head + onlyDb)).some((line) => line.startsWith("not-isolated"))).toBe(true);
  });

  const everybody = policy("shop", "web", "  { podSelector: { matchLabels: { app: web } }, ingress: [{}] }");
  const isPublic = NAMESPACE + web + deny("{}") + everybody;

  it("is as public as that one was, though it has labels and port names that no policy asks for", async () => {
    const renamed = deployment("shop", "frontend", { app: "web", color: "green" });
    expect(await failures(isPublic, NAMESPACE + renamed + deny("{}") + everybody)).toEqual([]);
  });

  it("is told where a policy asks for a label whose value only the cluster knows", async () => {
    const trap = everybody.replace(
      "{ app: web }",
      "{ app: web }, matchExpressions: [{ key: pod-template-hash, operator: DoesNotExist }]",
    );
    const pod =
      "---\napiVersion: v1\nkind: Pod\nmetadata: { name: web2, namespace: shop, labels: { app: web } }\nspec: { containers: [{ name: c, image: i }] }\n";
    const before = NAMESPACE + web + deny("{}") + trap;
    expect(await failures(before, before + pod)).toEqual(["exposed-to-internet: shop/Pod/web2"]);
  });
});

describe("pods that look like none of the workloads that explain a change are told of", () => {
  const pub = (subject: string): string => policy("shop", "pub", `  { podSelector: ${subject}, ingress: [{}] }`);
  const one = (name: string, app: string): string => deployment("shop", name, { app });
  const labelled = (key: string, ...values: readonly string[]): string =>
    `{ matchExpressions: [{ key: ${key}, operator: In, values: [${values.join(", ")}] }] }`;
  const not = (...values: readonly string[]): string =>
    `{ matchExpressions: [{ key: app, operator: NotIn, values: [${values.join(", ")}] }] }`;
  const app = (value: string): string => `{ matchLabels: { app: ${value} } }`;
  const second = deployment("shop", "web2", { app: "web", v: "2" });
  const dbPolicy = policy("shop", "db", `  { podSelector: ${app("db")}, policyTypes: [Ingress] }`);

  it.each<[string, string, string]>([
    ["beside a new workload", web + deny("{}") + pub(app("web")), web + second + deny("{}") + pub("{}")],
    ["where the workload is renamed", web + deny("{}"), one("web2", "web2") + deny(app("web2"))],
    [
      "where a policy of nearly everybody follows one",
      web + deny(not("public")),
      one("web", "public") + deny(app("public")),
    ],
    ["where one of several values follows", web + deny(labelled("app", "web", "db")), one("web", "w") + deny(app("w"))],
    [
      "where the new label is that of another policy",
      web + deny("{}") + pub(app("web")) + dbPolicy,
      one("web", "db") + deny("{}") + pub(app("db")) + dbPolicy,
    ],
    [
      "where another value comes along",
      web + deny("{}") + pub(labelled("app", "web", "old")),
      one("web", "w") + deny("{}") + pub(labelled("app", "w", "db")),
    ],
    [
      "where a label is ruled out that the workload has got",
      web + deny("{}") + pub(not("b")),
      one("web", "b") + deny("{}") + pub(not("c")),
    ],
  ])("%s", async (_, base, head) => {
    expect(await failures(NAMESPACE + base, NAMESPACE + head)).not.toEqual([]);
  });

  it("but not where policy and workload change the key of their label", async () => {
    const renamed = deployment("shop", "web", { name: "web" });
    const base = NAMESPACE + web + deny("{}") + pub(app("web"));
    const head = NAMESPACE + renamed + deny("{}") + pub("{ matchLabels: { name: web } }");
    expect(await failures(base, head)).toEqual([]);
    const both = deployment("shop", "web", { app: "web", name: "web" });
    expect(await failures(base, head.replace(renamed, both))).toEqual([]);
  });

  const waived = `waivers:
  - { rule: isolation-lost, to: shop/db, reason: it moves }
  - { rule: exposed-to-internet, to: shop/db, reason: it moves }
`;

  it.each([
    ["those of another value", not("db", "cache")],
    [
      "whoever has a label",
      "{ matchExpressions: [{ key: tier, operator: DoesNotExist }, { key: app, operator: DoesNotExist }] }",
    ],
  ])("where a waiver means the known workload only: %s", async (_, subject) => {
    expect(await failures(NAMESPACE + db + deny("{}"), NAMESPACE + db + deny(subject), waived)).not.toEqual([]);
  });

  it("where a policy that was accepted for a new workload is widened", () => {
    const base = NAMESPACE + web + deny("{}");
    const fresh = base + one("fresh", "fresh");
    const accepted = failing(base, fresh + pub(app("fresh")));
    expect(accepted).not.toBeNull();
    expect(failing(base, fresh + pub(not("web")))).not.toBe(accepted);
    expect(failing(base, fresh + pub(labelled("app", "fresh", "secrets")))).not.toBe(accepted);
  });
});

describe("a namespace out of which all workloads and policies go, while it stays", () => {
  const web2web = policy(
    "shop",
    "web",
    "  { podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }] }] }",
  );
  const elsewhere = deployment("mon", "prom", { app: "prom" });
  const egress = policy("shop", "out", "  { podSelector: {}, policyTypes: [Egress] }");

  it.each([
    ["the only workload and a policy of everybody", web + deny("{}"), ""],
    ["several workloads", web + db + deny("{}"), ""],
    ["a policy that names other pods", web + deny("{}") + web2web, ""],
    ["several policies", web + db + deny("{}") + web2web + egress, ""],
    ["other namespaces stay as they are", web + deny("{}") + elsewhere, elsewhere],
  ])("leaves nobody open: %s", async (_, before, after) => {
    const { lines } = await tell(NAMESPACE + before, NAMESPACE + after);
    expect(lines).toEqual([]);
  });

  const memcached = "---\napiVersion: cache.example.org/v1\nkind: Memcached\nmetadata: { name: m, namespace: shop }\n";

  it.each([
    ["had no workload", deny("{}") + elsewhere, elsewhere],
    ["keeps a workload", web + db + deny("{}"), db],
    ["gets a new workload", web + deny("{}"), db],
    ["keeps a policy, of whomever", web + deny("{}") + egress, egress],
    ["keeps what may make pods", web + memcached + deny("{}"), memcached],
    [
      "had a policy of pods that the manifests did not hold",
      web + deny("{}") + policy("shop", "cache", "  { podSelector: { matchLabels: { app: cache } }, ingress: [] }"),
      "",
    ],
    [
      "keeps the policy, which isolates nobody",
      web + deny("{}"),
      policy("shop", "deny", "  { podSelector: {}, ingress: [{}] }"),
    ],
  ])("tells of those who stay open where it %s", async (_, before, after) => {
    expect(await failures(NAMESPACE + before, NAMESPACE + after)).not.toEqual([]);
  });

  it("still tells of what another namespace opens to it", async () => {
    const isolated = policy("mon", "prom", "  { podSelector: {}, policyTypes: [Ingress] }");
    const open = policy(
      "mon",
      "prom",
      "  { podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }] }] }",
    );
    const { lines } = await tell(NAMESPACE + web + deny("{}") + elsewhere + isolated, NAMESPACE + elsewhere + open);
    expect(lines.join("\n")).toContain("warning cross-namespace");
    expect(lines.join("\n")).not.toContain("isolation-lost");
  });
});
