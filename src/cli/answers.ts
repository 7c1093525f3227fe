import { PROTOCOLS, type Explanation, type PortRanges, type Protocol, type Verdict } from "../engine/index.ts";
import type { ResolvedParty } from "../query/index.ts";
import { connectionsText, type ExplanationReport } from "../report/index.ts";
import type { PortCut } from "./port-cuts.ts";

/** One question of `netpol explain`, and its answer. */
export interface Answered {
  readonly from: ResolvedParty;
  readonly to: ResolvedParty;
  readonly ports: PortCut;
  readonly answer: ExplanationReport["answer"];
}

/** Most names of endpoints in one title. */
const SHOWN_NAMES = 3;

/**
 * One report for all questions with the same answer, those that changed first, then by verdict. `from` and `to` are the
 * user's words; an end gets them when the report speaks of everything they mean.
 */
export function toReports(
  answered: readonly Answered[],
  words: { readonly from: string; readonly to: string },
): readonly ExplanationReport[] {
  const groups = new Map<string, Answered[]>();
  for (const one of answered) {
    const key = JSON.stringify(one.answer);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const all = { from: namesOf(answered, "from").length, to: namesOf(answered, "to").length };
  return [...groups.values()]
    .map((group) => toReport(group, words, all))
    .sort((a, b) => rankOf(a.answer) - rankOf(b.answer));
}

function toReport(
  group: readonly Answered[],
  words: { readonly from: string; readonly to: string },
  all: { readonly from: number; readonly to: number },
): ExplanationReport {
  const [first] = group;
  if (first === undefined) throw new Error("a group of answers holds one at least");
  const title = (end: "from" | "to"): string => {
    const names = namesOf(group, end);
    if (names.length === all[end] && all[end] > 1) return words[end];
    const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : "";
    return `${names.slice(0, SHOWN_NAMES).join(", ")}${more}`;
  };
  return { from: title("from"), to: title("to"), ...portsOf(group.map(({ ports }) => ports)), answer: first.answer };
}

function namesOf(answered: readonly Answered[], end: "from" | "to"): readonly string[] {
  return [...new Set(answered.map((one) => one[end].name))];
}

/** A single port as a number; several as text in the place of the protocol. */
function portsOf(cuts: readonly PortCut[]): Pick<ExplanationReport, "protocol" | "port"> {
  const [first] = cuts;
  if (first === undefined) return { protocol: "no protocol", port: null };
  if (!isPorted(first.protocol)) return { protocol: first.protocol, port: null };
  const ranges = new Map<Protocol, PortRanges>();
  for (const protocol of PROTOCOLS) ranges.set(protocol, joined(cuts.filter((cut) => cut.protocol === protocol)));
  const single = cuts.every(
    ({ protocol, first: port, last }) => port === first.first && port === last && protocol === first.protocol,
  );
  if (single) return { protocol: first.protocol, port: first.first };
  return { protocol: connectionsText({ ranges, names: [] }), port: null };
}

function isPorted(protocol: string): boolean {
  return PROTOCOLS.some((known) => known === protocol);
}

/** Sorted, not touching. */
function joined(cuts: readonly PortCut[]): PortRanges {
  const ranges: [number, number][] = [];
  for (const { first, last } of cuts.toSorted((a, b) => a.first - b.first)) {
    const previous = ranges.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else ranges.push([first, last]);
  }
  return ranges;
}

const VERDICTS: readonly Verdict[] = ["allow", "unknown", "undefined", "deny"];

function rankOf(answer: ExplanationReport["answer"]): number {
  if (answer.type === "one") return VERDICTS.length + VERDICTS.indexOf(answer.explanation.verdict);
  const { before, after } = answer;
  return (isChanged(before, after) ? 0 : VERDICTS.length) + VERDICTS.indexOf(after.verdict);
}

function isChanged(before: Explanation, after: Explanation): boolean {
  return before.verdict !== after.verdict || before.assumed !== after.assumed;
}
