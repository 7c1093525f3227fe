import {
  askRoots,
  chooseEndpoints,
  endsApart,
  explain,
  findPeers,
  focusDiff,
  focusReachability,
  settingsOf,
  unknownNamespace,
  type ExplainQuestion,
} from "../../answers/index.ts";
import { toClusterSettings, type Config } from "../../config/index.ts";
import { reach, type Cluster, type Side } from "../../engine/index.ts";
import { formatPattern, type QueryProblem } from "../../query/index.ts";
import type {
  Answer,
  DiffReport,
  DiffRoot,
  InputCounts,
  ListRoot,
  RootAnswer,
  SettingsReport,
} from "../../report/index.ts";
import { formatCommand, type Command, type When } from "./command.ts";

/** One side of a root of a reviewed change. */
interface ReviewedSide {
  readonly cluster: Cluster;
  readonly counts: InputCounts;
}

/** One root of a reviewed change. */
export type ReviewedRoot = {
  readonly root: string;
  /** As it holds for this root. */ readonly config: Config;
} & Readonly<Record<Side, ReviewedSide>>;

/** What commands are answered from: the roots of the change, and its review. */
export interface ReviewedChange {
  /** At least one. */
  readonly roots: readonly ReviewedRoot[];
  /** In force: that of the base. */
  readonly config: Config;
  readonly configured: Omit<SettingsReport, "settings">;
  /** What is wrong in the manifests, as in the report. */
  readonly diagnostics: DiffRoot["diagnostics"];
  /** Compares the sides, when it is first asked: most commands need no comparison. */
  readonly report: () => DiffReport;
}

/** Bounds of one `explain`: fewer than on the command line, since others wait. */
const EXPLAIN_LIMITS = { questions: 2000, answers: 5 };

/** The answer to a command about manifests. */
export function answer(command: AnalysisCommand, change: ReviewedChange): Answer {
  const namespaces = "namespaces" in command ? command.namespaces : [];
  const clusters = change.roots.flatMap(({ base, head }) => [base.cluster, head.cluster]);
  const unknown = unknownNamespace(namespaces, clusters);
  if (unknown !== null) return unknown;
  switch (command.verb) {
    case "explain":
      return explainInRoots(command, change);
    case "who":
    case "reach":
      return inRoots(change, (root) => peersAnswer(command, root, change));
    case "matrix":
      return inRoots(change, (root) => matrixAnswer(command, root, change));
    case "diff":
      return diffAnswer(command, change.report(), change);
    case "config":
      return { type: "settings", report: { ...change.configured, settings: settingsOf(change.config) } };
  }
}

/** The answer of the only root in which the question means something, or of each. */
function inRoots({ roots }: ReviewedChange, ask: (root: ReviewedRoot) => RootAnswer): Answer {
  const answers = askRoots<ReviewedRoot, Exclude<RootAnswer, QueryProblem>>(roots, ask);
  if ("message" in answers) return answers;
  const [first, ...others] = answers;
  if (first !== undefined && others.length === 0 && roots.length === 1) return first.found;
  return { type: "by-root", answers: answers.map(({ root, found }) => ({ root, answer: found })) };
}

/** Where each root lacks an end, whether others have it is worth a word. */
function explainInRoots(command: AnalysisCommand & { verb: "explain" }, change: ReviewedChange): Answer {
  const answer = inRoots(change, (root) => explainAnswer(command, root, change));
  if (answer.type !== "problem") return answer;
  const sides = sidesOf(command.when);
  const roots = change.roots.map(({ root, config, ...own }) => ({
    root,
    clusters: sides.map((side) => own[side].cluster),
    settings: toClusterSettings(config),
  }));
  return endsApart(roots, questionOf(command)) ?? answer;
}

function questionOf({ from, to }: AnalysisCommand & { verb: "explain" }): ExplainQuestion {
  return { source: from, target: to, words: { from: formatPattern(from), to: formatPattern(to.endpoint) } };
}

/** Commands that need the manifests. */
export type AnalysisCommand = Exclude<Command, { readonly verb: "help" | "recheck" | "approve" | "revoke" }>;

/** What a reader may want to know after this answer. */
export function nextCommand(command: Command): string {
  switch (command.verb) {
    case "explain":
      return formatCommand({ verb: "who", target: command.to, when: "both" });
    case "who":
      return formatCommand({ verb: "reach", target: { ...command.target, port: null, protocol: null }, when: "both" });
    case "reach":
      return formatCommand({ verb: "who", target: command.target, when: "both" });
    case "diff":
      return formatCommand({ verb: "matrix", namespaces: command.namespaces, when: "both" });
    case "matrix":
    case "config":
    case "recheck":
    case "approve":
    case "revoke":
      return formatCommand({ verb: "diff", shown: "all", namespaces: [] });
    case "help":
      return formatCommand({ verb: "matrix", namespaces: [], when: "both" });
  }
}

function sidesOf(when: When): readonly Side[] {
  return when === "both" ? ["base", "head"] : [when === "before" ? "base" : "head"];
}

function explainAnswer(
  command: AnalysisCommand & { verb: "explain" },
  root: ReviewedRoot,
  change: ReviewedChange,
): RootAnswer {
  const sides = sidesOf(command.when);
  const [side = null, ...others] = sides;
  const ground = { clusters: sides.map((each) => root[each].cluster), settings: toClusterSettings(root.config) };
  const explained = explain(questionOf(command), ground, EXPLAIN_LIMITS);
  if (explained.type === "problem") return explained;
  return {
    type: "explanation",
    reports: explained.reports,
    side: others.length === 0 ? side : null,
    remarks: [...explained.remarks, ...errorRemarks(change)],
  };
}

function peersAnswer(
  { verb, target, when }: AnalysisCommand & { verb: "who" | "reach" },
  root: ReviewedRoot,
  change: ReviewedChange,
): RootAnswer {
  const sides = sidesOf(when).map((side) => ({ side, cluster: root[side].cluster }));
  const found = findPeers(verb, target, sides, toClusterSettings(root.config));
  return found.type === "problem"
    ? found
    : { type: "peers", report: found.report, remarks: [...found.remarks, ...errorRemarks(change)] };
}

function matrixAnswer(
  { namespaces, when }: AnalysisCommand & { verb: "matrix" },
  reviewed: ReviewedRoot,
  change: ReviewedChange,
): RootAnswer {
  const roots = sidesOf(when).map((side) => ({ side, root: matrixRoot(side, namespaces, reviewed, change) }));
  const sides = roots.flatMap(({ side, root }) => ("message" in root ? [] : [{ side, root }]));
  const [problem] = roots.flatMap(({ root }) => ("message" in root ? [root] : []));
  if (sides.length === 0 && problem !== undefined) return problem;
  return { type: "matrix", sides, remarks: problem === undefined ? [] : [`on the other side ${problem.message}`] };
}

function matrixRoot(
  side: Side,
  namespaces: readonly string[],
  reviewed: ReviewedRoot,
  change: ReviewedChange,
): ListRoot | QueryProblem {
  const { cluster, counts } = reviewed[side];
  const settings = toClusterSettings(reviewed.config);
  const whole = reach(cluster, settings);
  const diagnostics = side === "head" ? errorsOf(change) : [];
  const root = { root: reviewed.root, reachability: whole, focus: null, diagnostics, counts };
  if (namespaces.length === 0) return root;
  const focusedOn = wordsFor(namespaces);
  const chosen = chooseEndpoints(whole.endpoints, focusedOn, { clusters: [cluster], settings });
  return "message" in chosen ? chosen : { ...root, ...focusReachability(whole, chosen, "prose"), focusedOn };
}

function diffAnswer(
  { shown, namespaces }: AnalysisCommand & { verb: "diff" },
  report: DiffReport,
  { roots: reviewed }: ReviewedChange,
): RootAnswer {
  if (namespaces.length === 0) return { type: "diff", report, shown };
  const focusedOn = wordsFor(namespaces);
  const answers = askRoots(report.roots, (root): DiffRoot | QueryProblem => {
    const own = reviewed.find((one) => one.root === root.root);
    if (own === undefined) return { type: "problem", message: `\`${root.root}\` is not read` };
    const ground = { clusters: [own.base.cluster, own.head.cluster], settings: toClusterSettings(own.config) };
    const chosen = chooseEndpoints(root.diff.endpoints, focusedOn, ground);
    if ("message" in chosen) return chosen;
    const focus = new Set([...chosen].flatMap((index) => root.diff.endpoints[index]?.id ?? []));
    return { ...root, diff: focusDiff(root.diff, chosen, "prose"), focusedOn, focus };
  });
  if ("message" in answers) return answers;
  return { type: "diff", report: { roots: answers.map(({ found }) => found) }, shown };
}

/** Everything in these namespaces, as words for endpoints. */
function wordsFor(namespaces: readonly string[]): readonly string[] {
  return namespaces.map((namespace) => `${namespace}/*`);
}

function errorsOf({ diagnostics }: ReviewedChange): DiffRoot["diagnostics"] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** An answer that leaves something out must say so. */
function errorRemarks(change: ReviewedChange): readonly string[] {
  const errors = errorsOf(change).length;
  if (errors === 0) return [];
  return [`not everything could be analysed (${errors} ${errors === 1 ? "error" : "errors"}): the review names what`];
}
