import { getOrMake } from "../collections.ts";
import type { Policy, Rule, Selector } from "../model.ts";
import { selectorKey, type SetSpec } from "./program.ts";
import { namesWanted } from "./scopes.ts";

/** A peer that crosses namespaces. */
export interface Across {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Distinct selectors of all sides: by the namespace they are bound to, and those that cross namespaces. */
export interface Selectors {
  readonly local: ReadonlyMap<string, ReadonlyMap<string, Selector>>;
  readonly across: ReadonlyMap<string, Across>;
  readonly pinnedNames: ReadonlySet<string>;
}

/** Sorts the sets of the policies by what they are bound to. */
export function collectSelectors(sets: readonly SetSpec[]): Selectors {
  const local = new Map<string, Map<string, Selector>>();
  const across = new Map<string, Across>();
  const pinnedNames = new Set<string>();
  for (const set of sets) {
    if (set.type === "ipBlock") continue;
    if (set.type === "local") {
      getOrMake(local, set.namespace, () => new Map<string, Selector>()).set(selectorKey(set.pods), set.pods);
      continue;
    }
    across.set(acrossKey(set), { namespaces: set.namespaces, pods: set.pods });
    for (const name of namesWanted(set.namespaces.requirements) ?? []) pinnedNames.add(name);
  }
  return { local, across, pinnedNames };
}

export function podPeers(policy: Policy): readonly { readonly namespaces: Selector | null; readonly pods: Selector }[] {
  const rules: readonly Rule[] = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  return rules.flatMap((rule) => (rule.peers ?? []).flatMap((peer) => (peer.type === "pods" ? [peer] : [])));
}

function acrossKey({ namespaces, pods }: Across): string {
  return `${selectorKey(namespaces)}\u0004${selectorKey(pods)}`;
}
