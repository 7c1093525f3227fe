import type { CommandRequest } from "../commands/accept.ts";
import { answerRequest, needsReview } from "../commands/outcome.ts";
import { replyTo } from "../commands/reply.ts";
import { jobOf } from "../jobs.ts";
import { readPullRequest } from "../repository/pull-request.ts";
import { readPullRequestSubject } from "../subject.ts";
import type { Task } from "./workshop.ts";

/** Answers the commands of a comment. */
export async function answer(
  { shop, installation, client, reader, signal }: Task,
  request: CommandRequest,
): Promise<void> {
  const { place, pullRequest: number, lines, comment } = request;
  const { recheck } = await replyTo(client, shop.author, request, async (rights) => {
    if (!needsReview(lines)) {
      return answerRequest(request, rights, () => Promise.reject(new Error("no command needs the manifests")));
    }
    const pull = await readPullRequest(client, reader.repository, number, shop.patience);
    // It was open when the comment was written; what it would compare now is not what was meant.
    if (pull.state === "closed") return { reply: null, reaction: "confused", recheck: "not-wanted" };
    const subject = await readPullRequestSubject(reader, pull, shop.webUrl);
    const result = await shop.pool.run({ type: "answers", installation, subject, lines, comment, rights }, signal);
    if (result.type !== "answers") throw new Error("answers were asked for");
    return result.outcome;
  });
  if (recheck === "wanted") shop.offer(jobOf({ type: "review", place, number }));
}
