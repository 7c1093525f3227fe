import { at, createSequences, getOrMake } from "../collections.ts";
import type { Direction, Policy, Rule } from "../model.ts";
import type { PortSpace } from "../ports.ts";
import { createPortTable, type PortSpec } from "./port-specs.ts";
import { createSetTable, type SetSpec } from "./set-specs.ts";

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

/** Turns the policies of all sides into numbers; policies that the sides share are compiled once. */
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
