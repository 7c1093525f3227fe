/** Three-valued logic: what a manifest cannot decide is neither true nor false. Ordered, so that "and" is the minimum. */
export type Ternary = 0 | 1 | 2;

export const NO = 0;
export const UNKNOWN = 1;
export const YES = 2;

export function and(a: Ternary, b: Ternary): Ternary {
  return a < b ? a : b;
}

export function or(a: Ternary, b: Ternary): Ternary {
  return a > b ? a : b;
}
