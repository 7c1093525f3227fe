import { toClusterSettings, type Config } from "../../config/index.ts";
import { createEvaluator, type Cluster, type Explanation, type Probe } from "../../engine/index.ts";
import {
  createResolver,
  holds,
  parseEndpointWords,
  parseTarget,
  type EndpointPattern,
  type QueryProblem,
  type Resolution,
  type ResolvedParty,
} from "../../query/index.ts";
import { renderExplanation, type ExplanationReport } from "../../report/index.ts";
import { toReports, type Answered } from "../answers.ts";
import { loadDirectory, loadSides } from "../load.ts";
import type { ExplainOptions } from "../options.ts";
import { cutPorts, type PortCut } from "../port-cuts.ts";
import { startProgress, type Progress } from "../progress.ts";
import { parseSides } from "../sides.ts";
import { reportOptions, writeErrors, writeMessage, writeResult } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** Most questions that one command answers: every source, destination and group of ports is one. */
const MAX_QUESTIONS = 20_000;

/** Most different answers that are shown. */
const MAX_ANSWERS = 10;

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
    const { clusters, config } = await loadClusters(what, options, progress);
    await progress.step("looking for the answer");
    const settings = toClusterSettings(config);
    const resolve = createResolver(clusters, settings);
    const sources = found(resolve(source));
    const destinations = found(resolve(target.endpoint));
    const parties = destinations.map(({ party }) => party);
    const cuts = cutPorts(target.port, target.protocol, clusters, parties);
    const questions = sources.length * destinations.length * cuts.length;
    if (questions > MAX_QUESTIONS) {
      throw new UsageError(`that is ${questions} questions at once: name one port, or fewer endpoints`);
    }
    const evaluators = clusters.map((cluster) => ({ cluster, evaluate: createEvaluator(cluster, settings) }));
    const answered = sources.flatMap((start) =>
      destinations.flatMap((end) =>
        cuts.flatMap((ports): readonly Answered[] => {
          const port = portOf(ports);
          const probe = { from: start.party, to: end.party, protocol: ports.protocol, port, family: null };
          const answer = answerOn(evaluators, probe);
          return answer === null ? [] : [{ from: start, to: end, ports, answer }];
        }),
      ),
    );
    if (answered.length === 0) throw new UsageError(`\`${from}\` and \`${to}\` never exist at the same time`);
    const reports = toReports(answered, { from, to });
    const form = reportOptions(options.color ? "allowed" : "forbidden");
    const shown = reports.slice(0, MAX_ANSWERS).map((report) => renderExplanation(report, options.format, form));
    progress.done();
    await writeResult(shown.join("\n"));
    tellRest(reports, answered, clusters);
  } finally {
    progress.done();
  }
}

async function loadClusters(
  what: readonly string[],
  options: ExplainOptions,
  progress: Progress,
): Promise<{ readonly clusters: readonly Cluster[]; readonly config: Config }> {
  if (options.in !== undefined) {
    if (what.length > 0)
      throw new UsageError("`--in` is for one directory: leave out the words behind the destination");
    const { cluster, config, diagnostics } = await loadDirectory(options.in, options, progress);
    writeErrors(diagnostics);
    return { clusters: [cluster], config };
  }
  if (what.length === 0 && options.repo === undefined) {
    throw new UsageError(
      "nothing to look at: name the manifests",
      "one directory:          netpol explain <from> <to> --in <directory>",
      "before and after:       netpol explain <from> <to> <before> <after>",
      "two revisions:          netpol explain <from> <to> [--repo <path>] <base>..<head>",
    );
  }
  const { base, head, config, diagnostics } = await loadSides(
    parseSides(what, options.repo ?? null),
    options,
    progress,
  );
  writeErrors(diagnostics);
  return { clusters: [base.cluster, head.cluster], config };
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

function found(resolution: Resolution): readonly ResolvedParty[] {
  if (resolution.type !== "parties") throw new UsageError(resolution.message);
  if (!resolution.complete) writeMessage("not all addresses that policies tell apart are looked at: name fewer");
  return resolution.parties;
}

/** The port that stands for all of a cut; that of a protocol without ports is not looked at. */
function portOf(cut: PortCut): Probe["port"] {
  switch (cut.type) {
    case "numbers":
      return cut.first;
    case "name":
      return cut.name;
    case "no-ports":
      return 1;
  }
}

/** `null` when no side holds both ends; one answer when only one does. */
function answerOn(
  evaluators: readonly { readonly cluster: Cluster; readonly evaluate: (probe: Probe) => Explanation }[],
  probe: Probe,
): ExplanationReport["answer"] | null {
  const explanations = evaluators
    .filter(({ cluster }) => holds(cluster, probe.from) && holds(cluster, probe.to))
    .map(({ evaluate }) => evaluate(probe));
  const [first, second] = explanations;
  if (first === undefined) return null;
  return second === undefined ? { type: "one", explanation: first } : { type: "two", before: first, after: second };
}

/** What the printed answers do not say. */
function tellRest(
  reports: readonly ExplanationReport[],
  answered: readonly Answered[],
  clusters: readonly Cluster[],
): void {
  const rest = reports.length - MAX_ANSWERS;
  if (rest > 0) writeMessage(`${rest} more answers are not shown: name one port, or fewer endpoints`);
  const [before, after] = clusters;
  if (before === undefined || after === undefined) return;
  const parties = new Map(answered.flatMap(({ from, to }) => [from, to]).map((end) => [end.name, end.party]));
  for (const [name, party] of parties) {
    if (!holds(before, party)) writeMessage(`\`${name}\` is new: the answer is that after the change`);
    if (!holds(after, party)) writeMessage(`\`${name}\` is gone: the answer is that before the change`);
  }
}
