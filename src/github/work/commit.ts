import { reviewOf } from "../events.ts";
import { jobOf } from "../jobs.ts";
import type { Place } from "../place.ts";
import { CHECK_NAME } from "../publish/check-run-requests.ts";
import { fromExternalId } from "../publish/check-target.ts";
import { dataOf } from "../repository/errors.ts";
import type { Task } from "./workshop.ts";

/** Most check runs of ours on one commit that a re-run of all asks for. */
const MAX_RUNS = 100;

/** Finds out what our check runs on a commit were made for, and asks for each of them again. */
export async function reviewCommit({ shop, client, reader }: Task, place: Place, headSha: string): Promise<void> {
  const { check_runs } = dataOf(
    await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ...reader.repository,
      ref: headSha,
      check_name: CHECK_NAME,
      app_id: shop.appId,
      filter: "all",
      per_page: MAX_RUNS,
    }),
  );
  for (const externalId of new Set(check_runs.map((run) => run.external_id))) {
    const target = fromExternalId(externalId);
    if (target !== null) shop.offer(jobOf(reviewOf(target, place, headSha)));
  }
}
