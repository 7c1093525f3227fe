import {
  PROTOCOLS,
  workloadId,
  type Endpoint,
  type PodFacts,
  type PortRanges,
  type Protocol,
  type Workload,
} from "../../engine/index.ts";
import type { PortList } from "../../query/index.ts";
import type { ChangeView, SideView } from "../views.ts";
import { ALL_NUMBERS, normalRanges } from "./port-ranges.ts";
import type { Demand } from "./portion.ts";

/** Every port. */
const EVERYTHING: Demand = { ranges: new Map(PROTOCOLS.map((protocol) => [protocol, ALL_NUMBERS])), names: [] };

/** What a list of ports is at an endpoint. */
export type Demands = (list: PortList | null, destination: number) => Demand;

/** Prepares to look up ports on one side. A name that a known destination does not have is no port there. */
export function createDemands({ cluster }: SideView, { comparison: { endpoints } }: ChangeView): Demands {
  const workloads = new Map(cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const made = new Map<PortList, Map<string, Demand>>();
  return (list, destination) => {
    if (list === null) return EVERYTHING;
    const known = made.get(list) ?? new Map<string, Demand>();
    made.set(list, known);
    const endpoint = endpoints[destination];
    const hasNames = list.some(({ type }) => type === "name");
    const facts = hasNames && endpoint?.type === "workload" ? factsOf(endpoint, workloads) : [];
    const key = hasNames ? keyOf(endpoint, facts, list) : "";
    const demand = known.get(key) ?? makeDemand(list, endpoint, facts);
    known.set(key, demand);
    return demand;
  };
}

/** The pods that an endpoint stands for. */
function factsOf(
  { id, kind, name, workload: owner }: Extract<Endpoint, { readonly type: "workload" }>,
  workloads: ReadonlyMap<string, Workload>,
): readonly PodFacts[] {
  const workload = workloads.get(owner ?? id);
  if (workload === undefined) return [];
  const pods = workload.pods.filter((pod) => kind !== "Pod" || pod.name === name);
  return kind === "Pod" && pods.length > 0 ? pods : [workload.template, ...pods];
}

function keyOf(endpoint: Endpoint | undefined, facts: readonly PodFacts[], list: PortList): string {
  return JSON.stringify([endpoint?.type, list.map((item) => (item.type === "name" ? numbersOf(item, facts) : null))]);
}

type NameItem = Extract<PortList[number], { readonly type: "name" }>;

function numbersOf({ protocol, name }: NameItem, facts: readonly PodFacts[]): readonly (readonly [Protocol, number])[] {
  return facts.flatMap(({ namedPorts }) =>
    namedPorts
      .filter((port) => port.name === name && (protocol ?? port.protocol) === port.protocol)
      .map((port) => [port.protocol, port.number] as const),
  );
}

function makeDemand(list: PortList, endpoint: Endpoint | undefined, facts: readonly PodFacts[]): Demand {
  const ranges = new Map<Protocol, PortRanges>();
  const add = (protocol: Protocol, first: number, last: number): void => {
    ranges.set(protocol, normalRanges([...(ranges.get(protocol) ?? []), [first, last]]));
  };
  for (const item of list) {
    if (item.type === "range") add(item.protocol, item.first, item.last);
    else for (const [protocol, number] of numbersOf(item, facts)) add(protocol, number, number);
  }
  const names = endpoint?.type === "pods" ? list.flatMap((item) => (item.type === "name" ? [item] : [])) : [];
  return { ranges, names };
}
