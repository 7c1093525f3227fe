import type { Endpoint, PodPattern } from "../../engine/index.ts";
import { createMatchers, formatPattern, type EndpointMatcher, type EndpointPattern } from "../../query/index.ts";
import type { SideView } from "../views.ts";
import { lazily } from "../collections.ts";
import type { EndWords } from "./assertion.ts";
import { createLikeness } from "./likeness.ts";
import { indicesOf, type Members } from "./members.ts";
import { createSpoken } from "./spoken.ts";

/** Whom words mean on one side. Answers are remembered. */
export interface Ends {
  /** Endpoints of which any part is meant. */
  readonly meant: (words: EndWords) => Members;
  /** Endpoints of which all is meant; where workloads are named, also pods that look like one of them. */
  readonly covered: (words: EndWords) => Members;
  /** Whether words mean anything that the side itself holds or its policies speak of; the other side may do so alone. */
  readonly isKnown: (words: EndWords) => boolean;
  /** Whether words mean all of some pods, which are no endpoint. */
  readonly coversPods: (words: EndWords, pods: PodPattern) => boolean;
  /** Endpoints that exist on the side. */
  readonly present: Members;
}

export function createEnds(
  { side, cluster }: Pick<SideView, "side" | "cluster">,
  endpoints: readonly Endpoint[],
): Ends {
  const present = Uint8Array.from(endpoints, (endpoint) => Number(existsOn(endpoint, side)));
  const places = indexPlaces(endpoints);
  const remembering = (
    matches: EndpointMatcher,
    extend: (pattern: EndpointPattern, members: Members) => void,
  ): ((words: EndWords) => Members) => {
    const known = new Map<string, Members>();
    return ({ pattern }) => {
      const key = `${pattern.type} ${formatPattern(pattern)}`;
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const members = find(pattern, matches);
      extend(pattern, members);
      known.set(key, members);
      return members;
    };
  };
  const find = (pattern: EndpointPattern, matches: EndpointMatcher): Members => {
    const members = new Uint8Array(endpoints.length);
    for (const index of candidates(pattern, places)) {
      const endpoint = endpoints[index];
      if (endpoint !== undefined && present[index] === 1 && matches(pattern, endpoint)) members[index] = 1;
    }
    return members;
  };
  const isLike = createLikeness(endpoints, cluster);
  const { meets, covers } = createMatchers([cluster]);
  const withLikes = remembering(covers, (pattern, members) => {
    if (pattern.type !== "name") return;
    const named = indicesOf(members);
    for (const index of candidates(pattern, places))
      if (members[index] !== 1 && named.some((workload) => isLike(index, workload))) members[index] = 1;
  });
  const meant = remembering(meets, () => undefined);
  const spoken = lazily(() => createSpoken(cluster));
  const isKnown = ({ pattern }: EndWords, index: number): boolean => {
    const endpoint = endpoints[index];
    if (endpoint?.type !== "pods") return true;
    const keys = keysAsked(pattern);
    return endpoint.patterns.some((pods) => meets(pattern, podsOnly(pods)) && spoken()(keys, pods));
  };
  return {
    meant,
    covered: withLikes,
    isKnown: (words) => indicesOf(meant(words)).some((index) => isKnown(words, index)),
    coversPods: ({ pattern }, pods) => covers(pattern, podsOnly(pods)),
    present,
  };
}

function podsOnly(pods: PodPattern): Endpoint {
  return { type: "pods", id: "", patterns: [pods] };
}

/** Labels that pods must have to be meant. */
function keysAsked(pattern: EndpointPattern): ReadonlySet<string> {
  const requirements = pattern.type === "labels" ? pattern.selector.requirements : [];
  return new Set(
    requirements.flatMap(({ key, operator }) => (operator === "In" || operator === "Exists" ? [key] : [])),
  );
}

function existsOn(endpoint: Endpoint, side: SideView["side"]): boolean {
  return endpoint.type !== "workload" || endpoint.only === null || endpoint.only === side;
}

/** Endpoints by where they live, so that words about one namespace need not look at all of them. */
interface Places {
  readonly all: readonly number[];
  readonly external: readonly number[];
  readonly byNamespace: ReadonlyMap<string, readonly number[]>;
  /** Pods of namespaces that have no name in the manifests. */
  readonly elsewhere: readonly number[];
}

function indexPlaces(endpoints: readonly Endpoint[]): Places {
  const byNamespace = new Map<string, Set<number>>();
  const [external, elsewhere] = [new Set<number>(), new Set<number>()];
  const at = (namespace: string): Set<number> => {
    const known = byNamespace.get(namespace) ?? new Set<number>();
    byNamespace.set(namespace, known);
    return known;
  };
  endpoints.forEach((endpoint, index) => {
    if (endpoint.type === "external") external.add(index);
    else if (endpoint.type === "workload") at(endpoint.namespace).add(index);
    else
      for (const { namespace } of endpoint.patterns)
        (namespace.type === "name" ? at(namespace.name) : elsewhere).add(index);
  });
  return {
    all: endpoints.map((_, index) => index),
    external: [...external],
    byNamespace: new Map([...byNamespace].map(([name, members]) => [name, [...members]])),
    elsewhere: [...elsewhere],
  };
}

function candidates(pattern: EndpointPattern, { all, external, byNamespace, elsewhere }: Places): readonly number[] {
  switch (pattern.type) {
    case "internet":
    case "address":
    case "range":
      return external;
    case "name":
    case "labels": {
      const { namespace } = pattern;
      if (namespace === null || namespace.includes("*")) return all;
      return [...(byNamespace.get(namespace) ?? []), ...elsewhere];
    }
  }
}
