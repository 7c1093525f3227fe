import {
  createEvaluator,
  type Cluster,
  type ClusterSettings,
  type Explanation,
  type Probe,
  type Side,
} from "../engine/index.ts";
import {
  createResolver,
  holds,
  problem,
  type EndpointPattern,
  type QueryProblem,
  type ResolvedParty,
  type Target,
} from "../query/index.ts";
import type { ExplanationReport } from "../report/index.ts";
import { toReports, type Answered } from "./explanation-reports.ts";
import { cutPorts, type PortCut } from "./port-cuts.ts";

/** Why connections from a source to a target are possible or not. */
export interface ExplainQuestion {
  readonly source: EndpointPattern;
  readonly target: Target;
  /** What the person wrote for them; titles repeat it. */
  readonly words: { readonly from: string; readonly to: string };
}

/** What an answer is looked for in: one cluster, or those before and after a change. */
export interface Ground {
  readonly clusters: readonly Cluster[];
  readonly settings: ClusterSettings;
}

/** Bounds of one explanation: every source, destination and group of ports is a question. */
export interface ExplainLimits {
  readonly questions: number;
  /** Different answers that are shown. */
  readonly answers: number;
}

export interface Explained {
  readonly type: "explained";
  /** At least one, at most as many as may be shown; those that changed first. */
  readonly reports: readonly ExplanationReport[];
  /** What the reports do not say, one line each, names in backticks. */
  readonly remarks: readonly string[];
}

/** Answers for everything that the words mean, at once. */
export function explain(question: ExplainQuestion, ground: Ground, limits: ExplainLimits): Explained | QueryProblem {
  const { clusters, settings } = ground;
  const resolve = createResolver(clusters, settings);
  const sources = resolve(question.source);
  if (sources.type !== "parties") return problem(sources.message);
  const destinations = resolve(question.target.endpoint);
  if (destinations.type !== "parties") return problem(destinations.message);
  const { port, protocol } = question.target;
  const parties = destinations.parties.map(({ party }) => party);
  const cuts = cutPorts(port, protocol, clusters, parties);
  if ("message" in cuts) return cuts;
  const count = sources.parties.length * parties.length * cuts.length;
  if (count > limits.questions) {
    return problem(`that is ${count} questions at once: name one port, or fewer endpoints`);
  }
  const answered = answerAll(sources.parties, destinations.parties, cuts, ground);
  if (answered.length === 0) {
    return problem(`\`${question.words.from}\` and \`${question.words.to}\` never exist at the same time`);
  }
  const reports = toReports(answered, question.words);
  const shown = reports.slice(0, limits.answers);
  return {
    type: "explained",
    reports: shown,
    remarks: [
      ...standInRemarks(question, shown),
      ...(sources.complete && destinations.complete
        ? []
        : ["not all addresses that policies tell apart are looked at: name fewer"]),
      ...(reports.length > limits.answers
        ? [`${reports.length - limits.answers} more answers are not shown: name one port, or fewer endpoints`]
        : []),
      ...onOneSide(
        answered.flatMap(({ from, to }) => [from, to]),
        clusters,
      ),
    ],
  };
}

/** Of many addresses each part that policies tell apart is asked about by one: where its name is shown, it is told. */
function standInRemarks({ source, target, words }: ExplainQuestion, shown: readonly ExplanationReport[]): string[] {
  const ends = [
    { pattern: source, own: words.from, titles: shown.map(({ from }) => from) },
    { pattern: target.endpoint, own: words.to, titles: shown.map(({ to }) => to) },
  ];
  const told = ends.flatMap(({ pattern, own, titles }) => {
    const isMany = pattern.type === "internet" || pattern.type === "range";
    if (!isMany || titles.every((title) => title === own)) return [];
    const all = pattern.type === "internet" ? "public ones" : `addresses of \`${own}\``;
    return [`an address in place of \`${own}\` stands for all ${all} that no policy tells apart from it`];
  });
  return [...new Set(told)];
}

/** Says which of these ends are new and which are gone, where two clusters are looked at. */
export function onOneSide(ends: readonly ResolvedParty[], clusters: readonly Cluster[]): readonly string[] {
  const [before, after] = clusters;
  if (before === undefined || after === undefined) return [];
  const parties = new Map(ends.map((end) => [end.name, end.party]));
  return [...parties].flatMap(([name, party]) => [
    ...(holds(before, party) ? [] : [`\`${name}\` is new: the answer is that after the change`]),
    ...(holds(after, party) ? [] : [`\`${name}\` is gone: the answer is that before the change`]),
  ]);
}

interface Evaluator {
  readonly cluster: Cluster;
  readonly side: Side | null;
  readonly evaluate: (probe: Probe) => Explanation;
}

function answerAll(
  sources: readonly ResolvedParty[],
  destinations: readonly ResolvedParty[],
  cuts: readonly PortCut[],
  { clusters, settings }: Ground,
): readonly Answered[] {
  const evaluators = clusters.map((cluster, index): Evaluator => ({
    cluster,
    side: clusters.length === 1 ? null : index === 0 ? "base" : "head",
    evaluate: createEvaluator(cluster, settings),
  }));
  return sources.flatMap((from) =>
    destinations.flatMap((to) =>
      cuts.flatMap((ports): readonly Answered[] => {
        const { protocol } = ports;
        const answer = answerOn(evaluators, {
          from: from.party,
          to: to.party,
          protocol,
          port: portOf(ports),
          family: null,
        });
        return answer === null ? [] : [{ from, to, ports, answer }];
      }),
    ),
  );
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
function answerOn(evaluators: readonly Evaluator[], probe: Probe): ExplanationReport["answer"] | null {
  const explanations = evaluators.flatMap(({ cluster, side, evaluate }) =>
    holds(cluster, probe.from) && holds(cluster, probe.to) ? [{ side, explanation: evaluate(probe) }] : [],
  );
  const [first, second] = explanations;
  if (first === undefined) return null;
  return second === undefined
    ? { type: "one", ...first }
    : { type: "two", before: first.explanation, after: second.explanation };
}
