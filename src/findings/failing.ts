import type { Endpoint } from "../engine/index.ts";
import { createFlowSubject } from "./flows.ts";
import { isFailing, type Finding } from "./finding.ts";
import type { Judgement } from "./judge.ts";

/** Regressions that fail the check. */
export function failingFindings({ regressions }: Pick<Judgement, "regressions">): readonly Finding[] {
  return regressions.filter(isFailing);
}

/**
 * What fails the check, as one text: equal where the same rules object to the same subjects and flows, however and wherever
 * the manifests say so, and different as soon as there is anything more, or anything else. Of findings it holds what base
 * and head are matched by, and the flows, also of those that others tell for them: never a message, a file, a line, a cause, or how findings were put together.
 *
 * `endpoints`: those of the comparison. `null`: nothing fails the check.
 */
export function failingText(
  judgement: Pick<Judgement, "regressions" | "echoes">,
  endpoints: readonly Endpoint[],
): string | null {
  const told = failingFindings(judgement);
  if (told.length === 0) return null;
  const failing = [...told, ...judgement.echoes.filter(isFailing)];
  const subjectOf = createFlowSubject(endpoints);
  const parts = failing.flatMap(({ rule, assertion, subjects, flows }) => [
    ...subjects.map((subject) => JSON.stringify([rule, assertion, "subject", subject])),
    ...flows.map(({ change, flow }) => JSON.stringify([rule, assertion, change, flow.certainty, subjectOf(flow)])),
  ]);
  return JSON.stringify([...new Set(parts)].toSorted());
}
