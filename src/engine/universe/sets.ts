import { coverUnknownAddress } from "../coverage.ts";
import { at, getOrMake } from "../collections.ts";
import type { AddressRange, ClusterSettings, IpBlockPeer, Selector } from "../model.ts";
import { matchesLabels, matchesNamespace } from "../selectors.ts";
import { and, NO, UNKNOWN, YES, type Ternary } from "../ternary.ts";
import type { Intervals } from "./intervals.ts";
import { EXTERNAL, HOST, type Group, type Items } from "./items.ts";
import type { SetSpec } from "./set-specs.ts";

/** How surely an item is in a set: `3 * strict + assumed`, each a `Ternary`. 0 is outside in any case. */
export type Membership = number;

export const SURE: Membership = 3 * YES + YES;
const MAYBE: Membership = 3 * UNKNOWN + UNKNOWN;

export function strictOf(membership: Membership): Ternary {
  return Math.trunc(membership / 3) as Ternary;
}

export function assumedOf(membership: Membership): Ternary {
  return (membership % 3) as Ternary;
}

/** The items of one set. `members` and `memberships` go together; an item stands in it once. */
export interface ItemSet {
  readonly members: readonly number[];
  readonly memberships: readonly Membership[];
  /** What holds for every pod of unknown address, listed or not. Only ipBlocks cover those. */
  readonly unaddressed: Membership;
  /** Family of the ports a match opens; `null` for both. */
  readonly family: 4 | 6 | null;
}

/** Evaluates every set once over all items. */
export function matchSets(
  specs: readonly SetSpec[],
  items: Items,
  intervals: Intervals,
  settings: ClusterSettings,
): readonly ItemSet[] {
  const matchPods = podMatcher(items);
  const matchBlock = blockMatcher(items, intervals, settings);
  const byName = new Map<string, Map<number, Ternary>>();
  items.namespaces.forEach(({ name }, index) =>
    getOrMake(byName, name, () => new Map<number, Ternary>()).set(index, YES),
  );
  const none: ReadonlyMap<number, Ternary> = new Map();
  const chosen = new Map<Selector, ReadonlyMap<number, Ternary>>();
  const namespacesFor = (selector: Selector): ReadonlyMap<number, Ternary> =>
    getOrMake(chosen, selector, () => {
      const matches = items.namespaces.map(
        (namespace, index) => [index, matchesNamespace(selector, namespace)] as const,
      );
      return new Map(matches.filter(([, match]) => match !== NO));
    });
  return specs.map((spec) => {
    switch (spec.type) {
      case "ipBlock":
        return matchBlock(spec.block);
      case "local":
        return matchPods(spec.pods, byName.get(spec.namespace) ?? none);
      case "across":
        return matchPods(spec.pods, namespacesFor(spec.namespaces));
    }
  });
}

/** Matching starts from the shortest list that must hold every match: one of a required label, or of the namespaces. */
function podMatcher(items: Items): (selector: Selector, namespaces: ReadonlyMap<number, Ternary>) => ItemSet {
  const byNamespace = new Map<number, number[]>();
  const byKey = new Map<string, number[]>();
  const byLabel = new Map<string, Map<string | null, number[]>>();
  items.items.forEach((item, index) => {
    if (item.namespace < 0 || item.group === HOST) return;
    getOrMake(byNamespace, item.namespace, () => []).push(index);
    for (const [key, value] of item.labels) {
      getOrMake(byKey, key, () => []).push(index);
      getOrMake(
        getOrMake(byLabel, key, () => new Map<string | null, number[]>()),
        value,
        () => [],
      ).push(index);
    }
  });

  const shortest = ({ requirements }: Selector): Candidates | null => {
    let best: Candidates | null = null;
    for (const { key, operator, values } of requirements) {
      if (operator === "NotIn" || operator === "DoesNotExist") continue;
      const candidates = candidatesOf(
        operator === "Exists"
          ? [byKey.get(key)]
          : [...new Set(values), null].map((value) => byLabel.get(key)?.get(value)),
      );
      if (best === null || candidates.total < best.total) best = candidates;
    }
    return best;
  };
  const byLabels = new Map<Selector, Candidates | null>();
  const byPlace = new Map<ReadonlyMap<number, Ternary>, Candidates>();

  return (selector, namespaces) => {
    const members: number[] = [];
    const memberships: Membership[] = [];
    const visit = (index: number): void => {
      const item = at(items.items, index);
      const inNamespace = namespaces.get(item.namespace);
      if (inNamespace === undefined) return;
      const match = and(inNamespace, matchesLabels(selector, item.labels));
      if (match === NO) return;
      members.push(index);
      memberships.push(match === YES ? SURE : MAYBE);
    };
    const labelled = getOrMake(byLabels, selector, () => shortest(selector));
    const located = getOrMake(byPlace, namespaces, () =>
      candidatesOf([...namespaces.keys()].map((namespace) => byNamespace.get(namespace))),
    );
    const { lists } = labelled !== null && labelled.total < located.total ? labelled : located;
    for (const list of lists) list.forEach(visit);
    return { members, memberships, unaddressed: 0, family: null };
  };
}

/** Lists that hold every possible match. */
interface Candidates {
  readonly lists: readonly (readonly number[])[];
  readonly total: number;
}

function candidatesOf(found: readonly (readonly number[] | undefined)[]): Candidates {
  const lists = found.filter((list) => list !== undefined);
  return { lists, total: lists.reduce((sum, list) => sum + list.length, 0) };
}

function blockMatcher(items: Items, intervals: Intervals, settings: ClusterSettings): (block: IpBlockPeer) => ItemSet {
  const podsAreCovered = settings.ipBlocks === "pods-and-external";
  const byInterval = new Map<number, number[]>();
  const unaddressedHosts: number[] = [];
  items.items.forEach((item, index) => {
    const group: Group = item.group;
    if (group !== EXTERNAL && !podsAreCovered) return;
    if (group === HOST && item.intervals.length === 0) unaddressedHosts.push(index);
    for (const interval of item.intervals) getOrMake(byInterval, interval, () => []).push(index);
  });

  return (block) => {
    const members: number[] = [];
    const memberships: Membership[] = [];
    const gaps = block.except.map(intervals.within).sort((a, b) => a.from - b.from);
    const whole = intervals.within(block.cidr);
    let next = 0;
    for (let interval = whole.from; interval <= whole.to; interval += 1) {
      while (next < gaps.length && at(gaps, next).to < interval) next += 1;
      if (next < gaps.length && at(gaps, next).from <= interval) continue;
      for (const index of byInterval.get(interval) ?? []) {
        members.push(index);
        memberships.push(SURE);
      }
    }
    const ofHosts = podsAreCovered ? coverage(block, settings.nodeRanges) : 0;
    if (ofHosts !== 0) {
      for (const index of unaddressedHosts) {
        members.push(index);
        memberships.push(ofHosts);
      }
    }
    const unaddressed = podsAreCovered ? coverage(block, settings.podRanges) : 0;
    return { members, memberships, unaddressed, family: block.cidr.family };
  };
}

function coverage(block: IpBlockPeer, ranges: readonly AddressRange[]): Membership {
  const { strict, assumed } = coverUnknownAddress(block, ranges);
  return 3 * strict + assumed;
}
