import { ABSENT } from "../cells.ts";
import { pairByName } from "../canonical-order.ts";
import { at, compareText } from "../collections.ts";
import type { Workload } from "../model.ts";
import type { Side } from "../result.ts";
import type { PodItems } from "../universe/items.ts";
import type { Universe } from "../universe/universe.ts";
import { workloadId } from "../workload-id.ts";
import type { Placed, PlacedPod } from "./placed.ts";

/** Workloads by id. Pods that policies tell apart are endpoints of their own. */
export function placeWorkloads(universe: Universe, before: number | null, after: number): readonly Placed[] {
  const classOf = (item: number): number => at(universe.partition.classes.of, item);
  const oldWorkloads = before === null ? [] : at(universe.sides, before).workloads;
  const oldItems = before === null ? [] : at(universe.items.workloads, before);
  const nowWorkloads = at(universe.sides, after).workloads;
  const nowItems = at(universe.items.workloads, after);
  const placed: Placed[] = [];
  for (const positions of pairByName(oldWorkloads, nowWorkloads)) {
    const pair = { before: oldWorkloads[positions[0]], after: nowWorkloads[positions[1]] };
    const old = oldItems[positions[0]] ?? NO_PODS;
    const now = nowItems[positions[1]] ?? NO_PODS;
    const any = pair.after ?? pair.before;
    if (any === undefined || (old.items.length === 0 && now.items.length === 0)) continue;
    const id = workloadId(any);
    const place = (
      part: "whole" | "part",
      pod: string | null,
      podBefore: PlacedPod | undefined,
      podAfter: PlacedPod | undefined,
    ): void => {
      const only: Side | null =
        before === null ? null : podBefore === undefined ? "head" : podAfter === undefined ? "base" : null;
      placed.push({
        endpoint: {
          type: "workload",
          id: pod === null ? id : `${any.namespace}/Pod/${pod}`,
          namespace: any.namespace,
          kind: pod === null ? any.kind : "Pod",
          name: pod ?? any.name,
          workload: part === "whole" ? null : id,
          only,
          origin: (pod === null ? undefined : (podAfter ?? podBefore)?.origin) ?? any.origin,
        },
        closeLook: false,
        before: podBefore === undefined ? ABSENT : classOf(podBefore.item),
        after: podAfter === undefined ? ABSENT : classOf(podAfter.item),
        detail: {
          before:
            podBefore === undefined || pair.before === undefined ? null : { workload: pair.before, pod: podBefore },
          after: podAfter === undefined || pair.after === undefined ? null : { workload: pair.after, pod: podAfter },
        },
      });
    };
    const isUniform = ({ items }: PodItems): boolean => {
      const [first = 0] = items;
      return items.length < 2 || items.every((item) => item === first || classOf(item) === classOf(first));
    };
    if (isUniform(old) && (old === now || isUniform(now))) {
      place("whole", null, placedPod(old, 0, pair.before), placedPod(now, 0, pair.after));
      continue;
    }
    // Policies tell the pods apart, so each of them is an endpoint of its own.
    const [oldByName, nowByName] = [byName(old, pair.before), byName(now, pair.after)];
    const names = new Set([...oldByName.keys(), ...nowByName.keys()]);
    // So are the replicas of a template beside them; a template on one side alone stands for every pod.
    const isBeside = [oldByName, nowByName].every((pods) => pods.size === 0 || pods.has(null));
    for (const name of names) {
      if (isBeside) place("part", name, oldByName.get(name), nowByName.get(name));
      else if (name !== null)
        place("part", name, oldByName.get(name) ?? oldByName.get(null), nowByName.get(name) ?? nowByName.get(null));
    }
  }
  return placed.sort((a, b) => compareText(a.endpoint.id, b.endpoint.id));
}

const NO_PODS: PodItems = { pods: [], items: [] };

function placedPod({ pods, items }: PodItems, index: number, workload: Workload | undefined): PlacedPod | undefined {
  const pod = pods[index];
  if (pod === undefined || workload === undefined) return undefined;
  const item = at(items, items.length === 1 ? 0 : index);
  return pod === null
    ? { pod: null, facts: workload.template, origin: workload.origin, item }
    : { pod: pod.name, facts: pod, origin: pod.origin, item };
}

function byName(list: PodItems, workload: Workload | undefined): ReadonlyMap<string | null, PlacedPod> {
  const placed = list.pods.flatMap((_, index) => placedPod(list, index, workload) ?? []);
  return new Map(placed.map((pod) => [pod.pod, pod]));
}
