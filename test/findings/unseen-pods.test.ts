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
