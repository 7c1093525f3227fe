import { expect, test } from "vitest";
import type { Explanation, SideExplanation } from "../../src/engine/index.ts";
import {
  PLAIN_OPTIONS,
  renderExplanations,
  type ExplanationReport,
  type ReportOptions,
} from "../../src/report/index.ts";
import { origin } from "./support.ts";

function render(report: ExplanationReport, format: "text" | "markdown", options: ReportOptions): string {
  return renderExplanations([{ root: ".", reports: [report] }], format, options);
}

const EGRESS: SideExplanation = {
  direction: "egress",
  verdict: "allow",
  assumed: "allow",
  reason: "not-isolated",
  isolating: [],
  grants: [],
  nearest: [],
  missing: [],
};

const POLICY = { namespace: "shop", name: "db-allow", origin: origin("netpol.yaml", 3) };
const RULE = { policy: POLICY, rule: "ingress[0]", origin: origin("netpol.yaml", 9) };

const GRANTED: SideExplanation = {
  ...EGRESS,
  direction: "ingress",
  reason: "granted",
  isolating: [POLICY],
  grants: [RULE],
};

const REFUSED: SideExplanation = {
  ...GRANTED,
  verdict: "deny",
  assumed: "deny",
  reason: "no-grant",
  grants: [],
  nearest: [
    {
      ...RULE,
      misses: [
        { type: "port", wanted: "5432" },
        { type: "labels", wanted: "app=web" },
      ],
    },
  ],
};

function explanation(ingress: SideExplanation): Explanation {
  return { verdict: ingress.verdict, assumed: ingress.assumed, samePod: false, egress: EGRESS, ingress };
}

function report(answer: ExplanationReport["answer"]): ExplanationReport {
  return { from: "shop/Deployment/web", to: "shop/StatefulSet/db", protocol: "TCP", port: 5432, answer };
}

test("the verdict, then both halves", () => {
  const one = report({ type: "one", explanation: explanation(GRANTED), side: null });
  expect(render(one, "text", PLAIN_OPTIONS)).toBe(`\
allowed: shop/Deployment/web → shop/StatefulSet/db, TCP 5432

egress from shop/Deployment/web: allowed, no policy isolates it for egress

ingress to shop/StatefulSet/db: allowed, a rule allows it

- isolated by shop/db-allow (netpol.yaml:3)
- allowed by rule ingress[0] of shop/db-allow (netpol.yaml:9)
`);
});

test("why nothing allows it: what came nearest", () => {
  const one = report({ type: "one", explanation: explanation(REFUSED), side: null });
  expect(render(one, "markdown", PLAIN_OPTIONS)).toBe(`\
## denied: \`shop/Deployment/web\` → \`shop/StatefulSet/db\`, \`TCP 5432\`

egress from \`shop/Deployment/web\`: allowed, no policy isolates it for egress

ingress to \`shop/StatefulSet/db\`: denied, isolated, and no rule allows it

- isolated by \`shop/db-allow\` (\`netpol.yaml:3\`)
- nearest: rule \`ingress[0]\` of \`shop/db-allow\` (\`netpol.yaml:9\`): the port is not \`5432\` and the labels do not match \`app=web\`
`);
});

test("before and after stand side by side where they differ", () => {
  const two = report({ type: "two", before: explanation(GRANTED), after: explanation(REFUSED) });
  expect(render(two, "markdown", PLAIN_OPTIONS)).toBe(`\
## denied, before: allowed: \`shop/Deployment/web\` → \`shop/StatefulSet/db\`, \`TCP 5432\`

|  | Before | After |
| :-- | :-- | :-- |
| verdict | allowed | denied |
| egress from \`shop/Deployment/web\` | allowed, no policy isolates it for egress | allowed, no policy isolates it for egress |
| ingress to \`shop/StatefulSet/db\` | allowed, a rule allows it; isolated by \`shop/db-allow\` (\`netpol.yaml:3\`); allowed by rule \`ingress[0]\` of \`shop/db-allow\` (\`netpol.yaml:9\`) | denied, isolated, and no rule allows it; isolated by \`shop/db-allow\` (\`netpol.yaml:3\`); nearest: rule \`ingress[0]\` of \`shop/db-allow\` (\`netpol.yaml:9\`): the port is not \`5432\` and the labels do not match \`app=web\` |
`);
});

test("the same answer is given once, also when the lines moved", () => {
  const moved = { ...GRANTED, isolating: [{ ...POLICY, origin: origin("other.yaml", 30) }] };
  const two = report({ type: "two", before: explanation(GRANTED), after: explanation(moved) });
  expect(render(two, "text", PLAIN_OPTIONS).split("\n")[0]).toBe(
    "allowed, the same before and after: shop/Deployment/web → shop/StatefulSet/db, TCP 5432",
  );
});

test("what is not known, and the setting that would tell", () => {
  const unsure: SideExplanation = {
    ...GRANTED,
    verdict: "unknown",
    assumed: "allow",
    reason: "unknown-fact",
    grants: [],
    missing: [{ type: "pod-address" }, { type: "namespace-labels", namespace: "x", key: "team" }],
  };
  const words = render(report({ type: "one", explanation: explanation(unsure), side: null }), "text", PLAIN_OPTIONS);
  expect(words).toContain("not decidable (assumed: allowed): shop/Deployment/web");
  expect(words).toContain("- not known: the address of the pod; set cluster.podCIDRs in .github/netpol.yml");
  expect(words).toContain("- not known: label team of namespace x; set cluster.namespaces in .github/netpol.yml");
});

test("places are those of the side that a column is about", () => {
  const two = report({ type: "two", before: explanation(GRANTED), after: explanation(REFUSED) });
  const link = ({ line }: { line: number }, side: string | null): string =>
    `https://x.test/${side ?? "only"}#${String(line)}`;
  const words = render(two, "markdown", { ...PLAIN_OPTIONS, link });
  expect(words).toMatch(/allowed by rule [^|]*base#9[^|]*\| [^|]*head#3[^|]*nearest: [^|]*head#9/);
  const one = report({ type: "one", explanation: explanation(GRANTED), side: "base" });
  expect(render(one, "markdown", { ...PLAIN_OPTIONS, link })).toContain("(https://x.test/base#9)");
});
