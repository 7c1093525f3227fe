import { createRemembered } from "../remembered.ts";
import type { Question } from "./accept.ts";

/** Commands that one person may send on one pull request within the window. */
const MAX_COMMANDS = 10;

const WINDOW_MS = 10 * 60 * 1000;

/** Most pairs of a person and a pull request that are remembered; the one longest unheard of is forgotten first. */
const MAX_REMEMBERED = 10_000;

/** `first-refusal`: tell the person once; `refusal`: stay silent. */
export type Spending = "granted" | "first-refusal" | "refusal";

/** Spends the budget of the person who asked on the pull request, for all that may be commands in the comment at once. */
export type CommandBudget = (
  question: Pick<Question, "place" | "pullRequest" | "asker"> & { readonly commands: number },
) => Spending;

interface Account {
  /** When each command was granted; ascending, at most as many as a window may hold. */
  readonly granted: readonly number[];
  readonly told: "yes" | "no";
}

/** Ten commands in any ten minutes, by `now` in milliseconds. All commands of one comment are granted, or none. */
export function createBudget(now: () => number): CommandBudget {
  const accounts = createRemembered<string, Account>(MAX_REMEMBERED);
  return ({ place, pullRequest, asker, commands }) => {
    const time = now();
    const key = `${place.repository.id}#${pullRequest} ${asker.id}`;
    const known = accounts.get(key) ?? { granted: [], told: "no" };
    const recent = known.granted.filter((at) => at > time - WINDOW_MS);
    const fits = recent.length + commands <= MAX_COMMANDS;
    const account: Account = fits
      ? { granted: [...recent, ...Array.from({ length: commands }, () => time)], told: "no" }
      : { granted: recent, told: "yes" };
    accounts.set(key, account);
    if (fits) return "granted";
    return known.told === "no" ? "first-refusal" : "refusal";
  };
}
