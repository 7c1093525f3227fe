import { getOrMake } from "../collections.ts";
import type { Policy, Rule, Selector } from "../model.ts";
import type { SetSpec } from "./set-specs.ts";
import { namesWanted } from "./scopes.ts";

/** A peer that crosses namespaces. */
export interface Across {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Distinct selectors of all sides: by the namespace they are bound to, and those that cross namespaces. */
export interface Selectors {
  readonly local: ReadonlyMap<string, readonly Selector[]>;
  readonly across: readonly Across[];
  readonly pinnedNames: ReadonlySet<string>;
}

/** Sorts the sets of the policies by what they are bound to; no two of them are equal. */
export function collectSelectors(sets: readonly SetSpec[]): Selectors {
  const local = new Map<string, Selector[]>();
  const across: Across[] = [];
  const pinnedNames = new Set<string>();
  for (const set of sets) {
    if (set.type === "ipBlock") continue;
    if (set.type === "local") {
      getOrMake(local, set.namespace, () => []).push(set.pods);
      continue;
    }
    across.push(set);
    for (const name of namesWanted(set.namespaces.requirements) ?? []) pinnedNames.add(name);
  }
  return { local, across, pinnedNames };
}

export function podPeers(policy: Policy): readonly { readonly namespaces: Selector | null; readonly pods: Selector }[] {
  const rules: readonly Rule[] = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  return rules.flatMap((rule) => (rule.peers ?? []).flatMap((peer) => (peer.type === "pods" ? [peer] : [])));
}
