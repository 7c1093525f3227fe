import { AnalysisError } from "../analysis/pool.ts";
import type { CommandRequest } from "../commands/accept.ts";
import { isRuling } from "../commands/outcome.ts";
import { readPullRequest } from "../repository/pull-request.ts";
import { comparisonOfPullRequest } from "../subject.ts";
import { readStanding, type Standing } from "./approvals.ts";
import { reviewComparison } from "./review.ts";
import type { Task } from "./workshop.ts";

type Line = CommandRequest["lines"][number];
type Ruling = Extract<Extract<Line, { readonly type: "command" }>["command"], { readonly verb: "approve" | "revoke" }>;

/**
 * The lines of a comment, where those that approve or revoke what they cannot, or somebody who may not, are replaced by the
 * reason. The comment itself is the approval: what this says decides nothing, and the next review asks anew.
 *
 * @throws what the client throws
 */
export async function withRulings(task: Task, request: CommandRequest): Promise<readonly Line[]> {
  const { lines, asker } = request;
  if (!lines.some((line) => line.type === "command" && isRuling(line.command))) return lines;
  const standing = await standingOf(task, request.pullRequest);
  const settled: Line[] = [];
  for (const line of lines) {
    if (line.type !== "command" || !isRuling(line.command)) settled.push(line);
    else {
      const message = contradiction(line.command, lines) ?? (await objectionTo(line.command, asker, standing));
      settled.push(message === null ? line : { type: "problem", message });
    }
  }
  return settled;
}

/** What fails the check now; a message where nothing does that could be accepted. */
async function standingOf(task: Task, number: number): Promise<Standing | string> {
  const { client, reader, shop } = task;
  const pull = await readPullRequest(client, reader.repository, number, shop.patience);
  if (pull.state === "closed") return "the pull request is closed";
  try {
    const { failing } = await reviewComparison(task, await comparisonOfPullRequest(reader, pull, shop.webUrl));
    if (failing === null) return "no policy regression fails the check that could be accepted";
    return await readStanding(task, pull, failing);
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    return error.message;
  }
}

/** In one comment a revoke wins, whichever comes first. */
function contradiction({ verb, fingerprint }: Ruling, lines: readonly Line[]): string | null {
  const isRevoked = lines.some(
    (line) => line.type === "command" && line.command.verb === "revoke" && line.command.fingerprint === fingerprint,
  );
  return verb === "approve" && isRevoked ? "`approve`: the same comment takes it back" : null;
}

async function objectionTo(
  { verb, fingerprint }: Ruling,
  { id, login }: CommandRequest["asker"],
  standing: Standing | string,
): Promise<string | null> {
  if (typeof standing === "string") return `\`${verb}\`: ${standing}`;
  const { state, approvers } = standing;
  if (fingerprint !== state.fingerprint) {
    return (
      `\`${verb} ${fingerprint}\`: what fails the check now is something else, with the fingerprint ` +
      `\`${state.fingerprint}\`: look at it first`
    );
  }
  const account = { id, login };
  const objection = await (verb === "approve" ? approvers.objection(account) : approvers.revokeObjection(account));
  return objection === null ? null : `\`${verb}\`: ${objection}`;
}
