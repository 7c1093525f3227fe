import type { Cause } from "../../engine/index.ts";

/** Without repeats, in the order given. The same value is seldom told in two objects, and often many times. */
export function distinctCauses(causes: Iterable<Cause>): readonly Cause[] {
  return [...new Map([...new Set(causes)].map((cause) => [JSON.stringify(cause), cause])).values()];
}
