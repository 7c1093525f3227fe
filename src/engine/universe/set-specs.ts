import { at, createSequences, getOrMake } from "../collections.ts";
import type { IpBlockPeer, Operator, Peer, Requirement, Selector } from "../model.ts";

/** Which endpoints a subject or a peer stands for. */
export type SetSpec =
  | { readonly type: "local"; readonly namespace: string; readonly pods: Selector }
  | { readonly type: "across"; readonly namespaces: Selector; readonly pods: Selector }
  | { readonly type: "ipBlock"; readonly block: IpBlockPeer };

/** Sets by number. Equal selectors become one object, so that `===` tells them apart from there on. */
export function createSetTable(): {
  readonly sets: readonly SetSpec[];
  readonly localSet: (namespace: string, pods: Selector) => number;
  readonly peerSet: (namespace: string, peer: Peer) => number;
} {
  const sets: SetSpec[] = [];
  const add = (spec: SetSpec): number => sets.push(spec) - 1;
  const { idOf, selector } = createSelectorNumbers();

  const locals = new Map<string, Map<number, number>>();
  const localSet = (namespace: string, pods: Selector): number => {
    const id = idOf(pods);
    const own = getOrMake(locals, namespace, () => new Map<number, number>());
    return getOrMake(own, id, () => add({ type: "local", namespace, pods: selector(id) }));
  };
  const across = new Map<number, Map<number, number>>();
  const acrossSet = (namespaces: Selector, pods: Selector): number => {
    const [where, who] = [idOf(namespaces), idOf(pods)];
    const own = getOrMake(across, where, () => new Map<number, number>());
    return getOrMake(own, who, () => add({ type: "across", namespaces: selector(where), pods: selector(who) }));
  };
  const blocks = new Map<string, number>();
  const peerSet = (namespace: string, peer: Peer): number => {
    if (peer.type === "ipBlock") return getOrMake(blocks, blockKey(peer), () => add({ type: "ipBlock", block: peer }));
    return peer.namespaces === null ? localSet(namespace, peer.pods) : acrossSet(peer.namespaces, peer.pods);
  };
  return { sets, localSet, peerSet };
}

/** Selectors by number; `selector` gives the first of those that are equal. */
function createSelectorNumbers(): {
  readonly idOf: (selector: Selector) => number;
  readonly selector: (id: number) => Selector;
} {
  const lists = createSequences();
  const byId: (Selector | undefined)[] = [];
  let requirements = 0;
  const next = (): number => requirements++;
  const single: Record<Operator, Map<string, Map<string, number>>> = {
    In: new Map(),
    NotIn: new Map(),
    Exists: new Map(),
    DoesNotExist: new Map(),
  };
  const others = new Map<string, number>();
  // Most requirements name one value: no text is made to find those.
  const numberOf = (requirement: Requirement): number => {
    const { key, operator, values } = requirement;
    const [value] = values;
    if (value === undefined || values.length > 1) return getOrMake(others, requirementKey(requirement), next);
    return getOrMake(
      getOrMake(single[operator], key, () => new Map<string, number>()),
      value,
      next,
    );
  };
  return {
    idOf: (selector) => {
      let id = 0;
      for (const requirement of selector.requirements) id = lists.append(id, numberOf(requirement));
      byId[id] ??= selector;
      return id;
    },
    selector: (id) => at(byId, id) as Selector,
  };
}

/** A text that is equal for equal selectors; label keys and values hold none of the separators. */
export function selectorKey({ requirements }: Selector): string {
  const [first, ...others] = requirements;
  if (first === undefined) return "";
  return others.length === 0 ? requirementKey(first) : requirements.map(requirementKey).join("\u0003");
}

function requirementKey({ key, operator, values }: Requirement): string {
  return `${key}\u0001${operator}\u0001${values.join("\u0002")}`;
}

function blockKey({ cidr, except }: IpBlockPeer): string {
  const gaps = except.map((range) => `${range.first.toString(36)}-${range.last.toString(36)}`).sort();
  return `${String(cidr.family)} ${cidr.first.toString(36)}-${cidr.last.toString(36)} ${[...new Set(gaps)].join(",")}`;
}
