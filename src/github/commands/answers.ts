import {
  chooseEndpoints,
  explain,
  findPeers,
  focusDiff,
  focusReachability,
  settingsOf,
  unknownNamespace,
} from "../../answers/index.ts";
import { toClusterSettings, type Config } from "../../config/index.ts";
import { reach, type Cluster, type Side } from "../../engine/index.ts";
import { formatPattern, type QueryProblem } from "../../query/index.ts";
import type { Answer, DiffReport, DiffRoot, InputCounts, ListRoot, SettingsReport } from "../../report/index.ts";
import { formatCommand, type Command, type When } from "./command.ts";

/** One side of a reviewed change. */
export interface ReviewedSide {
  readonly cluster: Cluster;
  readonly counts: InputCounts;
}

/** What commands are answered from: both sides of the change, and its review. */
export interface ReviewedChange {
  readonly base: ReviewedSide;
  readonly head: ReviewedSide;
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
  const unknown = unknownNamespace(namespaces, [change.base.cluster, change.head.cluster]);
  if (unknown !== null) return unknown;
  switch (command.verb) {
    case "explain":
      return explainAnswer(command, change);
    case "who":
    case "reach":
      return peersAnswer(command, change);
    case "matrix":
      return matrixAnswer(command, change);
    case "diff":
      return diffAnswer(command, change.report(), change);
    case "config":
      return { type: "settings", report: { ...change.configured, settings: settingsOf(change.config) } };
  }
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

function explainAnswer({ from, to, when }: AnalysisCommand & { verb: "explain" }, change: ReviewedChange): Answer {
  const sides = sidesOf(when);
  const [side = null, ...others] = sides;
  const ground = { clusters: sides.map((each) => change[each].cluster), settings: toClusterSettings(change.config) };
  const words = { from: formatPattern(from), to: formatPattern(to.endpoint) };
  const explained = explain({ source: from, target: to, words }, ground, EXPLAIN_LIMITS);
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
  change: ReviewedChange,
): Answer {
  const sides = sidesOf(when).map((side) => ({ side, cluster: change[side].cluster }));
  const found = findPeers(verb, target, sides, toClusterSettings(change.config));
  return found.type === "problem"
    ? found
    : { type: "peers", report: found.report, remarks: [...found.remarks, ...errorRemarks(change)] };
}

function matrixAnswer({ namespaces, when }: AnalysisCommand & { verb: "matrix" }, change: ReviewedChange): Answer {
  const roots = sidesOf(when).map((side) => ({ side, root: matrixRoot(side, namespaces, change) }));
  const sides = roots.flatMap(({ side, root }) => ("message" in root ? [] : [{ side, root }]));
  const [problem] = roots.flatMap(({ root }) => ("message" in root ? [root] : []));
  if (sides.length === 0 && problem !== undefined) return problem;
  return { type: "matrix", sides, remarks: problem === undefined ? [] : [`on the other side ${problem.message}`] };
}

function matrixRoot(side: Side, namespaces: readonly string[], change: ReviewedChange): ListRoot | QueryProblem {
  const { cluster, counts } = change[side];
  const settings = toClusterSettings(change.config);
  const whole = reach(cluster, settings);
  const diagnostics = side === "head" ? errorsOf(change) : [];
  const root = { root: ".", reachability: whole, focus: null, diagnostics, counts };
  if (namespaces.length === 0) return root;
  const focusedOn = wordsFor(namespaces);
  const chosen = chooseEndpoints(whole.endpoints, focusedOn, { clusters: [cluster], settings });
  return "message" in chosen ? chosen : { ...root, ...focusReachability(whole, chosen, "prose"), focusedOn };
}

function diffAnswer(
  { shown, namespaces }: AnalysisCommand & { verb: "diff" },
  report: DiffReport,
  { base, head, config }: ReviewedChange,
): Answer {
  if (namespaces.length === 0) return { type: "diff", report, shown };
  const ground = { clusters: [base.cluster, head.cluster], settings: toClusterSettings(config) };
  const focusedOn = wordsFor(namespaces);
  const roots: DiffRoot[] = [];
  for (const root of report.roots) {
    const chosen = chooseEndpoints(root.diff.endpoints, focusedOn, ground);
    if ("message" in chosen) return chosen;
    const focus = new Set([...chosen].flatMap((index) => root.diff.endpoints[index]?.id ?? []));
    roots.push({ ...root, diff: focusDiff(root.diff, chosen, "prose"), focusedOn, focus });
  }
  return { type: "diff", report: { roots }, shown };
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
