import type { Requirement, Selector } from "../engine/index.ts";

/** Pods that carry what is asked of each key; nothing is said of other keys. */
export type Kind = ReadonlyMap<string, Asked>;

/** What a kind asks of one label. */
interface Asked {
  /** It has one of these values; `null`: any, and it may be absent unless `present` says otherwise. Never empty. */
  readonly values: readonly string[] | null;
  /** It has none of these. */
  readonly others: readonly string[];
  /** `null`: either. */
  readonly present: boolean | null;
}

/** Most kinds that pods are taken apart into. */
const MAX_KINDS = 200;

const ANY: Asked = { values: null, others: [], present: null };

/** Pods that the first selector means and none of the others; `null`: too many kinds to tell. */
export function kindsBetween(meant: Selector, except: readonly Selector[]): readonly Kind[] | null {
  const whole = meant.requirements.reduce<Kind | null>(within, new Map());
  let kinds: readonly Kind[] = whole === null ? [] : [whole];
  for (const selector of except) {
    kinds = kinds.flatMap((kind) => without(kind, selector));
    if (kinds.length > MAX_KINDS) return null;
  }
  return kinds;
}

/**
 * The labels that pods of a kind surely have, in every combination; `null`: too many. A kind that only rules labels out,
 * or asks for some value, has none.
 */
export function labellingsOf(kind: Kind): readonly ReadonlyMap<string, string>[] | null {
  let labellings: readonly ReadonlyMap<string, string>[] = [new Map()];
  for (const [key, { values }] of kind) {
    if (values === null) continue;
    labellings = labellings.flatMap((labels) => values.map((value) => new Map([...labels, [key, value]])));
    if (labellings.length > MAX_KINDS) return null;
  }
  return labellings;
}

/** Those of a kind that a selector does not mean: parts that do not overlap, one for each requirement that fails first. */
function without(kind: Kind, { requirements }: Selector): readonly Kind[] {
  const parts: Kind[] = [];
  let rest: Kind | null = kind;
  for (const requirement of requirements) {
    const failing = within(rest, opposite(requirement));
    if (failing !== null) parts.push(failing);
    rest = within(rest, requirement);
    if (rest === null) break;
  }
  return parts;
}

const OPPOSITES = { In: "NotIn", NotIn: "In", Exists: "DoesNotExist", DoesNotExist: "Exists" } as const;

function opposite({ key, operator, values }: Requirement): Requirement {
  return { key, operator: OPPOSITES[operator], values };
}

/** Those of a kind that meet a requirement as well; `null`: nobody. */
function within(kind: Kind | null, { key, operator, values }: Requirement): Kind | null {
  if (kind === null) return null;
  const met = meet(kind.get(key) ?? ANY, operator, values);
  return met === null ? null : new Map([...kind, [key, met]]);
}

function meet(asked: Asked, operator: Requirement["operator"], values: readonly string[]): Asked | null {
  switch (operator) {
    case "In": {
      if (asked.present === false) return null;
      const left = (asked.values ?? values).filter((value) => values.includes(value) && !asked.others.includes(value));
      return left.length === 0 ? null : { values: left, others: [], present: true };
    }
    case "NotIn": {
      if (asked.values === null) return { ...asked, others: [...asked.others, ...values] };
      const left = asked.values.filter((value) => !values.includes(value));
      return left.length === 0 ? null : { ...asked, values: left };
    }
    case "Exists":
      return asked.present === false ? null : { ...asked, present: true };
    case "DoesNotExist":
      return asked.present === true ? null : { values: null, others: [], present: false };
  }
}
