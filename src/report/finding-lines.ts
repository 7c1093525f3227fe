/** Findings as lines of plain text, for formats that other programs read. */
import { RULES, type Finding } from "../findings/index.ts";
import { causesPhrase } from "./causes.ts";
import { cleanMessage } from "./escape.ts";
import { findingPhrase } from "./findings.ts";
import type { DiffReport } from "./review.ts";
import { reviewRoot, type RootReview } from "./root-review.ts";
import { placeText, quotedText } from "./spans.ts";

/** "`shop/Deployment/web`: newly open …: rule `ingress[0]` of `shop/web` allows it (web.yaml:3)". */
export function findingLine(finding: Finding, review: RootReview): string {
  const what = quotedText(findingPhrase(finding, review));
  const { causes, place, requiresApproval } = finding;
  const why = causes.length === 0 ? placeText(place.origin) : quotedText(causesPhrase(causes, review.policies));
  const side = place.side === "base" ? ", in the base" : "";
  const asked = requiresApproval ? "; requires approval" : "";
  return `${cleanMessage(what)} [${cleanMessage(why)}${side}]${asked}`;
}

/** A regression, and the review of its root. */
export interface ReviewedFinding {
  readonly finding: Finding;
  readonly review: RootReview;
}

/** The regressions of all roots, in their order. */
export function reviewedFindings({ roots }: DiffReport): readonly ReviewedFinding[] {
  return roots
    .map(reviewRoot)
    .flatMap((review) => (review.root.judgement?.regressions ?? []).map((finding) => ({ finding, review })));
}

/** All rules, and the assertions that something was found of. */
export function findingIds(found: readonly ReviewedFinding[]): readonly string[] {
  return [...new Set([...RULES.map(({ id }) => id), ...found.map(({ finding }) => findingId(finding))])];
}

/** `cut-off`; of an assertion `assertion/no-internet-to-db`. */
export function findingId({ rule, assertion }: Finding): string {
  return assertion === null ? rule : `${rule}/${assertion}`;
}
