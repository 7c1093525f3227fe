/** Random NetworkPolicies: every form of selector, peer, port and rule, and every way to leave one out. */
import type {
  AddressRange,
  Direction,
  IpBlockPeer,
  Peer,
  Policy,
  PolicyPort,
  Protocol,
  Requirement,
  Rule,
  Selector,
} from "../../src/engine/model.ts";
import type { NextOrigin, Shape } from "./generate.ts";
import type { Random } from "./random.ts";
import * as words from "./vocabulary.ts";

export function randomPolicy(random: Random, shape: Shape, next: NextOrigin): Policy {
  const rules = (): readonly Rule[] => random.several(0, 2, () => randomRule(random, shape, next));
  const types = random.pick(["ingress", "egress", "both"] as const);
  return {
    namespace: randomPlace(random, shape),
    name: random.pick(["p1", "p2", "p3", "p4", "p5", "p6"]),
    subject: random.once(3) ? { requirements: [] } : randomPodSelector(random, shape),
    subjectOrigin: next(),
    typesOrigin: next(),
    ingress: types === "egress" ? null : rules(),
    egress: types === "ingress" ? null : rules(),
    origin: next(),
  };
}

function randomPlace(random: Random, shape: Shape): string {
  return random.once(8) && shape.undeclared.length > 0 ? random.pick(shape.undeclared) : random.pick(shape.namespaces);
}

export function randomRule(random: Random, shape: Shape, next: NextOrigin): Rule {
  const peers = random.once(shape.ports === "names" ? 2 : 5)
    ? null
    : random.several(1, 2, () => randomPeer(random, shape, next));
  const ports = random.once(3) ? null : random.several(1, 3, () => randomPort(random, shape, next));
  return { peers, ports, origin: next() };
}

export function randomPeer(random: Random, shape: Shape, next: NextOrigin): Peer {
  const everything: Selector = { requirements: [] };
  switch (random.integer(6)) {
    case 0:
    case 1:
      return randomBlock(random, next);
    case 2: // podSelector alone
      return {
        type: "pods",
        namespaces: null,
        pods: random.once(3) ? everything : randomPodSelector(random, shape),
        origin: next(),
      };
    case 3: // namespaceSelector alone
      return { type: "pods", namespaces: randomNamespaceSelector(random, shape), pods: everything, origin: next() };
    case 4:
      return { type: "pods", namespaces: everything, pods: randomPodSelector(random, shape), origin: next() };
    default:
      return {
        type: "pods",
        namespaces: randomNamespaceSelector(random, shape),
        pods: randomPodSelector(random, shape),
        origin: next(),
      };
  }
}

function randomBlock(random: Random, next: NextOrigin): IpBlockPeer {
  const cidr = random.pick(words.BLOCKS);
  const inside = words.BLOCKS.filter((block) => isStrictlyInside(block, cidr));
  const except = inside.length === 0 || random.once(2) ? [] : random.several(1, 3, () => random.pick(inside));
  return { type: "ipBlock", cidr, except, origin: next() };
}

function isStrictlyInside(inner: AddressRange, outer: AddressRange): boolean {
  if (inner.family !== outer.family || inner.first < outer.first || inner.last > outer.last) return false;
  return inner.first !== outer.first || inner.last !== outer.last;
}

export function randomPort(random: Random, shape: Shape, next: NextOrigin): PolicyPort {
  const protocol: Protocol = random.once(3) ? random.pick(["UDP", "SCTP"] as const) : "TCP";
  const isName = shape.ports === "names" ? !random.once(6) : random.once(3);
  if (isName) return { type: "name", protocol, name: random.pick([...words.PORT_NAMES, "nobody"]), origin: next() };
  if (random.once(2)) {
    const [first, last] = random.pick(words.RANGES);
    return { type: "range", protocol, first, last, origin: next() };
  }
  const number = random.pick(words.NUMBERS);
  return { type: "range", protocol, first: number, last: number, origin: next() };
}

export function randomPodSelector(random: Random, shape: Shape): Selector {
  const rare = ["pod-template-hash", "statefulset.kubernetes.io/pod-name"];
  const useRare = shape.workloads > 0 && random.once(12);
  return randomSelector(random, shape, useRare ? [...shape.podKeys, ...rare] : shape.podKeys, shape.values);
}

function randomNamespaceSelector(random: Random, shape: Shape): Selector {
  if (random.once(4)) return byName(random, shape);
  return random.once(5) ? { requirements: [] } : randomSelector(random, shape, shape.namespaceKeys, shape.values);
}

function byName(random: Random, shape: Shape): Selector {
  const values = [random.pick([...shape.namespaces, ...shape.undeclared, "elsewhere"])];
  const operator = shape.operators === "all" && random.once(4) ? "NotIn" : "In";
  return { requirements: [{ key: "kubernetes.io/metadata.name", operator, values }] };
}

function randomSelector(random: Random, shape: Shape, keys: readonly string[], values: readonly string[]): Selector {
  const requirements = random.several(1, 2, () => randomRequirement(random, shape, keys, values));
  const text = ({ key, operator, values: own }: Requirement): string => `${key}\n${operator}\n${own.join("\n")}`;
  const unique = new Map(requirements.map((requirement) => [text(requirement), requirement]));
  return { requirements: [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, requirement]) => requirement) };
}

function randomRequirement(
  random: Random,
  shape: Shape,
  keys: readonly string[],
  values: readonly string[],
): Requirement {
  const key = random.pick(keys);
  const operators =
    shape.operators === "all" ? (["In", "NotIn", "Exists", "DoesNotExist"] as const) : (["In", "Exists"] as const);
  // matchLabels is by far the most usual form: `In` with one value.
  const operator = random.once(2) ? "In" : random.pick(operators);
  if (operator === "Exists" || operator === "DoesNotExist") return { key, operator, values: [] };
  const chosen = random.several(1, 2, () => random.pick(random.once(12) ? [...values, "nowhere"] : values));
  return { key, operator, values: [...new Set(chosen)].sort() };
}

/** The rules of a direction, without the difference between "does not isolate" and "allows nothing". */
export function rulesOf(policy: Policy, direction: Direction): readonly Rule[] {
  return policy[direction] ?? [];
}
