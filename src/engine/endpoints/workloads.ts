import { ABSENT } from "../cells.ts";
import { at, compareText } from "../collections.ts";
import type { Workload } from "../model.ts";
import type { Side } from "../result.ts";
import type { PodItem } from "../universe/items.ts";
import type { Universe } from "../universe/universe.ts";
import { workloadId } from "../workload-id.ts";
import type { Placed } from "./placed.ts";

/** Workloads by id. Pods that policies tell apart are endpoints of their own. */
export function placeWorkloads(universe: Universe, before: number | null, after: number): readonly Placed[] {
  const classOf = (item: number): number => at(universe.partition.classes.of, item);
  const byId = new Map<string, { before?: Workload; after?: Workload }>();
  for (const workload of before === null ? [] : at(universe.sides, before).workloads)
    byId.set(workloadId(workload), { before: workload });
  for (const workload of at(universe.sides, after).workloads) {
    const id = workloadId(workload);
    const old = byId.get(id);
    byId.set(id, old?.before === undefined ? { after: workload } : { before: old.before, after: workload });
  }

  const itemsOf = (side: number | null, workload: Workload | undefined): readonly PodItem[] =>
    side === null || workload === undefined ? [] : (at(universe.items.workloads, side).get(workload) ?? []);
  const placed: Placed[] = [];
  for (const [id, pair] of byId) {
    const [old, now] = [itemsOf(before, pair.before), itemsOf(after, pair.after)];
    const any = pair.after ?? pair.before;
    if (any === undefined || (old.length === 0 && now.length === 0)) continue;
    const place = (pod: string | null, podBefore: PodItem | undefined, podAfter: PodItem | undefined): void => {
      const only: Side | null =
        before === null ? null : podBefore === undefined ? "head" : podAfter === undefined ? "base" : null;
      placed.push({
        endpoint: {
          type: "workload",
          id: pod === null ? id : `${any.namespace}/Pod/${pod}`,
          namespace: any.namespace,
          kind: pod === null ? any.kind : "Pod",
          name: pod ?? any.name,
          workload: pod === null ? null : id,
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
    const isUniform = (pods: readonly PodItem[]): boolean =>
      pods.every((pod) => classOf(pod.item) === classOf(at(pods, 0).item));
    if (isUniform(old) && (old === now || isUniform(now))) {
      place(null, old[0], now[0]);
      continue;
    }
    // Policies tell the pods apart, so each of them is an endpoint of its own. A template stands for every pod.
    const [oldByName, nowByName] = [byName(old), byName(now)];
    const names = new Set([...oldByName.keys(), ...nowByName.keys()].filter((name) => name !== null));
    for (const name of names) {
      place(name, oldByName.get(name) ?? oldByName.get(null), nowByName.get(name) ?? nowByName.get(null));
    }
  }
  return placed.sort((a, b) => compareText(a.endpoint.id, b.endpoint.id));
}

function byName(pods: readonly PodItem[]): ReadonlyMap<string | null, PodItem> {
  return new Map(pods.map((pod) => [pod.pod, pod]));
}
