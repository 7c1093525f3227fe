import { toClusterSettings } from "../../config/index.ts";
import { excerptOf, reach, type Origin, type Reachability } from "../../engine/index.ts";
import { failingFindings, failingText } from "../../findings/index.ts";
import {
  deservesComment,
  MAX_APPROVAL_BYTES,
  MAX_CHECK_BYTES,
  MAX_COMMENT_BYTES,
  renderCheck,
  renderComment,
  type CheckOutput,
  type DiffReport,
  type PlaceLink,
} from "../../report/index.ts";
import { unjudgedErrors } from "../../review/index.ts";
import { digestOf } from "../approvals/fingerprint.ts";
import type { Subject } from "../subject.ts";
import type { ComparedSubject } from "./compare-subject.ts";

/** What is published of a review. */
export interface PublishedReview {
  readonly check: CheckOutput;
  readonly comment: string;
  /** `when-there-is-one`: nothing to tell anybody who was not told something before. */
  readonly commentWanted: "always" | "when-there-is-one";
  /** What fails the check and can be approved; `null`: nothing does, or something that was not analysed does. */
  readonly failing: Failing | null;
}

/** Regressions that fail a check. */
export interface Failing {
  /** See `digestOf`. */
  readonly digest: string;
  readonly regressions: number;
  /** As the configuration has it. */
  readonly approvers: readonly string[] | null;
}

/** The review as the app publishes it. */
export function toPublishedReview(subject: Subject, { change, reading }: ComparedSubject): PublishedReview {
  const { roots, config } = change;
  const report = change.report();
  const { changed } = reading;
  const { files, skipped } = subject.after;
  const ofHead = new Set([...files, ...skipped.filter(({ type }) => type !== "directory")].map(({ path }) => path));
  const options = { link: linkTo(subject), pair: subject.pair, changed };
  const approvable = approvableOf(report, unjudgedErrors(reading.news, changed).length, config.approvers);
  // What is said about approvals is added when it is known who has approved.
  const kept = approvable === null ? 0 : MAX_APPROVAL_BYTES;
  return {
    // The test merge holds a changed file as the head does, unless the base changed it too: GitHub leaves out what it
    // cannot place.
    check: renderCheck(report, {
      ...options,
      maxBytes: MAX_CHECK_BYTES - kept,
      annotatable: (path) => changed.has(path) && ofHead.has(path),
    }),
    comment: renderComment(report, {
      ...options,
      maxBytes: MAX_COMMENT_BYTES - kept,
      reachability: (name, namespaces) => {
        const root = roots.find((one) => one.root === name);
        if (root === undefined) return null;
        // All of a large cluster would take ten times as long as the comparison itself.
        const settings = toClusterSettings(root.config);
        const of = ({ cluster }: typeof root.base): Reachability => reach(excerptOf(cluster, namespaces), settings);
        return { base: of(root.base), head: of(root.head) };
      },
    }),
    commentWanted: deservesComment(report, changed) ? "always" : "when-there-is-one",
    failing: approvable,
  };
}

/** Nobody can accept what was not analysed, nor what was not judged: nobody knows what it does. */
function approvableOf({ roots }: DiffReport, unseen: number, approvers: Failing["approvers"]): Failing | null {
  const judged = roots.flatMap(({ root, diff, judgement }) => {
    const text = judgement === undefined ? null : failingText(judgement, diff.endpoints);
    return judgement === undefined || text === null ? [] : [{ root, text, count: failingFindings(judgement).length }];
  });
  if (unseen > 0 || judged.length === 0) return null;
  return {
    digest: digestOf(JSON.stringify(judged.map(({ root, text }) => [root, text]))),
    regressions: judged.reduce((sum, { count }) => sum + count, 0),
    approvers,
  };
}

/** Links to lines of the commits that were compared. */
export function linkTo({ addresses }: Subject): PlaceLink {
  return ({ path, line }: Origin, side) => {
    const file = path.split("/").map(encodeURIComponent).join("/");
    return `${addresses[side ?? "head"]}/${file}#L${String(line)}`;
  };
}
