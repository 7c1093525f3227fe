import type { ChangedFlow, Origin, Side } from "../engine/index.ts";
import type { Ends } from "./assertions/ends.ts";
import type { EndWords } from "./assertions/assertion.ts";
import { createMeaningless, type Meaningless } from "./assertions/meaningless.ts";
import { union, type Members } from "./assertions/members.ts";
import type { FoundFlow } from "./discovery.ts";
import type { Finding, FindingRule } from "./finding.ts";
import { lazily } from "./collections.ts";
import type { ChangeView } from "./views.ts";

/** A day, as `2026-12-31`. */
export type Day = string;

/** What a team accepts knowingly. */
export interface Waiver {
  readonly rule: FindingRule;
  /** Of the rule `assertion`, the one that is meant; `null` for all. */
  readonly assertion: string | null;
  /** `null`: whoever. */
  readonly from: readonly EndWords[] | null;
  readonly to: readonly EndWords[] | null;
  readonly reason: string;
  /** The last day on which it counts; `null`: for good. */
  readonly until: Day | null;
  readonly origin: Origin;
}

/** A waiver that took something away, one that has expired, or one whose words mean nothing: something to know of it. */
export interface WaiverUse {
  readonly waiver: Waiver;
  readonly state: "applied" | "expired" | "meaningless";
  /** Findings that it covers, as a whole or in part; 0 unless it is applied. */
  readonly findings: number;
  /** `meaningless`: the words that mean nothing on either side, and why. Empty otherwise. */
  readonly unmatched: readonly UnmatchedWords[];
}

export interface UnmatchedWords {
  readonly end: "from" | "to";
  readonly words: EndWords;
  /** What is known of them on the head. */
  readonly reason: string;
}

/** Findings without what waivers cover, and what is to be told of the waivers, in their order. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly uses: readonly WaiverUse[];
}

/**
 * Takes away what waivers cover: of a finding with flows, those flows between ends that are meant as a whole, and the
 * finding when none is left. A finding about endpoints alone is covered when all of them are meant by `to`, or by `from`
 * where only that is given; one about an object when neither is given.
 */
export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  today: Day,
  change: ChangeView,
  endsOf: Readonly<Record<Side, () => Ends>>,
): Waived {
  if (waivers.length === 0) return { findings, uses: [] };
  const { base, head, settings, comparison } = change;
  const ends = endsOf.head();
  const meaningless = createMeaningless(head, ends, settings);
  const wasMeaningless = lazily(() => createMeaningless(base, endsOf.base(), settings));
  const everyone = new Uint8Array(comparison.endpoints.length).fill(1);
  const meant = (words: readonly EndWords[] | null): Members =>
    words === null ? everyone : union(words.map(ends.covered), everyone.length);
  let left = findings;
  const uses = waivers.flatMap((waiver): readonly WaiverUse[] => {
    if (waiver.until !== null && waiver.until < today)
      return [{ waiver, state: "expired", findings: 0, unmatched: [] }];
    const [from, to] = [meant(waiver.from), meant(waiver.to)];
    let count = 0;
    left = left.flatMap((finding) => {
      const isMeant =
        finding.rule === waiver.rule && (waiver.assertion === null || waiver.assertion === finding.assertion);
      const rest = isMeant ? remaining(finding, waiver, from, to, ends) : finding;
      if (rest !== finding) count += 1;
      return rest === null ? [] : [rest];
    });
    const unmatched = unmatchedIn(waiver, (words) => {
      const reason = meaningless(words);
      return reason === null || wasMeaningless()(words) === null ? null : reason;
    });
    return [
      ...(count === 0 ? [] : [{ waiver, state: "applied" as const, findings: count, unmatched: [] }]),
      ...(unmatched.length === 0 ? [] : [{ waiver, state: "meaningless" as const, findings: 0, unmatched }]),
    ];
  });
  return { findings: left, uses };
}

function unmatchedIn(waiver: Waiver, meaningless: Meaningless): readonly UnmatchedWords[] {
  return (["from", "to"] as const).flatMap((end) =>
    (waiver[end] ?? []).flatMap((words) => {
      const reason = meaningless(words);
      return reason === null ? [] : [{ end, words, reason }];
    }),
  );
}

/** What of a finding is not covered: itself, a part of it, or nothing. */
function remaining(finding: Finding, waiver: Waiver, from: Members, to: Members, ends: Ends): Finding | null {
  const { flows, endpoints, unseen } = finding;
  if (unseen !== undefined) {
    const words = finding.rule === "isolation-lost" ? (waiver.to ?? waiver.from) : waiver[unseen.end];
    if (words === null) return null;
    const left = unseen.pods.filter((pods) => !words.some((one) => ends.coversPods(one, pods)));
    return left.length === 0 ? null : { ...finding, unseen: { ...unseen, pods: left } };
  }
  if (flows.length === 0) {
    if (endpoints.length === 0) return waiver.from === null && waiver.to === null ? null : finding;
    const members = waiver.to === null ? from : to;
    const rest = endpoints.filter((index) => members[index] !== 1);
    return rest.length === endpoints.length ? finding : rest.length === 0 ? null : { ...finding, endpoints: rest };
  }
  const left = flows.flatMap((found) => outside(found, from, to));
  if (left.length === flows.length && left.every((found, index) => found === flows[index])) return finding;
  if (left.length === 0) return null;
  const still = new Set(left.flatMap(({ flow }) => [...flow.from, ...flow.to]));
  return { ...finding, flows: left, endpoints: endpoints.filter((index) => still.has(index)) };
}

/** The flow without its pairs inside of a product: the same one where there are none. */
function outside(found: FoundFlow, from: Members, to: Members): readonly FoundFlow[] {
  const { flow } = found;
  const [inFrom, inTo] = [flow.from.filter((index) => from[index] === 1), flow.to.filter((index) => to[index] === 1)];
  if (inFrom.length === 0 || inTo.length === 0) return [found];
  const parts: readonly ChangedFlow[] = [
    { ...flow, from: flow.from.filter((index) => from[index] !== 1) },
    { ...flow, from: inFrom, to: flow.to.filter((index) => to[index] !== 1) },
  ];
  return parts.filter((part) => part.from.length > 0 && part.to.length > 0).map((part) => ({ ...found, flow: part }));
}
