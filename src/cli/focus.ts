import type { ChangedFlow, Cluster, ClusterSettings, Endpoint, FlowDiff, Reachability } from "../engine/index.ts";
import { createEndpointMatcher, createResolver, parseEndpointWords } from "../query/index.ts";
import { narrowFlows } from "./narrow-flows.ts";
import { UsageError } from "./usage-error.ts";

/** What a result was computed from. */
export interface Computed {
  readonly clusters: readonly Cluster[];
  readonly settings: ClusterSettings;
}

/** Only the flows from or to what the words mean; everything when there are no words. @throws UsageError */
export function focusReachability(whole: Reachability, words: readonly string[], computed: Computed): Reachability {
  if (words.length === 0) return whole;
  const chosen = chooseEndpoints(whole.endpoints, words, computed);
  const { endpoints, lists } = narrowFlows(whole.endpoints, [whole.flows], chosen);
  return { ...whole, endpoints, flows: lists[0] ?? [] };
}

/** The same for a diff. @throws UsageError */
export function focusDiff(whole: FlowDiff, words: readonly string[], computed: Computed): FlowDiff {
  if (words.length === 0) return whole;
  const chosen = chooseEndpoints(whole.endpoints, words, computed);
  const changes: readonly (readonly ChangedFlow[])[] = [whole.newlyAllowed, whole.newlyDenied];
  const { endpoints, lists } = narrowFlows(whole.endpoints, changes, chosen);
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
    const direct = indicesOf(endpoints, (endpoint) => matches(pattern, endpoint));
    if (direct.length > 0) return direct;
    // A pod that no policy tells from its siblings is no endpoint of its own: its workload is meant.
    const resolution = resolve(pattern);
    if (resolution.type !== "parties") throw new UsageError(`--focus: ${resolution.message}`);
    const owners = new Set(resolution.parties.map(({ party }) => (party.type === "workload" ? party.id : null)));
    const indirect = indicesOf(endpoints, ({ id }) => owners.has(id));
    if (indirect.length === 0) throw new UsageError(`--focus: no flow starts or ends at \`${word}\``);
    return indirect;
  });
  return new Set(chosen);
}

function indicesOf(endpoints: readonly Endpoint[], matches: (endpoint: Endpoint) => boolean): readonly number[] {
  return endpoints.flatMap((endpoint, index) => (matches(endpoint) ? [index] : []));
}
