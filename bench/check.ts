/** Compares some cells of a diff with the oracle: what is fast must also be right. */
import type { Family, Protocol } from "../src/engine/model.ts";
import { PROTOCOLS } from "../src/engine/model.ts";
import type { ChangedFlow, Endpoint, FlowDiff, Side } from "../src/engine/result.ts";
import { flowAt, membersOf, workloadId } from "../test/differential/cells.ts";
import type { World } from "../test/oracle/ends.ts";
import { changed, freshPorts, interestingPorts, sharedFamilies, type Cell } from "../test/oracle/list.ts";
import { createRandom, type Random } from "../test/oracle/random.ts";

const CELLS = 400;

export interface Check {
  readonly cells: number;
  /** How many of them changed, according to the oracle. */
  readonly changed: number;
  readonly wrong: readonly string[];
}

/** Half of the cells are taken from flows of the diff, the others anywhere. */
export function checkDiff(diff: FlowDiff, base: World, head: World): Check {
  const random = createRandom(7);
  const { endpoints } = diff;
  const clusters = [base.cluster, head.cluster];
  const fresh = freshPorts(clusters) ?? [];
  const ports = interestingPorts(clusters);
  const nearby = { base: createNearby(base), head: createNearby(head) };
  const wrong: string[] = [];
  let cells = 0;
  let changes = 0;
  for (let count = 0; count < CELLS && endpoints.length > 0; count += 1) {
    const [from, to] =
      count % 2 === 0 ? randomPair(random, diff) : [random.integer(endpoints.length), random.integer(endpoints.length)];
    const [source, destination] = [endpoints[from], endpoints[to]];
    if (source === undefined || destination === undefined) continue;
    if (source.type === "external" && destination.type === "external") continue;
    const [sources, destinations] = [membersOf(source, fresh, random), membersOf(destination, fresh, random)];
    const [protocol, port] = [random.once(4) ? random.pick(PROTOCOLS) : "TCP", random.pick(ports)];
    const family: Family = random.once(3) ? 6 : 4;
    const cell = (world: World, side: Side): Cell => {
      const near = nearby[side]([source, destination]);
      const own = sources(near, side);
      return { world, from: own, to: from === to ? own : destinations(near, side), family, protocol, port };
    };
    const [before, after] = [cell(base, "base"), cell(head, "head")];
    if (![before, after].some((one) => isSpoken(one))) continue;
    cells += 1;
    const expected = changed(before, after);
    if (expected !== null) changes += 1;
    const actual = actualChange(diff, from, to, family, protocol, port);
    const wanted = expected === null ? "nothing" : `${expected.kind} ${expected.certainty}`;
    if (actual !== wanted)
      wrong.push(`${source.id} -> ${destination.id} ${protocol} ${String(port)}: expected ${wanted}, got ${actual}`);
  }
  return { cells, changed: changes, wrong };
}

/** The world with only the workloads of some endpoints, so that they are found at once among 100,000. */
function createNearby(world: World): (endpoints: readonly Endpoint[]) => World {
  const workloads = new Map(world.cluster.workloads.map((workload) => [workloadId(workload), workload]));
  return (endpoints) => {
    const ids = endpoints.flatMap((endpoint) =>
      endpoint.type === "workload" ? [endpoint.workload ?? endpoint.id] : [],
    );
    return {
      ...world,
      cluster: { ...world.cluster, workloads: [...new Set(ids)].flatMap((id) => workloads.get(id) ?? []) },
    };
  };
}

/** The first member stands for all: whether the others are treated alike is what the differential tests look at. */
function isSpoken({ world, from, to, family }: Cell): boolean {
  const [source] = from;
  const [destination] = to;
  return (
    source !== undefined && destination !== undefined && sharedFamilies(world, source, destination).includes(family)
  );
}

function randomPair(random: Random, { newlyAllowed, newlyDenied }: FlowDiff): readonly [number, number] {
  const flows = [newlyAllowed, newlyDenied].filter((list) => list.length > 0);
  if (flows.length === 0) return [0, 0];
  const flow = random.pick(random.pick(flows));
  return [random.pick(flow.from), random.pick(flow.to)];
}

function actualChange(
  diff: FlowDiff,
  from: number,
  to: number,
  family: Family,
  protocol: Protocol,
  port: number,
): string {
  for (const kind of ["newlyAllowed", "newlyDenied"] as const) {
    const between = diff[kind].filter((flow: ChangedFlow) => includes(flow.from, from) && includes(flow.to, to));
    const flow = flowAt(between, family, protocol, port, null);
    if (flow !== null) return `${kind} ${flow.certainty}`;
  }
  return "nothing";
}

/** Whether an ascending list holds a number. */
function includes(ascending: readonly number[], wanted: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === wanted;
}
