import type { Bounds } from "./bounds.ts";
import { ABSENT, type Cells, type Element } from "./cells.ts";
import { at, getOrMake } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import { createFactCauses, MAX_NAMED_ENDPOINTS, unique } from "./fact-causes.ts";
import type { Direction, Selector } from "./model.ts";
import { NO_PORTS, type PortSet } from "./ports.ts";
import type { Cause, CauseKind } from "./result.ts";
import type { Selected } from "./rows.ts";
import { NO } from "./ternary.ts";
import { PATTERN, UNADDRESSED } from "./universe/items.ts";
import { portsOf } from "./universe/port-specs.ts";
import type { CompiledPolicy, Grant } from "./universe/program.ts";
import { assumedOf, strictOf, type Membership } from "./universe/sets.ts";
import type { Universe } from "./universe/universe.ts";

/** Whether a flow came or went. */
export type Turn = "gained" | "lost";

export interface Attribution {
  /**
   * Why connections came or went between the elements, which policies treat alike: what changed at either end, the
   * workloads' own labels first; at most a hundred of those.
   */
  readonly causes: (from: readonly Element[], to: readonly Element[], turn: Turn) => readonly Cause[];
  /** Why an element is isolated on one side only; `gained` freedom is lost isolation. */
  readonly isolation: (element: Element, direction: Direction, turn: Turn) => readonly Cause[];
}

/** `before` and `after` are sides 0 and 1 of the universe. */
export function createAttribution(universe: Universe, population: Population, cells: Cells): Attribution {
  const { bounds, space, program, rows } = universe;
  const byName = new Map<number, ReadonlyMap<string, CompiledPolicy>>();
  const policiesByName = (side: number): ReadonlyMap<string, CompiledPolicy> =>
    getOrMake(byName, side, () => {
      const policies = at(program.sides, side);
      return new Map(policies.map((compiled) => [`${compiled.policy.namespace}/${compiled.policy.name}`, compiled]));
    });
  const memberships = new Map<number, ReadonlyMap<number, Membership>>();
  const membership = (set: number, classIndex: number): Membership => {
    const { members, memberships: values } = at(universe.partition.classes.sets, set);
    const own = getOrMake(memberships, set, () => new Map(members.map((member, i) => [member, at(values, i)])));
    const listed = own.get(classIndex) ?? 0;
    const { unaddressed } = at(universe.partition.classes.sets, set);
    return unaddressed !== 0 && isUnaddressed(universe, classIndex) ? Math.max(listed, unaddressed) : listed;
  };

  /** Ports the rule may open between the two ends. */
  const opened = (direction: Direction, grant: Grant, subject: number, peer: number): PortSet => {
    const matches =
      grant.peers === null ||
      grant.peers.some((set) => assumedOf(membership(set, peer)) !== NO || strictOf(membership(set, peer)) !== NO);
    if (!matches) return NO_PORTS;
    const destination = direction === "ingress" ? subject : peer;
    const { portNames } = at(universe.items.items, at(universe.partition.classes.sample, destination));
    return portsOf(at(program.ports, grant.ports), at(universe.items.portNames, portNames), space);
  };

  const selected = (side: number, direction: Direction, classIndex: number): readonly Selected[] =>
    classIndex === ABSENT ? [] : rows.selected(side, direction, classIndex);
  const half = (side: number, direction: Direction, subject: number, peer: number): Bounds =>
    rows.value(at(at(rows.sides, side)[direction], subject), peer);

  /** The side that says no: policies that isolate without granting, when on the other side none surely did. */
  const isolating = (direction: Direction, subject: Element, turn: Turn): readonly Cause[] => {
    const [side, otherSide] = turn === "gained" ? [1, 0] : [0, 1];
    const classes = [subject.before, subject.after];
    const here = selected(side, direction, at(classes, side));
    if (here.some(({ surely }) => surely)) return [];
    const there = selected(otherSide, direction, at(classes, otherSide));
    const remaining = contentsOf(here, at(program.sides, side), direction);
    return there.flatMap(({ policy, surely }) => {
      const compiled = at(at(program.sides, otherSide), policy);
      // Here none of them surely selects the end: one that surely does there is not the same for it.
      const isCause = surely || !remaining.has(contentKey(compiled, direction));
      return isCause ? [policyCause(compiled, direction, turn, policiesByName(side))] : [];
    });
  };

  const ofHalf = (
    direction: Direction,
    subject: Element,
    peer: Element,
    ports: PortSet,
    turn: Turn,
  ): readonly Cause[] => {
    const relevant = bounds.exactly(ports);
    const old = bounds.intersect(relevant, half(0, direction, subject.before, peer.before));
    const now = bounds.intersect(relevant, half(1, direction, subject.after, peer.after));
    if (old === now) return [];
    const [side, otherSide] = turn === "gained" ? [1, 0] : [0, 1];
    const classes = [
      { subject: subject.before, peer: peer.before },
      { subject: subject.after, peer: peer.after },
    ];
    const own = at(classes, side);
    const here = selected(side, direction, own.subject);
    const there = selected(otherSide, direction, at(classes, otherSide).subject);
    const stayed = contentsOf(there, at(program.sides, otherSide), direction);
    const samePeer = peer.before === peer.after;

    // Gained: rules that grant it now. Lost: rules that granted it. Those on both sides alike are not why.
    const granting = here.flatMap(({ policy }) => {
      const compiled = at(at(program.sides, side), policy);
      return compiled.rules[direction].flatMap((grant, index) =>
        space.intersect(opened(direction, grant, own.subject, own.peer), ports) === NO_PORTS
          ? []
          : [{ compiled, index }],
      );
    });
    const fresh = granting.filter(({ compiled }) => !(samePeer && stayed.has(contentKey(compiled, direction))));
    const rules = (fresh.length > 0 ? fresh : granting).map(({ compiled, index }) =>
      ruleCause(compiled, direction, index, turn),
    );
    const isolation = isolating(direction, subject, turn);
    return [...rules, ...isolation];
  };

  const facts = createFactCauses(universe, population);
  const ofPolicies = (from: Element, to: Element, turn: Turn): readonly Cause[] => {
    const [old, now] = [
      bounds.parts(cells.value(0, from.before, to.before)),
      bounds.parts(cells.value(1, from.after, to.after)),
    ];
    const [less, more] = turn === "gained" ? [old, now] : [now, old];
    const ports = [
      space.subtract(more.certain, less.certain),
      space.subtract(more.assumed, less.assumed),
      space.subtract(more.possible, less.possible),
      space.subtract(more.conceivable, less.conceivable),
    ].reduce(space.union);
    return [...ofHalf("ingress", to, from, ports, turn), ...ofHalf("egress", from, to, ports, turn)];
  };
  /** Tells labels that the policies of the two ends ask for from those that only policies of others do. */
  const keysAsked = (from: Element, to: Element): ((kind: CauseKind, key: string) => boolean) => {
    const keys: Record<"labels" | "namespace-labels", Set<string>> = {
      labels: new Set(),
      "namespace-labels": new Set(),
    };
    const add = (kind: keyof typeof keys, { requirements }: Selector): void => {
      for (const { key } of requirements) keys[kind].add(key);
    };
    for (const [direction, end] of [
      ["egress", from],
      ["ingress", to],
    ] as const) {
      const lists = [end.before, end.after].map((classIndex, side) =>
        selected(side, direction, classIndex).map(({ policy }) => at(at(program.sides, side), policy)),
      );
      for (const { policy } of lists.flat()) {
        add("labels", policy.subject);
        for (const peer of (policy[direction] ?? []).flatMap(({ peers }) => peers ?? [])) {
          if (peer.type !== "pods") continue;
          add("labels", peer.pods);
          if (peer.namespaces !== null) add("namespace-labels", peer.namespaces);
        }
      }
    }
    return (kind, key) => (kind === "labels" || kind === "namespace-labels" ? keys[kind].has(key) : true);
  };
  return {
    causes: (from, to, turn) => {
      const [source, destination] = [from[0], to[0]];
      if (source === undefined || destination === undefined) return [];
      const moved = [...from, ...to].filter(({ before, after }) => before !== after);
      const existence = moved.flatMap((element) => facts.existence(element)).slice(0, MAX_NAMED_ENDPOINTS);
      if (existence.length > 0) return unique(existence);
      const policies = ofPolicies(source, destination, turn);
      const all = moved.slice(0, MAX_NAMED_ENDPOINTS).flatMap((element) => facts.differences(element));
      const asked = all.length === 0 ? null : keysAsked(source, destination);
      const relevant = all.filter(({ kind, rule }) => asked === null || rule === null || asked(kind, rule));
      const differences = policies.length + relevant.length === 0 ? all : relevant;
      return unique([...differences.slice(0, MAX_NAMED_ENDPOINTS), ...policies]);
    },
    isolation: (element, direction, turn) => {
      const policies = isolating(direction, element, turn);
      if (element.before === element.after) return unique(policies);
      const keys = new Set(
        [element.before, element.after].flatMap((classIndex, side) =>
          selected(side, direction, classIndex).flatMap(({ policy }) =>
            at(at(program.sides, side), policy).policy.subject.requirements.map(({ key }) => key),
          ),
        ),
      );
      const labels = facts
        .differences(element)
        .filter(({ kind, rule }) => kind === "labels" && rule !== null && keys.has(rule));
      return unique([...labels, ...policies]);
    },
  };
}

function isUnaddressed(universe: Universe, classIndex: number): boolean {
  const { group } = at(universe.items.items, at(universe.partition.classes.sample, classIndex));
  return group === UNADDRESSED || group === PATTERN;
}

function contentKey(compiled: CompiledPolicy, direction: Direction): string {
  return `${compiled.policy.namespace}/${compiled.policy.name} ${String(compiled.content[direction])}`;
}

function contentsOf(
  list: readonly Selected[],
  policies: readonly CompiledPolicy[],
  direction: Direction,
): ReadonlySet<string> {
  return new Set(list.map(({ policy }) => contentKey(at(policies, policy), direction)));
}

function ruleCause(compiled: CompiledPolicy, direction: Direction, index: number, turn: Turn): Cause {
  const { policy } = compiled;
  const rule = policy[direction]?.[index];
  return {
    kind: turn === "gained" ? "rule-grants" : "rule-granted",
    side: turn === "gained" ? "head" : "base",
    object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
    rule: `${direction}[${String(index)}]`,
    origin: rule?.origin ?? policy.origin,
  };
}

/**
 * `others`: the policies of the other side by name. A policy that now selects others is to blame at its selector, and
 * one that isolates the direction on one side only at its types.
 */
function policyCause(
  { policy, subject, content }: CompiledPolicy,
  direction: Direction,
  turn: Turn,
  others: ReadonlyMap<string, CompiledPolicy>,
): Cause {
  const other = others.get(`${policy.namespace}/${policy.name}`);
  const isReselected =
    other !== undefined &&
    other.subject !== subject &&
    other.content.ingress === content.ingress &&
    other.content.egress === content.egress;
  const isRetyped = other !== undefined && other.policy[direction] === null;
  return {
    kind: turn === "gained" ? "policy-isolated" : "policy-isolates",
    side: turn === "gained" ? "base" : "head",
    object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
    rule: isReselected ? "podSelector" : null,
    origin: isReselected ? policy.subjectOrigin : isRetyped ? policy.typesOrigin : policy.origin,
  };
}
