import { reviewOf } from "../events.ts";
import { jobOf } from "../jobs.ts";
import type { Place } from "../place.ts";
import { readOnCommit } from "../publish/check-run.ts";
import type { Task } from "./workshop.ts";

/** Finds out what our check runs on a commit were made for, and asks for each of them again. */
export async function reviewCommit({ shop, client, reader }: Task, place: Place, headSha: string): Promise<void> {
  const { targets } = await readOnCommit(client, reader.repository, { appId: shop.appId, headSha });
  for (const target of targets) shop.offer(jobOf(reviewOf(target, place, headSha)));
}
