import type { Cause, CauseLists, ChangedFlow, Endpoint, Family, Flow, Side } from "../../engine/index.ts";
import type { PortList } from "../../query/index.ts";
import type { FoundFlow } from "../discovery.ts";
import type { Case } from "./case.ts";
import {
  gapsBetween,
  isEmpty,
  NO_PORTS,
  overBoth,
  subtractPorts,
  toConnections,
  unionPorts,
  type Gap,
  type Gaps,
  type Ports,
} from "./coverage.ts";
import type { Cutter } from "./cut.ts";
import type { Demands } from "./demand.ts";
import { groupsOf, type Group } from "./groups.ts";
import type { FindMoved } from "./moved.ts";
import { standingOf, type Verdict } from "./verdict.ts";

/** Most pairs of groups that are looked at for one assertion. */
const MAX_PAIRS = 200_000;

/**
 * What is denied though an assertion needs it. Ends that all flows treat alike, on both sides, are looked at once; what an
 * assertion did not mean in the base was not broken there.
 */
export function gapsOf(
  { assertion, region, flows, newlyDenied }: Case,
  demands: Readonly<Record<Side, Demands>>,
  cutter: Cutter,
  endpoints: readonly Endpoint[],
  findMoved: FindMoved,
  causeLists: CauseLists,
): Verdict {
  const { ports } = assertion;
  const sources = groupsOf(region, flows, "from", () => null);
  const destinations = groupsOf(region, flows, "to", (side, index) => demands[side](ports, index));
  if (sources.length * destinations.length > MAX_PAIRS) return null;
  const gapBetween = createGaps(flows);
  const found: Record<Side | "fresh", Found> = { base: NONE(), head: NONE(), fresh: NONE() };
  for (const to of destinations) {
    for (const from of sources) {
      if (!mayConnect(from, to, endpoints)) continue;
      const head = gapBetween("head", from, to);
      const base = from.meantBefore && to.meantBefore ? gapBetween("base", from, to) : NO_GAPS;
      add(found.head, from, to, head);
      add(found.base, from, to, base);
      add(found.fresh, from, to, newGaps(base, head));
    }
  }
  const { causes: moved } = findMoved(assertion, region);
  const causesOf = createCauses(newlyDenied, ports, cutter, (index) => [
    ...newcomerCauses(endpoints[index]),
    ...(moved.get(index) ?? []),
  ]);
  const changed = (parts: readonly Flow[]): readonly FoundFlow[] =>
    parts.map((flow) => ({ change: "denied", flow: { ...flow, causes: causeLists.distinct(causesOf(flow)) } }));
  const [broken, doubtful] = [joined(found.head.broken, "certain"), joined(found.head.doubtful, "unknown")];
  return {
    base: standingOf(found.base.broken, found.base.doubtful),
    head: standingOf(broken, doubtful),
    fresh: changed(joined(found.fresh.broken, "certain")),
    doubts: changed(joined(found.fresh.doubtful, "unknown")),
    present: () =>
      (broken.length > 0 ? broken : doubtful).map((flow) => ({
        change: "still-denied",
        flow: { ...flow, causes: [] },
      })),
  };
}

/** Nothing passes between two addresses of outside, and a single pod makes no connection to itself. */
function mayConnect(from: Group, to: Group, endpoints: readonly Endpoint[]): boolean {
  const [source, destination] = [endpoints[from.members[0] ?? 0], endpoints[to.members[0] ?? 0]];
  if (source?.type === "external" && destination?.type === "external") return false;
  const isOne = from.members.length === 1 && to.members.length === 1 && source === destination;
  return !(isOne && source?.type === "workload" && source.kind === "Pod");
}

const NO_GAPS = overBoth({ broken: NO_PORTS, doubtful: NO_PORTS });

/** What of the head's gaps the base had not. */
function newGaps(base: Gaps, head: Gaps): Gaps {
  const over = (family: Family): Gap => ({
    broken: subtractPorts(head[family].broken, base[family].broken),
    doubtful: subtractPorts(head[family].doubtful, unionPorts(base[family].broken, base[family].doubtful)),
  });
  return base[4] === base[6] && head[4] === head[6] ? overBoth(over(4)) : { 4: over(4), 6: over(6) };
}

/** Gaps between groups; the same flows leave the same gap. */
function createGaps(flows: Readonly<Record<Side, readonly Flow[]>>): (side: Side, from: Group, to: Group) => Gaps {
  const known = { base: new Map<unknown, Map<string, Gaps>>(), head: new Map<unknown, Map<string, Gaps>>() };
  return (side, from, to) => {
    const demand = to.demand[side];
    if (demand === null) return NO_GAPS;
    const inTo = new Set(to.flows[side]);
    const shared = from.flows[side].filter((number) => inTo.has(number));
    const ofDemand = known[side].get(demand) ?? new Map<string, Gaps>();
    known[side].set(demand, ofDemand);
    const key = shared.join();
    const gaps =
      ofDemand.get(key) ??
      gapsBetween(
        demand,
        shared.flatMap((number) => flows[side][number] ?? []),
      );
    ofDemand.set(key, gaps);
    return gaps;
  };
}

/** What is missing between two groups. */
interface Part {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly ports: Ports;
  /** `null`: over both, or the only one that its ends have. */
  readonly family: Family | null;
}

interface Found {
  readonly broken: Part[];
  readonly doubtful: Part[];
}

const NONE = (): Found => ({ broken: [], doubtful: [] });

function add(found: Found, from: Group, to: Group, gaps: Gaps): void {
  for (const grade of ["broken", "doubtful"] as const)
    for (const { ports, family } of byFamily(gaps[4][grade], gaps[6][grade]))
      if (!isEmpty(ports)) found[grade].push({ from: from.members, to: to.members, ports, family });
}

/** What is missing over both families, and over each of them alone. */
function byFamily(four: Ports, six: Ports): readonly Pick<Part, "ports" | "family">[] {
  if (four === six) return [{ ports: four, family: null }];
  const onlyFour = subtractPorts(four, six);
  return [
    { ports: subtractPorts(four, onlyFour), family: null },
    { ports: onlyFour, family: 4 },
    { ports: subtractPorts(six, four), family: 6 },
  ];
}

/** Parts that differ in one end only are one flow. */
function joined(parts: readonly Part[], certainty: Flow["certainty"]): readonly Flow[] {
  const flows = parts.map(({ from, to, ports, family }): Flow => {
    return { from, to, connections: toConnections(ports), certainty, family };
  });
  return joinedBy(joinedBy(flows, "from"), "to");
}

function joinedBy(flows: readonly Flow[], end: "from" | "to"): readonly Flow[] {
  const other = end === "from" ? "to" : "from";
  const groups = new Map<string, Flow>();
  for (const flow of flows) {
    const { ranges, names } = flow.connections;
    const key = JSON.stringify([flow[other], [...ranges], names, flow.family]);
    const known = groups.get(key);
    const members = known === undefined ? flow[end] : [...new Set([...known[end], ...flow[end]])];
    groups.set(key, { ...flow, [end]: members.toSorted((a, b) => a - b) });
  }
  return [...groups.values()];
}

/**
 * Why flows are denied now: the causes of the changes that they share pairs and ports with; where there are none, why
 * their ends are meant only now.
 */
function createCauses(
  newlyDenied: readonly ChangedFlow[],
  ports: PortList | null,
  { cut }: Cutter,
  causesOfEnd: (index: number) => readonly Cause[],
): (flow: Flow) => readonly Cause[] {
  return (flow) => {
    const within = { from: membersOf(flow.from), to: membersOf(flow.to) };
    const causes = newlyDenied.flatMap((changed) => {
      if (flow.family !== null && changed.family !== null && changed.family !== flow.family) return [];
      const { sure, perhaps } = cut([changed], within, ports);
      return sure.length + perhaps.length === 0 ? [] : changed.causes;
    });
    return causes.length > 0 ? causes : [...flow.from, ...flow.to].flatMap(causesOfEnd);
  };
}

function newcomerCauses(endpoint: Endpoint | undefined): readonly Cause[] {
  if (endpoint?.type !== "workload" || endpoint.only !== "head") return [];
  const { kind, namespace, name, origin } = endpoint;
  return [{ kind: "workload", side: "head", object: `${kind} ${namespace}/${name}`, rule: null, origin }];
}

function membersOf(indices: readonly number[]): Uint8Array {
  const members = new Uint8Array((indices.at(-1) ?? -1) + 1);
  for (const index of indices) members[index] = 1;
  return members;
}
