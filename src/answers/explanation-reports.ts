import type { Explanation, Verdict } from "../engine/index.ts";
import type { ResolvedParty } from "../query/index.ts";
import { connectionsText, type ExplanationReport } from "../report/index.ts";
import { decidingParts, joinPorts } from "./join-ports.ts";
import type { PortCut } from "./port-cuts.ts";
import { connectionsOf } from "./port-sets.ts";

/** One question of an explanation, and its answer. */
export interface Answered {
  readonly from: ResolvedParty;
  readonly to: ResolvedParty;
  readonly ports: PortCut;
  readonly answer: ExplanationReport["answer"];
}

/** Every one of these sources to every one of these destinations, on all of these ports: names, and one answer. */
interface Product {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ports: readonly PortCut[];
  readonly answer: ExplanationReport["answer"];
}

/** Most names of endpoints in one title. */
const SHOWN_NAMES = 3;

/**
 * One report for all questions with the same answer, those that changed first, then by verdict. Ports between the same
 * ends are joined where they pass, or do not pass, for the same reasons. `from` and `to` are the user's words; an end
 * gets them when the report speaks of everything they mean.
 */
export function toReports(
  answered: readonly Answered[],
  words: { readonly from: string; readonly to: string },
): readonly ExplanationReport[] {
  const all = { from: namesOf(answered, "from"), to: namesOf(answered, "to") };
  const title = (end: "from" | "to", names: readonly string[]): string => {
    if (names.length === all[end] && all[end] > 1) return words[end];
    const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : "";
    return `${names.slice(0, SHOWN_NAMES).join(", ")}${more}`;
  };
  return toProducts(answered)
    .map(({ from, to, ports, answer }) => ({
      from: title("from", from),
      to: title("to", to),
      ...portsOf(ports),
      answer,
    }))
    .sort((a, b) => rankOf(a.answer) - rankOf(b.answer));
}

function namesOf(answered: readonly Answered[], end: "from" | "to"): number {
  return new Set(answered.map((one) => one[end].name)).size;
}

/** Ports first, then sources, then destinations: a product says nothing of a pair that was answered otherwise. */
function toProducts(answered: readonly Answered[]): readonly Product[] {
  const pairs = groupBy(answered, ({ from, to, answer }) =>
    JSON.stringify([from.name, to.name, decidingParts(answer)]),
  ).map(([first, group]): Product => ({
    from: [first.from.name],
    to: [first.to.name],
    ports: group.map(({ ports }) => ports),
    answer: joinPorts(group.map(({ answer }) => answer)),
  }));
  const byDestination = groupBy(pairs, ({ to, ports, answer }) => JSON.stringify([to, ports, answer])).map(
    ([first, group]): Product => ({ ...first, from: group.flatMap(({ from }) => from) }),
  );
  return groupBy(byDestination, ({ from, ports, answer }) => JSON.stringify([from, ports, answer])).map(
    ([first, group]): Product => ({ ...first, to: group.flatMap(({ to }) => to) }),
  );
}

/** Groups in the order of their first items, which come apart from the whole. */
function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [first: Item, group: readonly Item[]])[] {
  const groups = new Map<string, readonly [Item, Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item, [item]]);
    else known[1].push(item);
  }
  return [...groups.values()];
}

/** A single port by its number or name; several as text in the place of the protocol. */
function portsOf(cuts: readonly PortCut[]): Pick<ExplanationReport, "protocol" | "port"> {
  const [first] = cuts;
  if (first === undefined || first.type === "no-ports")
    return { protocol: first?.protocol ?? "no protocol", port: null };
  if (first.type === "name") return { protocol: first.protocol, port: first.name };
  if (cuts.length === 1 && first.first === first.last) return { protocol: first.protocol, port: first.first };
  return { protocol: connectionsText(connectionsOf(cuts)), port: null };
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
