/** Words for what the rules say. */
import type { Finding, Judgement } from "../findings/index.ts";
import type { TableRow } from "./blocks.ts";
import { causesPhrase, type PolicyNames } from "./causes.ts";
import { setPhrase } from "./describe.ts";
import { flowPhrase } from "./flow-words.ts";
import type { DiffRoot } from "./review.ts";
import { code, counted, join, messageSpans, phrase, place, plainText, type Span } from "./spans.ts";
import { createVocabulary } from "./vocabulary.ts";

/** What words for the findings of a root need to know about it. */
interface Words {
  readonly root: DiffRoot;
  readonly policies: PolicyNames;
}

/** Columns of the table of regressions. */
export const FINDING_COLUMNS: readonly string[] = ["Rule", "What", "Why"];

/** "`cut-off`", "assertion `no-internet-to-db`", "`cross-namespace`, requires approval". */
function rulePhrase({ rule, assertion, requiresApproval }: Finding): readonly Span[] {
  const name = assertion === null ? [code(rule)] : phrase`${rule} ${code(assertion)}`;
  return requiresApproval ? phrase`${name}, requires approval` : name;
}

/** The same without any marks. */
export function ruleText(finding: Finding): string {
  return plainText(rulePhrase(finding));
}

/** One regression as a row under `FINDING_COLUMNS`. */
export function findingRow(finding: Finding, review: Words): TableRow {
  const { level, place: where, causes } = finding;
  const why = causes.length === 0 ? [place(where.origin, where.side)] : causesPhrase(causes, review.policies);
  return { mark: level, cells: [rulePhrase(finding), findingPhrase(finding, review), why] };
}

/** Most flows that the words for one finding spell out. */
const MAX_FLOWS = 3;

/**
 * "`shop/Deployment/web`: newly open to the internet: let in … (everything → `shop/Deployment/web`, TCP 80)"; of flows
 * alone "everything → `shop/Deployment/web`, TCP 80: allowed, though …".
 */
export function findingPhrase({ endpoints, message, flows }: Finding, { root }: Pick<Words, "root">): readonly Span[] {
  const words = messageSpans(message);
  if (endpoints.length + flows.length === 0) return words;
  const vocabulary = createVocabulary(root.diff.endpoints, () => true);
  const shown = flows.slice(0, MAX_FLOWS).map(({ change, flow }) => {
    const row = { ...flow, change: change === "allowed" || change === "still-allowed" ? "allowed" : "denied" } as const;
    return flowPhrase(row, vocabulary);
  });
  const rest = flows.length - shown.length;
  const all = join(rest > 0 ? [...shown, phrase`and ${rest} more`] : shown, "; ");
  if (endpoints.length === 0) return phrase`${all}: ${words}`;
  const told = shown.length === 0 ? [] : phrase` (${all})`;
  return phrase`${setPhrase(endpoints, vocabulary)}: ${words}${told}`;
}

/** Most words of one waiver of which is said that they mean nothing. */
const MAX_UNMATCHED = 3;

/** What a reader must know of how findings were judged: waivers that were used, have expired or mean nothing, and the advisory mode. */
export function judgedPhrases(judgement: Judgement | undefined): readonly (readonly Span[])[] {
  const uses = (judgement?.waivers ?? []).map(({ waiver, state, findings, unmatched }) => {
    const { origin, until, reason } = waiver;
    const where = place(origin, "base");
    if (state === "expired") return phrase`the waiver in ${where} expired after ${until ?? ""}: renew or remove it`;
    if (state === "meaningless") {
      const shown = unmatched.slice(0, MAX_UNMATCHED).map(({ end, words, reason }) => {
        return phrase`${code(`${end}: ${words.text}`)} means nothing: ${messageSpans(reason)}`;
      });
      const rest = unmatched.length - shown.length;
      const all = join(rest > 0 ? [...shown, phrase`and ${rest} more`] : shown, "; ");
      return phrase`the waiver in ${where} does less than it says: ${all}`;
    }
    const end = until === null ? "" : ` until ${until}`;
    return phrase`${counted(findings, "finding")} waived${end} in ${where}: ${code(reason)}`;
  });
  const advisory =
    judgement?.mode === "advisory" ? [phrase`advisory mode: what would fail the check is a warning`] : [];
  return [...uses, ...advisory];
}

/** What to write instead of lines of a file; `null` where it takes thought. */
export function fixPhrase({ fix }: Finding): { readonly words: readonly Span[]; readonly lines: string } | null {
  if (fix === null) return null;
  const where = place({ path: fix.path, line: fix.firstLine, column: 1 }, "head");
  return { words: phrase`instead of ${where}:`, lines: fix.text };
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
