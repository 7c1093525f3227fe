import type { Publication, PullRequest } from "../github/index.ts";
import { writeMessage } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Tells what was published and what was not.
 *
 * @throws UsageError when the pull request does not say what the review does
 */
export function tellPublication(publication: Publication, { url, draft }: PullRequest, variable: string): void {
  if (publication.type === "outdated") {
    const reason =
      publication.because === "closed" ? "it is closed" : "it got another head or base branch while it was read";
    throw new UsageError(`nothing was published on ${url}: ${reason}`);
  }
  const { check, comment } = publication;
  if (check === "completed") writeMessage(`the check run is on ${url}`);
  else {
    writeMessage(
      `no check run was made: that needs the token of an app that may write checks, such as that of a workflow with ` +
        `\`checks: write\`; the one in \`${variable}\` may not`,
    );
  }
  switch (comment) {
    case "created":
    case "updated":
      writeMessage(`the comment on ${url} was ${comment}`);
      return;
    case "unchanged":
      writeMessage(`the comment on ${url} says this already`);
      return;
    case "none":
      writeMessage(draft ? "no comment was made: a draft gets none" : "no comment was made: there is nothing to tell");
      return;
    case "locked":
      writeMessage(`no comment was made: the conversation on ${url} is locked`);
      return;
    case "forbidden":
      throw new UsageError(
        `no comment was made on ${url}: the token in \`${variable}\` may not write there`,
        "it needs to be able to write pull requests; a workflow for a fork has a token that only reads",
      );
    case "unknown-author":
      throw new UsageError(
        `no comment was made on ${url}: GitHub does not say whose the token in \`${variable}\` is, so that an earlier comment could not be found`,
        "with `checks: write` the app would be known",
      );
  }
}
