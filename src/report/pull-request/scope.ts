/** The small print: how much was read, and which commits were compared. */
import { smallPrint } from "../notes.ts";
import type { DiffRoot, InputCounts } from "../review.ts";
import { code, counted, phrase, text, type Span } from "../spans.ts";
import type { ComparedPair } from "./options.ts";

/** Digits of a commit id that tell it apart, as git shows it. */
const SHORT_ID = 7;

/** "8 workloads · 5 policies · base `9c1b0e7` + head `6dcb09b` (test merge `1f2e3d4`)"; without counts where nothing was read. */
export function scopePhrase(roots: readonly DiffRoot[], pair: ComparedPair): readonly Span[] {
  const sum = (of: (counts: InputCounts) => number): number =>
    roots.reduce((so, { counts }) => so + of(counts.head), 0);
  const [workloads, policies] = [sum((counts) => counts.workloads), sum((counts) => counts.policies)];
  const read = roots.length === 0 ? [] : [[text(counted(workloads, "workload"))], [text(counted(policies, "policy"))]];
  return smallPrint([...read, pairPhrase(pair)]);
}

function pairPhrase(pair: ComparedPair): readonly Span[] {
  switch (pair.type) {
    case "test-merge":
      return phrase`base ${commit(pair.base)} + head ${commit(pair.head)} (test merge ${commit(pair.merge)})`;
    case "merge-base":
      return phrase`merge base ${commit(pair.mergeBase)} compared with head ${commit(pair.head)}, as there is no test merge`;
    case "merge-group":
      return phrase`base ${commit(pair.base)} compared with merge group ${commit(pair.head)}`;
  }
}

function commit(id: string): Span {
  return code(shortId(id));
}

/** A commit as people write it. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}
