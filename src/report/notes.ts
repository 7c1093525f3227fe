/** What a reader must know about the input: what was guessed, what was not read, what was read. */
import type { Assumption, Origin } from "../engine/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { heading, list, type Block } from "./blocks.ts";
import type { InputCounts, NotEvaluated } from "./review.ts";
import { code, counted, enumerateSome, join, messageSpans, phrase, place, text, type Span } from "./spans.ts";

/** Most diagnostics that are spelled out. */
const MAX_NOTES = 50;

/** Most places or names that one note spells out. */
const MAX_PLACES = 5;

/** The file that holds the settings. */
const SETTINGS_FILE = ".github/netpol.yml";

export interface Notes {
  readonly assumptions: readonly Assumption[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** One line of the notes, and how many notes it stands for. */
export interface Note {
  readonly spans: readonly Span[];
  readonly count: number;
}

/** A heading and a list; nothing when there is nothing to say. */
export function notesBlocks(notes: Notes, level: 2 | 3): readonly Block[] {
  return titledNotes("Notes", notes, level);
}

/** What is said of the repository rather than of a root. */
export function repositoryBlocks(diagnostics: readonly Diagnostic[]): readonly Block[] {
  return titledNotes(REPOSITORY_TITLE, { assumptions: [], diagnostics, notEvaluated: [] }, 2);
}

/** Above what is said of the repository rather than of a root. */
export const REPOSITORY_TITLE = "The repository as a whole";

function titledNotes(title: string, notes: Notes, level: 2 | 3): readonly Block[] {
  const items = noteList(notes).map(({ spans }) => spans);
  return items.length === 0 ? [] : [heading(level, "neutral", [text(title)]), list(items)];
}

/** Assumptions first, then errors before warnings, then what was not evaluated. */
export function noteList(notes: Notes): readonly Note[] {
  const { diagnostics, notEvaluated } = tellOnce(notes);
  const sorted = sortDiagnostics(diagnostics);
  const rest = sorted.length - MAX_NOTES;
  return [
    ...notes.assumptions.map(assumptionPhrase).map(single),
    ...sorted.slice(0, MAX_NOTES).map(diagnosticPhrase).map(single),
    ...(rest > 0 ? [{ spans: phrase`… and ${counted(rest, "more message")}`, count: rest }] : []),
    ...notEvaluated.map(notEvaluatedPhrase).map(single),
  ];
}

function single(spans: readonly Span[]): Note {
  return { spans, count: 1 };
}

/** Objects that are not evaluated: file by file where that is short, else one sum for each kind; never both. */
function tellOnce({ diagnostics, notEvaluated }: Notes): Pick<Notes, "diagnostics" | "notEvaluated"> {
  const told = diagnostics.filter(({ code }) => code === "not-evaluated").map(({ message }) => message);
  if (told.length > MAX_PLACES) {
    return { diagnostics: diagnostics.filter(({ code }) => code !== "not-evaluated"), notEvaluated };
  }
  const isTold = ({ kind, apiVersion }: NotEvaluated): boolean =>
    told.some((message) => message.includes(` ${kind} (${apiVersion}) `));
  return { diagnostics, notEvaluated: notEvaluated.filter((entry) => !isTold(entry)) };
}

/** "8 workloads, 5 policies, 3 namespaces; 12 documents understood in 7 files". */
export function countsText(counts: Omit<InputCounts, "notEvaluated">): string {
  const objects = [counted(counts.workloads, "workload"), counted(counts.policies, "policy")];
  // Documents of kinds that do not matter are passed over, and not counted.
  const read = `${counted(counts.documents, "document")} understood in ${counted(counts.files, "file")}`;
  return `${objects.join(", ")}, ${counted(counts.namespaces, "namespace")}; ${read}`;
}

/** What was read of several roots; a file or namespace of two of them counts twice. */
export function sumCounts(counts: readonly InputCounts[]): Omit<InputCounts, "notEvaluated"> {
  const sum = (of: (one: InputCounts) => number): number => counts.reduce((so, one) => so + of(one), 0);
  return {
    files: sum(({ files }) => files),
    documents: sum(({ documents }) => documents),
    workloads: sum(({ workloads }) => workloads),
    policies: sum(({ policies }) => policies),
    namespaces: sum(({ namespaces }) => namespaces),
  };
}

/** Number of errors among the diagnostics. */
export function countErrors(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
}

/** One sum for each kind and API version of several lists; the larger count of each when both sides are given. */
export function largerNotEvaluated(a: readonly NotEvaluated[], b: readonly NotEvaluated[]): readonly NotEvaluated[] {
  const larger = new Map<string, NotEvaluated>();
  for (const entry of [...a, ...b]) {
    const key = JSON.stringify([entry.kind, entry.apiVersion]);
    const known = larger.get(key);
    if (known === undefined || known.count < entry.count) larger.set(key, entry);
  }
  return [...larger.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, entry]) => entry);
}

function assumptionPhrase(assumption: Assumption): readonly Span[] {
  switch (assumption.type) {
    case "representatives":
      return phrase`not all looked at: pods that the manifests do not hold and that several selectors speak of at once; the change touches too many of them`;
    case "causes":
      return phrase`the causes of ${counted(assumption.flows, "flow")} are those of one of its pairs: the change is too large to tell them apart`;
    case "pod-addresses": {
      const remedy = phrase`set ${code(assumption.setting)} in ${code(SETTINGS_FILE)} to replace the guess`;
      return phrase`assumed: pods of unknown address lie in an ipBlock only if it is a whole address family without ${code("except")}${origins(assumption.origins)}; ${remedy}`;
    }
    case "namespace-labels": {
      const names = enumerateSome(
        assumption.namespaces.map((name) => [code(name)]),
        MAX_PLACES,
      );
      const noun = assumption.namespaces.length === 1 ? "namespace" : "namespaces";
      return phrase`not known: the labels of ${noun} ${names}, which no manifest declares; set ${code(assumption.setting)} in ${code(SETTINGS_FILE)}`;
    }
    case "label-values": {
      const keys = enumerateSome(
        assumption.keys.map((key) => [code(key)]),
        MAX_PLACES,
      );
      const noun = assumption.keys.length === 1 ? "value of label" : "values of labels";
      return phrase`not known: the ${noun} ${keys}, which a controller adds to pods; select by other labels, or read a dump of the cluster`;
    }
  }
}

function origins(list: readonly Origin[]): readonly Span[] {
  if (list.length === 0) return [];
  // Both sides name the same place in a file that did not change.
  const once = new Map(list.map((origin) => [`${origin.path}:${String(origin.line)}`, origin]));
  const sorted = [...once.values()].sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  return phrase` (${enumerateSome(
    sorted.map((origin) => [place(origin, null)]),
    MAX_PLACES,
  )})`;
}

function diagnosticPhrase(diagnostic: Diagnostic): readonly Span[] {
  const { severity, path, message } = diagnostic;
  // "." is the input as a whole.
  if (path === ".") return phrase`${severity}: ${messageSpans(message)}`;
  return phrase`${severity}: ${place(diagnostic, diagnostic.side ?? null)}: ${messageSpans(message)}`;
}

function notEvaluatedPhrase(entry: NotEvaluated): readonly Span[] {
  return phrase`not evaluated: ${entry.count} ${code(entry.kind)} (${code(entry.apiVersion)})`;
}

const SEVERITIES: readonly Diagnostic["severity"][] = ["error", "warning", "notice"];

/** Errors first, those about a NetworkPolicy before others; then file by file as they come, and from top to bottom in each. */
function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map([...new Set(diagnostics.map(({ path }) => path))].map((path, index) => [path, index]));
  const rank = ({ path }: Diagnostic): number => files.get(path) ?? 0;
  return [...diagnostics].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      Number(isLostPolicy(b)) - Number(isLostPolicy(a)) ||
      rank(a) - rank(b) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

/** A policy that is not evaluated, rather than a file that cannot be read as YAML. */
function isLostPolicy({ severity, code, message }: Diagnostic): boolean {
  return severity === "error" && code === "invalid-object" && message.startsWith("NetworkPolicy ");
}

/** Small print: items with a dot between them. */
export function smallPrint(items: readonly (readonly Span[])[]): readonly Span[] {
  return join(items, " · ");
}
