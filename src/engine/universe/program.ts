import { at, compareText, createInterner, createSequences, getOrMake } from "../collections.ts";
import type { Direction, IpBlockPeer, Peer, Policy, PolicyPort, Requirement, Rule, Selector } from "../model.ts";
import { ALL_PORTS, NO_PORTS, type PortKey, type PortSet, type PortSpace } from "../ports.ts";

/** Which endpoints a subject or a peer stands for. */
export type SetSpec =
  | { readonly type: "local"; readonly namespace: string; readonly pods: Selector }
  | { readonly type: "across"; readonly namespaces: Selector; readonly pods: Selector }
  | { readonly type: "ipBlock"; readonly block: IpBlockPeer };

/** Ports of a rule: numbers, and names that each destination resolves for itself. */
export interface PortSpec {
  readonly fixed: PortSet;
  readonly names: readonly PortKey[];
}

/** A rule with interned parts. `peers` are indices of sets; `null` is every peer. `ports` is an index of port specs. */
export interface Grant {
  readonly peers: readonly number[] | null;
  readonly ports: number;
}

/** What one policy does in one direction, without its name: equal content has the same number on both sides. */
export interface Content {
  readonly grants: readonly Grant[];
  readonly usesNames: boolean;
}

/** A policy by numbers; a content of -1 means that it does not isolate the direction. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly subject: number;
  readonly content: Readonly<Record<Direction, number>>;
  /** The rules in the order written, one grant each. */
  readonly rules: Readonly<Record<Direction, readonly Grant[]>>;
}

/** The policies of all sides over one common table of sets, port specs and contents. */
export interface Program {
  readonly sides: readonly (readonly CompiledPolicy[])[];
  readonly sets: readonly SetSpec[];
  readonly ports: readonly PortSpec[];
  readonly contents: readonly Content[];
}

/** Every port name that a policy refers to, some more than once. */
export function portKeysOf(sides: readonly (readonly Policy[])[]): readonly PortKey[] {
  const keys: PortKey[] = [];
  const addFrom = (rules: readonly Rule[] | null): void => {
    for (const { ports } of rules ?? [])
      for (const port of ports ?? []) if (port.type === "name") keys.push({ protocol: port.protocol, name: port.name });
  };
  for (const policies of sides) {
    for (const { ingress, egress } of policies) {
      addFrom(ingress);
      addFrom(egress);
    }
  }
  return keys;
}

export function compile(sides: readonly (readonly Policy[])[], space: PortSpace): Program {
  const { sets, peerSet, localSet } = createSetTable();
  const { ports, portSpec } = createPortTable(space);
  const { contents, grantOf, contentOf } = createContentNumbers(ports);
  const compiled = new Map<Policy, CompiledPolicy>();

  const grantsOf = (namespace: string, rules: readonly Rule[] | null): readonly Grant[] =>
    (rules ?? []).map((rule) => {
      const peers = rule.peers?.map((peer) => peerSet(namespace, peer)) ?? null;
      return grantOf(peers === null ? null : distinctAscending(peers), portSpec(rule.ports));
    });
  const compilePolicy = (policy: Policy): CompiledPolicy =>
    getOrMake(compiled, policy, () => {
      const ingress = grantsOf(policy.namespace, policy.ingress);
      const egress = grantsOf(policy.namespace, policy.egress);
      return {
        policy,
        subject: localSet(policy.namespace, policy.subject),
        content: {
          ingress: policy.ingress === null ? -1 : contentOf(ingress),
          egress: policy.egress === null ? -1 : contentOf(egress),
        },
        rules: { ingress, egress },
      };
    });

  return { sides: sides.map((policies) => policies.map(compilePolicy)), sets, ports, contents };
}

/** Sets by number. Equal selectors become one object, so that `===` tells them apart from there on. */
function createSetTable(): {
  readonly sets: readonly SetSpec[];
  readonly localSet: (namespace: string, pods: Selector) => number;
  readonly peerSet: (namespace: string, peer: Peer) => number;
} {
  const sets: SetSpec[] = [];
  const add = (spec: SetSpec): number => sets.push(spec) - 1;
  const selectors = createInterner<Selector>();
  const selectorIds = new Map<Selector, number>();
  const idOf = (selector: Selector): number =>
    getOrMake(selectorIds, selector, () => selectors.intern(selectorKey(selector), () => selector));
  const selector = (id: number): Selector => at(selectors.values, id);

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

/** Port specs by number: what a list of ports means, however it is written. */
function createPortTable(space: PortSpace): {
  readonly ports: readonly PortSpec[];
  readonly portSpec: (list: readonly PolicyPort[] | null) => number;
} {
  const specs = createInterner<PortSpec>();
  const intern = (spec: PortSpec): number =>
    specs.intern(
      `${String(spec.fixed)} ${spec.names.map((name) => `${name.protocol}/${name.name}`).join(",")}`,
      () => spec,
    );
  const everyPort = intern({ fixed: ALL_PORTS, names: [] });
  const asWritten = new Map<string, number>();
  return {
    ports: specs.values,
    portSpec: (list) =>
      list === null
        ? everyPort
        : getOrMake(asWritten, list.map(portKey).join(","), () => intern(toPortSpec(list, space))),
  };
}

function portKey(port: PolicyPort): string {
  return port.type === "name"
    ? `${port.protocol}/${port.name}`
    : `${port.protocol} ${String(port.first)}-${String(port.last)}`;
}

/** Contents by number: equal for equal sets of rules, in whatever order. */
function createContentNumbers(ports: readonly PortSpec[]): {
  readonly contents: readonly Content[];
  readonly grantOf: (peers: readonly number[] | null, ports: number) => Grant;
  readonly contentOf: (grants: readonly Grant[]) => number;
} {
  const lists = createSequences();
  const sequence = (values: readonly number[]): number => values.reduce(lists.append, 0);
  const grants: Grant[] = [];
  const numberOf = new Map<Grant, number>();
  const everyPeer = new Map<number, Grant>();
  const byPeers = new Map<number, Map<number, Grant>>();
  const makeGrant = (grant: Grant): Grant => {
    numberOf.set(grant, grants.push(grant) - 1);
    return grant;
  };
  const contents: Content[] = [];
  const numbers = new Map<number, number>();
  return {
    contents,
    grantOf: (peers, spec) => {
      const same = peers === null ? everyPeer : getOrMake(byPeers, sequence(peers), () => new Map<number, Grant>());
      return getOrMake(same, spec, () => makeGrant({ peers, ports: spec }));
    },
    contentOf: (list) => {
      const members = distinctAscending(list.map((grant) => numberOf.get(grant) ?? -1));
      return getOrMake(numbers, sequence(members), () => {
        const own = members.map((number) => at(grants, number));
        return (
          contents.push({ grants: own, usesNames: own.some((grant) => at(ports, grant.ports).names.length > 0) }) - 1
        );
      });
    },
  };
}

function distinctAscending(values: readonly number[]): readonly number[] {
  return values.length < 2 ? values : [...new Set(values)].sort((a, b) => a - b);
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

function toPortSpec(list: readonly PolicyPort[], space: PortSpace): PortSpec {
  const fixed = space.ranges(list.filter((port) => port.type === "range"));
  const names = new Map<string, PortKey>();
  for (const port of list) {
    if (port.type === "name") names.set(`${port.protocol}/${port.name}`, { protocol: port.protocol, name: port.name });
  }
  return { fixed, names: [...names].sort(([a], [b]) => compareText(a, b)).map(([, key]) => key) };
}

/** The ports of a rule towards a destination. `names`: what the destination's port names stand for, by `protocol/name`. */
export function portsOf(spec: PortSpec, names: ReadonlyMap<string, PortSet>, space: PortSpace): PortSet {
  return spec.names.reduce(
    (set, key) => space.union(set, names.get(`${key.protocol}/${key.name}`) ?? NO_PORTS),
    spec.fixed,
  );
}
