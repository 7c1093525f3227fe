import type { Requirement } from "../model.ts";

/**
 * The value of a label whose value does not matter. No selector can name it: `*` is not a legal label value.
 */
export const ANY_VALUE = "*";

/** Labels that fulfil requirements; an absent key is one that must or may be missing. */
export type Model = ReadonlyMap<string, string>;

/** The values that selectors name, by key; sorted. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** At most this many models of one list of requirements: a product of many `In` lists grows without end. */
const MAX_VARIANTS = 48;

/** The smallest labels that fulfil all requirements, or `null` when they contradict each other. */
export function minimalModel(requirements: readonly Requirement[]): Model | null {
  const model = new Map<string, string>();
  for (const [key, own] of byKey(requirements)) {
    const value = choices(own, [])[0];
    if (value === undefined) return null;
    if (value !== null) model.set(key, value);
  }
  return model;
}

/** The smallest labels that fulfil all requirements, one model for each value that `In` leaves; at most 48. */
export function wantedModels(requirements: readonly Requirement[]): readonly Model[] {
  return product(requirements, (own) => {
    const values = choices(own, []);
    return own.some(({ operator }) => operator === "In") ? values : values.slice(0, 1);
  });
}

/**
 * Labels that fulfil all requirements in every way that some selector may tell apart: each key with each value of
 * `vocabulary` that is allowed, with a value nobody names, and absent. At most 48, the smallest first.
 */
export function modelVariants(requirements: readonly Requirement[], vocabulary: Vocabulary): readonly Model[] {
  return product(requirements, (own, key) => choices(own, vocabulary.get(key) ?? []));
}

/** Every combination of one value for each key; at most 48, those of the first values first. */
function product(
  requirements: readonly Requirement[],
  valuesOf: (own: readonly Requirement[], key: string) => readonly (string | null)[],
): readonly Model[] {
  let models: Model[] = [new Map<string, string>()];
  for (const [key, own] of byKey(requirements)) {
    const values = valuesOf(own, key).slice(0, MAX_VARIANTS);
    models = values.flatMap((value) =>
      models.map((model) => (value === null ? model : new Map([...model, [key, value]]))),
    );
    models = models.slice(0, MAX_VARIANTS);
  }
  return models;
}

function byKey(requirements: readonly Requirement[]): Map<string, Requirement[]> {
  const result = new Map<string, Requirement[]>();
  for (const requirement of requirements) {
    const list = result.get(requirement.key);
    if (list === undefined) result.set(requirement.key, [requirement]);
    else list.push(requirement);
  }
  return result;
}

/** Values one key may take, `null` for absent, the simplest first; empty when there is none. */
function choices(own: readonly Requirement[], vocabulary: readonly string[]): readonly (string | null)[] {
  const wanted = own
    .filter((requirement) => requirement.operator === "In")
    .map((requirement) => new Set(requirement.values));
  const refused = new Set(
    own.filter((requirement) => requirement.operator === "NotIn").flatMap((requirement) => requirement.values),
  );
  const mustExist = wanted.length > 0 || own.some((requirement) => requirement.operator === "Exists");
  const mustNotExist = own.some((requirement) => requirement.operator === "DoesNotExist");
  if (mustNotExist) return mustExist ? [] : [null];
  const [first, ...others] = wanted;
  if (first !== undefined) {
    return [...first].filter((value) => !refused.has(value) && others.every((set) => set.has(value)));
  }
  const present = [ANY_VALUE, ...vocabulary.filter((value) => !refused.has(value))];
  return mustExist ? present : [null, ...present];
}
