import { compareText, createInterner, getOrMake } from "../collections.ts";
import type { Direction, IpBlockPeer, Peer, Policy, PolicyPort, Rule, Selector } from "../model.ts";
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

/** Every port name that a policy refers to. */
export function portKeysOf(policies: Iterable<Policy>): readonly PortKey[] {
  const keys: PortKey[] = [];
  for (const policy of policies) {
    for (const rule of [...(policy.ingress ?? []), ...(policy.egress ?? [])]) {
      for (const port of rule.ports ?? [])
        if (port.type === "name") keys.push({ protocol: port.protocol, name: port.name });
    }
  }
  return keys;
}

export function compile(sides: readonly (readonly Policy[])[], space: PortSpace): Program {
  const sets = createInterner<SetSpec>();
  const ports = createInterner<PortSpec>();
  const contents = createInterner<Content>();
  const selectorKeys = new Map<Selector, string>();
  const compiled = new Map<Policy, CompiledPolicy>();

  const keyOf = (selector: Selector): string => getOrMake(selectorKeys, selector, () => selectorKey(selector));
  const local = (namespace: string, pods: Selector): number =>
    sets.intern(`local ${namespace} ${keyOf(pods)}`, () => ({ type: "local", namespace, pods }));
  const peerSet = (namespace: string, peer: Peer): number => {
    if (peer.type === "ipBlock")
      return sets.intern(`block ${blockKey(peer)}`, () => ({ type: "ipBlock", block: peer }));
    const { namespaces, pods } = peer;
    if (namespaces === null) return local(namespace, pods);
    return sets.intern(`across ${keyOf(namespaces)} ${keyOf(pods)}`, () => ({ type: "across", namespaces, pods }));
  };
  const portSpec = (list: readonly PolicyPort[] | null): number => {
    const spec = list === null ? { fixed: ALL_PORTS, names: [] } : toPortSpec(list, space);
    const key = `${String(spec.fixed)} ${spec.names.map((name) => `${name.protocol}/${name.name}`).join(",")}`;
    return ports.intern(key, () => spec);
  };
  const grantsOf = (namespace: string, rules: readonly Rule[] | null): readonly Grant[] =>
    (rules ?? []).map((rule) => ({
      peers:
        rule.peers === null
          ? null
          : [...new Set(rule.peers.map((peer) => peerSet(namespace, peer)))].sort((a, b) => a - b),
      ports: portSpec(rule.ports),
    }));
  const contentOf = (grants: readonly Grant[]): number => {
    const distinct = new Map(
      grants.map((grant) => [`${grant.peers === null ? "*" : grant.peers.join(",")}:${String(grant.ports)}`, grant]),
    );
    const sorted = [...distinct].sort(([a], [b]) => compareText(a, b));
    const usesNames = sorted.some(([, grant]) => (ports.values[grant.ports]?.names.length ?? 0) > 0);
    return contents.intern(sorted.map(([key]) => key).join(";"), () => ({
      grants: sorted.map(([, grant]) => grant),
      usesNames,
    }));
  };
  const compilePolicy = (policy: Policy): CompiledPolicy =>
    getOrMake(compiled, policy, () => {
      const ingress = grantsOf(policy.namespace, policy.ingress);
      const egress = grantsOf(policy.namespace, policy.egress);
      return {
        policy,
        subject: local(policy.namespace, policy.subject),
        content: {
          ingress: policy.ingress === null ? -1 : contentOf(ingress),
          egress: policy.egress === null ? -1 : contentOf(egress),
        },
        rules: { ingress, egress },
      };
    });

  return {
    sides: sides.map((policies) => policies.map(compilePolicy)),
    sets: sets.values,
    ports: ports.values,
    contents: contents.values,
  };
}

/** A text that is equal for equal selectors; label keys and values hold none of the separators. */
export function selectorKey(selector: Selector): string {
  return selector.requirements.map((r) => `${r.key}\u0001${r.operator}\u0001${r.values.join("\u0002")}`).join("\u0003");
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
