import type { Cause, ChangedFlow, Endpoint, Labels, NamespaceScope } from "../../engine/index.ts";
import { groupBy, remember } from "../collections.ts";
import type { Discovery } from "../discovery.ts";
import { createEmptied } from "../emptied.ts";
import { createFlowSubject, isCommon, narrowed, those, type Choice } from "../flows.ts";
import { createGone } from "../gone.ts";
import { createWasOpen } from "../openness.ts";
import { placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { withEchoes } from "../echoes.ts";
import type { Besides } from "../unseen.ts";
import { createVoices, type Voice } from "../voices.ts";
import { createSuccession } from "../succession.ts";

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
    const { endpoints, isolation } = change.comparison;
    const { namespaces } = change.head.cluster;
    const isInside = (index: number): boolean => endpoints[index]?.type !== "external";
    const isGone = createGone(change);
    const emptied = createEmptied(change);
    const insideBut = (isOut: (endpoint: Endpoint) => boolean): Choice =>
      those((index) => {
        const endpoint = endpoints[index];
        return isInside(index) && !(endpoint !== undefined && isOut(endpoint));
      });
    const inside = those(isInside);
    const left = insideBut(isGone);
    const leftOver = insideBut((endpoint) => isGone(endpoint) || emptied.holds(endpoint));
    /** Not pods that went with their namespace, or all that it held, and its policies: only a rule of the head lets them in anew. */
    const there: Choice = (indices, causes) => {
      const choose = causes.every(emptied.isBlamed) ? leftOver : causes.every(isOfBase) ? left : inside;
      return choose(indices, causes);
    };
    const flows = narrowed(change.surelyAllowed(), there, inside);
    const ends = (flow: ChangedFlow): readonly number[] => (isByEgress(flow) ? flow.from : flow.to);
    const byVoice = createVoices(
      change,
      flows.map((flow) => ({ endpoints: ends(flow), causes: flow.causes })),
    );
    const places = endpoints.map(placesOf);
    const placeTexts = places.map((own) => JSON.stringify(own));
    const labels = new Map(namespaces.map((namespace) => [namespace.name, namespace.labels]));
    const isOther = (source: number, own: readonly NamespaceScope[]): boolean =>
      (places[source] ?? []).some((place) => own.some((home) => isApart(place, home, labels)));
    const isGuarded = (index: number): boolean => isInside(index) && isolation[index]?.head?.ingress === "isolated";
    const isOld = (index: number): boolean => isInside(index) && isCommon(endpoints[index]);
    const isNew = (index: number): boolean => isInside(index) && !isOld(index);
    const [old, guarded] = [those(isOld), those(isGuarded)];
    const fresh = createSuccession(change, old);
    const guests = those((index) => isNew(index) && isGuarded(index));
    const wasOpen = createWasOpen(change);
    /** Who let in everybody before is not opened by somebody who is new. */
    const openedFor = (some: readonly ChangedFlow[]): readonly ChangedFlow[] =>
      some.flatMap((flow) => {
        const to = flow.to.filter((index) => !wasOpen(index, flow.connections));
        return to.length === 0 ? [] : [{ ...flow, to }];
      });
    const candidates = [
      ...narrowed(flows, old, old),
      ...openedFor(fresh(narrowed(flows, those(isNew), guarded), "from")),
      ...fresh(narrowed(flows, old, guests), "to"),
    ];
    const heard: Record<Voice, ChangedFlow[]> = { speaks: [], echoes: [], silent: [] };
    for (const flow of candidates) {
      const end = isByEgress(flow) ? "from" : "to";
      for (const [voice, told] of byVoice(flow[end], flow.causes))
        heard[voice].push(told === flow[end] ? flow : { ...flow, [end]: told });
    }
    const subjectOf = createFlowSubject(endpoints);
    // Flows share the lists of their ends.
    const homes = new Map<readonly number[], readonly (readonly [string, readonly number[]])[]>();
    const others = new Map<string, Choice>();
    return withEchoes(change, BESIDES, (voice) =>
      heard[voice]
        .flatMap((flow) =>
          remember(homes, flow.to, () => [...groupBy(flow.to, (index) => placeTexts[index] ?? "")]).flatMap(
            ([place, to]) => {
              const own = places[to[0] ?? 0] ?? [];
              const choose = remember(others, place, () => those((index) => isOther(index, own)));
              const from = choose(flow.from, flow.causes);
              return from.length === 0 ? [] : [{ ...flow, from, to }];
            },
          ),
        )
        .map((flow): Discovery => {
          const isEgress = isByEgress(flow);
          return {
            subjects: [subjectOf(flow)],
            endpoints: isEgress ? flow.from : flow.to,
            message: isEgress
              ? "may newly call other namespaces: check that each of them is meant"
              : "newly open to other namespaces: check that each of them is meant",
            flows: [{ change: "allowed", flow }],
            causes: flow.causes,
            place: placeOfFlow(flow),
            fix: null,
          };
        }),
    );
  },
};

const BESIDES: Besides = {
  direction: ({ flows }) => (flows.every(({ flow }) => isByEgress(flow)) ? "egress" : "ingress"),
  what: (direction) => (direction === "egress" ? "may newly call other namespaces" : "newly open to other namespaces"),
};

function isOfBase({ side }: Cause): boolean {
  return side === "base";
}

/** Whether rules of the sources alone made it so: then it is their matter. */
function isByEgress({ causes }: ChangedFlow): boolean {
  return causes.every(({ rule }) => rule?.startsWith("egress") === true);
}

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
