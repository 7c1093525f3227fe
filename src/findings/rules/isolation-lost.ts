import type { IsolationLoss, Policy } from "../../engine/index.ts";
import type { Discovery, Place } from "../discovery.ts";
import { placeAt, placeOfFlow } from "../places.ts";
import type { ChangeRule } from "../rule.ts";
import { withEchoes } from "../echoes.ts";
import { policiesByObject } from "../policy-objects.ts";
import { createVoices } from "../voices.ts";

/** Labels that only the cluster knows may still select it; nobody can rely on that. */
const HOW = { certain: "no longer", unknown: "no longer surely" } as const;

const WHAT = { ingress: "everything may connect to it", egress: "it may connect to everything" } as const;

export const isolationLost: ChangeRule<"isolation-lost"> = {
  id: "isolation-lost",
  scope: "change",
  level: "failure",
  summary: "A workload was isolated by policies in a direction and is no longer.",
  find: (change) => {
    const { endpoints, isolationLosses } = change.comparison;
    const byVoice = createVoices(change, isolationLosses);
    const policies = policiesByObject(change.head.cluster.policies);
    const discovery = (loss: IsolationLoss, told: readonly number[]): Discovery => ({
      subjects: told.map((index) => JSON.stringify([endpoints[index]?.id, loss.direction, loss.certainty])).toSorted(),
      endpoints: told,
      message: `${HOW[loss.certainty]} isolated for ${loss.direction}, so that ${WHAT[loss.direction]}: ${remedy(loss)}`,
      flows: [],
      causes: loss.causes,
      place: placeOf(loss, policies),
      fix: null,
    });
    return (["ingress", "egress"] as const).flatMap((direction) => {
      const besides = { direction: () => direction, what: () => `no longer isolated for ${direction}` };
      const losses = isolationLosses.filter((loss) => loss.direction === direction);
      return withEchoes(change, besides, (voice) =>
        losses.flatMap((loss) => {
          const told = byVoice(loss.endpoints, loss.causes).get(voice);
          return told === undefined ? [] : [discovery(loss, told)];
        }),
      );
    });
  },
};

function remedy({ causes }: IsolationLoss): string {
  return causes.some(({ rule }) => rule === "hostNetwork")
    ? "policies do not affect pods on the network of their host"
    : "keep a policy that selects it";
}

/** Where the policy that is to blame says now what it selects, if it is still there. */
function placeOf(loss: IsolationLoss, policies: ReadonlyMap<string, Policy>): Place {
  const place = placeOfFlow(loss);
  const policy = place.side === "head" ? undefined : loss.causes.flatMap(({ object }) => policies.get(object) ?? [])[0];
  if (policy === undefined) return place;
  return placeAt("head", policy[loss.direction] === null ? policy.typesOrigin : policy.subjectOrigin);
}
