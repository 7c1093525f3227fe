import {
  formatSelector,
  matchesLabels,
  NO,
  workloadId,
  type Cause,
  type Direction,
  type PodPattern,
  type Policy,
  type Selector,
} from "../engine/index.ts";
import { lazily, remember } from "./collections.ts";
import { kindsBetween, labellingsOf } from "./kinds.ts";
import type { Discovery } from "./discovery.ts";
import { objectOf, policiesByObject } from "./policy-objects.ts";
import type { ChangeView } from "./views.ts";

/** Labels that pods surely have. */
type Labelling = ReadonlyMap<string, string>;

const NO_LABELS: Labelling = new Map();

/** What a rule says of the pods that policies mean besides the workloads that are known. */
export interface Besides {
  /** The direction in which it happens to the endpoints of a discovery. */
  readonly direction: (discovery: Discovery) => Direction;
  /** Goes on from the pods, for example "newly open to the internet". */
  readonly what: (direction: Direction) => string;
}

/**
 * For every policy that is to blame for what is told of known workloads: whom it means, before and after, as an echo.
 * The manifests may hold no other pod that it means, and yet the cluster may: who accepts what happens to the workloads
 * accepts it for those that the policy means now, and a waiver of the workloads means no pods that are labelled otherwise.
 */
export function policyEchoes(
  { base, head, comparison: { endpoints } }: ChangeView,
  told: readonly Discovery[],
  { direction, what }: Besides,
): readonly Discovery[] {
  const policies = lazily(() => ({
    base: policiesByObject(base.cluster.policies),
    head: policiesByObject(head.cluster.policies),
  }));
  const labels = lazily(() => new Map(head.cluster.workloads.map((one) => [workloadId(one), one.template.labels])));
  const blamed = new Map<string, Blamed>();
  const arrived = lazily(
    () => new Map(head.cluster.workloads.map((one) => [`${one.kind} ${one.namespace}/${one.name}`, one])),
  );
  /** For a workload that is new, those that mean it: whoever else they mean has it from them as well. */
  const toBlame = (cause: Cause, own: Direction): readonly Policy[] => {
    if (cause.kind === "rule-grants" || cause.kind === "policy-isolated") {
      const policy = policies()[cause.side].get(cause.object);
      return policy === undefined ? [] : [policy];
    }
    const workload = cause.kind === "workload" && cause.side === "head" ? arrived().get(cause.object) : undefined;
    if (workload === undefined) return [];
    return head.cluster.policies.filter(
      (one) =>
        one.namespace === workload.namespace &&
        (one[own]?.length ?? 0) > 0 &&
        matchesLabels(one.subject, workload.template.labels) !== NO,
    );
  };
  // Discoveries share their causes.
  const known = { ingress: new Map<Cause, readonly Blamed[]>(), egress: new Map<Cause, readonly Blamed[]>() };
  for (const discovery of told) {
    const own = direction(discovery);
    const workloads = discovery.endpoints.flatMap((index) => {
      const endpoint = endpoints[index];
      return endpoint?.type === "workload" ? (endpoint.workload ?? endpoint.id) : [];
    });
    for (const cause of discovery.causes) {
      const all = remember(known[own], cause, () =>
        toBlame(cause, own).map((policy) =>
          remember(blamed, JSON.stringify([cause.kind, objectOf(policy), own]), () => {
            return { cause, policy, direction: own, discovery, workloads: new Set<string>() };
          }),
        ),
      );
      for (const one of all) for (const workload of workloads) one.workloads.add(workload);
    }
  }
  const labellingsBeside = (one: Blamed): readonly Labelling[] => {
    const { policy, cause } = one;
    const still =
      cause.kind === "policy-isolated" ? isolating(head.cluster.policies, policy.namespace, one.direction) : [];
    const found = kindsBetween(policy.subject, still)?.map(labellingsOf);
    const all =
      found === undefined || found.includes(null) ? [NO_LABELS] : found.flatMap((labellings) => labellings ?? []);
    const shown = [...one.workloads].flatMap((id) => labels().get(id) ?? []);
    return all.filter(
      (pods) => !shown.some((own) => pods.size > 0 && [...pods].every(([key, value]) => own.get(key) === value)),
    );
  };
  return [...blamed.values()].map((one): Discovery => {
    const { cause, policy } = one;
    const pods = labellingsBeside(one).map((labelling): PodPattern => {
      return { namespace: { type: "name", name: policy.namespace }, labels: [...labelling] };
    });
    const text = (side: ReadonlyMap<string, Policy>): string | null => {
      const found = side.get(objectOf(policy));
      return found === undefined ? null : formatSelector(found.subject);
    };
    return {
      subjects: [JSON.stringify([policy.namespace, one.direction, text(policies().base), text(policies().head)])],
      endpoints: [],
      message:
        `${what(one.direction)}: also pods that no manifest holds and \`${objectOf(policy)}\` selects by ` +
        `\`${formatSelector(policy.subject)}\`; what is waived for known workloads does not mean them`,
      flows: [],
      causes: [cause],
      place: one.discovery.place,
      fix: null,
      echo: pods.length > 0 ? "beside" : "alike",
      unseen: { end: one.direction === "ingress" ? "to" : "from", pods },
    };
  });
}

interface Blamed {
  readonly cause: Cause;
  readonly policy: Policy;
  readonly direction: Direction;
  /** The first that blames it. */
  readonly discovery: Discovery;
  /** Known workloads to whom it happens. */
  readonly workloads: Set<string>;
}

/** Whom policies of a namespace isolate in a direction. */
function isolating(policies: readonly Policy[], namespace: string, direction: Direction): readonly Selector[] {
  return policies.filter((one) => one.namespace === namespace && one[direction] !== null).map(({ subject }) => subject);
}
