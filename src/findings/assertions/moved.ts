import {
  workloadId,
  type Cause,
  type Endpoint,
  type LabelOrigins,
  type Labels,
  type Origin,
  type PodFacts,
  type Side,
  type Workload,
} from "../../engine/index.ts";
import { remember } from "../collections.ts";
import type { ChangeView } from "../views.ts";
import type { Assertion } from "./assertion.ts";
import { indicesOf, type Members, type Without } from "./members.ts";
import type { Region } from "./region.ts";

/** Endpoints of both sides that an assertion means in the head only, by their end; and the labels that made it so. */
export interface Moved {
  readonly from: Members;
  readonly to: Members;
  /** At least one for each of them. */
  readonly causes: ReadonlyMap<number, readonly Cause[]>;
}

export type FindMoved = (assertion: Assertion, region: Readonly<Record<Side, Region>>) => Moved;

export function createMoved({ base, head, comparison: { endpoints } }: ChangeView, without: Without): FindMoved {
  const known = { base: byId(base.cluster.workloads), head: byId(head.cluster.workloads) };
  const uncommon = Uint8Array.from(endpoints, (one) => Number(one.type !== "workload" || one.only !== null));
  const common = (members: Members): Members => without(members, uncommon);
  const labels = new Map<string, Map<number, readonly Cause[]>>();
  return ({ claim }, region) => {
    const from = common(without(region.head.from, region.base.from));
    const to = common(without(region.head.to, region.base.to));
    const keys = new Set(
      [...claim.from, ...claim.to].flatMap(({ pattern }) =>
        pattern.type === "labels" ? pattern.selector.requirements.map(({ key }) => key) : [],
      ),
    );
    const causes = new Map<number, readonly Cause[]>();
    const ofKeys = remember(labels, JSON.stringify([...keys].toSorted()), () => new Map<number, readonly Cause[]>());
    for (const index of [...indicesOf(from), ...indicesOf(to)])
      causes.set(
        index,
        remember(ofKeys, index, () => labelCauses(endpoints[index], known, keys)),
      );
    return { from, to, causes };
  };
}

function byId(workloads: readonly Workload[]): ReadonlyMap<string, Workload> {
  return new Map(workloads.map((workload) => [workloadId(workload), workload]));
}

/** Where the labels that differ are written now, else where they were. */
function labelCauses(
  endpoint: Endpoint | undefined,
  known: Readonly<Record<Side, ReadonlyMap<string, Workload>>>,
  keys: ReadonlySet<string>,
): readonly Cause[] {
  if (endpoint?.type !== "workload") return [];
  const [old, now] = [factsOf(endpoint, known.base), factsOf(endpoint, known.head)];
  const { kind, namespace, name } = endpoint;
  const cause = (side: Side, rule: string | null, origin: Origin): Cause => ({
    kind: "labels",
    side,
    object: `${kind} ${namespace}/${name}`,
    rule,
    origin,
  });
  const found = [...keys].toSorted().flatMap((key): readonly Cause[] => {
    if (old?.labels.get(key) === now?.labels.get(key)) return [];
    const [here, there] = [now?.labelOrigins.get(key), old?.labelOrigins.get(key)];
    if (here !== undefined) return [cause("head", key, here)];
    return there === undefined ? [] : [cause("base", key, there)];
  });
  return found.length > 0 ? found : [cause("head", null, endpoint.origin)];
}

interface Labelled {
  readonly labels: Labels;
  readonly labelOrigins: LabelOrigins;
}

function factsOf(
  { id, kind, name, workload: owner }: Extract<Endpoint, { readonly type: "workload" }>,
  workloads: ReadonlyMap<string, Workload>,
): Labelled | undefined {
  const workload = workloads.get(owner ?? id);
  const pod: PodFacts | undefined = kind === "Pod" ? workload?.pods.find((one) => one.name === name) : undefined;
  return pod ?? workload?.template;
}
