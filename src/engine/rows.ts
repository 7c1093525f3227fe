import { EVERYTHING, NOTHING, type Bounds, type BoundsSpace } from "./bounds.ts";
import { at, createInterner, getOrMake } from "./collections.ts";
import type { Direction, Family } from "./model.ts";
import { NO_PORTS, type PortSet, type PortSpace } from "./ports.ts";
import type { Classes } from "./universe/classes.ts";
import { GROUPS, isNode, PATTERN, UNADDRESSED, type Group, type Item, type Items } from "./universe/items.ts";
import type { CompiledPolicy, Program } from "./universe/program.ts";
import { assumedOf, strictOf, SURE } from "./universe/sets.ts";

/**
 * What one end of a connection allows, for every class the other end may be in: `exceptions` where there is an entry,
 * else the default of the other end's group. Equal rows are the same number, on both sides.
 */
export interface Row {
  readonly defaults: readonly Bounds[];
  readonly exceptions: ReadonlyMap<number, Bounds>;
}

/** The row of everybody that no policy isolates. */
export const OPEN_ROW = 0;

/** A policy that selects a class, and whether it surely does. */
export interface Selected {
  readonly policy: number;
  readonly surely: boolean;
}

/** The rows of one side. Indices are classes. */
export interface SideRows {
  readonly ingress: DirectionRows;
  readonly egress: DirectionRows;
}

export interface DirectionRows {
  /** Row of each class. */
  readonly row: readonly number[];
  /** Number of the list of policies that select the class; equal lists of one side have equal numbers. */
  readonly selection: readonly number[];
  readonly selections: readonly (readonly Selected[])[];
}

export interface RowTable {
  readonly rows: readonly Row[];
  readonly sides: readonly SideRows[];
  /** What a row says about a class. */
  readonly value: (row: number, other: number) => Bounds;
  readonly groupOf: (classIndex: number) => Group;
}

export interface RowSources {
  readonly program: Program;
  readonly items: Items;
  readonly classes: Classes;
  readonly space: PortSpace;
  readonly bounds: BoundsSpace;
}

export function buildRows(sources: RowSources): RowTable {
  const { program, classes, bounds } = sources;
  const itemOf = (classIndex: number): Item => at(sources.items.items, at(classes.sample, classIndex));
  const groupOf = (classIndex: number): Group => itemOf(classIndex).group;
  const hosts = Array.from({ length: classes.count }, (_, index) => index).filter((index) => isNode(groupOf(index)));
  const contentRow = contentRows(sources, itemOf);

  const rows = createInterner<Row>();
  rows.intern("open", () => ({ defaults: GROUPS.map(() => EVERYTHING), exceptions: new Map() }));

  const makeRow = (direction: Direction, classIndex: number, contents: readonly (readonly [number, boolean])[]): number => {
    const item = itemOf(classIndex);
    const sure = [...new Set(contents.filter(([, surely]) => surely).map(([content]) => content))].sort((a, b) => a - b);
    const doubtful = [...new Set(contents.filter(([, surely]) => !surely).map(([content]) => content))].sort((a, b) => a - b);
    const names = direction === "ingress" && contents.some(([content]) => at(program.contents, content).usesNames) ? item.portNames : 0;
    const nodes = hosts.length > 0 ? (item.nodes?.join(",") ?? "?") : "";
    return rows.intern(`${direction} ${sure.join(",")} ${doubtful.join(",")} ${String(names)} ${nodes}`, () => {
      const row = combine(
        sure.map((content) => contentRow(direction, content, names)),
        doubtful.map((content) => contentRow(direction, content, names)),
        bounds,
        groupOf,
      );
      return withOwnNode(row, direction, item, hosts, itemOf, bounds);
    });
  };

  const sides = program.sides.map((policies) => {
    const build = (direction: Direction): DirectionRows => {
      const lists = selectedBy(policies, direction, classes);
      const selections = createInterner<readonly Selected[]>();
      const row: number[] = [];
      const selection: number[] = [];
      for (let index = 0; index < classes.count; index += 1) {
        const list = lists[index] ?? [];
        const key = list.map((entry) => `${String(entry.policy)}${entry.surely ? "" : "?"}`).join(",");
        selection.push(selections.intern(key, () => list));
        const contents = list.map((entry) => [at(policies, entry.policy).content[direction], entry.surely] as const);
        row.push(list.length === 0 ? OPEN_ROW : makeRow(direction, index, contents));
      }
      return { row, selection, selections: selections.values };
    };
    return { ingress: build("ingress"), egress: build("egress") };
  });

  return {
    rows: rows.values,
    sides,
    groupOf,
    value: (row, other) => {
      const { defaults, exceptions } = at(rows.values, row);
      return exceptions.get(other) ?? at(defaults, groupOf(other));
    },
  };
}

function selectedBy(policies: readonly CompiledPolicy[], direction: Direction, classes: Classes): readonly (Selected[] | undefined)[] {
  const lists: Selected[][] = [];
  policies.forEach((policy, index) => {
    if (policy.content[direction] < 0) return;
    const { members, memberships } = at(classes.sets, policy.subject);
    members.forEach((member, i) => {
      (lists[member] ??= []).push({ policy: index, surely: at(memberships, i) === SURE });
    });
  });
  return lists;
}

/** The row of one policy's rules, remembered by content (and by the port names of the destination, for ingress). */
function contentRows(
  { program, items, classes, space, bounds }: RowSources,
  itemOf: (classIndex: number) => Item,
): (direction: Direction, content: number, names: number) => Row {
  const known = new Map<string, Row>();
  const byPortName = new Map<string, number[]>();
  for (let index = 0; index < classes.count; index += 1) {
    const { group, portNames } = itemOf(index);
    if (group === PATTERN) continue;
    for (const name of at(items.portNames, portNames).keys()) getOrMake(byPortName, name, () => []).push(index);
  }
  const portsFor = (spec: number, names: number): PortSet => {
    const { fixed, names: keys } = at(program.ports, spec);
    const resolved = at(items.portNames, names);
    return keys.reduce((set, key) => space.union(set, resolved.get(`${key.protocol}/${key.name}`) ?? NO_PORTS), fixed);
  };
  // An ipBlock speaks of packets of its own family only.
  const inFamily = (ports: PortSet, family: Family | null): PortSet =>
    family === null ? ports : space.intersect(ports, space.family(family));

  const make = (direction: Direction, content: number, names: number): Row => {
    const defaults: Bounds[] = GROUPS.map(() => NOTHING);
    const exceptions = new Map<number, Bounds>();
    const namesOf = (index: number): number => (direction === "ingress" ? names : itemOf(index).portNames);
    const addDefault = (group: Group, value: Bounds): void => {
      defaults[group] = bounds.union(at(defaults, group), value);
    };
    const { grants } = at(program.contents, content);

    for (const grant of grants) {
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
    }
    const add = (index: number, value: Bounds): void => {
      exceptions.set(index, bounds.union(exceptions.get(index) ?? at(defaults, itemOf(index).group), value));
    };
    for (const grant of grants) {
      const resolve = direction === "egress" && at(program.ports, grant.ports).names.length > 0;
      const fixed = portsFor(grant.ports, direction === "ingress" ? names : 0);
      if (resolve) {
        // A named port opens other numbers on every destination that declares it, whether a peer lists it or not.
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
      }
      for (const peer of grant.peers ?? []) {
        const set = at(classes.sets, peer);
        set.members.forEach((index, i) => {
          const ports = resolve ? portsFor(grant.ports, namesOf(index)) : fixed;
          const membership = at(set.memberships, i);
          add(index, bounds.when(strictOf(membership), assumedOf(membership), inFamily(ports, set.family)));
        });
      }
    }
    return { defaults, exceptions };
  };

  return (direction, content, names) =>
    getOrMake(known, `${direction} ${String(content)} ${String(names)}`, () => make(direction, content, names));
}

/**
 * The union of what the policies grant. Policies that perhaps select the end add doubt; when none selects it for sure,
 * it may be open altogether, and only what all of them grant is sure.
 */
function combine(sure: readonly Row[], doubtful: readonly Row[], bounds: BoundsSpace, groupOf: (index: number) => Group): Row {
  const [only] = sure;
  if (only !== undefined && sure.length === 1 && doubtful.length === 0) return only;
  const merge = (values: (row: Row) => Bounds): Bounds => {
    if (sure.length === 0) return bounds.undecided(doubtful.map(values).reduce(bounds.intersect));
    return [...sure.map(values), ...doubtful.map((row) => bounds.doubtful(values(row)))].reduce(bounds.union);
  };
  const keys = new Set([...sure, ...doubtful].flatMap((row) => [...row.exceptions.keys()]));
  const exceptions = new Map<number, Bounds>();
  for (const key of keys) exceptions.set(key, merge((row) => row.exceptions.get(key) ?? at(row.defaults, groupOf(key))));
  return { defaults: GROUPS.map((group) => merge((row) => at(row.defaults, group))), exceptions };
}

/**
 * The node a pod runs on always gets in; whether the pod gets out to it is undefined.
 * Source: Network Policies, "The two sorts of pod isolation"; networking/v1 `NetworkPolicySpec.ingress`.
 */
function withOwnNode(
  row: Row,
  direction: Direction,
  item: Item,
  hosts: readonly number[],
  itemOf: (index: number) => Item,
  bounds: BoundsSpace,
): Row {
  if (hosts.length === 0) return row;
  const exceptions = new Map(row.exceptions);
  for (const host of hosts) {
    const value = exceptions.get(host) ?? at(row.defaults, itemOf(host).group);
    const same = sameNode(item.nodes, itemOf(host).nodes);
    if (same === "yes" && direction === "ingress") exceptions.set(host, EVERYTHING);
    else exceptions.set(host, same === "no" ? value : bounds.undecided(value));
  }
  return { defaults: row.defaults, exceptions };
}

function sameNode(a: readonly string[] | null, b: readonly string[] | null): "yes" | "no" | "perhaps" {
  if (a === null || b === null) return "perhaps";
  if (a.length === 1 && b.length === 1) return a[0] === b[0] ? "yes" : "no";
  return a.some((node) => b.includes(node)) ? "perhaps" : "no";
}

