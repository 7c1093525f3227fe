import type { Cause } from "../engine/index.ts";
import { remember } from "./collections.ts";

/** Lists of causes, of which many findings have the same. */
export interface CauseLists {
  /** Without repeats, in the order given. */
  readonly distinct: (causes: Iterable<Cause>) => readonly Cause[];
  /** Equal for equal lists. */
  readonly numberOf: (causes: readonly Cause[]) => number;
}

/** Discoveries share their causes, and the lists of them: each is put into words once. */
export function createCauseLists(): CauseLists {
  const keyOf = createNumbering((cause: Cause) => JSON.stringify(cause));
  return {
    distinct: (causes) => [...new Map([...new Set(causes)].map((cause) => [keyOf(cause), cause])).values()],
    numberOf: createNumbering((causes: readonly Cause[]) => causes.map(keyOf).join()),
  };
}

/** Equal numbers for what is put into equal words, which happens once for each object. */
export function createNumbering<T extends object>(words: (value: T) => string): (value: T) => number {
  const [known, texts] = [new Map<T, number>(), new Map<string, number>()];
  return (value) => remember(known, value, () => remember(texts, words(value), () => texts.size));
}
