import {
  formatAddress,
  type Address,
  type ChangedFlow,
  type Cluster,
  type Endpoint,
  type FlowDiff,
  type Reachability,
} from "../engine/index.ts";
import {
  createEndpointMatcher,
  createResolver,
  formatPattern,
  parseEndpointWords,
  problem,
  type EndpointPattern,
  type QueryProblem,
} from "../query/index.ts";
import type { Format } from "../report/index.ts";
import type { Ground } from "./explain.ts";
import { narrowFlows, restrictFlows } from "./narrow-flows.ts";

/** What prose needs to speak truly of a part, as opposed to data, which holds the part alone. */
export type Shape = "prose" | "data";

/** Whether a format speaks of sets ("everything", "all 4 workloads"), which is true of the whole only. */
export function shapeOf(format: Format): Shape {
  return format === "text" || format === "markdown" ? "prose" : "data";
}

/** Only the flows from or to what was chosen, and the ids of those endpoints. Prose keeps all flows and endpoints. */
export function focusReachability(
  whole: Reachability,
  chosen: ReadonlySet<number>,
  shape: Shape,
): { readonly reachability: Reachability; readonly focus: ReadonlySet<string> } {
  const focus = new Set(whole.endpoints.filter((_, index) => chosen.has(index)).map((endpoint) => endpoint.id));
  if (shape === "prose") return { reachability: whole, focus };
  const { endpoints, lists } = narrowFlows(whole.endpoints, [whole.flows], chosen);
  return { reachability: { ...whole, endpoints, flows: lists[0] ?? [] }, focus };
}

/** The same for a diff; prose keeps all endpoints. */
export function focusDiff(whole: FlowDiff, chosen: ReadonlySet<number>, shape: Shape): FlowDiff {
  const changes: readonly (readonly ChangedFlow[])[] = [whole.newlyAllowed, whole.newlyDenied];
  const { endpoints, lists } =
    shape === "prose"
      ? { endpoints: whole.endpoints, lists: restrictFlows(changes, chosen) }
      : narrowFlows(whole.endpoints, changes, chosen);
  const [newlyAllowed = [], newlyDenied = []] = lists;
  return { endpoints, newlyAllowed, newlyDenied, assumptions: whole.assumptions };
}

/** Indices of the endpoints of a result that any of the words mean. `ground` is what the result was computed from. */
export function chooseEndpoints(
  endpoints: readonly Endpoint[],
  words: readonly string[],
  ground: Ground,
): ReadonlySet<number> | QueryProblem {
  const choose = createChooser(endpoints, ground);
  const chosen = new Set<number>();
  for (const word of words) {
    const pattern = parseEndpointWords(word);
    if (pattern.type === "problem") return pattern;
    const indices = choose(pattern);
    if ("message" in indices) return indices;
    for (const index of indices) chosen.add(index);
  }
  return chosen;
}

/** Prepares to find the endpoints of a result that a pattern means: at least one. */
export function createChooser(
  endpoints: readonly Endpoint[],
  { clusters, settings }: Ground,
): (pattern: EndpointPattern) => readonly number[] | QueryProblem {
  const matches = createEndpointMatcher(clusters);
  const resolve = createResolver(clusters, settings);
  return (pattern) => {
    const pods = pattern.type === "address" ? podsAt(pattern.address, clusters) : new Set<string>();
    const known = indicesOf(endpoints, ({ id }) => pods.has(id));
    if (known.length > 0) return known;
    const direct = indicesOf(endpoints, (endpoint) => matches(pattern, endpoint));
    if (direct.length > 0) return direct;
    // A pod that no policy tells from its siblings is no endpoint of its own: its workload is meant.
    const resolution = resolve(pattern);
    if (resolution.type !== "parties") return problem(resolution.message);
    const owners = new Set(resolution.parties.map(({ party }) => (party.type === "workload" ? party.id : null)));
    const indirect = indicesOf(endpoints, ({ id }) => owners.has(id));
    return indirect.length > 0 ? indirect : nothingChosen(pattern);
  };
}

/**
 * Ids of the pods that have the address, and of their workloads, one of which is an endpoint. A hostNetwork pod has the
 * address of its node, which is not its own.
 */
function podsAt(address: Address, clusters: readonly Cluster[]): ReadonlySet<string> {
  const wanted = formatAddress(address);
  const ids = clusters
    .flatMap(({ workloads }) => workloads)
    .filter(({ template }) => !template.hostNetwork)
    .flatMap(({ namespace, kind, name, pods }) =>
      pods
        .filter(({ addresses }) => addresses.some((one) => formatAddress(one) === wanted))
        .flatMap((pod) => [`${namespace}/Pod/${pod.name}`, `${namespace}/${kind}/${name}`]),
    );
  return new Set(ids);
}

function nothingChosen(pattern: EndpointPattern): QueryProblem {
  const words = formatPattern(pattern);
  if (pattern.type !== "labels") return problem(`no flow starts or ends at \`${words}\``);
  return problem(
    `no selector names the labels of \`${words}\`, so no endpoint stands for such pods alone: \`explain\` answers for such pods`,
  );
}

function indicesOf(endpoints: readonly Endpoint[], matches: (endpoint: Endpoint) => boolean): readonly number[] {
  return endpoints.flatMap((endpoint, index) => (matches(endpoint) ? [index] : []));
}
