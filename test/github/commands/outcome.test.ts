import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/index.ts";
import { parseCommands } from "../../../src/github/commands/grammar.ts";
import { answerRequest, type Outcome, type ReviewedPullRequest } from "../../../src/github/commands/outcome.ts";
import type { DiffReport } from "../../../src/report/index.ts";
import { changedShop, shop } from "../../cli/shop.ts";
import { reviewed } from "./change.ts";

async function ask(
  body: string,
  review: ReviewedPullRequest = reviewed(),
  rights: "read" | "recheck" = "read",
): Promise<Outcome> {
  return answerRequest({ lines: parseCommands(body), comment: 77 }, rights, () => Promise.resolve(review));
}

async function textOf(body: string, review?: ReviewedPullRequest): Promise<string> {
  return (await ask(body, review)).reply?.text ?? "";
}

describe("the answer", () => {
  it("to `explain` tells both sides, with places on each", async () => {
    const text = await textOf("/netpol explain shop/web -> shop/db:5432");
    expect(text).toContain("## denied, before: allowed: `shop/Deployment/web` → `shop/StatefulSet/db`, `TCP 5432`");
    expect(text).toContain("[`db-policy.yaml:8`](https://github.test/blob/base/db-policy.yaml#L8)");
    expect(text).toContain("[`db-policy.yaml:8`](https://github.test/blob/head/db-policy.yaml#L8)");
    expect(text).toMatch(/Next:\n\n```text\n\/netpol who shop\/db:5432\n```\n$/);
  });

  it("to `explain` between roots says that they are judged apart, and what joins them", async () => {
    const { change, link } = reviewed();
    const away = reviewed(
      { "far.yaml": shop["web.yaml"].replaceAll("shop", "far") },
      { "far.yaml": shop["web.yaml"].replaceAll("shop", "far") },
    );
    const roots = [
      ...change.roots.map((root) => ({ ...root, root: "overlays/shop" })),
      ...away.change.roots.map((root) => ({ ...root, root: "overlays/far" })),
    ];
    const apart = { change: { ...change, roots }, link };
    const text = await textOf("/netpol explain far/web -> shop/db:5432", apart);
    expect(text).toContain("`far/web` is in the root `overlays/far` and `shop/db` in the root `overlays/shop`");
    const snippet = 'environments: [{ name: together, roots: ["overlays/far","overlays/shop"] }]';
    expect(text).toContain(`\`${snippet}\``);
    expect((await readConfig(snippet, "netpol.yml")).problems).toEqual([]);
    expect(await textOf("/netpol explain far/nobody -> shop/db:5432", apart)).not.toContain("judged apart");
    expect(await textOf("/netpol explain shop/web -> shop/db:5432", apart)).not.toContain("judged apart");
  });

  it("to `explain --before` is about one side", async () => {
    const text = await textOf("/netpol explain shop/web -> shop/db:5432 --before");
    expect(text).toContain("## ✅ allowed: ");
    expect(text).toContain("Only the manifests before the change were looked at.");
    expect(text).not.toContain("/blob/head/");
  });

  it("to `explain` about a new workload links to the side that has it", async () => {
    const { "web.yaml": _, ...withoutWeb } = shop;
    const text = await textOf("/netpol explain shop/web -> shop/db:5432", reviewed(withoutWeb, shop));
    expect(text).toContain("`shop/Deployment/web` is new: the answer is that after the change");
    expect(text).toContain("/blob/head/db-policy.yaml#L8");
    const gone = await textOf("/netpol explain shop/web -> shop/db:5432", reviewed(shop, withoutWeb));
    expect(gone).toContain("/blob/base/db-policy.yaml#L8");
  });

  it("to `who` holds what can reach the endpoint on the port, before and after", async () => {
    const text = await textOf("/netpol who shop/db:5432");
    expect(text).toContain("## What can reach `shop/db` on TCP 5432\n");
    expect(text).toContain("### Before\n\n| Destination | Reachable from | Port |");
    expect(text).toContain("| `shop/StatefulSet/db` | `shop/Deployment/web` | TCP 5432 |");
    expect(text).toContain("| `shop/StatefulSet/db` | nothing |  |");
  });

  it("to `who` names a port by the number that the destination gives it", async () => {
    expect(await textOf("/netpol who shop/db:postgres --before")).toContain("| `shop/Deployment/web` | TCP 5432 |");
    expect(await textOf("/netpol who shop/db:1-5432/tcp --before")).toContain("| `shop/Deployment/web` | TCP 5432 |");
    expect(await textOf("/netpol who shop/db:1/icmp")).toContain("policies speak of TCP, UDP and SCTP only");
  });

  it("to `reach` says once what both sides have alike", async () => {
    const text = await textOf("/netpol reach shop/db");
    expect(text).toContain("## What `shop/db` can reach, the same before and after\n");
    expect(text.match(/Can reach/g)).toHaveLength(1);
  });

  it("to `reach` says on which side the endpoint is missing", async () => {
    const { "web.yaml": _, ...withoutWeb } = shop;
    const text = await textOf("/netpol reach shop/web", reviewed(withoutWeb, shop));
    expect(text).toContain("### Before\n\nIt does not exist on this side.");
    expect(text).toContain("`shop/Deployment/web` is new");
  });

  it("to `matrix` is one list where the sides agree, else two", async () => {
    expect((await textOf("/netpol matrix")).match(/reachable from/g)?.length).toBeGreaterThan(1);
    const same = await textOf("/netpol matrix --ns shop", reviewed(shop, shop));
    expect(same).toContain("Reachability (only flows of `shop/*`)");
    expect(same).toContain("The same before and after.");
    expect(same).not.toContain("## Before");
  });

  it("to `diff --denied` keeps the headline of the whole, and counts what it leaves out", async () => {
    const text = await textOf("/netpol diff --denied --ns shop");
    expect(text).toContain("1 flow newly allowed, 1 newly denied");
    expect(text).toContain("➖ denied");
    expect(text).not.toContain("➕ allowed");
    expect(text).toContain("Only newly denied flows are listed; 1 other row left out.");
  });

  it("to `config` says what holds and why", async () => {
    const { change, link } = reviewed();
    const configured = { path: ".github/netpol.yml", base: "main", head: "changed", problems: [] } as const;
    const config = { ...change.config, cluster: { ...change.config.cluster, hostNetworkPods: "pod" } } as const;
    const text = await textOf("/netpol config", { link, change: { ...change, config, configured } });
    expect(text).toContain("[`.github/netpol.yml:1`](https://github.test/blob/base/.github/netpol.yml#L1)");
    expect(text).toContain("that takes effect after the merge");
    expect(text).toContain("| `cluster.hostNetworkPods` | `pod` |");
    expect(text).toContain("| `cluster.podCIDRs` | not set | default |");
  });

  it("to `config` names rules, assertions, waivers and mode, each with its line in the base", async () => {
    const { change, link } = reviewed();
    const path = ".github/netpol.yml";
    const read = await readConfig(
      [
        "mode: advisory",
        "rules: { cut-off: failure }",
        "assertions: [{ name: closed, deny: { from: internet, to: shop/db } }]",
        "waivers: [{ rule: cut-off, to: shop/db, reason: goes with the shop }]",
      ].join("\n"),
      path,
    );
    const config = read.config ?? change.config;
    const configured = { path, base: "main", head: "same", problems: [] } as const;
    const text = await textOf("/netpol config", { link, change: { ...change, config, configured } });
    const at = (line: number): string => `[\`${path}:${line}\`](https://github.test/blob/base/${path}#L${line}) |`;
    expect(text).toContain(`| \`mode\` | \`advisory\` | ${at(1)}`);
    expect(text).toContain(`| \`rules.cut-off\` | \`failure\` | ${at(2)}`);
    expect(text).toContain("| `rules.isolation-lost` | `failure` | default |");
    expect(text).toContain(
      `| \`assertions\` | \`closed: deny\`, \`from internet\`, \`to shop/db\`, \`level failure\` and \`enforce regression\` | ${at(3)}`,
    );
    expect(text).toContain(`| \`waivers\` | \`cut-off\`, \`to shop/db\` and \`goes with the shop\` | ${at(4)}`);
  });

  it.each([
    ["explain shop/web -> shop/db:5432", 0],
    ["who shop/db:5432", 0],
    ["reach shop/web", 0],
    ["matrix", 0],
    ["config", 0],
    ["diff", 1],
  ])("compares the sides only where it tells the difference: %s", async (command, expected) => {
    const { change, link } = reviewed();
    let compared = 0;
    const report = (): DiffReport => {
      compared += 1;
      return change.report();
    };
    await ask(`/netpol ${command}`, { link, change: { ...change, report } });
    expect(compared).toBe(expected);
  });

  it("says that errors may hide something", async () => {
    const broken = { ...changedShop, "broken.yaml": "kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nspec: [" };
    expect(await textOf("/netpol who shop/db", reviewed(shop, broken))).toContain("not everything could be analysed");
    expect(await textOf("/netpol matrix", reviewed(shop, broken))).toContain("1 error");
  });

  it.each([
    ["/netpol explain shop/wbe -> shop/db", "did you mean `shop/Deployment/web`"],
    ["/netpol who shop/wbe", "did you mean `shop/Deployment/web`"],
    ["/netpol diff --ns shpo", "hold no namespace `shpo`: did you mean `shop`?"],
    ["/netpol matrix --ns shop,none*", "hold no namespace `none*`"],
    ["/netpol explain shop/web -> shop/db:http", "declares no TCP port named `http`"],
  ])("to %s says what was probably meant", async (body, words) => {
    const { reply, reaction } = await ask(body);
    expect(reply?.text).toContain(words);
    expect(reply?.text).toMatch(/```text\n\/netpol help [a-z]+\n```\n$/);
    expect(reaction).toBe("confused");
  });

  it("to a question about the internet says what an address stands for, where it names one", async () => {
    const remark = "an address in place of `internet` stands for all public ones that no policy tells apart from it";
    expect(await textOf("/netpol explain internet -> shop/db:5432")).not.toContain(remark);
    const open = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }
`;
    const text = await textOf(
      "/netpol explain internet -> shop/db:5432",
      reviewed(shop, { ...shop, "open.yaml": open }),
    );
    expect(text).toContain("`2000::` → `shop/StatefulSet/db`");
    expect(text).toContain(remark);
  });

  it.each([
    ["/netpol who", "/netpol help who"],
    ["/netpol explain shop/web", "/netpol help explain"],
    ["/netpol matrix --nss shop", "/netpol help matrix"],
    ["/netpol frobnicate", "/netpol help"],
  ])("to %s, which is no command as it stands, leads to the help on what was meant", async (body, next) => {
    const { reply, reaction } = await ask(body);
    expect(reply?.text.endsWith(`\n${next}\n\`\`\`\n`)).toBe(true);
    expect(reaction).toBe("confused");
  });
});

describe("a reply", () => {
  it("answers all commands of a comment, below markers of the comment and of the question", async () => {
    const first = await ask("/netpol help\n/netpol config\n/netpol nonsense");
    expect(first.reply?.text.startsWith(`<!-- netpol:reply id=77 -->\n${first.reply.marker}\n\n`)).toBe(true);
    expect(first.reply?.text).toContain("## Commands");
    expect(first.reply?.text).toContain("## Configuration");
    expect(first.reply?.text).toContain("unknown command `nonsense`");
    const same = await ask("/netpol HELP\n/netpol  config\n/netpol nonsense");
    expect(same.reply?.marker).toBe(first.reply?.marker);
    expect((await ask("/netpol help")).reply?.marker).not.toBe(first.reply?.marker);
  });

  it("is not needed for `recheck` by somebody who may", async () => {
    expect(await ask("/netpol recheck", reviewed(), "recheck")).toEqual({
      reply: null,
      reaction: "rocket",
      recheck: "wanted",
    });
  });

  it("refuses `recheck` to others, with the rule", async () => {
    const { reply, reaction, recheck } = await ask("/netpol recheck");
    expect(reply?.text).toContain("people with triage rights");
    expect({ reaction, recheck }).toEqual({ reaction: "confused", recheck: "not-wanted" });
  });

  it("needs no manifests for help", async () => {
    const never = () => Promise.reject(new Error("nobody asked"));
    const request = { lines: parseCommands("/netpol help\n/netpol wat"), comment: 77 };
    expect((await answerRequest(request, "read", never)).reply?.text).toContain("## Commands");
  });

  it("stays below 60,000 bytes, and tells what was cut", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `p${String(index)}.yaml`,
        shop["db-policy.yaml"]
          .replace("name: db,", `name: db${String(index)},`)
          .replace("{ app: web }", `{ app: web${String(index)} }`),
      ]),
    );
    const { reply } = await ask("/netpol diff\n/netpol matrix", reviewed(shop, { ...shop, ...many }));
    const text = reply?.text ?? "";
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/… and [0-9,]+ more rows that would make this comment too long/);
    expect(text).toMatch(/\/netpol diff\n```\n$/);
  });
});

describe("hostile words", () => {
  const piece = fc.constantFrom(
    "@mona",
    "#1",
    "acme/x#2",
    "<img src=x>",
    "</details>",
    "-->",
    "[a](http://b.test)",
    "https://c.test",
    "`",
    "```",
    "~~~",
    "|",
    "\u202E",
    "*",
    "_",
    "$x$",
    "a",
    "shop/web",
    "->",
    "--ns ",
    " ",
    "{",
    "}",
    ":",
    "&lt;",
    "\\",
  );
  const words = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));

  it("come back as code at most", async () => {
    const review = reviewed();
    const verbs = fc.constantFrom("", "explain ", "who ", "help ", "matrix ", "diff --ns ");
    await fc.assert(
      fc.asyncProperty(verbs, words, async (verb, rest) => {
        const text = await textOf(`/netpol ${verb}${rest}`, review);
        const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
        const found: string[] = [];
        const walk = (node: { type: string; value?: string; children?: unknown[]; url?: string }): void => {
          if (node.type === "html") found.push(node.value ?? "");
          if (node.type === "link" && node.url?.startsWith("https://github.test/") !== true)
            found.push(`link ${node.url ?? ""}`);
          if (node.type === "image" || node.type === "imageReference" || node.type === "linkReference")
            found.push(node.type);
          if (/@(?!\u200B)/.test(node.value ?? "")) found.push(`mention in ${node.value ?? ""}`);
          if (node.type === "text" && /#\d/.test(node.value ?? "")) found.push(`reference in ${node.value ?? ""}`);
          for (const child of node.children ?? []) walk(child as typeof node);
        };
        walk(tree);
        const foreign = found.filter(
          (one) => !/^(<!-- netpol:(reply id=77|question [0-9a-f]{16}) -->\n?)+$|^<\/?sub>$/.test(one),
        );
        expect(foreign).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
