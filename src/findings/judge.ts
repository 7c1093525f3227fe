import { LEVELS, type Discovery, type Level } from "./discovery.ts";
import type { Rule } from "./rule.ts";
import { RULES, type RuleId } from "./rules.ts";
import type { ChangeView } from "./views.ts";

/** A discovery that the change brings, with what the configuration makes of it. */
export interface Finding extends Discovery {
  readonly rule: RuleId;
  readonly level: Level;
}

/** Levels that differ from those that the rules come with. */
export type RuleLevels = ReadonlyMap<RuleId, Level | "off">;

/** What the rules make of a change. */
export interface Judgement {
  /** What the head has and the base had not: worst first, then in the order of the rules. */
  readonly regressions: readonly Finding[];
  /** How many findings stand on both sides, by rule; in the order of the rules, none of them 0. */
  readonly standing: readonly { readonly rule: RuleId; readonly count: number }[];
}

/** Asks every rule that is not off. */
export function judge(change: ChangeView, levels: RuleLevels): Judgement {
  const judged = RULES.flatMap((rule) => {
    const level = levels.get(rule.id) ?? rule.level;
    return level === "off" ? [] : [{ rule: rule.id, level, ...ask(rule, change) }];
  });
  return {
    regressions: LEVELS.flatMap((wanted) =>
      judged.flatMap(({ rule, level, fresh }) =>
        level === wanted ? fresh.map((discovery): Finding => ({ ...discovery, rule, level })) : [],
      ),
    ),
    standing: judged.flatMap(({ rule, standing }) => (standing === 0 ? [] : [{ rule, count: standing }])),
  };
}

function ask(rule: Rule, change: ChangeView): { readonly fresh: readonly Discovery[]; readonly standing: number } {
  if (rule.scope === "change") return { fresh: merged(rule.find(change)), standing: 0 };
  const known = new Set(rule.find(change.base, change).flatMap(({ subjects }) => subjects));
  const found = rule.find(change.head, change);
  const fresh = found.filter(({ subjects }) => subjects.some((subject) => !known.has(subject)));
  return { fresh: merged(fresh), standing: found.length - fresh.length };
}

/** Discoveries that say the same of the same, for the same reasons, are one with all their flows. */
function merged(discoveries: readonly Discovery[]): readonly Discovery[] {
  const known = new Map<string, Discovery>();
  for (const discovery of discoveries) {
    const { endpoints, message, causes, place, subjects, flows } = discovery;
    const key = JSON.stringify([endpoints, message, causes, place]);
    const first = known.get(key);
    const both =
      first === undefined
        ? discovery
        : { ...first, subjects: union(first.subjects, subjects), flows: [...first.flows, ...flows] };
    known.set(key, both);
  }
  return [...known.values()];
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].toSorted();
}
