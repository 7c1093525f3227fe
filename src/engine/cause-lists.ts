import { at, createInterner, getOrMake } from "./collections.ts";
import type { Cause } from "./result.ts";

export interface CauseLists {
  /** Without repeats, in the order given. What is equal to the list before is the same list. */
  readonly distinct: (causes: readonly Cause[]) => readonly Cause[];
  /** Equal for equal lists. */
  readonly numberOf: (causes: readonly Cause[]) => number;
}

/** Lists of causes: neighbouring flows mostly have the same, and thousands of policies make them long. */
export function createCauseLists(): CauseLists {
  const keys = createInterner<Cause>();
  const known = new Map<Cause, number>();
  const keyOf = (cause: Cause): number => getOrMake(known, cause, () => keys.intern(causeKey(cause), () => cause));
  const lists = createInterner<readonly Cause[]>();
  const numbers = new Map<readonly Cause[], number>();
  let last: { readonly given: readonly Cause[]; readonly result: readonly Cause[] } = { given: [], result: [] };
  return {
    distinct: (given) => {
      if (given.length === last.given.length && given.every((cause, i) => cause === at(last.given, i)))
        return last.result;
      last = { given, result: [...new Map(given.map((cause) => [keyOf(cause), cause])).values()] };
      return last.result;
    },
    numberOf: (causes) => getOrMake(numbers, causes, () => lists.intern(causes.map(keyOf).join(","), () => causes)),
  };
}

/** Equal for equal causes. */
export function causeKey({ kind, side, object, rule, origin }: Cause): string {
  return `${kind} ${side} ${object} ${String(rule)} ${origin.path}:${String(origin.line)}:${String(origin.column)}`;
}
