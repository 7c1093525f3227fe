import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES, type RuleId } from "../../src/findings/index.ts";
import { deployment, policy, tell } from "./support.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/rules/${name}.md`, import.meta.url), "utf8");

test("every rule has a page with its level, and stands in the table with it", () => {
  const rows = [...page("README").matchAll(/^\| \[([a-z0-9-]+)\]\(\1\.md\)\s*\| (\w+)\s*\|/gm)].map(
    ([, rule, level]) => `${rule ?? ""} ${level ?? ""}`,
  );
  expect(rows.toSorted()).toEqual(RULES.map(({ id, level }) => `${id} ${level}`).toSorted());
  for (const { id, level } of RULES) {
    const text = page(id);
    expect(text.startsWith(`# ${id}\n`), id).toBe(true);
    expect(text, id).toContain(`Level: \`${level}\`.`);
    expect(text, id).toMatch(/^Bad\b[^]*^Good\b[^]*^What to do: /m);
  }
});

/** What the examples of the pages are about. */
const apps = [
  ...["shop", "ops"].map(
    (name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${name} } }\n`,
  ),
  ...["web", "db"].map((name) => deployment("shop", name, { app: name })),
  deployment("shop", "api", { app: "api" }).replace("main }", "main, ports: [{ name: http, containerPort: 8080 }] }"),
  deployment("shop", "agent", { app: "agent" }).replace("containers", "hostNetwork: true, containers"),
  deployment("ops", "prometheus", { app: "prometheus" }),
].join("");

const config: Partial<Record<RuleId, string>> = {
  "ipv4-only": "cluster: { podCIDRs: [10.244.0.0/16, 'fd00:10::/48'] }",
  "not-enforced": "cluster: { cni: weave }",
};

/** Those whose examples are the `spec` of a policy for `app: api` that is new. */
const RULES_OF_ONE_POLICY: readonly RuleId[] = [
  "dns-cut-off",
  "except-reopened",
  "host-network-selected",
  "implied-ingress-deny",
  "invalid-object",
  "ipv4-only",
  "named-port-unknown",
  "not-enforced",
  "or-instead-of-and",
  "peer-matches-nothing",
  "redundant-rule",
  "rule-ignored",
  "selects-nothing",
  "unknown-field",
  "wide-open-rule",
];

test.each(RULES_OF_ONE_POLICY)(
  "the rule %s finds the bad example of its page, and nothing in the good one",
  async (rule) => {
    const example = (quality: "Bad" | "Good"): string => {
      const [, block = ""] = new RegExp(`^${quality}\\b[^]*?^\`\`\`yaml\n([^]*?)^\`\`\``, "m").exec(page(rule)) ?? [];
      const spec = block.startsWith("podSelector") ? block : `podSelector: { matchLabels: { app: api } }\n${block}`;
      return apps + policy("shop", "example", spec.replace(/^(?=.)/gm, "  "));
    };
    const found = async (text: string) => (await tell(apps, text, rule, config[rule])).lines;
    expect(await found(example("Bad"))).toHaveLength(1);
    expect(await found(example("Good"))).toEqual([]);
  },
);
