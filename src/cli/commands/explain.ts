import { askRoots, endsApart, explain as explainWords, type ExplainLimits } from "../../answers/index.ts";
import { toClusterSettings, type Config } from "../../config/index.ts";
import type { Cluster } from "../../engine/index.ts";
import {
  formatPattern,
  parseEndpointWords,
  parseTarget,
  type EndpointPattern,
  type QueryProblem,
} from "../../query/index.ts";
import { renderExplanations } from "../../report/index.ts";
import { loadDirectory, loadSides } from "../load.ts";
import type { ExplainOptions } from "../options.ts";
import { startProgress, type Progress } from "../progress.ts";
import { parseSides } from "../sides.ts";
import { reportOptions, writeErrors, writeMessage, writeResult } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** What one command answers, and shows. */
const LIMITS: ExplainLimits = { questions: 20_000, answers: 10 };

/** `netpol explain <from> <to> [what...]` */
export async function explain(
  from: string,
  to: string,
  what: readonly string[],
  options: ExplainOptions,
): Promise<void> {
  const source = understood(parseSource(from, to));
  const target = understood(parseTarget(to));
  const progress = startProgress();
  try {
    const roots = await loadRoots(what, options, progress);
    await progress.step("looking for the answer");
    const question = { source, target, words: { from, to: formatPattern(target.endpoint) } };
    const asked = roots.map(({ root, clusters, config }) => ({ root, clusters, settings: toClusterSettings(config) }));
    const answers = askRoots(asked, (ground) => explainWords({ ...question, words: { from, to } }, ground, LIMITS));
    if ("message" in answers) throw new UsageError((endsApart(asked, question) ?? answers).message);
    const form = reportOptions(options.color ? "allowed" : "forbidden");
    const reports = answers.map(({ root, found }) => ({ root, reports: found.reports }));
    const shown = renderExplanations(reports, options.format, form);
    progress.done();
    await writeResult(shown);
    new Set(answers.flatMap(({ found }) => found.remarks)).forEach(writeMessage);
  } finally {
    progress.done();
  }
}

/** A root on the only side, or on both. */
interface RootClusters {
  readonly root: string;
  readonly config: Config;
  readonly clusters: readonly Cluster[];
}

async function loadRoots(
  what: readonly string[],
  options: ExplainOptions,
  progress: Progress,
): Promise<readonly RootClusters[]> {
  if (options.in !== undefined) {
    if (what.length > 0)
      throw new UsageError("`--in` is for one directory: leave out the words behind the destination");
    const { roots, diagnostics } = await loadDirectory(options.in, options, progress);
    writeErrors(diagnostics);
    return roots.map(({ root, config, cluster }) => ({ root, config, clusters: [cluster] }));
  }
  if (what.length === 0 && options.repo === undefined) {
    throw new UsageError(
      "nothing to look at: name the manifests",
      "one directory:          netpol explain <from> <to> --in <directory>",
      "before and after:       netpol explain <from> <to> <before> <after>",
      "two revisions:          netpol explain <from> <to> [--repo <path>] <base>..<head>",
    );
  }
  const sides = parseSides(what, options.repo ?? null);
  const { roots, diagnostics } = await loadSides(sides, options, progress, "all");
  writeErrors(diagnostics);
  return roots.map(({ root, config, base, head }) => ({ root, config, clusters: [base.cluster, head.cluster] }));
}

/** @throws UsageError that shows where the port belongs, when it was written behind the source */
function parseSource(from: string, to: string): EndpointPattern | QueryProblem {
  const source = parseEndpointWords(from);
  const target = source.type === "problem" ? parseTarget(from) : source;
  if (target.type !== "target") return source;
  const cut = from.lastIndexOf(":");
  const destination = parseTarget(to);
  const hasPort = destination.type === "target" && destination.port !== null;
  const words = `${from.slice(0, cut)} ${to}${hasPort ? "" : from.slice(cut)}`;
  throw new UsageError(`the source takes no port: write \`${words}\``);
}

function understood<T extends EndpointPattern | { readonly type: "target" }>(parsed: T | QueryProblem): T {
  if (parsed.type === "problem") throw new UsageError(parsed.message);
  return parsed;
}
