import type { Explanation, MissingFact, SideExplanation } from "../engine/index.ts";

/** A verdict in a few words, for `netpol eval`: the end that decides, or both where both allow it. */
export function because(explanation: Explanation): string {
  if (explanation.samePod) return "a pod always reaches itself";
  const { egress, ingress, verdict } = explanation;
  const deciding = [egress, ingress].filter((side) => side.verdict === verdict);
  return (deciding.length === 0 ? [egress, ingress] : deciding).map(sideWords).join("; ");
}

function sideWords(side: SideExplanation): string {
  return `${side.direction}: ${reasonWords(side)}`;
}

function reasonWords(side: SideExplanation): string {
  const [grant] = side.grants;
  switch (side.reason) {
    case "not-a-pod":
      return "not a pod";
    case "host-network":
      return "a hostNetwork pod, which policies do not select";
    case "finished":
      return "a finished pod, which policies do not select";
    case "not-isolated":
      return "no policy isolates it";
    case "granted":
      return grant === undefined
        ? "a rule grants it"
        : `${grant.rule} of ${grant.policy.namespace}/${grant.policy.name} grants it (${place(grant.origin)})`;
    case "no-grant":
      return `isolated by ${policies(side)}, and no rule grants it`;
    case "own-node":
      return "the other end is the node it runs on";
    case "other-protocol":
      return `isolated by ${policies(side)}, which leaves other protocols than TCP, UDP and SCTP undefined`;
    case "no-common-family":
      return "the ends share no address family";
    case "unknown-fact":
      return `not in the manifests: ${[...new Set(side.missing.map(factWords))].join(", ")}`;
  }
}

function factWords(fact: MissingFact): string {
  switch (fact.type) {
    case "namespace-labels":
      return `label ${fact.key} of namespace ${fact.namespace}`;
    case "label-value":
      return `value of label ${fact.key}`;
    case "pod-address":
      return "address of a pod";
    case "pod":
      return fact.workload === null ? "which pod has the address" : `which pod of ${fact.workload}`;
    case "named-port":
      return `number of port ${fact.name}`;
    case "node":
      return "node of a pod";
  }
}

/** The first policy by name, and how many more. */
function policies({ isolating }: SideExplanation): string {
  const [first] = isolating;
  if (first === undefined) return "a policy";
  const more = isolating.length === 1 ? "" : ` and ${isolating.length - 1} more`;
  return `${first.namespace}/${first.name} (${place(first.origin)})${more}`;
}

function place({ path, line }: { readonly path: string; readonly line: number }): string {
  return `${path}:${line}`;
}
