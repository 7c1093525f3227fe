import type { CauseLists, Side } from "../../engine/index.ts";
import type { Discovery, FoundFlow, Level } from "../discovery.ts";
import { lazily } from "../collections.ts";
import { placeAt, placeOfFlow } from "../places.ts";
import type { ChangeView } from "../views.ts";
import type { Assertion } from "./assertion.ts";
import { createBecause, type Because } from "./because.ts";
import { breachesOf } from "./breaches.ts";
import { casesOf, type Case } from "./case.ts";
import { createCutter } from "./cut.ts";
import { createDemands, type Demands } from "./demand.ts";
import type { Ends } from "./ends.ts";
import { gapsOf } from "./gaps.ts";
import { createMoved } from "./moved.ts";
import { createWithout } from "./members.ts";
import type { JudgedVerdict, Verdict } from "./verdict.ts";
import { doubtMessage, emptyMessage, freshMessage, noPortMessage, presentMessage, tooManyMessage } from "./words.ts";

/** What an assertion says of a change, and how much it counts. */
export interface AssertionFinding extends Discovery {
  readonly assertion: string;
  readonly level: Level;
}

export interface AssertionJudgement {
  /** In the order of the assertions. */
  readonly findings: readonly AssertionFinding[];
  /** How many assertions are broken, or in doubt, on both sides alike, and are not enforced always. */
  readonly standing: number;
}

/** Flows whose grants are looked up one by one, of each assertion. */
const MAX_EXPLAINED = 3;

/**
 * Asks every assertion about both sides. A broken one counts at its level where the change broke it, or always. Doubt is
 * never more than a warning, and never silence: what is allowed under an assumption breaks a `deny`, and keeps an `allow`
 * in doubt. Words that mean nothing are a warning.
 */
export function judgeAssertions(
  change: ChangeView,
  assertions: readonly Assertion[],
  ends: Readonly<Record<Side, () => Ends>>,
  causeLists: CauseLists,
): AssertionJudgement {
  if (assertions.length === 0) return { findings: [], standing: 0 };
  const demands = { base: createDemands(change.base, change), head: createDemands(change.head, change) };
  const cutters = { base: createCutter(demands.base), head: createCutter(demands.head) };
  const without = createWithout();
  const findMoved = createMoved(change, without);
  const because = lazily(() => createBecause(change));
  let standing = 0;
  const findings = casesOf(change, assertions, ends, without).flatMap((one): readonly AssertionFinding[] => {
    const { assertion } = one;
    const tell = (level: Level, discovery: Discovery): AssertionFinding => ({
      ...discovery,
      assertion: assertion.name,
      level,
    });
    const remarks = [
      ...one.unmatched.map((unmatched) => ({
        ...remark(assertion, emptyMessage(unmatched)),
        meaningless: `${unmatched.end}: ${unmatched.words.text}`,
      })),
      ...(hasNoPort(one, demands.head) ? [remark(assertion, noPortMessage())] : []),
    ].map((discovery) => tell("warning", discovery));
    const verdict: Verdict =
      assertion.claim.type === "allow"
        ? gapsOf(one, demands, cutters.head, change.comparison.endpoints, findMoved, causeLists)
        : breachesOf(one, cutters, findMoved, without);
    if (verdict === null)
      return [...remarks, tell(atMost("warning", assertion.level), remark(assertion, tooManyMessage()))];
    const told = findingsOf(assertion, verdict, because, causeLists).map(({ level, ...discovery }) =>
      tell(level, discovery),
    );
    if (told.length === 0 && verdict.head !== "kept") standing += 1;
    return [...remarks, ...told];
  });
  return { findings, standing };
}

type Told = Discovery & { readonly level: Level };

function findingsOf(
  assertion: Assertion,
  { base, head, fresh, doubts, present }: JudgedVerdict,
  because: () => (flow: FoundFlow["flow"]) => Because,
  causeLists: CauseLists,
): readonly Told[] {
  const { level, enforce } = assertion;
  const found = (flows: readonly FoundFlow[], message: string, own: Level): readonly Told[] =>
    flows.length === 0 ? [] : [{ ...discoveryOf(assertion, flows, message, causeLists), level: own }];
  const doubtLevel = atMost("warning", level);
  const told = [...found(fresh, freshMessage(assertion), level), ...found(doubts, doubtMessage(assertion), doubtLevel)];
  // It got worse in a way that no single flow shows, or it counts in any case.
  const isWorse = head !== base && (head === "broken" || base === "kept");
  if (told.length > 0 || head === "kept" || !(isWorse || enforce === "always")) return told;
  const message = head === "broken" ? presentMessage(assertion) : doubtMessage(assertion);
  const flows = present();
  const explained = flows.slice(0, MAX_EXPLAINED).map(({ flow }) => because()(flow));
  const [own] = found(flows, message, head === "broken" ? level : doubtLevel);
  if (own === undefined) return [];
  const origin = explained.find((one) => one.origin !== null)?.origin ?? null;
  const causes =
    flows[0]?.change === "still-allowed" ? causeLists.distinct(explained.flatMap((one) => one.causes)) : [];
  const [worst] = causes;
  const place = worst === undefined ? (origin === null ? own.place : placeAt("head", origin)) : placeOfFlow({ causes });
  return [{ ...own, causes, place }];
}

function discoveryOf(
  assertion: Assertion,
  flows: readonly FoundFlow[],
  message: string,
  causeLists: CauseLists,
): Discovery {
  // Flows that change together share their causes.
  const shared = new Set(flows.map(({ flow }) => flow.causes));
  const causes = causeLists.distinct([...shared].flat());
  return {
    // What it is about beyond that, the flows tell.
    subjects: [assertion.name],
    endpoints: [],
    message,
    flows,
    causes,
    place: causes.length === 0 ? placeAt("base", assertion.origin) : placeOfFlow({ causes }),
    fix: null,
  };
}

/** Something about the assertion itself. */
function remark({ name, origin }: Assertion, message: string): Discovery {
  return { subjects: [name], endpoints: [], message, flows: [], causes: [], place: placeAt("base", origin), fix: null };
}

/** Whether ports are named of which no destination has one. */
function hasNoPort({ assertion, region }: Case, demands: Demands): boolean {
  const { to } = region.head;
  const isMeant = (member: number): boolean => member === 1;
  const hasOne = (member: number, index: number): boolean => {
    if (!isMeant(member)) return false;
    const { ranges, names } = demands(assertion.ports, index);
    return ranges.size + names.length > 0;
  };
  return to.some(isMeant) && !to.some(hasOne);
}

function atMost(most: Level, level: Level): Level {
  return level === "failure" ? most : level;
}
