import type { Cause, ChangedFlow, Flow, Side } from "../../engine/index.ts";
import { remember } from "../collections.ts";
import type { FoundFlow } from "../discovery.ts";
import type { Case } from "./case.ts";
import type { Cut, Cutter } from "./cut.ts";
import type { Without } from "./members.ts";
import type { FindMoved, Moved } from "./moved.ts";
import type { Region } from "./region.ts";
import type { Standing, Verdict } from "./verdict.ts";

/** Bound on the endpoints of one flow whose labels are named as causes. */
const MAX_NAMED_ENDPOINTS = 20;

/**
 * What is allowed though an assertion denies it. New is what is newly allowed; and what was allowed before between ends
 * that the assertion did not mean then, for the labels that made it mean them.
 */
export function breachesOf(
  { assertion, region, flows, newlyAllowed }: Case,
  cutters: Readonly<Record<Side, Cutter>>,
  findMoved: FindMoved,
  without: Without,
): Verdict {
  const { ports } = assertion;
  const standing = (side: Side): Standing =>
    worstOf(flows[side], (flow) => cutters[side].grade(flow, region[side], ports));
  const moved = findMoved(assertion, region);
  const staying: Region = {
    from: without(region.head.from, moved.from),
    to: without(region.head.to, moved.to),
  };
  const within = <F extends Flow>(list: readonly F[], part: Region): Cut<F> => cutters.head.cut(list, part, ports);
  const cuts = [
    within(newlyAllowed, staying),
    ...(moved.causes.size === 0
      ? []
      : [
          becauseOf(within(flows.head, { from: moved.from, to: region.head.to }), "from", moved),
          becauseOf(within(flows.head, { from: staying.from, to: moved.to }), "to", moved),
        ]),
  ];
  return {
    base: standing("base"),
    head: standing("head"),
    fresh: cuts.flatMap(({ sure }) => sure.map(allowed)),
    doubts: cuts.flatMap(({ perhaps }) => perhaps.map(allowed)),
    present: () => {
      const { sure, perhaps } = within(flows.head, region.head);
      return (sure.length > 0 ? sure : perhaps).map((flow) => ({
        change: "still-allowed",
        flow: { ...flow, causes: [] },
      }));
    },
  };
}

function allowed(flow: ChangedFlow): FoundFlow {
  return { change: "allowed", flow };
}

/** `broken` as soon as one breaks it. */
function worstOf<T>(list: readonly T[], grade: (one: T) => Standing): Standing {
  let worst: Standing = "kept";
  for (const one of list) {
    const own = grade(one);
    if (own === "broken") return own;
    if (own === "doubtful") worst = own;
  }
  return worst;
}

/** The flows with what made the assertion mean one of their ends. */
function becauseOf({ sure, perhaps }: Cut<Flow>, end: "from" | "to", { causes }: Moved): Cut<ChangedFlow> {
  // Flows share the lists of their ends.
  const known = new Map<readonly number[], readonly Cause[]>();
  const causesOf = (indices: readonly number[]): readonly Cause[] =>
    remember(known, indices, () => {
      const found: Cause[] = [];
      for (const index of indices.slice(0, MAX_NAMED_ENDPOINTS)) found.push(...(causes.get(index) ?? []));
      return found;
    });
  const withCauses = (flow: Flow): ChangedFlow => ({ ...flow, causes: causesOf(flow[end]) });
  return { sure: sure.map(withCauses), perhaps: perhaps.map(withCauses) };
}
