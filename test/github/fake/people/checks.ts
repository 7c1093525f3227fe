import { suiteAt } from "../routes/checks.ts";
import { checkRunWebhooks, checkSuiteWebhooks } from "../webhooks.ts";
import type { CheckRun, Repository, World } from "../world.ts";
import { actorOf, found, type Happening } from "./acting.ts";

/** What people do with check runs. */
export interface Checks {
  /** "Re-run" at one check run. */
  rerequestRun(id: number, by?: string): Happening;
  /** "Re-run all checks" at a commit. */
  rerequestSuite(sha: string, by?: string): Happening;
  /** A button of a check run. */
  requestAction(id: number, identifier: string, by?: string): Happening;
  /** All check runs, or those at a commit; oldest first. */
  checkRuns(sha?: string): readonly CheckRun[];
}

export function checksOf(world: World, repository: Repository): Checks {
  const checkRun = (id: number): CheckRun => found(repository.checkRuns.get(id), `check run ${id}`);
  const actor = (login: string | undefined) => actorOf(world, repository, login);
  return {
    rerequestRun: (id, by) => ({
      webhooks: checkRunWebhooks(world, repository, checkRun(id), "rerequested", actor(by)),
    }),
    rerequestSuite: (sha, by) => ({
      webhooks: checkSuiteWebhooks(world, repository, suiteAt(world, repository, sha), "rerequested", actor(by)),
    }),
    requestAction: (id, identifier, by) => ({
      webhooks: checkRunWebhooks(world, repository, checkRun(id), "requested_action", actor(by), {
        requested_action: { identifier },
      }),
    }),
    checkRuns: (sha) =>
      [...repository.checkRuns.values()].filter(({ headSha }) => sha === undefined || headSha === sha),
  };
}
