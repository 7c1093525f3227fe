/** Checks the facts of a story against the evaluator, which answers one connection at a time on each side. */
import { createEvaluator, type Explanation, type Party } from "../../src/engine/index.ts";
import { holds } from "../../src/query/index.ts";
import { endsOf } from "./ends.ts";
import type { FlowFact, Outcome } from "./facts.ts";
import type { Revision, Story } from "./story.ts";

/** What the evaluator says otherwise than the fact; nothing when it agrees, or when an end is named by a report only. */
export function disagreements(fact: FlowFact, story: Story): readonly string[] {
  const before = asker(story.base, story);
  const after = asker(story.head, story);
  const sources = endsOf(fact.from, story);
  const destinations = endsOf(fact.to, story);
  return sources.flatMap((from) =>
    destinations.flatMap((to) =>
      [fact.first, fact.last].flatMap((port) => {
        if (from.party === null || to.party === null) return [];
        const base = before(from.party, to.party, fact.protocol, port);
        const head = after(from.party, to.party, fact.protocol, port);
        if (agrees(fact.outcome, base, head)) return [];
        return [`${from.name} -> ${to.name} ${fact.protocol} ${port}: ${words(base)}, then ${words(head)}`];
      }),
    ),
  );
}

type Answer = Pick<Explanation, "verdict" | "assumed">;

/** A workload that a side does not hold has no flow there. */
const ABSENT: Answer = { verdict: "deny", assumed: "deny" };

type Asker = (from: Party, to: Party, protocol: string, port: number) => Answer;

function asker({ cluster }: Revision, { settings }: Story): Asker {
  const evaluate = createEvaluator(cluster, settings);
  return (from, to, protocol, port) =>
    holds(cluster, from) && holds(cluster, to) ? evaluate({ from, to, protocol, port, family: null }) : ABSENT;
}

function agrees(outcome: Outcome, base: Answer, head: Answer): boolean {
  if (outcome.change === "none") {
    return isVerdict(base.assumed, outcome.verdict) && isVerdict(head.assumed, outcome.verdict);
  }
  const [denied, allowed] = outcome.change === "allowed" ? [base, head] : [head, base];
  switch (outcome.certainty) {
    case "certain":
      return denied.verdict === "deny" && allowed.verdict === "allow";
    case "assumed":
      return (
        denied.assumed === "deny" &&
        allowed.assumed === "allow" &&
        (denied.verdict === "unknown" || allowed.verdict === "unknown")
      );
    case "unknown":
      return (
        (denied.assumed === "deny" && isVerdict(allowed.assumed, "unknown")) ||
        (isVerdict(denied.assumed, "unknown") && allowed.assumed === "allow")
      );
  }
}

function isVerdict(verdict: Explanation["verdict"], wanted: "allow" | "deny" | "unknown"): boolean {
  return verdict === wanted || (wanted === "unknown" && verdict === "undefined");
}

function words({ verdict, assumed }: Answer): string {
  return verdict === assumed ? verdict : `${verdict} (assumed ${assumed})`;
}
