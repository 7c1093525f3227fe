import { matchesLabels, YES, type Selector } from "../engine/index.ts";

/** A value for keys that must merely exist; long enough not to be one that somebody's selector excludes. */
const ANY_VALUE = "any-other-value";

/** The fewest labels that a selector holds for; `null` when it contradicts itself. */
export function witnessLabels(selector: Selector): ReadonlyMap<string, string> | null {
  const labels = new Map<string, string>();
  for (const key of new Set(selector.requirements.map((requirement) => requirement.key))) {
    const own: Selector = { requirements: selector.requirements.filter((requirement) => requirement.key === key) };
    if (matchesLabels(own, new Map()) === YES) continue;
    const wanted = own.requirements.flatMap(({ operator, values }) => (operator === "In" ? values : []));
    const value = [...wanted, ANY_VALUE].find((candidate) => matchesLabels(own, new Map([[key, candidate]])) === YES);
    if (value === undefined) return null;
    labels.set(key, value);
  }
  return labels;
}
