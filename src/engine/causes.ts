import type { Bounds } from "./bounds.ts";
import { ABSENT, type Cells, type Element } from "./cells.ts";
import { at, getOrMake } from "./collections.ts";
import type { Population } from "./endpoints/population.ts";
import { createCauseLists } from "./cause-lists.ts";
import { createFactCauses, MAX_NAMED_ENDPOINTS } from "./fact-causes.ts";
import type { Direction, Policy, Selector } from "./model.ts";
import { NO_PORTS, type PortSet } from "./ports.ts";
import type { Cause } from "./result.ts";
import type { Selected } from "./selecting.ts";
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
  readonly causes: (from: readonly number[], to: readonly number[], turn: Turn) => readonly Cause[];
  /** Equal for equal lists of causes. */
  readonly numberOf: (causes: readonly Cause[]) => number;
  /** Why an element is isolated on one side only; `gained` freedom is lost isolation. */
  readonly isolation: (element: Element, direction: Direction, turn: Turn) => readonly Cause[];
}

const NOBODY: readonly Selected[] = [];

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
    classIndex === ABSENT ? NOBODY : rows.selected(side, direction, classIndex);
  const half = (side: number, direction: Direction, subject: number, peer: number): Bounds =>
    rows.value(at(at(rows.sides, side)[direction], subject), peer);

  const ruleCauses = new Map<CompiledPolicy, Map<string, Cause>>();
  const ofRule = (compiled: CompiledPolicy, direction: Direction, index: number, turn: Turn): Cause =>
    getOrMake(
      getOrMake(ruleCauses, compiled, () => new Map<string, Cause>()),
      `${direction} ${String(index)} ${turn}`,
      () => ruleCause(compiled, direction, index, turn),
    );
  /** By the policies that select an end on one side and on the other. */
  type Isolations = Map<readonly Selected[], Map<readonly Selected[], readonly Cause[]>>;
  const isolationsOf = (): Record<Turn, Isolations> => ({ gained: new Map(), lost: new Map() });
  const isolations = { ingress: isolationsOf(), egress: isolationsOf() };

  /** The side that says no: policies that isolate without granting, when on the other side none surely did. */
  const isolating = (direction: Direction, subject: Element, turn: Turn): readonly Cause[] => {
    const [side, otherSide] = turn === "gained" ? [1, 0] : [0, 1];
    const classes = [subject.before, subject.after];
    const here = selected(side, direction, at(classes, side));
    if (here.some(({ surely }) => surely)) return [];
    const there = selected(otherSide, direction, at(classes, otherSide));
    return getOrMake(
      getOrMake(isolations[direction][turn], here, () => new Map<readonly Selected[], readonly Cause[]>()),
      there,
      () => {
        const remaining = contentsOf(here, at(program.sides, side), direction);
        return there.flatMap(({ policy, surely }) => {
          const compiled = at(at(program.sides, otherSide), policy);
          // Here none of them surely selects the end: one that surely does there is not the same for it.
          const isCause = surely || !remaining.has(contentKey(compiled, direction));
          return isCause ? [policyCause(compiled, direction, turn, policiesByName(side))] : [];
        });
      },
    );
  };

  /** The last answer is kept: many pairs in a row have one end in common. */
  let last: { readonly list: readonly Selected[]; readonly direction: Direction; readonly side: number } | null = null;
  let contents: ReadonlySet<string> = new Set();
  const stayedIn = (list: readonly Selected[], side: number, direction: Direction): ReadonlySet<string> => {
    if (last === null || last.list !== list || last.direction !== direction || last.side !== side) {
      contents = contentsOf(list, at(program.sides, side), direction);
      last = { list, direction, side };
    }
    return contents;
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
    const stayed = stayedIn(there, otherSide, direction);
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
      ofRule(compiled, direction, index, turn),
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
  /** Keys of labels and of namespace labels that the policies of an end ask for. */
  const asked = { ingress: new Map<Element, AskedKeys>(), egress: new Map<Element, AskedKeys>() };
  const askedBy = (direction: Direction, end: Element): AskedKeys =>
    getOrMake(asked[direction], end, () =>
      keysAsked(
        direction,
        [end.before, end.after].flatMap((classIndex, side) =>
          selected(side, direction, classIndex).map(({ policy }) => at(at(program.sides, side), policy).policy),
        ),
      ),
    );
  /** Tells labels that the policies of the two ends ask for from those that only policies of others do. */
  const isAsked = (from: Element, to: Element, { kind, rule }: Cause): boolean => {
    if (rule === null || (kind !== "labels" && kind !== "namespace-labels")) return true;
    return askedBy("egress", from)[kind].has(rule) || askedBy("ingress", to)[kind].has(rule);
  };
  const elementAt = (index: number): Element => at(population.elements, index);
  const moves = new Set(population.elements.flatMap(({ before, after }, index) => (before === after ? [] : [index])));
  const movedAmong = (list: readonly number[]): readonly number[] =>
    moves.size === 0 ? [] : list.filter((index) => moves.has(index));
  const { distinct, numberOf } = createCauseLists();
  return {
    causes: (from, to, turn) => {
      const [source, destination] = [elementAt(at(from, 0)), elementAt(at(to, 0))];
      const moved = [...movedAmong(from), ...movedAmong(to)].map(elementAt);
      const existence = firstOf(moved, facts.existence);
      if (existence.length > 0) return distinct(existence);
      const policies = ofPolicies(source, destination, turn);
      const all = moved.slice(0, MAX_NAMED_ENDPOINTS).flatMap(facts.differences);
      const relevant = all.filter((cause) => isAsked(source, destination, cause));
      const differences = policies.length + relevant.length === 0 ? all : relevant;
      return distinct([...differences.slice(0, MAX_NAMED_ENDPOINTS), ...policies]);
    },
    numberOf,
    isolation: (element, direction, turn) => {
      const policies = isolating(direction, element, turn);
      if (element.before === element.after) return distinct(policies);
      const keys = new Set(
        [element.before, element.after].flatMap((classIndex, side) =>
          selected(side, direction, classIndex).flatMap(({ policy }) =>
            at(at(program.sides, side), policy).policy.subject.requirements.map(({ key }) => key),
          ),
        ),
      );
      const isRelevant = ({ kind, rule }: Cause): boolean =>
        (kind === "labels" && rule !== null && keys.has(rule)) || (kind === "addresses" && rule === "hostNetwork");
      return distinct([...facts.differences(element).filter(isRelevant), ...policies]);
    },
  };
}

/** The causes of the first elements that have any, up to the bound. */
function firstOf(elements: readonly Element[], causesOf: (element: Element) => readonly Cause[]): readonly Cause[] {
  const result: Cause[] = [];
  for (const element of elements) {
    if (result.length >= MAX_NAMED_ENDPOINTS) break;
    result.push(...causesOf(element));
  }
  return result.slice(0, MAX_NAMED_ENDPOINTS);
}

type AskedKeys = Readonly<Record<"labels" | "namespace-labels", ReadonlySet<string>>>;

function keysAsked(direction: Direction, policies: readonly Policy[]): AskedKeys {
  const keys = { labels: new Set<string>(), "namespace-labels": new Set<string>() };
  const add = (kind: keyof typeof keys, { requirements }: Selector): void => {
    for (const { key } of requirements) keys[kind].add(key);
  };
  for (const policy of policies) {
    add("labels", policy.subject);
    for (const { peers } of policy[direction] ?? []) {
      for (const peer of peers ?? []) {
        if (peer.type !== "pods") continue;
        add("labels", peer.pods);
        if (peer.namespaces !== null) add("namespace-labels", peer.namespaces);
      }
    }
  }
  return keys;
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
