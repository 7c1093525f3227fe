import { AnalysisError } from "../analysis/pool.ts";
import type { CommandRequest, Question } from "../commands/accept.ts";
import { answerRequest, needsReview } from "../commands/outcome.ts";
import { replyTo } from "../commands/reply.ts";
import { jobOf } from "../jobs.ts";
import { targetOf } from "../publish/check-target.ts";
import { readPullRequest } from "../repository/pull-request.ts";
import { readPullRequestSubject } from "../subject.ts";
import { announceRun } from "./check.ts";
import { readCommands } from "./read-commands.ts";
import { withRulings } from "./rulings.ts";
import type { Task } from "./workshop.ts";

/** Answers the commands of a comment, if it holds any. */
export async function answer(task: Task, { body, ...question }: Question): Promise<void> {
  const { shop, installation, client, reader, signal } = task;
  const { place, pullRequest: number, comment } = question;
  const read = await readCommands(task, body);
  const asked = read === "unread" ? [UNREAD] : read;
  if (asked.length === 0) return;
  const request: CommandRequest = { ...question, lines: asked };
  const { recheck } = await replyTo(client, shop.author, request, async (rights) => {
    const lines = await withRulings(task, request);
    if (!needsReview(lines)) {
      const outcome = await answerRequest({ lines, comment }, rights, () =>
        Promise.reject(new Error("no command needs the manifests")),
      );
      if (outcome.recheck === "wanted") await announce(task, number);
      return outcome;
    }
    const pull = await readPullRequest(client, reader.repository, number, shop.patience);
    // It was open when the comment was written; what it would compare now is not what was meant.
    if (pull.state === "closed") return { reply: null, reaction: "confused", recheck: "not-wanted" };
    const subject = await readPullRequestSubject(reader, pull, shop.webUrl);
    try {
      const result = await shop.pool.run({ type: "answers", installation, subject, lines, comment, rights }, signal);
      if (result.type !== "answers") throw new Error("answers were asked for");
      if (result.outcome.recheck === "wanted") await announce(task, number);
      return result.outcome;
    } catch (error) {
      if (!(error instanceof AnalysisError)) throw error;
      const problems = lines.map(() => ({ type: "problem", message: error.message }) as const).slice(0, 1);
      return answerRequest({ lines: problems, comment }, rights, () => Promise.reject(error));
    }
  });
  if (recheck === "wanted") shop.offer(jobOf({ type: "review", place, number }));
}

/** The new check run comes before the reaction: what was acknowledged is not forgotten, whatever becomes of this process. */
async function announce(task: Task, number: number): Promise<void> {
  const pull = await readPullRequest(task.client, task.reader.repository, number, task.shop.patience);
  if (pull.state === "open") await announceRun(task, pull.head.sha, targetOf(pull));
}

const UNREAD: CommandRequest["lines"][number] = {
  type: "problem",
  message: "this comment takes too long to read: write the command in a comment of its own",
};
