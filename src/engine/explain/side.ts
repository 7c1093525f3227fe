import type { Coverage } from "../coverage.ts";
import type { SideExplanation, SideReason, Verdict } from "../explanation.ts";
import type { ClusterSettings, Direction } from "../model.ts";
import { NO, UNKNOWN, YES, type Ternary } from "../ternary.ts";
import { hasPolicyPorts, type End, type Packet, type PodEnd } from "./ends.ts";
import { isolationOf, type Isolation, type JudgedPolicy } from "./isolation.ts";
import type { Situation } from "./matching.ts";
import { missingFacts } from "./missing.ts";
import { nearestRules } from "./nearest.ts";
import type { PolicyIndex } from "./policies.ts";

/** One direction at one end of a packet. */
export interface SideQuestion {
  readonly direction: Direction;
  readonly self: End;
  readonly other: End;
  readonly packet: Packet;
  /** Whether the other end is the node that this pod runs on. */
  readonly ownNode: Ternary;
  readonly policies: PolicyIndex;
  readonly settings: ClusterSettings;
}

/**
 * What the policies say at one end. Source: "The two sorts of pod isolation".
 *
 * `isolating` holds the policies that surely isolate the end; when there are none, those that perhaps do.
 */
export function explainSide(question: SideQuestion): SideExplanation {
  const { self } = question;
  switch (self.type) {
    case "node":
    case "plain":
      return sideWithout(question.direction, "allow", self.reason);
    case "unknown-pod":
      return explainUnknownPod(question);
    case "pod":
      return explainPod(question, self);
  }
}

/** A side that no policy has a part in. */
export function sideWithout(direction: Direction, verdict: Verdict, reason: SideReason): SideExplanation {
  return { direction, verdict, assumed: verdict, reason, isolating: [], grants: [], nearest: [], missing: [] };
}

/** Any policy of the cluster may select a pod of which nothing but the address is known. */
function explainUnknownPod({ direction, policies }: SideQuestion): SideExplanation {
  if (!policies.isolates(direction)) return sideWithout(direction, "allow", "not-isolated");
  return { ...sideWithout(direction, "unknown", "unknown-fact"), missing: [{ type: "pod", workload: null }] };
}

function explainPod(question: SideQuestion, self: PodEnd): SideExplanation {
  const { direction, packet, settings } = question;
  const situation: Situation = {
    namespace: self.namespace.name,
    peer: question.other,
    destination: direction === "ingress" ? self : question.other,
    packet,
    settings,
  };
  const isolation = isolationOf(self, direction, question.policies.of(self.namespace.name), situation);
  const isolating = isolation.surely.length > 0 ? isolation.surely : isolation.perhaps;
  if (isolating.length === 0) return sideWithout(direction, "allow", "not-isolated");

  const policiesAlone = judge(isolation, packet, "strict");
  const verdict = besideOwnNode(policiesAlone, question);
  const rules = hasPolicyPorts(packet) ? isolating.flatMap((judged) => judged.rules) : [];
  const grants = rules.filter(({ match }) => match.assumed === YES);
  const nodeFact = verdict === "unknown" && policiesAlone !== "unknown";
  return {
    direction,
    verdict,
    assumed: besideOwnNode(judge(isolation, packet, "assumed"), question),
    reason: reasonOf(policiesAlone, verdict),
    isolating: isolating.map(({ policy }) => policy.reference),
    grants: grants.map(({ reference }) => reference),
    nearest: grants.length === 0 ? nearestRules(rules, situation) : [],
    missing: nodeFact ? [{ type: "node" }] : verdict === "unknown" ? missingFacts(isolation, self, situation) : [],
  };
}

/** What policies alone say; at least one of them isolates the pod, surely or perhaps. */
function judge({ surely, perhaps }: Isolation, packet: Packet, view: keyof Coverage): Verdict {
  if (!hasPolicyPorts(packet)) return surely.length > 0 ? "undefined" : "unknown";
  const grants = (list: readonly JudgedPolicy[]): Ternary[] => list.map(({ grant }) => grant[view]);
  if (surely.length === 0) return grants(perhaps).every((grant) => grant === YES) ? "allow" : "unknown";
  if (grants(surely).includes(YES)) return "allow";
  const open = grants(surely).includes(UNKNOWN) || grants(perhaps).some((grant) => grant !== NO);
  return open ? "unknown" : "deny";
}

/** The node a pod runs on always gets in; whether the pod gets out to it, the documentation leaves open. */
function besideOwnNode(verdict: Verdict, { direction, ownNode }: SideQuestion): Verdict {
  if (ownNode === NO) return verdict;
  if (ownNode === UNKNOWN) return verdict === "deny" ? "unknown" : verdict;
  if (direction === "ingress") return verdict === "deny" || verdict === "unknown" ? "allow" : verdict;
  return verdict === "deny" ? "undefined" : verdict;
}

function reasonOf(policiesAlone: Verdict, verdict: Verdict): SideReason {
  if (verdict === "unknown") return "unknown-fact";
  if (verdict !== policiesAlone) return "own-node";
  if (verdict === "undefined") return "other-protocol";
  return verdict === "allow" ? "granted" : "no-grant";
}
