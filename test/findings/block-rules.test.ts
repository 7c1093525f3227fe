/** Rules about address blocks, and about rules that say the same twice. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const web = deployment("shop", "web", { app: "web" });
const apps = api + web;

const out = (name: string, subject: string, ...rules: readonly string[]): string =>
  policy(
    "shop",
    name,
    `  podSelector: ${subject}\n  policyTypes: [Egress]\n  egress:\n${rules.map((rule) => `    - ${rule}`).join("\n")}`,
  );
const API = "{ matchLabels: { app: api } }";
const WEB = "{ matchLabels: { app: web } }";
const block = (cidr: string, except = ""): string =>
  `{ ipBlock: { cidr: "${cidr}"${except === "" ? "" : `, except: ["${except}"]`} } }`;
const to = (peer: string, ports = ""): string =>
  `{ to: [${peer}]${ports === "" ? "" : `, ports: [{ port: ${ports} }]`} }`;

describe("except-reopened", () => {
  const closed = to(block("0.0.0.0/0", "169.254.169.254/32"));

  it.each([
    [
      "another block of the rule",
      out("a", API, `{ to: [${block("0.0.0.0/0", "10.0.0.0/8")}, ${block("10.0.0.0/8")}] }`),
      "another block of the same rule",
    ],
    ["another rule", out("a", API, closed, to(block("169.254.0.0/16"))), "rule `egress[1]` of NetworkPolicy `shop/a`"],
    [
      "another policy for the same pods",
      out("a", API, closed) + out("b", API, to(block("0.0.0.0/0"))),
      "rule `egress[0]` of NetworkPolicy `shop/b`",
    ],
    [
      "a policy for all pods",
      out("a", API, closed) + out("b", "{}", "{}"),
      "rule `egress[0]` of NetworkPolicy `shop/b`",
    ],
  ])("fires for %s", async (_, text, words) => {
    const { lines } = await tell(apps, apps + text, "except-reopened");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^warning except-reopened head k8s\.yaml:27: rule `egress\[0\]` of NetworkPolicy `shop\/a` allows `0\.0\.0\.0\/0 except/,
    );
    expect(lines[0]).toContain(words);
  });

  it.each([
    ["a part of the addresses", out("a", API, to(block("0.0.0.0/0", "10.0.0.0/8")), to(block("10.1.2.0/24")))],
    ["a part of the ports", out("a", API, to(block("0.0.0.0/0", "10.0.0.0/8")), to(block("10.0.0.0/8"), "53"))],
    ["other pods", out("a", API, closed) + out("b", WEB, to(block("0.0.0.0/0")))],
    ["a block with the same exception", out("a", API, closed, closed)],
    ["another family", out("a", API, closed, to(block("::/0")))],
  ])("is silent about %s", async (_, text) => {
    expect((await tell(apps, apps + text, "except-reopened")).lines).toEqual([]);
  });

  it("counts what the base had", async () => {
    const open = out("a", API, closed, to(block("169.254.0.0/16")));
    const turned = { "z.yaml": out("other", API, to(block("169.254.0.0/16")), closed), "a.yaml": apps };
    expect(await tell(apps + open, turned, "except-reopened")).toMatchObject({
      lines: [],
      standing: ["except-reopened 1"],
    });
  });
});

describe("redundant-rule", () => {
  const toApi = "{ podSelector: { matchLabels: { app: api } } }";

  it.each([
    ["more ports", out("w", WEB, to(toApi, "80"), to(toApi))],
    ["more pods", out("w", WEB, to(toApi, "80"), to("{ podSelector: {} }", "80"))],
    ["a range of ports", out("w", WEB, to(toApi, "80"), to(toApi, "1, endPort: 1024"))],
    ["more addresses", out("w", WEB, to(block("10.1.0.0/16")), to(block("10.0.0.0/8", "10.2.0.0/16")))],
    ["the same for all pods of the namespace", out("w", WEB, to(toApi, "80")) + out("x", "{}", to(toApi, "80"))],
    ["everything", out("w", WEB, to(toApi, "80"), "{}")],
  ])("fires where another rule allows %s", async (_, text) => {
    const { lines } = await tell(apps, apps + text, "redundant-rule");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^notice redundant-rule head k8s\.yaml:27: rule `egress\[0\]` of NetworkPolicy `shop\/w` allows nothing that rule/,
    );
  });

  it.each([
    ["fewer ports", out("w", WEB, to(toApi, "80"), to(toApi, "443"))],
    ["other pods", out("w", WEB, to(toApi)) + out("x", API, to(toApi))],
    ["an exception", out("w", WEB, to(block("10.0.0.0/8"), "80"), to(block("10.0.0.0/8", "10.2.0.0/16")))],
    [
      "all pods of the namespace, of all namespaces",
      out("w", WEB, to("{ namespaceSelector: {} }", "80"), to("{ podSelector: {} }")),
    ],
  ])("is silent where the other one has %s", async (_, text) => {
    expect((await tell(apps, apps + text, "redundant-rule")).lines).toEqual([]);
  });

  it("tells one of two that say the same, and counts what the base had, in any order", async () => {
    const twice = out("w", WEB, to(toApi, "80")) + out("x", WEB, to(toApi, "80"));
    const { lines } = await tell(apps, apps + twice, "redundant-rule");
    expect(lines).toHaveLength(1);
    const turned = {
      "a.yaml": out("v", WEB, to(toApi, "80")),
      "b.yaml": apps,
      "c.yaml": out("w", WEB, to(toApi, "80")),
    };
    expect(await tell(apps + twice, turned, "redundant-rule")).toMatchObject({
      lines: [],
      standing: ["redundant-rule 1"],
    });
  });
});

describe("ipv4-only", () => {
  const config = "cluster: { podCIDRs: [10.244.0.0/16, 'fd00:10::/48'] }";
  const four = out("a", API, to(block("0.0.0.0/0")));
  const six = out("a", API, `{ to: [${block("0.0.0.0/0")}, ${block("::/0")}] }`);

  it("fires in a dual-stack cluster", async () => {
    const { lines } = await tell(apps, apps + four, "ipv4-only", config);
    expect(lines).toEqual([
      "notice ipv4-only head k8s.yaml:27: rule `egress[0]` of NetworkPolicy `shop/a` allows every IPv4 address and no IPv6 " +
        "address, though the cluster has both: add `ipBlock: { cidr: ::/0 }`, with exceptions of its own, if everybody is meant",
    ]);
  });

  it("is silent where both are named, for narrower blocks, and where only IPv4 is known", async () => {
    expect((await tell(apps, apps + six, "ipv4-only", config)).lines).toEqual([]);
    const narrow = out("a", API, to(block("8.8.8.0/24")));
    expect((await tell(apps, apps + narrow, "ipv4-only", config)).lines).toEqual([]);
    expect((await tell(apps, apps + four, "ipv4-only", config.replace(", 'fd00:10::/48'", ""))).lines).toEqual([]);
    expect((await tell(apps, apps + four, "ipv4-only")).lines).toEqual([]);
  });

  it("counts what the base had", async () => {
    const moved = { "z.yaml": four.replace("name: a,", "name: b,"), "a.yaml": apps };
    expect(await tell(apps + four, moved, "ipv4-only", config)).toMatchObject({ lines: [], standing: ["ipv4-only 1"] });
  });
});
