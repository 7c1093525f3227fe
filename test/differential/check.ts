/** Compares what the engine says with what the oracle says, cell by cell. */
import { compare, reach } from "../../src/engine/index.ts";
import type { Family, Protocol } from "../../src/engine/model.ts";
import { PROTOCOLS } from "../../src/engine/model.ts";
import type { ChangedFlow, Endpoint, FlowDiff, Reachability, Side } from "../../src/engine/result.ts";
import { inRange, isNodeItself, livePods, type End, type World } from "../oracle/ends.ts";
import {
  changed,
  freshPorts,
  interestingPorts,
  listed,
  packetVerdicts,
  sharedFamilies,
  type Cell,
  type FreshPort,
} from "../oracle/list.ts";
import type { Random } from "../oracle/random.ts";
import { cidr } from "../oracle/vocabulary.ts";
import {
  createCellTable,
  describe,
  flowAt,
  membersOf,
  outsideAddresses,
  overlaps,
  untidy,
  workloadId,
  type CellTable,
  type Members,
} from "./cells.ts";

/** How much of one cluster is looked at; the choice is random, so many clusters together see everything. */
const MAX_PAIRS = 90;
const PORTS_PER_PAIR = 3;

/** Where `reach` and the oracle disagree, in words. Empty: nowhere. */
export function checkReach(world: World, random: Random): readonly string[] {
  const result = reach(world.cluster, world.settings);
  const { endpoints, flows } = result;
  const table = createCellTable(flows, endpoints.length);
  const problems = [...untidy(flows, endpoints), ...overlaps(table), ...checkEndpoints(result, [world])];
  const fresh = freshPorts([world.cluster]);
  if (fresh === null) return problems;
  const ports = interestingPorts([world.cluster]);
  for (const [from, to] of somePairs(random, endpoints, table.pairs)) {
    const [source, destination] = [endpoints[from], endpoints[to]];
    if (source === undefined || destination === undefined) continue;
    const sources = membersOf(source, fresh, random)(world, "head");
    const destinations = from === to ? sources : membersOf(destination, fresh, random)(world, "head");
    for (const family of familiesBetween(world, sources, destinations)) {
      for (const { protocol, port, named } of somePorts(random, ports, fresh, destination)) {
        const cell: Cell = { world, from: sources, to: destinations, family, protocol, port };
        const expected = listed(cell);
        const actual = flowAt(table.flows(from, to), family, protocol, port, named)?.certainty ?? null;
        if (expected !== actual) problems.push(disagreement(source, destination, cell, named, expected, actual));
        problems.push(...tornApart(source, destination, cell));
      }
    }
  }
  return problems;
}

/** Where `compare` and the oracle disagree, in words. Empty: nowhere. */
export function checkCompare(base: World, head: World, random: Random): readonly string[] {
  const result = compare(base.cluster, head.cluster, base.settings);
  const { endpoints } = result;
  const changes = {
    newlyAllowed: createCellTable(result.newlyAllowed, endpoints.length),
    newlyDenied: createCellTable(result.newlyDenied, endpoints.length),
  };
  const both = createCellTable([...result.newlyAllowed, ...result.newlyDenied], endpoints.length);
  const problems = [
    ...untidy(result.newlyAllowed, endpoints),
    ...untidy(result.newlyDenied, endpoints),
    ...overlaps(both),
    ...checkCauses(result),
  ];
  const clusters = [base.cluster, head.cluster];
  const fresh = freshPorts(clusters);
  if (fresh === null) return problems;
  const ports = interestingPorts(clusters);
  const sides = sidesOf(base, head);
  for (const [from, to] of somePairs(random, endpoints, both.pairs)) {
    const [source, destination] = [endpoints[from], endpoints[to]];
    if (source === undefined || destination === undefined) continue;
    const sources = membersOf(source, fresh, random);
    const destinations = from === to ? sources : membersOf(destination, fresh, random);
    const families = sides.flatMap((one) => familiesIn(one, sources, destinations, from === to));
    for (const family of new Set(families)) {
      for (const { protocol, port, named } of somePorts(random, ports, fresh, destination)) {
        const [before, after] = sides.map((one) =>
          cellIn(one, sources, destinations, from === to, family, protocol, port),
        );
        if (before === undefined || after === undefined) continue;
        const expected = changed(before, after);
        const actual = (["newlyAllowed", "newlyDenied"] as const).flatMap((kind) => {
          const flow = flowAt(changes[kind].flows(from, to), family, protocol, port, named);
          return flow === null ||
            !existsIn(kind === "newlyAllowed" ? sides[1] : sides[0], flow.family, family, sources, destinations)
            ? []
            : [`${kind} ${flow.certainty}`];
        });
        const wanted = expected === null ? [] : [`${expected.kind} ${expected.certainty}`];
        // "Every number, but not this name" cannot be said: it reads as the whole protocol, names included.
        if (named !== null && !wanted.every((one) => actual.includes(one))) {
          problems.push(disagreement(source, destination, after, named, wanted.join(), actual.join() || null));
        }
        if (named !== null) continue;
        if (wanted.join() !== actual.join()) {
          problems.push(disagreement(source, destination, after, named, wanted.join() || null, actual.join() || null));
        }
      }
    }
  }
  return [...problems, ...checkUnmentioned(result, base, head, ports, random)];
}

interface OneSide {
  readonly side: Side;
  readonly world: World;
}

function sidesOf(base: World, head: World): readonly [OneSide, OneSide] {
  return [
    { side: "base", world: base },
    { side: "head", world: head },
  ];
}

/** A changed flow without a family is about the families in which it exists on the side that has it. */
function existsIn(
  { world, side }: OneSide,
  claimed: Family | null,
  family: Family,
  sources: Members,
  destinations: Members,
): boolean {
  return claimed !== null || familiesBetween(world, sources(world, side), destinations(world, side)).includes(family);
}

function cellIn(
  { world, side }: OneSide,
  sources: Members,
  destinations: Members,
  isSelf: boolean,
  family: Family,
  protocol: Protocol,
  port: number,
): Cell {
  const from = sources(world, side);
  return { world, from, to: isSelf ? from : destinations(world, side), family, protocol, port };
}

function familiesIn(
  { world, side }: OneSide,
  sources: Members,
  destinations: Members,
  isSelf: boolean,
): readonly Family[] {
  const from = sources(world, side);
  return familiesBetween(world, from, isSelf ? from : destinations(world, side));
}

function familiesBetween(world: World, sources: readonly End[], destinations: readonly End[]): readonly Family[] {
  return [...new Set(sources.flatMap((from) => destinations.flatMap((to) => sharedFamilies(world, from, to))))];
}

/** All pairs that the engine says something about come first, then others; a pod with itself is no pair. */
function somePairs(
  random: Random,
  endpoints: readonly Endpoint[],
  spoken: CellTable<ChangedFlow>["pairs"],
): readonly (readonly [number, number])[] {
  const some = Array.from(
    { length: MAX_PAIRS / 2 },
    () => [random.integer(endpoints.length), random.integer(endpoints.length)] as const,
  );
  const pairs = [...random.shuffle(spoken).slice(0, MAX_PAIRS / 2), ...some];
  return pairs.filter(([from, to]) => {
    const [source, destination] = [endpoints[from], endpoints[to]];
    if (source?.type === "external" && destination?.type === "external") return false;
    return from !== to || !isSinglePod(source);
  });
}

function isSinglePod(endpoint: Endpoint | undefined): boolean {
  return endpoint?.type === "workload" && endpoint.kind === "Pod";
}

function somePorts(
  random: Random,
  ports: readonly number[],
  fresh: readonly FreshPort[],
  destination: Endpoint,
): readonly { readonly protocol: Protocol; readonly port: number; readonly named: FreshPort | null }[] {
  const numbers = Array.from({ length: PORTS_PER_PAIR }, () => ({
    protocol: random.pick(PROTOCOLS),
    port: random.pick(ports),
    named: null,
  }));
  if (destination.type !== "pods") return numbers;
  return [...numbers, ...fresh.map((named) => ({ protocol: named.protocol, port: named.number, named }))];
}

/** Pods of one endpoint that policies treat unlike each other. Only the node that a pod runs on may tell them apart. */
function tornApart(source: Endpoint, destination: Endpoint, cell: Cell): readonly string[] {
  if (new Set(packetVerdicts(cell, "strict")).size < 2) return [];
  const isAboutNodes = [...cell.from, ...cell.to].some(
    (end) => end.type === "node" || (end.type === "pod" && isNodeItself(end, cell.world.settings)),
  );
  return isAboutNodes
    ? []
    : [`policies tell pods of one endpoint apart: ${describe(source)} -> ${describe(destination)}`];
}

/** Every workload that runs is represented, and every outside address once. */
function checkEndpoints({ endpoints }: Reachability, worlds: readonly World[]): readonly string[] {
  const problems: string[] = [];
  const order = endpoints.map((endpoint) => ["workload", "pods", "external"].indexOf(endpoint.type));
  if (order.some((rank, index) => index > 0 && rank < (order[index - 1] ?? 0)))
    problems.push("endpoints are not in order");
  if (new Set(endpoints.map((endpoint) => endpoint.id)).size !== endpoints.length)
    problems.push("two endpoints have one id");
  for (const { cluster } of worlds) {
    for (const workload of cluster.workloads) {
      const live = livePods(cluster, workload).length > 0;
      const id = workloadId(workload);
      const found = endpoints.some(
        (endpoint) => endpoint.type === "workload" && (endpoint.id === id || endpoint.workload === id),
      );
      if (live !== found) problems.push(`workload ${id} is ${found ? "an" : "no"} endpoint`);
    }
  }
  for (const { address } of outsideAddresses(worlds)) {
    const holding = endpoints.filter(
      (endpoint) => endpoint.type === "external" && endpoint.cidrs.some((text) => inRange(cidr(text), address)),
    );
    if (holding.length !== 1)
      problems.push(`address ${String(address.value)} is in ${String(holding.length)} external endpoints`);
  }
  return problems;
}

/** What the diff does not mention has not changed: workloads and outside addresses that are no endpoint of it. */
function checkUnmentioned(
  result: FlowDiff,
  base: World,
  head: World,
  ports: readonly number[],
  random: Random,
): readonly string[] {
  const mentioned = new Set(
    result.endpoints.flatMap((endpoint) => (endpoint.type === "workload" ? [endpoint.workload ?? endpoint.id] : [])),
  );
  const ids = new Set([base, head].flatMap(({ cluster }) => cluster.workloads.map(workloadId)));
  const outside = outsideAddresses([base, head]);
  const isMentioned = (address: (typeof outside)[number]["address"]): boolean =>
    result.endpoints.some(
      (endpoint) => endpoint.type === "external" && endpoint.cidrs.some((text) => inRange(cidr(text), address)),
    );
  const workloads = [...ids].map((id): { name: string; members: Members; known: boolean } => ({
    name: id,
    known: mentioned.has(id),
    members: ({ cluster }) =>
      cluster.workloads.filter((one) => workloadId(one) === id).flatMap((one) => livePods(cluster, one)),
  }));
  const addresses = random
    .shuffle(outside)
    .slice(0, 6)
    .map((end) => {
      return {
        name: `${String(end.address.family)}/${String(end.address.value)}`,
        known: isMentioned(end.address),
        members: (): readonly End[] => [end],
      };
    });
  const sides = sidesOf(base, head);
  const problems: string[] = [];
  for (const source of [...workloads, ...addresses]) {
    for (const destination of [...workloads, ...addresses]) {
      if (
        (source.known && destination.known) ||
        (addresses.includes(source as never) && addresses.includes(destination as never))
      )
        continue;
      if (source === destination) continue;
      const [protocol, port] = [random.pick(PROTOCOLS), random.pick(ports)];
      for (const family of [4, 6] as const) {
        const [before, after] = sides.map((one) =>
          cellIn(one, source.members, destination.members, false, family, protocol, port),
        );
        if (before === undefined || after === undefined) continue;
        const change = changed(before, after);
        if (change !== null)
          problems.push(
            `not reported: ${source.name} -> ${destination.name} ${protocol} ${String(port)} ${change.kind} ${change.certainty}`,
          );
      }
    }
  }
  return problems;
}

/** Every changed flow has a cause. */
function checkCauses({ newlyAllowed, newlyDenied }: FlowDiff): readonly string[] {
  const flows = [...newlyAllowed, ...newlyDenied];
  return flows.filter((flow) => flow.causes.length === 0).map(() => "a changed flow has no cause");
}

function disagreement(
  source: Endpoint,
  destination: Endpoint,
  cell: Cell,
  named: FreshPort | null,
  expected: string | null,
  actual: string | null,
): string {
  const port = named === null ? String(cell.port) : `"${named.name}"`;
  const families = `IPv${String(cell.family)}`;
  return `${describe(source)} -> ${describe(destination)} ${cell.protocol} ${port} ${families}: expected ${expected ?? "nothing"}, got ${actual ?? "nothing"}`;
}
