import { at, compareText } from "./collections.ts";
import { coverUnknownAddress } from "./coverage.ts";
import type { Origin, Policy } from "./model.ts";
import type { Assumption } from "./result.ts";
import { UNADDRESSED, PATTERN } from "./universe/items.ts";
import type { Universe } from "./universe/universe.ts";
import { matchesLabels } from "./selectors.ts";
import { UNKNOWN } from "./ternary.ts";
import { strictOf } from "./universe/sets.ts";

/** Bound on the places named by one assumption. */
const MAX_ORIGINS = 50;

/**
 * What was taken for granted because the manifests do not say it, and where. `policies`: those that matter to the
 * answer. `decided`: whether some flow could not be decided.
 */
export function findAssumptions(
  universe: Universe,
  policies: Iterable<Policy>,
  decided: "all decided" | "some undecided",
): readonly Assumption[] {
  const addresses = blocksGuessed(policies, universe);
  const namespaces = decided === "some undecided" ? namespacesGuessed(universe) : [];
  const keys = decided === "some undecided" ? labelsGuessed(universe) : [];
  return [
    ...(addresses.length > 0
      ? [{ type: "pod-addresses", setting: "cluster.podCIDRs", origins: addresses } as const]
      : []),
    ...(namespaces.length > 0
      ? [{ type: "namespace-labels", setting: "cluster.namespaces", namespaces } as const]
      : []),
    ...(keys.length > 0 ? [{ type: "label-values", setting: null, keys } as const] : []),
  ];
}

function blocksGuessed(policies: Iterable<Policy>, universe: Universe): readonly Origin[] {
  const { settings } = universe;
  if (settings.podRanges.length > 0 || settings.ipBlocks === "external-only") return [];
  if (!universe.items.items.some((item) => item.group === UNADDRESSED || item.group === PATTERN)) return [];
  const origins = new Map<string, Origin>();
  for (const policy of policies) {
    for (const rule of [...(policy.ingress ?? []), ...(policy.egress ?? [])]) {
      for (const peer of rule.peers ?? []) {
        if (peer.type !== "ipBlock" || coverUnknownAddress(peer, settings.podRanges).strict !== UNKNOWN) continue;
        const { path, line, column } = peer.origin;
        if (origins.size < MAX_ORIGINS) origins.set(`${path}:${String(line)}:${String(column)}`, peer.origin);
      }
    }
  }
  return [...origins.values()].sort((a, b) => compareText(a.path, b.path) || a.line - b.line || a.column - b.column);
}

/** Namespaces that no manifest declares and whose labels a selector asked for. */
function namespacesGuessed({ items, program, partition }: Universe): readonly string[] {
  const asked = new Set<number>();
  program.sets.forEach((set, index) => {
    if (set.type !== "across") return;
    const { members, memberships } = at(partition.classes.sets, index);
    members.forEach((member, i) => {
      const item = at(items.items, at(partition.classes.sample, member));
      if (at(memberships, i) === 4 && !at(items.namespaces, item.namespace).labelsComplete) asked.add(item.namespace);
    });
  });
  return [...new Set([...asked].map((index) => at(items.namespaces, index).name))].sort();
}

/** Labels that a selector asked for, and of which a pod is known to have the key alone. */
function labelsGuessed({ items, program, partition }: Universe): readonly string[] {
  const asked = new Set<string>();
  program.sets.forEach((set, index) => {
    if (set.type === "ipBlock") return;
    const { members, memberships } = at(partition.classes.sets, index);
    members.forEach((member, i) => {
      if (strictOf(at(memberships, i)) !== UNKNOWN) return;
      const { labels } = at(items.items, at(partition.classes.sample, member));
      for (const requirement of set.pods.requirements) {
        if (matchesLabels({ requirements: [requirement] }, labels) === UNKNOWN) asked.add(requirement.key);
      }
    });
  });
  return [...asked].sort();
}
