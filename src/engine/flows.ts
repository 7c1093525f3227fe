import type { Change, Graded } from "./changes.ts";
import type { Element } from "./cells.ts";
import { at, getOrMake, sortedNumbers } from "./collections.ts";
import { isSinglePod } from "./endpoints/population.ts";
import type { Family } from "./model.ts";
import { NO_PORTS, type Destinations, type PortSet, type PortSpace } from "./ports.ts";
import type { Findings } from "./rectangles.ts";
import type { Certainty, Connections, Endpoint, Flow } from "./result.ts";

/** Products of endpoints; `from` and `to` ascending. */
export interface Product {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Turns elements into endpoints, and cuts out the pairs of a single pod with itself. Equal lists are shared. */
export function createProducts(
  elements: readonly Element[],
  endpoints: readonly Endpoint[],
): (from: readonly number[], to: readonly number[]) => readonly Product[] {
  const expanded = new Map<readonly number[], readonly number[]>();
  const expand = (list: readonly number[]): readonly number[] =>
    getOrMake(expanded, list, () => {
      const members: number[] = [];
      for (const index of list) for (const endpoint of at(elements, index).endpoints) members.push(endpoint);
      return sortedNumbers(members);
    });
  const singles = new Set(endpoints.flatMap((endpoint, index) => (isSinglePod(endpoint) ? [index] : [])));
  return (from, to) => {
    const product = { from: expand(from), to: expand(to) };
    if (singles.size === 0) return [product];
    const targets = new Set(product.to);
    return withoutDiagonal(
      product,
      product.from.filter((index) => singles.has(index) && targets.has(index)),
    );
  };
}

/** The product without the pairs of each of `alone` with itself; halving keeps the parts few and short. */
function withoutDiagonal(product: Product, alone: readonly number[]): readonly Product[] {
  if (alone.length === 0) return [product];
  const inside = new Set(alone);
  const outer = { from: product.from.filter((index) => !inside.has(index)), to: product.to };
  const right = { from: alone, to: product.to.filter((index) => !inside.has(index)) };
  return [outer, right, ...offDiagonal(alone)].filter(({ from, to }) => from.length > 0 && to.length > 0);
}

function offDiagonal(list: readonly number[]): readonly Product[] {
  if (list.length < 2) return [];
  const middle = list.length >> 1;
  const [left, right] = [list.slice(0, middle), list.slice(middle)];
  return [{ from: left, to: right }, { from: right, to: left }, ...offDiagonal(left), ...offDiagonal(right)];
}

const CERTAINTIES: readonly Certainty[] = ["certain", "assumed", "unknown"];

/** Connections of one certainty and, where they differ, of one address family. */
export type GradedConnections = Pick<Flow, "connections" | "certainty" | "family">;

/** Destinations towards which a change reads alike, and how it reads. */
export interface Wording {
  /** Ascending; not empty. */
  readonly to: readonly number[];
  readonly gained: readonly GradedConnections[];
  readonly lost: readonly GradedConnections[];
}

/**
 * Puts a change into connections. One set of ports can read in two ways: "any port" of a pod whose numbers are known is
 * "any port except `http`" of a representative pod, if its names are not in the set. Destinations are told apart then.
 */
export function createWordings(
  elements: readonly Element[],
  endpoints: readonly Endpoint[],
  space: PortSpace,
): (change: Change, to: readonly number[]) => readonly Wording[] {
  const forms = new Map<Change, Readonly<Record<Destinations, Omit<Wording, "to">>>>();
  const isRepresentative = (index: number): boolean =>
    at(endpoints, at(at(elements, index).endpoints, 0)).type === "pods";
  return (change, to) => {
    const { known, representative } = getOrMake(forms, change, () => {
      const form = (destinations: Destinations): Omit<Wording, "to"> => ({
        gained: gradedConnections(change.gained, change, space, destinations),
        lost: gradedConnections(change.lost, change, space, destinations),
      });
      return { known: form("known"), representative: form("representative") };
    });
    const readsAlike = [...representative.gained, ...representative.lost].every(
      ({ connections }) => connections.exceptNames.length === 0,
    );
    if (readsAlike) return [{ to, ...representative }];
    return [
      { to: to.filter((index) => !isRepresentative(index)), ...known },
      { to: to.filter(isRepresentative), ...representative },
    ].filter((wording) => wording.to.length > 0);
  };
}

/** What rectangles allow more on their second side, as flows: of a side that is compared with nothing, all that it allows. */
export function gainedFlows(
  { rectangles, changes }: Pick<Findings, "rectangles" | "changes">,
  elements: readonly Element[],
  endpoints: readonly Endpoint[],
  space: PortSpace,
): readonly Flow[] {
  const products = createProducts(elements, endpoints);
  const wordings = createWordings(elements, endpoints, space);
  return rectangles.flatMap(({ from, to, change }) =>
    wordings(at(changes, change), to).flatMap((wording) =>
      products(from, wording.to).flatMap((product) =>
        wording.gained.map((connection): Flow => ({ ...product, ...connection })),
      ),
    ),
  );
}

function gradedConnections(
  graded: Graded,
  change: Change,
  space: PortSpace,
  destinations: Destinations,
): readonly GradedConnections[] {
  return CERTAINTIES.flatMap((certainty) =>
    byFamily(graded[certainty], change.uniform, space, destinations).map((form) => ({ ...form, certainty })),
  );
}

function byFamily(
  ports: PortSet,
  isUniform: Change["uniform"],
  space: PortSpace,
  destinations: Destinations,
): readonly { readonly connections: Connections; readonly family: Family | null }[] {
  if (ports === NO_PORTS) return [];
  if (isUniform) return [{ connections: space.connections(ports, 4, destinations), family: null }];
  const ipv4 = space.intersect(ports, space.family(4));
  const ipv6 = space.mirror(space.intersect(ports, space.family(6)), 6);
  const both = space.intersect(ipv4, ipv6);
  const parts: readonly (readonly [PortSet, Family | null])[] = [
    [both, null],
    [space.subtract(ipv4, both), 4],
    [space.subtract(ipv6, both), 6],
  ];
  return parts.flatMap(([set, family]) =>
    set === NO_PORTS ? [] : [{ connections: space.connections(set, 4, destinations), family }],
  );
}
