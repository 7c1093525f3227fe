import { createCauseLists, type CauseLists } from "../engine/index.ts";
import type { Assertion } from "./assertions/assertion.ts";
import { createEnds } from "./assertions/ends.ts";
import { judgeAssertions } from "./assertions/judge-assertions.ts";
import { createNumbering, groupBy, lazily, remember } from "./collections.ts";
import { LEVELS, type Discovery, type Level } from "./discovery.ts";
import { ASSERTION, isFailing, type Finding, type FindingRule } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { RULES, type RuleId } from "./rules.ts";
import type { ChangeView } from "./views.ts";
import { applyWaivers, type Day, type Waiver, type WaiverUse } from "./waivers.ts";

/** Levels that differ from those that the rules come with. */
export type RuleLevels = ReadonlyMap<RuleId, Level | "off">;

/** What the rules make of a change. */
export interface Judgement {
  /**
   * What the head has and the base had not, and assertions that are enforced always: what fails the check first, then by
   * level, worst first; within one level assertions before rules, each in their order.
   */
  readonly regressions: readonly Finding[];
  /** Those that others of `regressions` tell as well; see `Discovery.echo`. Who accepts these accepts them, too. */
  readonly echoes: readonly Finding[];
  /** How many findings stand on both sides, by rule; assertions first, none of them 0. */
  readonly standing: readonly { readonly rule: FindingRule; readonly count: number }[];
  /** Those that took something away, those that have expired, and those whose words mean nothing. */
  readonly waivers: readonly WaiverUse[];
  readonly mode: Mode;
}

/** What the configuration asks of a change. */
export interface Requirements {
  readonly rules: RuleLevels;
  readonly assertions: readonly Assertion[];
  readonly waivers: readonly Waiver[];
  readonly mode: Mode;
  /** Rules whose regressions fail the check whatever their level. */
  readonly requireApproval: ReadonlySet<FindingRule>;
}

/** `advisory`: what would fail is a warning. */
export type Mode = "enforce" | "advisory";

/** Asks every assertion, and every rule that is not off; `today` decides which waivers have expired. */
export function judge(change: ChangeView, requirements: Requirements, today: Day): Judgement {
  const { rules, assertions, waivers, mode, requireApproval } = requirements;
  const { endpoints } = change.comparison;
  const ends = {
    base: lazily(() => createEnds(change.base, endpoints)),
    head: lazily(() => createEnds(change.head, endpoints)),
  };
  const causeLists = createCauseLists();
  const promised = judgeAssertions(change, assertions, ends, causeLists);
  const judged = RULES.flatMap((rule) => {
    const level = rules.get(rule.id) ?? rule.level;
    return level === "off" ? [] : [{ rule: rule.id, level, ...ask(rule, change, causeLists) }];
  });
  const requiresApproval = (rule: FindingRule): boolean => requireApproval.has(rule);
  const found: readonly Finding[] = [
    ...promised.findings.map((finding) => {
      return { ...finding, rule: ASSERTION, requiresApproval: requiresApproval(ASSERTION) } as const;
    }),
    ...judged.flatMap(({ rule, level, fresh }) => {
      const ofRule = { rule, assertion: null, requiresApproval: requiresApproval(rule) } as const;
      return fresh.map((discovery) => ({ ...discovery, ...ofRule, level: milder(level, discovery.atMost) }));
    }),
  ];
  const [own, echoes] = [
    found.filter(({ echo }) => echo === undefined),
    found.filter(({ echo }) => echo !== undefined),
  ];
  const waived = applyWaivers(own, waivers, today, change, ends);
  const echoing = echoes.length === 0 ? [] : applyWaivers(echoes, waivers, today, change, ends).findings;
  const { orphaned, others } = partEchoes(echoing, own, waived.findings);
  const all = [...waived.findings, ...orphaned];
  const left = mode === "advisory" ? all.map(advised) : all;
  const standing = [{ rule: ASSERTION, standing: promised.standing } as const, ...judged];
  return {
    regressions: [left.filter(isFailing), left.filter((finding) => !isFailing(finding))].flatMap((some) =>
      LEVELS.flatMap((wanted) => some.filter(({ level }) => level === wanted)),
    ),
    echoes: mode === "advisory" ? others.map(advised) : others,
    standing: standing.flatMap(({ rule, standing: count }) => (count === 0 ? [] : [{ rule, count }])),
    waivers: waived.uses,
    mode,
  };
}

/** Echoes of what is waived, which have nobody left to tell it for them; and the others. */
function partEchoes(
  echoes: readonly Finding[],
  all: readonly Finding[],
  left: readonly Finding[],
): { readonly orphaned: readonly Finding[]; readonly others: readonly Finding[] } {
  if (left === all) return { orphaned: [], others: echoes };
  const keysOf = ({ rule, causes }: Finding): readonly string[] => causes.map(({ object }) => `${rule} ${object}`);
  const [before, after] = [new Set(all.flatMap(keysOf)), new Set(left.flatMap(keysOf))];
  const isOrphaned = (echo: Finding): boolean => {
    const keys = keysOf(echo);
    return echo.echo === "beside" && keys.some((key) => before.has(key)) && !keys.some((key) => after.has(key));
  };
  return { orphaned: echoes.filter(isOrphaned), others: echoes.filter((echo) => !isOrphaned(echo)) };
}

function milder(level: Level, atMost: Level = "failure"): Level {
  return LEVELS[Math.max(LEVELS.indexOf(level), LEVELS.indexOf(atMost))] ?? level;
}

/** In advisory mode nothing fails, and nobody is asked: what would fail is a warning. */
function advised(finding: Finding): Finding {
  return isFailing(finding) ? { ...finding, level: "warning", requiresApproval: false } : finding;
}

function ask(
  rule: Rule,
  change: ChangeView,
  causeLists: CauseLists,
): { readonly fresh: readonly Discovery[]; readonly standing: number } {
  if (rule.scope === "change") return { fresh: merged(rule.find(change), causeLists), standing: 0 };
  const known = new Set(rule.find(change.base, change).flatMap(({ subjects }) => subjects));
  const found = rule.find(change.head, change);
  const fresh = found.filter(({ subjects }) => subjects.some((subject) => !known.has(subject)));
  return { fresh: merged(fresh, causeLists), standing: found.length - fresh.length };
}

/** Discoveries that say the same of the same, for the same reasons, are one with all their flows. */
function merged(discoveries: readonly Discovery[], causeLists: CauseLists): readonly Discovery[] {
  const numberOfEnds = createNumbering((endpoints: readonly number[]) => endpoints.join());
  const messages = new Map<string, number>();
  const alike = groupBy(discoveries, ({ endpoints, message, causes, place: { side, origin }, echo = "" }) => {
    const said = remember(messages, message, () => messages.size);
    const numbers = [numberOfEnds(endpoints), said, causeLists.numberOf(causes), origin.line, origin.column];
    // What may hold any character comes last.
    return `${numbers.join(" ")} ${side} ${echo} ${origin.path}`;
  });
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const all = [first, ...others];
    const subjects = [...new Set(all.flatMap((one) => one.subjects))].toSorted();
    return [{ ...first, subjects, flows: all.flatMap(({ flows }) => flows) }];
  });
}
