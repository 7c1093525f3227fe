import { chooseEndpoints, type Ground } from "../answers/index.ts";
import type { Endpoint } from "../engine/index.ts";
import { UsageError } from "./usage-error.ts";

/** Indices of the endpoints that the words of `--focus` mean; `null` when there are no words. @throws UsageError */
export function inFocus(
  endpoints: readonly Endpoint[],
  words: readonly string[],
  ground: Ground,
): ReadonlySet<number> | null {
  if (words.length === 0) return null;
  const chosen = chooseEndpoints(endpoints, words, ground);
  if ("message" in chosen) throw new UsageError(`--focus: ${chosen.message}`);
  return chosen;
}
