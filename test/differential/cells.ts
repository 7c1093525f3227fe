/** The answers of the engine, taken apart into cells that the oracle can be asked about. */
import type { Address, Cluster, Family, Protocol } from "../../src/engine/model.ts";
import { PROTOCOLS } from "../../src/engine/model.ts";
import type { Connections, Endpoint, Flow, PodPattern, Side } from "../../src/engine/result.ts";
import {
  addressEnd,
  inRange,
  livePods,
  namespaceOf,
  podEnd,
  replicaEnd,
  type End,
  type World,
} from "../oracle/ends.ts";
import type { FreshPort } from "../oracle/list.ts";
import type { Random } from "../oracle/random.ts";
import { BLOCKS, ADDRESSES, cidr } from "../oracle/vocabulary.ts";

/** The flows of every ordered pair of endpoints. */
export interface CellTable<F extends Flow> {
  readonly flows: (from: number, to: number) => readonly F[];
  readonly pairs: readonly (readonly [number, number])[];
}

export function createCellTable<F extends Flow>(flows: readonly F[], endpoints: number): CellTable<F> {
  const table = new Map<number, F[]>();
  for (const flow of flows) {
    for (const from of flow.from) {
      for (const to of flow.to) {
        const known = table.get(from * endpoints + to);
        if (known === undefined) table.set(from * endpoints + to, [flow]);
        else known.push(flow);
      }
    }
  }
  const pairs = [...table.keys()].map((key) => [Math.floor(key / endpoints), key % endpoints] as const);
  return { flows: (from, to) => table.get(from * endpoints + to) ?? [], pairs };
}

/**
 * The flow that holds this port, if any. A fresh port is a name and no number: the flow that names it holds it, else one
 * that holds the whole protocol.
 */
export function flowAt<F extends Flow>(
  flows: readonly F[],
  family: Family,
  protocol: Protocol,
  port: number,
  fresh: FreshPort | null,
): F | null {
  const inFamily = flows.filter((flow) => flow.family === null || flow.family === family);
  const holding = (test: (range: readonly [number, number]) => boolean): F | undefined =>
    inFamily.find(({ connections }) => (connections.ranges.get(protocol) ?? []).some(test));
  if (fresh === null) return holding(([first, last]) => first <= port && port <= last) ?? null;
  const naming = inFamily.find(({ connections }) =>
    connections.names.some((named) => named.protocol === protocol && named.name === fresh.name),
  );
  return naming ?? holding(([first, last]) => first === 1 && last === 65_535) ?? null;
}

/** What an endpoint consists of on one side; nothing when it does not exist there. */
export type Members = (world: World, side: Side) => readonly End[];

/** Of a workload all its pods; of external addresses and patterns, of which none differs from another, one at random. */
export function membersOf(endpoint: Endpoint, fresh: readonly FreshPort[], random: Random): Members {
  switch (endpoint.type) {
    case "external": {
      const range = random.pick(endpoint.cidrs.map(cidr));
      const address: Address = { family: range.family, value: random.once(2) ? range.first : range.last };
      // Addresses among which are a few of nodes or pods stand for the others; only where all are a node's, it is meant.
      const isOne = range.first === range.last;
      return (world) => {
        const end = addressEnd(world, address);
        if (end.type !== "node") return [{ type: "external", address }];
        if (isOne) return [end];
        const isNode = world.settings.nodeRanges.some((own) => inRange(own, address));
        return [isNode ? { ...end, name: null } : { type: "external", address }];
      };
    }
    case "pods": {
      const pattern = random.pick(endpoint.patterns);
      return (world) => [materialise(world.cluster, pattern, fresh)];
    }
    case "workload":
      return ({ cluster }, side) => {
        if (endpoint.only !== null && endpoint.only !== side) return [];
        const id = endpoint.workload ?? endpoint.id;
        const workload = cluster.workloads.find((one) => workloadId(one) === id);
        if (workload === undefined) return [];
        if (endpoint.workload === null) return livePods(cluster, workload);
        if (endpoint.workload === endpoint.id) return [replicaEnd(cluster, workload)];
        const pod = workload.pods.find((one) => one.name === endpoint.name && !one.finished);
        if (pod !== undefined) return [podEnd(cluster, workload, pod)];
        // Where only the template is known, it stands for every pod.
        return workload.pods.every((one) => one.finished) ? livePods(cluster, workload) : [];
      };
  }
}

export function workloadId(workload: Cluster["workloads"][number]): string {
  return `${workload.namespace}/${workload.kind}/${workload.name}`;
}

/** A real pod that fits the pattern: unknown address, every port name at a number of its own. */
export function materialise(cluster: Cluster, pattern: PodPattern, fresh: readonly FreshPort[]): End {
  const { namespace: scope } = pattern;
  const name = scope.type === "name" ? scope.name : `fresh-${scope.labels.map((label) => label.join("-")).join("-")}`;
  const namespace =
    scope.type === "name"
      ? namespaceOf(cluster, name)
      : {
          ...namespaceOf(cluster, name),
          labels: new Map([...scope.labels, ["kubernetes.io/metadata.name", name]]),
          labelsComplete: true,
        };
  return {
    type: "pod",
    namespace,
    labels: new Map(pattern.labels),
    namedPorts: fresh.map((port) => ({ ...port, origin: { path: "", line: 1, column: 1 } })),
    hostNetwork: false,
    addresses: [],
    node: null,
    finished: false,
    identity: null,
  };
}

/** Addresses that are outside of the cluster in all worlds, at and beside every border that a policy may draw. */
export function outsideAddresses(worlds: readonly World[]): readonly (End & { readonly type: "external" })[] {
  const borders = BLOCKS.flatMap(({ family, first, last }) =>
    [first - 1n, first, last, last + 1n].map((value) => ({ family, value })),
  );
  const whole = { 4: 2n ** 32n, 6: 2n ** 128n };
  const addresses = [...ADDRESSES, ...borders.filter(({ family, value }) => value >= 0n && value < whole[family])];
  return addresses.flatMap((address) => {
    const isOutside = worlds.every((world) => addressEnd(world, address).type === "external");
    return isOutside ? [{ type: "external" as const, address }] : [];
  });
}

/** Ways in which flows are not the canonical form that the contract asks for. Empty: none. */
export function untidy(flows: readonly Flow[], endpoints: readonly Endpoint[]): readonly string[] {
  return flows.flatMap((flow, index) => {
    const say = (what: string): string => `flow ${String(index)}: ${what}`;
    const problems: string[] = [];
    for (const ends of [flow.from, flow.to]) {
      if (ends.length === 0 || !isAscending(ends)) problems.push(say(`ends are not ascending: ${ends.join(",")}`));
      if (ends.some((end) => endpoints[end] === undefined))
        problems.push(say(`an end does not exist: ${ends.join(",")}`));
    }
    const { ranges, names } = flow.connections;
    if (ranges.size === 0 && names.length === 0) problems.push(say("no connections"));
    for (const [protocol, list] of ranges) {
      const steps = list.flatMap(([first, last]) => [first, last + 1]);
      if (list.length === 0 || !isAscending(steps))
        problems.push(say(`${protocol} ranges are not canonical: ${JSON.stringify(list)}`));
      if (list.some(([first, last]) => first < 1 || last > 65_535))
        problems.push(say(`${protocol} ranges leave the scale: ${JSON.stringify(list)}`));
    }
    const order = names.map(({ protocol, name }) => `${String(PROTOCOLS.indexOf(protocol))} ${name}`);
    if (order.some((text, at) => at > 0 && text <= (order[at - 1] ?? "")))
      problems.push(say(`names are not sorted: ${order.join()}`));
    const isNamed = names.length + flow.connections.exceptNames.length > 0;
    if (isNamed && flow.to.some((end) => endpoints[end]?.type !== "pods"))
      problems.push(say("names on a destination that has numbers"));
    return problems;
  });
}

/** Pairs that two flows claim for the same port. Empty: none. */
export function overlaps(table: CellTable<Flow>): readonly string[] {
  return table.pairs.flatMap(([from, to]) => {
    const flows = table.flows(from, to);
    return flows.flatMap((a, index) =>
      flows.slice(index + 1).flatMap((b) => {
        const sameFamily = a.family === null || b.family === null || a.family === b.family;
        return sameFamily && meet(a.connections, b.connections)
          ? [`two flows hold the same port from ${String(from)} to ${String(to)}`]
          : [];
      }),
    );
  });
}

function meet(a: Connections, b: Connections): boolean {
  const ranges = [...a.ranges].some(([protocol, list]) =>
    list.some(([first, last]) => (b.ranges.get(protocol) ?? []).some((other) => first <= other[1] && other[0] <= last)),
  );
  return (
    ranges || a.names.some((one) => b.names.some((other) => one.protocol === other.protocol && one.name === other.name))
  );
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** For messages. */
export function describe(endpoint: Endpoint): string {
  return endpoint.type === "external" ? endpoint.cidrs.slice(0, 3).join(" ") : endpoint.id;
}
