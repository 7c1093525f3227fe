/** The naive list and the naive diff: what to expect of one cell (source, destination, family, protocol, port). */
import type { Cluster, Family, PolicyPort, Protocol } from "../../src/engine/model.ts";
import { PROTOCOLS } from "../../src/engine/model.ts";
import type { Certainty } from "../../src/engine/result.ts";
import { familiesOf, type End, type World } from "./ends.ts";
import { verdictOf, type Mode, type Verdict } from "./oracle.ts";

export interface Change {
  readonly kind: "newlyAllowed" | "newlyDenied";
  readonly certainty: Certainty;
}

/** One port of one pair of endpoints, on one side. */
export interface Cell {
  readonly world: World;
  /** The pods that the endpoint stands for; one packet is meant to go from any of `from` to any of `to`. */
  readonly from: readonly End[];
  readonly to: readonly End[];
  readonly family: Family;
  readonly protocol: string;
  readonly port: number;
}

export interface Verdicts {
  readonly strict: Verdict;
  readonly assumed: Verdict;
}

/** What `list` says about a cell; `null` when it is no flow. */
export function listed(cell: Cell): Certainty | null {
  const { strict, assumed } = verdictsOf(cell);
  if (strict === "allow") return "certain";
  if (assumed === "allow") return "assumed";
  return isOpen(assumed) ? "unknown" : null;
}

/** What `diff` says about a cell. */
export function changed(base: Cell, head: Cell): Change | null {
  const before = verdictsOf(base);
  const after = verdictsOf(head);
  const gained = risen(before, after);
  if (gained !== null) return { kind: "newlyAllowed", certainty: gained };
  const lost = risen(after, before);
  return lost === null ? null : { kind: "newlyDenied", certainty: lost };
}

/** The verdict of all packets of a cell: what all agree on, else unknown. Where an endpoint does not exist, no flow is. */
function verdictsOf(cell: Cell): Verdicts {
  return { strict: agreed(packetVerdicts(cell, "strict")), assumed: agreed(packetVerdicts(cell, "assumed")) };
}

/** The verdict of every packet from one of the sources to one of the destinations. */
export function packetVerdicts(cell: Cell, mode: Mode): readonly Verdict[] {
  const { world, family, protocol, port } = cell;
  return cell.from.flatMap((from) =>
    cell.to.map((to) =>
      verdictOf(world, { from, to: from === to ? anotherReplica(to) : to, family, protocol, port }, mode),
    ),
  );
}

/** From an endpoint to itself means from one replica to another. */
function anotherReplica(end: End): End {
  return end.type === "pod" ? { ...end, identity: null } : end;
}

function agreed(verdicts: readonly Verdict[]): Verdict {
  const [first = "deny"] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : "unknown";
}

function risen(before: Verdicts, after: Verdicts): Certainty | null {
  if (after.strict === "allow" && before.strict === "deny") return "certain";
  if (after.assumed === "allow" && before.assumed === "deny") return "assumed";
  if (before.assumed === "deny" && isOpen(after.assumed)) return "unknown";
  return isOpen(before.assumed) && after.assumed === "allow" ? "unknown" : null;
}

function isOpen(verdict: Verdict): boolean {
  return verdict === "unknown" || verdict === "undefined";
}

/** The families in which both ends can speak; the order is IPv4, IPv6. */
export function sharedFamilies(world: World, from: End, to: End): readonly Family[] {
  const others = familiesOf(world, to);
  return familiesOf(world, from).filter((family) => others.includes(family));
}

/**
 * The ports where something may begin or end: every boundary that a rule of the clusters mentions and its neighbours,
 * every number of a named port, and the ends of the scale. Ascending.
 */
export function interestingPorts(clusters: readonly Cluster[]): readonly number[] {
  const ports = new Set([1, 65535]);
  for (const port of clusters.flatMap(policyPorts)) {
    if (port.type === "name") continue;
    for (const edge of [port.first, port.last]) for (const near of [edge - 1, edge, edge + 1]) ports.add(near);
  }
  for (const cluster of clusters) {
    for (const workload of cluster.workloads) {
      for (const facts of [workload.template, ...workload.pods]) {
        for (const port of facts.namedPorts) ports.add(port.number);
      }
    }
  }
  return [...ports].filter((port) => port >= 1 && port <= 65535).sort((a, b) => a - b);
}

/** Every port of every rule. */
function policyPorts(cluster: Cluster): readonly PolicyPort[] {
  return cluster.policies
    .flatMap((policy) => [...(policy.ingress ?? []), ...(policy.egress ?? [])])
    .flatMap((rule) => rule.ports ?? []);
}

/** A port name that policies use, with a number of its own that no rule mentions. */
export interface FreshPort {
  readonly protocol: Protocol;
  readonly name: string;
  readonly number: number;
}

/** One fresh number for every protocol and port name that rules of the clusters use; `null` when numbers run out. */
export function freshPorts(clusters: readonly Cluster[]): readonly FreshPort[] | null {
  const ports = clusters.flatMap(policyPorts);
  const taken = new Set(interestingPorts(clusters));
  const mentioned = ports.flatMap((port) =>
    port.type === "range" && !(port.first === 1 && port.last === 65535) ? [port] : [],
  );
  const fresh: FreshPort[] = [];
  let number = 20_000;
  for (const protocol of PROTOCOLS) {
    const names = ports.flatMap((port) => (port.type === "name" && port.protocol === protocol ? [port.name] : []));
    for (const name of [...new Set(names)].sort()) {
      do number += 1;
      while (taken.has(number) || mentioned.some((range) => range.first <= number && number <= range.last));
      if (number > 65_535) return null;
      fresh.push({ protocol, name, number });
    }
  }
  return fresh;
}
