import type { Endpoint, Labels, NamespaceScope } from "../../engine/index.ts";
import { flowSubject, isCommon, narrowed } from "../flows.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { createSpeaks } from "../subjects.ts";

/**
 * Where an end is new, it counts if policies isolate the destination: without policies everything may call everything.
 * Namespaces that are known by labels only are others, unless the destination's own has the same labels.
 */
export const crossNamespace: ChangeRule<"cross-namespace"> = {
  id: "cross-namespace",
  scope: "change",
  level: "warning",
  summary: "Connections between namespaces are newly allowed.",
  find: (change) => {
    const { endpoints, isolation, newlyAllowed } = change.comparison;
    const { namespaces } = change.head.cluster;
    const speaks = createSpeaks(change);
    const places = endpoints.map(placesOf);
    const labels = new Map(namespaces.map((namespace) => [namespace.name, namespace.labels]));
    const isOther = (source: number, own: readonly NamespaceScope[]): boolean =>
      (places[source] ?? []).some((place) => own.some((home) => isApart(place, home, labels)));
    const isInside = (index: number): boolean => endpoints[index]?.type !== "external";
    const isGuarded = (index: number): boolean => isInside(index) && isolation[index]?.head?.ingress === "isolated";
    const isOld = (index: number): boolean => isInside(index) && isCommon(endpoints[index]);
    const isNew = (index: number): boolean => isInside(index) && !isOld(index);
    return [
      ...narrowed(newlyAllowed, isOld, (index, causes) => isOld(index) && speaks(index, causes)),
      ...narrowed(newlyAllowed, isNew, (index, causes) => isGuarded(index) && speaks(index, causes)),
      ...narrowed(newlyAllowed, isOld, (index, causes) => isNew(index) && isGuarded(index) && speaks(index, causes)),
    ]
      .flatMap((flow) =>
        [...groupBy(flow.to, (index) => JSON.stringify(places[index]))].flatMap(([, to]) => {
          const own = places[to[0] ?? 0] ?? [];
          const from = flow.from.filter((index) => isOther(index, own));
          return from.length === 0 ? [] : [{ ...flow, from, to }];
        }),
      )
      .map((flow) => ({
        subjects: [flowSubject(flow, endpoints)],
        endpoints: flow.to,
        message: "newly open to other namespaces: check that each of them is meant",
        flows: [{ change: "allowed", flow }],
        causes: flow.causes,
        place: placeOfFlow(flow),
        fix: null,
      }));
  },
};

/** The namespaces that an endpoint may be in. */
function placesOf(endpoint: Endpoint): readonly NamespaceScope[] {
  switch (endpoint.type) {
    case "workload":
      return [{ type: "name", name: endpoint.namespace }];
    case "external":
      return [];
    case "pods":
      return endpoint.patterns.map(({ namespace }) => namespace);
  }
}

function isApart(place: NamespaceScope, home: NamespaceScope, labels: ReadonlyMap<string, Labels>): boolean {
  if (home.type === "labels") return true;
  if (place.type === "name") return place.name !== home.name;
  const own = labels.get(home.name);
  return place.labels.length === 0 || place.labels.some(([key, value]) => own?.get(key) !== value);
}

function groupBy(indices: readonly number[], key: (index: number) => string): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>();
  for (const index of indices) {
    const known = result.get(key(index));
    if (known === undefined) result.set(key(index), [index]);
    else known.push(index);
  }
  return result;
}
