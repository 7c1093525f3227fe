/** Rules that a person has to accept, whatever their level. */
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/index.ts";
import { failingText } from "../../src/findings/index.ts";
import { deployment, policy, tell } from "./support.ts";

const SHOP = deployment("shop", "web", { app: "web" }) + deployment("crm", "api", { app: "api" });
const CLOSED = policy("shop", "web", "  podSelector: {}\n  ingress: []");
const FROM_CRM = policy(
  "shop",
  "web",
  "  podSelector: {}\n  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: crm } } }] }]",
);

const told = async (config: string): Promise<readonly string[]> => {
  const { regressions } = await tell(SHOP + CLOSED, SHOP + FROM_CRM, "cross-namespace", config);
  return regressions.map(({ rule, level, requiresApproval }) => `${rule} ${level} ${String(requiresApproval)}`);
};

describe("require-approval", () => {
  it("is asked for findings of these rules at the level that they have, and of no other", async () => {
    expect(await told("")).toEqual(["cross-namespace warning false"]);
    expect(await told("require-approval: [cross-namespace]")).toEqual(["cross-namespace warning true"]);
    expect(await told("require-approval: [cut-off]")).toEqual(["cross-namespace warning false"]);
  });

  it("makes them part of what fails the check and is accepted", async () => {
    const failing = async (config: string): Promise<string | null> => {
      const { regressions, endpoints } = await tell(SHOP + CLOSED, SHOP + FROM_CRM, "cross-namespace", config);
      return failingText({ regressions, echoes: [] }, endpoints);
    };
    expect(await failing("")).toBeNull();
    expect(await failing("require-approval: [cross-namespace]")).toContain("cross-namespace");
  });

  it("is not asked for what is waived, nor in advisory mode, where what would fail is a warning", async () => {
    const waived = "waivers: [{ rule: cross-namespace, from: crm/api, reason: agreed }]\n";
    expect(await told(`${waived}require-approval: [cross-namespace]`)).toEqual([]);
    expect(await told("mode: advisory\nrequire-approval: [cross-namespace]")).toEqual([
      "cross-namespace warning false",
    ]);
  });

  it("tells what fails before what does not", async () => {
    const stray = policy("shop", "other", "  podSelector: { matchLabels: { app: nobody } }");
    const { regressions } = await tell(
      SHOP + CLOSED,
      SHOP + FROM_CRM + stray,
      null,
      "require-approval: [selects-nothing]",
    );
    expect(regressions.map(({ rule }) => rule)).toEqual(["selects-nothing", "cross-namespace"]);
  });

  it("holds for assertions", async () => {
    const config = `require-approval: [assertion]
assertions: [{ name: crm-stays-out, level: notice, deny: { from: crm/api, to: shop/web } }]`;
    const { regressions } = await tell(SHOP + CLOSED, SHOP + FROM_CRM, "assertion", config);
    expect(regressions.map(({ level, requiresApproval }) => [level, requiresApproval])).toEqual([["notice", true]]);
  });

  it("refuses a rule that is off: nobody would ever be asked", async () => {
    const { config, problems } = await readConfig("rules: { cut-off: off }\nrequire-approval:\n  - cut-off\n", "n.yml");
    expect(config).toBeNull();
    expect(problems.map(({ line, message }) => `${String(line)}: ${message}`)).toEqual([
      "3: `require-approval[0]`: the rule `cut-off` is off, so that nobody would ever be asked: give it a level in `rules`, such as `notice`",
    ]);
  });
});
