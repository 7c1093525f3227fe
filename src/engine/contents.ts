import { NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { at, createSequences, getOrMake, lazily } from "./collections.ts";
import { indexExceptingContents } from "./excepting.ts";
import type { Direction, Family } from "./model.ts";
import type { PortSet, PortSpace } from "./ports.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, isNode, PATTERN, UNADDRESSED, type Group, type Item, type Items } from "./universe/items.ts";
import { portsOf } from "./universe/port-specs.ts";
import type { Grant, Program } from "./universe/program.ts";
import { assumedOf, strictOf, SURE } from "./universe/sets.ts";

/**
 * What the rules of one policy grant in one direction, for every class the other end may be in: `exceptions` where
 * there is an entry, else the default of the other end's group. An exception holds the default. Each of the two is made
 * when it is first asked for: of most policies a comparison needs neither, or the defaults alone.
 */
export interface ContentRow {
  readonly defaults: () => readonly Bounds[];
  readonly exceptions: () => ReadonlyMap<number, Bounds>;
}

export interface ContentTable {
  /** `names`: what port names stand for on the destination; matters for ingress only, where that is the selected pod. */
  readonly row: (direction: Direction, content: number, names: number) => ContentRow;
  /** Visits the classes for which a content may say something else than its defaults, some more than once. */
  readonly visitExceptions: (direction: Direction, content: number, visit: (other: number) => void) => void;
  /** Whether one of these classes passes a test; they are tested one after the other, until one does. */
  readonly someException: (direction: Direction, content: number, test: (other: number) => boolean) => boolean;
  /** The contents of a direction that may say something else than their defaults for a class, some more than once. */
  readonly exceptingFor: (direction: Direction, other: number) => readonly number[];
  /** Equal for classes of which every content of a direction says the same; -1 for a class that is like no other. */
  readonly likeness: (direction: Direction, other: number) => number;
}

export interface ContentSources {
  readonly program: Program;
  readonly items: Items;
  readonly classes: Classes;
  readonly space: PortSpace;
  readonly bounds: BoundsSpace;
}

export function createContentTable(sources: ContentSources, itemOf: (classIndex: number) => Item): ContentTable {
  const { program, classes } = sources;
  const known = new Map<number, ContentRow>();
  const declaring = lazily(() => classesByPortName(sources, itemOf));
  const make = contentMaker(sources, itemOf, declaring);
  const variants = sources.items.portNames.length;
  const someException: ContentTable["someException"] = (direction, content, test) =>
    at(program.contents, content).grants.some(({ peers, ports }) => {
      if (peers?.some((peer) => at(classes.sets, peer).members.some(test)) === true) return true;
      if (direction === "ingress") return false;
      // A named port opens other numbers on every destination that declares it, whether a peer lists it or not.
      return at(program.ports, ports).names.some(
        ({ protocol, name }) => declaring().get(`${protocol}/${name}`)?.some(test) === true,
      );
    });
  const visitExceptions: ContentTable["visitExceptions"] = (direction, content, visit) => {
    someException(direction, content, (other) => {
      visit(other);
      return false;
    });
  };
  const unsure = lazily(() => unsureMembers(classes));
  const likenesses = createSequences();
  const excepting = {
    ingress: lazily(() => indexExceptingContents(program, classes, "ingress", declaring())),
    egress: lazily(() => indexExceptingContents(program, classes, "egress", declaring())),
  };

  return {
    row: (direction, content, names) =>
      getOrMake(known, (content * 2 + (direction === "ingress" ? 0 : 1)) * variants + names, () =>
        make(direction, content, names),
      ),
    visitExceptions,
    someException,
    exceptingFor: (direction, other) => excepting[direction]().contents(other),
    likeness: (direction, other) => {
      const { group, portNames } = itemOf(other);
      if (isNode(group) || unsure()[other] === 1) return -1;
      // Of a destination it matters which numbers its port names stand for.
      const start = likenesses.append(0, group + GROUPS.length * (direction === "egress" ? 1 + portNames : 0));
      return excepting[direction]().sets(other).reduce(likenesses.append, start);
    },
  };
}

/** 1 for the classes that some set does not surely hold or leave out. */
function unsureMembers({ count, sets }: Classes): Uint8Array {
  const result = new Uint8Array(count);
  for (const { members, memberships } of sets) {
    for (let i = 0; i < members.length; i += 1) if (at(memberships, i) !== SURE) result[at(members, i)] = 1;
  }
  return result;
}

/** The classes of pods that declare a port by a name that policies use, by `protocol/name`. */
function classesByPortName(
  { items, classes }: ContentSources,
  itemOf: (classIndex: number) => Item,
): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>();
  for (let index = 0; index < classes.count; index += 1) {
    const { group, portNames } = itemOf(index);
    if (group === PATTERN) continue;
    for (const name of at(items.portNames, portNames).keys()) getOrMake(result, name, () => []).push(index);
  }
  return result;
}

function contentMaker(
  { program, items, classes, space, bounds }: ContentSources,
  itemOf: (classIndex: number) => Item,
  declaring: () => ReadonlyMap<string, readonly number[]>,
): (direction: Direction, content: number, names: number) => ContentRow {
  const portsFor = (spec: number, names: number): PortSet =>
    portsOf(at(program.ports, spec), at(items.portNames, names), space);
  // An ipBlock speaks of packets of its own family only.
  const inFamily = (ports: PortSet, family: Family | null): PortSet =>
    family === null ? ports : space.intersect(ports, space.family(family));

  const makeDefaults = (direction: Direction, grants: readonly Grant[], names: number): readonly Bounds[] => {
    const defaults: Bounds[] = GROUPS.map(() => NOTHING);
    const add = (group: Group, value: Bounds): void => {
      defaults[group] = bounds.union(at(defaults, group), value);
    };
    for (const grant of grants) {
      const plain = portsFor(grant.ports, direction === "ingress" ? names : 0);
      const ofPatterns = portsFor(grant.ports, direction === "ingress" ? names : 1);
      if (grant.peers === null) {
        for (const group of GROUPS) add(group, bounds.exactly(group === PATTERN ? ofPatterns : plain));
      }
      for (const peer of grant.peers ?? []) {
        const { unaddressed, family } = at(classes.sets, peer);
        if (unaddressed === 0) continue;
        const [strict, assumed] = [strictOf(unaddressed), assumedOf(unaddressed)];
        add(UNADDRESSED, bounds.when(strict, assumed, inFamily(plain, family)));
        add(PATTERN, bounds.when(strict, assumed, inFamily(ofPatterns, family)));
      }
    }
    return defaults;
  };

  const makeExceptions = (
    direction: Direction,
    grants: readonly Grant[],
    names: number,
    defaults: readonly Bounds[],
  ): ReadonlyMap<number, Bounds> => {
    const exceptions = new Map<number, Bounds>();
    const add = (index: number, value: Bounds): void => {
      exceptions.set(index, bounds.union(exceptions.get(index) ?? at(defaults, itemOf(index).group), value));
    };
    const addNamed = (grant: Grant): void => {
      for (const key of at(program.ports, grant.ports).names) {
        for (const index of declaring().get(`${key.protocol}/${key.name}`) ?? []) {
          const { group, portNames } = itemOf(index);
          const ports = portsFor(grant.ports, portNames);
          if (grant.peers === null) add(index, bounds.exactly(ports));
          else if (group === UNADDRESSED) {
            for (const peer of grant.peers) {
              const { unaddressed, family } = at(classes.sets, peer);
              add(index, bounds.when(strictOf(unaddressed), assumedOf(unaddressed), inFamily(ports, family)));
            }
          }
        }
      }
    };
    const addPeers = (grant: Grant): void => {
      for (const peer of grant.peers ?? []) {
        const { members, memberships, family } = at(classes.sets, peer);
        members.forEach((index, i) => {
          const membership = at(memberships, i);
          // Names of the destination: the selected pod for ingress, whoever is dialled for egress.
          const ports = portsFor(grant.ports, direction === "ingress" ? names : itemOf(index).portNames);
          add(index, bounds.when(strictOf(membership), assumedOf(membership), inFamily(ports, family)));
        });
      }
    };
    if (direction === "egress") grants.forEach(addNamed);
    grants.forEach(addPeers);
    return exceptions;
  };

  return (direction, content, names) => {
    const { grants } = at(program.contents, content);
    const defaults = lazily(() => makeDefaults(direction, grants, names));
    return { defaults, exceptions: lazily(() => makeExceptions(direction, grants, names, defaults())) };
  };
}
