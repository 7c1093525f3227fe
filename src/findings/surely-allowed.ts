import type { ChangedFlow, Connections, Examination, Flow } from "../engine/index.ts";
import { portionOf } from "./assertions/portion.ts";
import { remember } from "./collections.ts";

/** Bound on the work of looking up what the base left open: pairs of a changed flow and one of the head with a common end. */
const MAX_PAIRS = 1_000_000;

/**
 * What is newly allowed, where the head says so for sure. Whether a flow is new is not known where the base left open
 * whether it was there; that it is allowed now may be known all the same, and then a rule or an assertion can be sure that
 * the head breaks it and the base did not. Such flows take the certainty of the head; the rest of them stays as it is.
 */
export function surelyAllowed({
  comparison,
  survey,
}: Pick<Examination, "comparison" | "survey">): readonly ChangedFlow[] {
  const { newlyAllowed } = comparison;
  const open = newlyAllowed.filter(({ certainty }) => certainty === "unknown");
  if (open.length === 0) return newlyAllowed;
  const near = new Set(open.flatMap(({ from }) => from));
  const settled = survey("head", (index) => near.has(index)).filter(({ certainty }) => certainty !== "unknown");
  const bySource = new Map<number, Flow[]>();
  for (const flow of settled)
    for (const index of flow.from) if (near.has(index)) remember(bySource, index, () => []).push(flow);
  let pairs = 0;
  return newlyAllowed.flatMap((flow) => {
    if (flow.certainty !== "unknown" || pairs > MAX_PAIRS) return flow;
    const candidates = new Set(flow.from.flatMap((index) => bySource.get(index) ?? []));
    pairs += candidates.size;
    const parts = [...candidates].flatMap((now) => commonOf(flow, now));
    return isCovered(flow, parts) ? parts : [...parts, flow];
  });
}

/** What of a changed flow is another one as well. */
function commonOf(flow: ChangedFlow, now: Flow): readonly ChangedFlow[] {
  if (flow.family !== null && now.family !== null && flow.family !== now.family) return [];
  const [sources, destinations] = [new Set(now.from), new Set(now.to)];
  const from = flow.from.filter((index) => sources.has(index));
  const to = flow.to.filter((index) => destinations.has(index));
  const { connections } = portionOf(now.connections, flow.connections);
  if (from.length === 0 || to.length === 0 || connections === null) return [];
  return [{ ...flow, from, to, connections, certainty: now.certainty, family: flow.family ?? now.family }];
}

/** Whether parts that do not overlap are all of a flow. */
function isCovered(flow: ChangedFlow, parts: readonly ChangedFlow[]): boolean {
  const whole = wordsOf(flow.connections);
  const same = parts.filter(({ connections, family }) => family === flow.family && wordsOf(connections) === whole);
  const pairs = same.reduce((sum, { from, to }) => sum + from.length * to.length, 0);
  return pairs === flow.from.length * flow.to.length;
}

function wordsOf({ ranges, names, exceptNames }: Connections): string {
  return JSON.stringify([[...ranges].toSorted(([a], [b]) => (a < b ? -1 : 1)), names, exceptNames]);
}
