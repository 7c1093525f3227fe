import { compareText, getOrMake } from "../collections.ts";
import type { Policy, Rule, Selector } from "../model.ts";
import { selectorKey, type SetSpec } from "./set-specs.ts";
import { namesWanted } from "./scopes.ts";

/** A peer that crosses namespaces. */
export interface Across {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/**
 * Distinct selectors of all sides: by the namespace they are bound to, and those that cross namespaces. Each list starts
 * with the most general; its order does not depend on that of policies and rules.
 */
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
  for (const selectors of local.values()) if (selectors.length > 1) selectors.sort(byGenerality);
  across.sort((a, b) => byGenerality(a.namespaces, b.namespaces) || byGenerality(a.pods, b.pods));
  return { local, across, pinnedNames };
}

function byGenerality(a: Selector, b: Selector): number {
  if (a === b) return 0;
  return a.requirements.length - b.requirements.length || compareText(selectorKey(a), selectorKey(b));
}

export function podPeers(policy: Policy): readonly { readonly namespaces: Selector | null; readonly pods: Selector }[] {
  const rules: readonly Rule[] = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  return rules.flatMap((rule) => (rule.peers ?? []).flatMap((peer) => (peer.type === "pods" ? [peer] : [])));
}
