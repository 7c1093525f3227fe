import {
  ACTIONS_LOGIN,
  compareSubject,
  createTokenClient,
  findToken,
  parsePullRequestUrl,
  publishOnce,
  readPullRequestOnce,
  toPublishedReview,
  type ComparedSubject,
  type FoundToken,
  type PullRequestAddress,
} from "../../github/index.ts";
import { createFileReader } from "../../manifests/index.ts";
import { openSandbox } from "../../render/index.ts";
import { renderJudgement, shortId, type ComparedPair } from "../../report/index.ts";
import { unjudgedErrors } from "../../review/index.ts";
import { diffPieces, setDiffStatus } from "../diff-result.ts";
import { asking, type Asked } from "../github-failure.ts";
import { nothingToAnalyse } from "../load.ts";
import type { ReviewOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { tellPublication } from "../publication.ts";
import { reportOptions, writeLines, writeMessage } from "../terminal.ts";
import { today } from "../today.ts";
import { UsageError } from "../usage-error.ts";

/** `netpol review <pull-request>` */
export async function review(words: string, options: ReviewOptions): Promise<void> {
  const address = toAddress(words);
  const { token, variable } = toToken(address);
  const asked: Asked = { host: address.host, name: address.name, variable };
  const client = createTokenClient(address.apiUrl, token);
  const progress = startProgress();
  const sandbox = openSandbox();
  try {
    await progress.step(`reading ${address.name} on ${address.host}`);
    const { pull, subject } = await asking(asked, () => readPullRequestOnce(client, address));
    await progress.step(`comparing the manifests of ${subject.after.files.length} files`);
    const compared = await compareSubject(subject, {
      reader: createFileReader(),
      renderAll: sandbox.renderAll,
      today: today(),
      which: "changed",
    });
    const { change, reading } = compared;
    await progress.step("writing the result");
    const published = toPublishedReview(subject, compared);
    const isEmpty = reading.holds === "nothing";
    const pieces = options.format === "markdown" ? [published.comment] : reviewPieces(compared, options);
    progress.done();
    if (!isEmpty) await writeLines(pieces);
    tellPair(subject.pair);
    if (options.publish === true) {
      const presumed = process.env["GITHUB_ACTIONS"] === "true" ? ACTIONS_LOGIN : null;
      const { repository } = address;
      const publication = await asking(asked, () => publishOnce(client, repository, pull, published, presumed));
      tellPublication(publication, pull, variable);
    }
    if (isEmpty) {
      const counts = reading.roots.map(({ head }) => head.counts);
      throw nothingToAnalyse(address.name, subject.after, counts, reading.diagnostics);
    }
    setDiffStatus(change.report(), reading.diagnostics, options);
  } finally {
    progress.done();
    await sandbox.close();
  }
}

function toAddress(words: string): PullRequestAddress {
  const address = parsePullRequestUrl(words);
  if ("problem" in address) {
    throw new UsageError(address.problem, "as in: netpol review https://github.com/acme/gitops/pull/12");
  }
  return address;
}

function exampleFor(host: string): string {
  return host === "github.com"
    ? "GH_TOKEN=$(gh auth token)"
    : `GH_HOST=${host} GH_ENTERPRISE_TOKEN=$(gh auth token --hostname ${host})`;
}

function toToken({ host }: PullRequestAddress): FoundToken {
  const found = findToken(host, process.env);
  if ("problem" in found) throw new UsageError(found.problem, `as in: ${exampleFor(host)} netpol review …`);
  return found;
}

/** What `netpol diff` says, and, for people, what `netpol check` does where the rules found something. */
function reviewPieces({ change, reading }: ComparedSubject, options: ReviewOptions): Iterable<string> {
  const report = change.report();
  const flows = diffPieces(report, options);
  const isJudged = report.roots.some(({ judgement }) => (judgement?.regressions.length ?? 0) > 0);
  if (options.format !== "text" || !isJudged) return flows;
  const unjudged = unjudgedErrors(reading.news, reading.changed);
  const shown = reportOptions(options.color ? "allowed" : "forbidden");
  return [...flows, "\n", renderJudgement(report, unjudged, "text", shown)];
}

/** Another pair than the one that people expect must be told. */
function tellPair(pair: ComparedPair): void {
  if (pair.type !== "merge-base") return;
  const [base, head] = [shortId(pair.mergeBase), shortId(pair.head)];
  writeMessage(
    `there is no test merge of this head (a conflict?): compared ${head} with ${base}, where it branched off`,
  );
}
