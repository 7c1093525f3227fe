/** What the base left open and the head allows for sure: it breaks what is promised, for the change that makes it sure. */
import { describe, expect, test } from "vitest";
import { promised } from "./promised.ts";
import { deployment, policy, tell } from "./support.ts";

const SPACES = ["shop", "other"]
  .map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`)
  .join("");
const DB = deployment("shop", "db", { app: "db" });
const AGENT = deployment("other", "agent", { app: "agent" }).replace("containers", "hostNetwork: true, containers");
const DENY = policy("shop", "deny", "  podSelector: {}\n  policyTypes: [Ingress]");
const OPEN = policy("shop", "open", "  podSelector: {}\n  ingress: [{}]");
const BASE = SPACES + DB + AGENT + DENY;
const CLOSED = "- { name: closed, deny: { from: other/agent, to: shop/db } }";

describe("an assertion about pods that may be the node of the others", () => {
  test.each([
    ["a rule opens it", BASE + OPEN],
    ["the last policy goes", SPACES + DB + AGENT],
  ])("is broken where %s", async (_, head) => {
    for (const assertion of [CLOSED, `${CLOSED.slice(0, -1)}, enforce: always }`]) {
      const [first = "", ...flows] = await promised(BASE, head, assertion);
      expect(first).toMatch(/^failure closed: allowed, though this assertion denies it/);
      expect(flows).toEqual([
        " allowed other/Deployment/agent -> shop/Deployment/db: TCP 1-65535, UDP 1-65535, SCTP 1-65535",
      ]);
    }
  });

  test("stays in doubt where the head leaves it open, too", async () => {
    expect(await promised(BASE, BASE + policy("shop", "none", "  podSelector: {}\n  ingress: []"), CLOSED)).toEqual([
      "standing 1",
    ]);
  });

  test("of other ports is not broken by what is opened, and of some by these", async () => {
    const opened = BASE + policy("shop", "open", "  podSelector: {}\n  ingress: [{ ports: [{ port: 80 }] }]");
    const ports = (text: string): string => `${CLOSED.slice(0, -3)}, ports: ${text} } }`;
    expect((await promised(BASE, opened, ports("TCP 443"))).join()).not.toContain("failure");
    const [first = "", flow] = await promised(BASE, opened, ports("TCP 70-90"));
    expect(first).toMatch(/^failure closed/);
    expect(flow).toBe(" allowed other/Deployment/agent -> shop/Deployment/db: TCP 80");
  });
});

test("a rule is sure of it as well", async () => {
  const { lines } = await tell(BASE, BASE + OPEN, "cross-namespace");
  expect(lines.join()).toContain("shop/Deployment/db: newly open to other namespaces");
  expect((await tell(BASE, BASE, "cross-namespace")).lines).toEqual([]);
});
