import { completeCheckRun } from "../publish/check-run.ts";
import { toCheckResult } from "../publish/review.ts";
import { readGroupSubject } from "../subject.ts";
import { judged, startRun } from "./check.ts";
import { reviewSubject, type Conclusion, type Task } from "./workshop.ts";

/** Reviews a group of the merge queue; it has a check run, and no place for a comment. */
export async function reviewGroup(task: Task, baseSha: string, headSha: string): Promise<Conclusion> {
  const { shop, client, reader } = task;
  const started = await startRun(task, headSha, { kind: "merge-group", baseSha });
  const { check } = await judged(task, started, async () =>
    reviewSubject(task, await readGroupSubject(reader, baseSha, headSha, shop.webUrl)),
  );
  await completeCheckRun(client, reader.repository, started.key, started.run, toCheckResult(check));
  return check.conclusion;
}
