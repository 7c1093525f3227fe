/** Words for what the rules say. */
import type { Finding, Judgement } from "../findings/index.ts";
import type { TableRow } from "./blocks.ts";
import { causesPhrase, type PolicyNames } from "./causes.ts";
import { setPhrase } from "./describe.ts";
import type { DiffRoot } from "./review.ts";
import { code, counted, join, messageSpans, phrase, place, type Span } from "./spans.ts";
import { createVocabulary } from "./vocabulary.ts";

/** What words for the findings of a root need to know about it. */
interface Words {
  readonly root: DiffRoot;
  readonly policies: PolicyNames;
}

/** Columns of the table of regressions. */
export const FINDING_COLUMNS: readonly string[] = ["Rule", "What", "Why"];

/** The regressions that fail the check. */
export function failing(judgement: Judgement | undefined): readonly Finding[] {
  return judgement?.regressions.filter(({ level }) => level === "failure") ?? [];
}

/** One regression as a row under `FINDING_COLUMNS`. */
export function findingRow(finding: Finding, review: Words): TableRow {
  const { level, rule, place: where, causes } = finding;
  const why = causes.length === 0 ? [place(where.origin, where.side)] : causesPhrase(causes, review.policies);
  return { mark: level, cells: [[code(rule)], findingPhrase(finding, review), why] };
}

/** "`shop/Deployment/web`: newly open to the internet: let in only those addresses that need it". */
export function findingPhrase({ endpoints, message }: Finding, { root }: Pick<Words, "root">): readonly Span[] {
  const words = messageSpans(message);
  if (endpoints.length === 0) return words;
  return phrase`${setPhrase(
    endpoints,
    createVocabulary(root.diff.endpoints, () => true),
  )}: ${words}`;
}

/** "14 older findings stand on both sides: 12 `selects-nothing`, 2 `wide-open-rule`"; `null` when there are none. */
export function standingPhrase(judgement: Judgement | undefined): readonly Span[] | null {
  const standing = judgement?.standing ?? [];
  const total = standing.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const verb = total === 1 ? "stands" : "stand";
  const each = join(
    standing.map(({ rule, count }) => phrase`${count} ${code(rule)}`),
    ", ",
  );
  return phrase`${counted(total, "older finding")} ${verb} on both sides: ${each}`;
}
