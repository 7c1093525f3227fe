import { NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { at, getOrMake } from "./collections.ts";
import type { Direction, Family } from "./model.ts";
import type { PortSet, PortSpace } from "./ports.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, PATTERN, UNADDRESSED, type Group, type Item, type Items } from "./universe/items.ts";
import { portsOf, type Grant, type Program } from "./universe/program.ts";
import { assumedOf, strictOf } from "./universe/sets.ts";

/**
 * What the rules of one policy grant in one direction, for every class the other end may be in: `exceptions` where
 * there is an entry, else the default of the other end's group. An exception holds the default.
 */
export interface ContentRow {
  readonly defaults: readonly Bounds[];
  readonly exceptions: ReadonlyMap<number, Bounds>;
}

/** Index of a content row. */
export type ContentRowId = number;

export interface ContentTable {
  readonly rows: readonly ContentRow[];
  /** `names`: what port names stand for on the destination; for ingress only, where that is the selected pod. */
  readonly find: (direction: Direction, content: number, names: number) => ContentRowId;
}

export interface ContentSources {
  readonly program: Program;
  readonly items: Items;
  readonly classes: Classes;
  readonly space: PortSpace;
  readonly bounds: BoundsSpace;
}

export function createContentTable(sources: ContentSources, itemOf: (classIndex: number) => Item): ContentTable {
  const rows: ContentRow[] = [];
  const known = new Map<number, ContentRowId>();
  const make = contentMaker(sources, itemOf);
  const variants = sources.items.portNames.length;
  return {
    rows,
    find: (direction, content, names) =>
      getOrMake(known, (content * 2 + (direction === "ingress" ? 0 : 1)) * variants + names, () => {
        return rows.push(make(direction, content, names)) - 1;
      }),
  };
}

function contentMaker(
  { program, items, classes, space, bounds }: ContentSources,
  itemOf: (classIndex: number) => Item,
): (direction: Direction, content: number, names: number) => ContentRow {
  const byPortName = new Map<string, number[]>();
  for (let index = 0; index < classes.count; index += 1) {
    const { group, portNames } = itemOf(index);
    if (group === PATTERN) continue;
    for (const name of at(items.portNames, portNames).keys()) getOrMake(byPortName, name, () => []).push(index);
  }
  const portsFor = (spec: number, names: number): PortSet =>
    portsOf(at(program.ports, spec), at(items.portNames, names), space);
  // An ipBlock speaks of packets of its own family only.
  const inFamily = (ports: PortSet, family: Family | null): PortSet =>
    family === null ? ports : space.intersect(ports, space.family(family));

  return (direction, content, names) => {
    const { grants } = at(program.contents, content);
    const defaults: Bounds[] = GROUPS.map(() => NOTHING);
    const exceptions = new Map<number, Bounds>();
    const addDefault = (group: Group, value: Bounds): void => {
      defaults[group] = bounds.union(at(defaults, group), value);
    };
    const add = (index: number, value: Bounds): void => {
      exceptions.set(index, bounds.union(exceptions.get(index) ?? at(defaults, itemOf(index).group), value));
    };
    /** Names of the destination: the selected pod for ingress, whoever is dialled for egress. */
    const namesOf = (index: number): number => (direction === "ingress" ? names : itemOf(index).portNames);

    const addDefaults = (grant: Grant): void => {
      const plain = portsFor(grant.ports, direction === "ingress" ? names : 0);
      const ofPatterns = portsFor(grant.ports, direction === "ingress" ? names : 1);
      if (grant.peers === null) {
        for (const group of GROUPS) addDefault(group, bounds.exactly(group === PATTERN ? ofPatterns : plain));
      }
      for (const peer of grant.peers ?? []) {
        const { unaddressed, family } = at(classes.sets, peer);
        if (unaddressed === 0) continue;
        const [strict, assumed] = [strictOf(unaddressed), assumedOf(unaddressed)];
        addDefault(UNADDRESSED, bounds.when(strict, assumed, inFamily(plain, family)));
        addDefault(PATTERN, bounds.when(strict, assumed, inFamily(ofPatterns, family)));
      }
    };
    /** A named port opens other numbers on every destination that declares it, whether a peer lists it or not. */
    const addNamed = (grant: Grant): void => {
      for (const key of at(program.ports, grant.ports).names) {
        for (const index of byPortName.get(`${key.protocol}/${key.name}`) ?? []) {
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
          const ports = inFamily(portsFor(grant.ports, namesOf(index)), family);
          add(index, bounds.when(strictOf(membership), assumedOf(membership), ports));
        });
      }
    };

    grants.forEach(addDefaults);
    if (direction === "egress") grants.forEach(addNamed);
    grants.forEach(addPeers);
    return { defaults, exceptions };
  };
}
