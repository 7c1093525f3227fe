import {
  formatSelector,
  matchesLabels,
  workloadId,
  YES,
  type Cause,
  type Direction,
  type PodPattern,
  type Policy,
  type Selector,
} from "../engine/index.ts";
import { lazily } from "./collections.ts";
import type { Discovery } from "./discovery.ts";
import type { ChangeView } from "./views.ts";
import { objectOf } from "./voices.ts";

/** Most kinds of pods that a selector is taken apart into; one that means more is as one that means everybody. */
const MAX_KINDS = 50;

/** Labels of pods as a selector describes them; it says nothing of others. */
type Labelling = ReadonlyMap<string, string>;

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
  const policies = lazily(() => ({ base: byObject(base.cluster.policies), head: byObject(head.cluster.policies) }));
  const labels = lazily(() => new Map(head.cluster.workloads.map((one) => [workloadId(one), one.template.labels])));
  const blamed = new Map<string, Blamed>();
  for (const discovery of told) {
    const own = direction(discovery);
    for (const cause of discovery.causes) {
      if (cause.kind !== "rule-grants" && cause.kind !== "policy-isolated") continue;
      const policy = policies()[cause.side].get(cause.object);
      if (policy === undefined) continue;
      const key = JSON.stringify([cause.kind, cause.object, own]);
      const known = blamed.get(key) ?? { cause, policy, direction: own, discovery, workloads: new Set<string>() };
      blamed.set(key, known);
      for (const index of discovery.endpoints) {
        const endpoint = endpoints[index];
        if (endpoint?.type === "workload") known.workloads.add(endpoint.workload ?? endpoint.id);
      }
    }
  }
  const isStillIsolated = (pods: Labelling, { policy, direction: own }: Blamed): boolean =>
    head.cluster.policies.some(
      (one) => one.namespace === policy.namespace && one[own] !== null && matchesLabels(one.subject, pods) === YES,
    );
  const kindsBeside = (one: Blamed): readonly Labelling[] => {
    const shown = [...one.workloads].flatMap((id) => labels().get(id) ?? []);
    const kinds = kindsOf(one.policy.subject) ?? [new Map<string, string>()];
    return kinds.filter(
      (pods) =>
        !shown.some((own) => pods.size > 0 && [...pods].every(([key, value]) => own.get(key) === value)) &&
        !(one.cause.kind === "policy-isolated" && isStillIsolated(pods, one)),
    );
  };
  return [...blamed.values()].map((one): Discovery => {
    const { cause, policy } = one;
    const pods = kindsBeside(one).map((kind): PodPattern => {
      return { namespace: { type: "name", name: policy.namespace }, labels: [...kind] };
    });
    const text = (side: ReadonlyMap<string, Policy>): string | null => {
      const found = side.get(cause.object);
      return found === undefined ? null : formatSelector(found.subject);
    };
    return {
      subjects: [JSON.stringify([policy.namespace, one.direction, text(policies().base), text(policies().head)])],
      endpoints: [],
      message:
        `${what(one.direction)}: also pods that no manifest holds and \`${cause.object}\` selects by ` +
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

function byObject(policies: readonly Policy[]): ReadonlyMap<string, Policy> {
  return new Map(policies.map((policy) => [objectOf(policy), policy]));
}

/** The labels that pods must have to be selected, in every combination; `null`: too many. */
function kindsOf({ requirements }: Selector): readonly Labelling[] | null {
  let kinds: readonly Labelling[] = [new Map()];
  for (const { key, operator, values } of requirements) {
    if (operator !== "In") continue;
    kinds = kinds.flatMap((kind) => values.map((value) => new Map([...kind, [key, value]])));
    if (kinds.length > MAX_KINDS) return null;
  }
  return kinds;
}
