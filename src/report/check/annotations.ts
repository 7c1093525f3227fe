/** Remarks on lines of the pull request's files: what a line newly allows or denies, and what is wrong in it. */
import type { Cause } from "../../engine/index.ts";
import type { Finding } from "../../findings/index.ts";
import type { Diagnostic } from "../../manifests/index.ts";
import { cutToBytes } from "../bytes.ts";
import { causeShape, causeText } from "../causes.ts";
import { cleanMessage } from "../escape.ts";
import { findingPhrase, ruleText } from "../findings.ts";
import { flowPhrase } from "../flow-words.ts";
import type { SortedDiagnostics } from "../pull-request/changed-files.ts";
import type { RootReview } from "../root-review.ts";
import type { FlowRow } from "../rows.ts";
import { unjudgedElsewhere } from "../unjudged.ts";
import { counted, quotedText } from "../spans.ts";

/** Most annotations of one request (GitHub's bound), and lines of the message of one. */
const MAX_ANNOTATIONS = 50;
const MAX_LINES = 10;

/** Bytes of one message; GitHub's bound is 64 KB, a reader's far lower. */
const MAX_MESSAGE_BYTES = 8_000;

/** Worst first. */
const LEVELS = ["failure", "warning", "notice"] as const;

export type AnnotationLevel = (typeof LEVELS)[number];

/** Plain text for one line of a file of the head. */
export interface Annotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly level: AnnotationLevel;
  /** At most 255 characters. */
  readonly title: string;
  readonly message: string;
}

interface Remark {
  readonly path: string;
  readonly line: number;
  readonly level: AnnotationLevel;
  readonly title: string;
  /** Put into words only where it is shown: a change can have far more causes than annotations. */
  readonly words: () => string;
}

/**
 * At most 50, worst first, one for each line; the last one counts those left out. `annotatable`: whether the head holds
 * the file as it was analysed.
 */
export function annotationsOf(
  reviews: readonly RootReview[],
  { failures, warnings }: Pick<SortedDiagnostics, "failures" | "warnings">,
  annotatable: (path: string) => boolean,
): readonly Annotation[] {
  const remarks = [
    ...failures.map(failureRemark),
    ...warnings.filter(({ side }) => side !== "base").map(warningRemark),
    ...reviews.flatMap(findingRemarks),
    ...reviews.flatMap(({ root }) => unjudgedElsewhere(root.diagnostics).map(elsewhereRemark)),
    ...reviews.flatMap(flowRemarks),
  ].filter(({ path }) => annotatable(path));
  const places = new Map<string, Remark[]>();
  for (const level of LEVELS) {
    for (const remark of remarks) {
      if (remark.level !== level) continue;
      const key = JSON.stringify([remark.path, remark.line]);
      const known = places.get(key) ?? [];
      known.push(remark);
      places.set(key, known);
    }
  }
  const all = [...places.values()];
  const rest = all.length - MAX_ANNOTATIONS;
  return all.slice(0, MAX_ANNOTATIONS).flatMap((here, index) => {
    const more =
      rest > 0 && index === MAX_ANNOTATIONS - 1 ? [`… and ${counted(rest, "more line")} without a remark`] : [];
    return annotationOf(here, more);
  });
}

function annotationOf(remarks: readonly Remark[], more: readonly string[]): readonly Annotation[] {
  const [worst] = remarks;
  if (worst === undefined) return [];
  const { path, line, level, title } = worst;
  const words = [...new Set(remarks.slice(0, MAX_LINES).map((remark) => remark.words()))];
  const rest = remarks.length - MAX_LINES;
  const counts = [...(rest > 0 ? [`… and ${String(rest)} more`] : []), ...more].join("\n");
  const message = cutToBytes(words.join("\n"), MAX_MESSAGE_BYTES);
  return [{ path, line, level, title, message: counts === "" ? message : `${message}\n${counts}` }];
}

/** What the head does, at the line that does it; of what it took away, no line is left. */
function findingRemarks(review: RootReview): readonly Remark[] {
  const found = review.root.judgement?.regressions ?? [];
  return found
    .filter(({ place }) => place.side === "head")
    .map((finding) => ({
      path: finding.place.origin.path,
      line: finding.place.origin.line,
      level: finding.level,
      title: ruleText(finding),
      words: () => harmless(quotedText(findingPhrase(finding, review))) + suggestion(finding),
    }));
}

/** The lines themselves are plain: a rule offers no others. */
function suggestion({ fix }: Finding): string {
  return fix === null ? "" : `\nWrite instead:\n${fix.text}`;
}

function failureRemark({ path, line, message }: Diagnostic): Remark {
  return { path, line, level: "failure", title: "Not analysed", words: () => harmless(message) };
}

function elsewhereRemark({ path, line, message }: Diagnostic): Remark {
  return { path, line, level: "warning", title: "Not judged", words: () => harmless(message) };
}

function warningRemark({ path, line, message }: Diagnostic): Remark {
  return { path, line, level: "warning", title: "Hardly as meant", words: () => harmless(message) };
}

const FLOW_TITLES = { warning: "Newly allowed", notice: "Newly denied, or not decidable" } as const;

function flowRemarks(review: RootReview): readonly Remark[] {
  const remarks = (row: FlowRow, level: keyof typeof FLOW_TITLES, verb: string): readonly Remark[] =>
    linesOf(row).map((cause) => {
      const words = (): string => {
        const because = cleanMessage(causeText(cause, review.policies));
        return harmless(`${verb}: ${quotedText(flowPhrase(row, review.vocabulary))}: ${because}`);
      };
      return { path: cause.origin.path, line: cause.origin.line, level, title: FLOW_TITLES[level], words };
    });
  return [
    ...review.rows.flatMap((row) =>
      remarks(row, row.change === "allowed" ? "warning" : "notice", `newly ${row.change}`),
    ),
    ...review.undecided.flatMap((row) => remarks(row, "notice", `may be newly ${row.change}`)),
  ];
}

/** Where the head makes the flow change: the worst cause, and those that say the same of other objects. */
function linesOf(row: FlowRow): readonly Cause[] {
  const inHead = row.causes.filter(({ side }) => side === "head");
  const [worst] = inHead;
  return worst === undefined ? [] : inHead.filter((cause) => causeShape(cause) === causeShape(worst));
}

/** On one line, and without a mention: annotations are sent by e-mail too. */
function harmless(words: string): string {
  return cleanMessage(words).replaceAll("@", "@\u200B");
}
