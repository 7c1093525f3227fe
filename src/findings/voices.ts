import {
  matchesLabels,
  NO,
  workloadId,
  YES,
  type Cause,
  type Endpoint,
  type PodPattern,
  type Policy,
  type Workload,
} from "../engine/index.ts";
import { groupBy, lazily, remember } from "./collections.ts";
import { createEmptied } from "./emptied.ts";
import { createGone } from "./gone.ts";
import { policiesByObject } from "./policy-objects.ts";
import type { ChangeView } from "./views.ts";

/** Something that happens to endpoints for some causes. */
export interface Event {
  readonly endpoints: readonly number[];
  readonly causes: readonly Cause[];
}

/** `echoes`: what is told of it is told of a known workload already. */
export type Voice = "speaks" | "echoes" | "silent";

/** How a rule should speak of each of some endpoints to whom something happens for these causes: those of each voice. */
export type PartByVoice = (endpoints: readonly number[], causes: readonly Cause[]) => ByVoice;

type ByVoice = ReadonlyMap<Voice, readonly number[]>;

/**
 * Prepares to ask. Pods that the manifests do not hold speak where they alone show what a policy does. They echo where the
 * same policy does the same to a known workload. They are silent where they look like a workload that is new with or under
 * the policy; like one of those that the policy selected, which all go with it, or get other labels along with it; like one
 * whose labels it only follows; and where their namespace goes, or all that it held. `events`: all that happens of the kind
 * that the rule is about.
 */
export function createVoices(
  { base, head, podsOf, comparison: { endpoints } }: ChangeView,
  events: readonly Event[],
): PartByVoice {
  const told = lazily(
    () =>
      new Set(
        events
          .filter((event) => event.endpoints.some((index) => endpoints[index]?.type === "workload"))
          .flatMap(({ causes }) => causes.map(({ object }) => object)),
      ),
  );
  const policies = lazily(() => policiesByObject(base.cluster.policies));
  const staying = lazily(() => new Set(head.cluster.workloads.map(workloadId)));
  /** The workloads that a policy of the base selected, if all of them go with it or are kept by it. */
  const going = new Map<string, readonly Workload[]>();
  const goingWith = (object: string): readonly Workload[] =>
    remember(going, object, () => {
      const policy = policies().get(object);
      if (policy === undefined) return [];
      const selected = base.selection.inNamespace(policy.namespace, policy.subject);
      const kept = keptBy(object, policy);
      return selected.every((one) => !staying().has(workloadId(one)) || kept.has(workloadId(one))) ? selected : [];
    });
  const emptied = createEmptied({ base, head });
  const goesWithItsPods = (cause: Cause, endpoint: Endpoint): boolean =>
    cause.side === "base" &&
    (goingWith(cause.object).some((one) => looksLike(endpoint, one)) ||
      (emptied.isBlamed(cause) && emptied.holds(endpoint)));
  /** Workloads that a policy selects by other labels than before because they got others: it was changed along with them. */
  const keptBy = (object: string, before: Policy): ReadonlySet<string> => {
    const now = after().get(object);
    if (now === undefined) return new Set();
    return new Set(followed(before, now).map(workloadId));
  };
  const followed = (before: Policy, now: Policy): readonly Workload[] =>
    head.selection
      .inNamespace(now.namespace, now.subject)
      .filter(({ template }) => matchesLabels(before.subject, template.labels) === NO);
  const isGone = createGone({ base, head });
  const newcomers = lazily(() => {
    const ends = new Set(events.flatMap((event) => event.endpoints.map((index) => endpoints[index]?.id)));
    const known = new Set(base.cluster.workloads.map(podsOf));
    return new Set(
      head.cluster.workloads
        .filter((workload) => ends.has(workloadId(workload)) && !known.has(podsOf(workload)))
        .map(workloadId),
    );
  });
  const after = lazily(() => policiesByObject(head.cluster.policies));
  const arrivals = new Map<string, readonly Workload[]>();
  /** New workloads that a policy of the head surely selects. */
  const newcomersOf = (object: string): readonly Workload[] =>
    remember(arrivals, object, () => {
      const policy = newcomers().size > 0 ? after().get(object) : undefined;
      if (policy === undefined) return [];
      return head.selection
        .inNamespace(policy.namespace, policy.subject)
        .filter(
          (one) => newcomers().has(workloadId(one)) && matchesLabels(policy.subject, one.template.labels) === YES,
        );
    });
  /** What a rule grants to pods it grants to a new workload that its policy selects; the cause is told as the workload. */
  const isShownByNewcomer = ({ kind, object }: Pick<Cause, "kind" | "object">, endpoint: Endpoint): boolean =>
    kind === "rule-grants" && newcomersOf(object).some((one) => looksLike(endpoint, one));
  /** What a policy grants to pods by labels that all workloads that it selects have got now, and that it selected before. */
  const isShownByRelabelled = ({ kind, object }: Pick<Cause, "kind" | "object">, endpoint: Endpoint): boolean => {
    const [old, now] = kind === "rule-grants" ? [policies().get(object), after().get(object)] : [];
    if (old === undefined || now === undefined || endpoint.type !== "pods") return false;
    const asked = new Set(now.subject.requirements.flatMap(({ key, operator }) => (operator === "In" ? key : [])));
    const selecting = endpoint.patterns.map((pattern) => withKeys(pattern, asked));
    return (
      isMovedWhole(old, now) &&
      head.selection
        .inNamespace(now.namespace, now.subject)
        .some((one) => selecting.every((pattern) => isPatternOf(pattern, one))) &&
      !selecting.some((pattern) => isMeantBy(base.cluster.policies, pattern, old))
    );
  };
  const isMovedWhole = (old: Policy, now: Policy): boolean => {
    const before = new Map(
      base.selection.inNamespace(old.namespace, old.subject).map((one) => [workloadId(one), one.template.labels]),
    );
    return head.selection.inNamespace(now.namespace, now.subject).every((one) => {
      const labels = before.get(workloadId(one));
      return labels !== undefined && matchesLabels(now.subject, labels) === NO;
    });
  };
  // Of a cause only these count: the rules of a policy, of which there may be many, are asked about as one.
  const silencing = new Map<string, Map<Endpoint, boolean>>();
  const ofCause = new Map<Cause, Map<Endpoint, boolean>>();
  const silencedBy = (cause: Cause): Map<Endpoint, boolean> =>
    remember(ofCause, cause, () =>
      remember(silencing, `${cause.side} ${cause.kind} ${cause.object}`, () => new Map<Endpoint, boolean>()),
    );
  const isSilencedBy = (cause: Cause, endpoint: Endpoint): boolean =>
    remember(
      silencedBy(cause),
      endpoint,
      () =>
        goesWithItsPods(cause, endpoint) || isShownByNewcomer(cause, endpoint) || isShownByRelabelled(cause, endpoint),
    );
  const voiceOf = (index: number, causes: readonly Cause[]): Voice => {
    const endpoint = endpoints[index];
    if (endpoint?.type !== "pods") return "speaks";
    if (isGone(endpoint) || causes.some((cause) => isSilencedBy(cause, endpoint))) return "silent";
    return causes.some(({ object }) => told().has(object)) ? "echoes" : "speaks";
  };
  // Flows share the lists of their ends, and of their causes.
  const known = new Map<readonly number[], Map<readonly Cause[], ByVoice>>();
  return (indices, causes) =>
    remember(
      remember(known, indices, () => new Map<readonly Cause[], ByVoice>()),
      causes,
      () => {
        const parts = groupBy(indices, (index) => voiceOf(index, causes));
        return parts.size === 1 ? new Map([...parts.keys()].map((voice) => [voice, indices])) : parts;
      },
    );
}

/** Whether pods that the manifests do not hold could be those of a workload: they are labelled, and only as it is. */
function looksLike(endpoint: Endpoint, workload: Workload): boolean {
  return endpoint.type === "pods" && endpoint.patterns.every((pattern) => isPatternOf(pattern, workload));
}

function isPatternOf({ namespace, labels }: PodPattern, workload: Workload): boolean {
  return (
    namespace.type === "name" &&
    namespace.name === workload.namespace &&
    labels.length > 0 &&
    labels.every(([key, value]) => workload.template.labels.get(key) === value)
  );
}

/** What of a pattern a selector of these keys asks for. */
function withKeys({ namespace, labels }: PodPattern, keys: ReadonlySet<string>): PodPattern {
  return { namespace, labels: labels.filter(([key]) => keys.has(key)) };
}

/** Whether another policy speaks of pods that are labelled so. */
function isMeantBy(policies: readonly Policy[], { namespace, labels }: PodPattern, besides: Policy): boolean {
  const own = new Map(labels);
  return policies.some(
    (one) =>
      one !== besides &&
      namespace.type === "name" &&
      namespace.name === one.namespace &&
      one.subject.requirements.length > 0 &&
      matchesLabels(one.subject, own) === YES,
  );
}
