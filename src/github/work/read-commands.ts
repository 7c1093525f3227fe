import { AnalysisError } from "../analysis/pool.ts";
import type { ParsedLine } from "../commands/command.ts";
import type { Task } from "./workshop.ts";

/** Markdown can be written so that reading it takes a minute: that is done where it can be ended. */
export async function readCommands(
  { shop, signal }: Pick<Task, "shop" | "signal">,
  body: string,
): Promise<readonly ParsedLine[] | "unread"> {
  try {
    const result = await shop.pool.run({ type: "commands", body }, signal);
    if (result.type !== "commands") throw new Error("the commands of a comment were asked for");
    return result.lines;
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    return "unread";
  }
}
