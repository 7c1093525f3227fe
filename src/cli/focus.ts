import {
  formatAddress,
  type Address,
  type ChangedFlow,
  type Cluster,
  type ClusterSettings,
  type Endpoint,
  type FlowDiff,
  type Reachability,
} from "../engine/index.ts";
import { createEndpointMatcher, createResolver, parseEndpointWords, type EndpointPattern } from "../query/index.ts";
import type { Format } from "../report/index.ts";
import { narrowFlows, restrictFlows } from "./narrow-flows.ts";
import { UsageError } from "./usage-error.ts";

/** What a result was computed from. */
export interface Computed {
  readonly clusters: readonly Cluster[];
  readonly settings: ClusterSettings;
}

/** What prose needs to speak truly of a part, as opposed to data, which holds the part alone. */
export type Shape = "prose" | "data";

/** Whether a format speaks of sets ("everything", "all 4 workloads"), which is true of the whole only. */
export function shapeOf(format: Format): Shape {
  return format === "text" || format === "markdown" ? "prose" : "data";
}

/**
 * Only the flows from or to what the words mean, and the ids of those endpoints; everything, and `null`, when there are
 * no words. Prose keeps all flows and endpoints. @throws UsageError
 */
export function focusReachability(
  whole: Reachability,
  words: readonly string[],
  computed: Computed,
  shape: Shape,
): { readonly reachability: Reachability; readonly focus: ReadonlySet<string> | null } {
  if (words.length === 0) return { reachability: whole, focus: null };
  const chosen = chooseEndpoints(whole.endpoints, words, computed);
  const focus = new Set(whole.endpoints.filter((_, index) => chosen.has(index)).map((endpoint) => endpoint.id));
  if (shape === "prose") return { reachability: whole, focus };
  const { endpoints, lists } = narrowFlows(whole.endpoints, [whole.flows], chosen);
  return { reachability: { ...whole, endpoints, flows: lists[0] ?? [] }, focus };
}

/** The same for a diff; prose keeps all endpoints. @throws UsageError */
export function focusDiff(whole: FlowDiff, words: readonly string[], computed: Computed, shape: Shape): FlowDiff {
  if (words.length === 0) return whole;
  const chosen = chooseEndpoints(whole.endpoints, words, computed);
  const changes: readonly (readonly ChangedFlow[])[] = [whole.newlyAllowed, whole.newlyDenied];
  const { endpoints, lists } =
    shape === "prose"
      ? { endpoints: whole.endpoints, lists: restrictFlows(changes, chosen) }
      : narrowFlows(whole.endpoints, changes, chosen);
  return { ...whole, endpoints, newlyAllowed: lists[0] ?? [], newlyDenied: lists[1] ?? [] };
}

/** Indices of the endpoints that any of the words mean. */
function chooseEndpoints(
  endpoints: readonly Endpoint[],
  words: readonly string[],
  { clusters, settings }: Computed,
): ReadonlySet<number> {
  const matches = createEndpointMatcher(clusters);
  const resolve = createResolver(clusters, settings);
  const chosen = words.flatMap((word) => {
    const pattern = parseEndpointWords(word);
    if (pattern.type === "problem") throw new UsageError(`--focus: ${pattern.message}`);
    const pods = pattern.type === "address" ? podsAt(pattern.address, clusters) : new Set<string>();
    const known = indicesOf(endpoints, ({ id }) => pods.has(id));
    if (known.length > 0) return known;
    const direct = indicesOf(endpoints, (endpoint) => matches(pattern, endpoint));
    if (direct.length > 0) return direct;
    // A pod that no policy tells from its siblings is no endpoint of its own: its workload is meant.
    const resolution = resolve(pattern);
    if (resolution.type !== "parties") throw new UsageError(`--focus: ${resolution.message}`);
    const owners = new Set(resolution.parties.map(({ party }) => (party.type === "workload" ? party.id : null)));
    const indirect = indicesOf(endpoints, ({ id }) => owners.has(id));
    if (indirect.length === 0) throw nothingInFocus(word, pattern);
    return indirect;
  });
  return new Set(chosen);
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

function nothingInFocus(word: string, { type }: EndpointPattern): UsageError {
  if (type !== "labels") return new UsageError(`--focus: no flow starts or ends at \`${word}\``);
  return new UsageError(
    `--focus: no selector names the labels of \`${word}\`, so no endpoint stands for such pods alone`,
    "`netpol explain` answers for such pods",
  );
}

function indicesOf(endpoints: readonly Endpoint[], matches: (endpoint: Endpoint) => boolean): readonly number[] {
  return endpoints.flatMap((endpoint, index) => (matches(endpoint) ? [index] : []));
}
