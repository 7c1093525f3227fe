/** Words for what made a flow change. */
import type { Cause } from "../engine/index.ts";
import { code, join, phrase, place, quotedText, type Span } from "./spans.ts";

/** Most causes that one row spells out. */
const MAX_CAUSES = 3;

/** `namespace/name` of the policies in force on each side: what tells "was deleted" from "was changed". */
export interface PolicyNames {
  readonly base: ReadonlySet<string>;
  readonly head: ReadonlySet<string>;
}

/** "rule `ingress[0]` of `shop/db-allow` now allows it (netpol.yaml:14)", several joined; the rest is counted. */
export function causesPhrase(causes: readonly Cause[], policies: PolicyNames): readonly Span[] {
  const told = dropRepeats(causes);
  const shown = told.slice(0, MAX_CAUSES).map((cause) => {
    return phrase`${causeWords(cause, policies)} (${place(cause.origin, cause.side)})`;
  });
  const rest = told.length - shown.length;
  return join(rest > 0 ? [...shown, phrase`and ${rest} more`] : shown, "; ");
}

/** One cause as a line of text, names in backticks, without the place. */
export function causeText(cause: Cause, policies: PolicyNames): string {
  return quotedText(causeWords(cause, policies));
}

/**
 * Equal for causes that say the same about objects of the same name in different namespaces ("`default-deny` was
 * deleted" in each of them): flows of one shape may share a row.
 */
export function causeShape(cause: Cause): string {
  const { kind, name } = splitObject(cause.object);
  return JSON.stringify([cause.kind, cause.side, kind, name.slice(name.lastIndexOf("/") + 1), cause.rule]);
}

/** Equal for equal causes. */
export function causeKey(cause: Cause): string {
  const { path, line, column } = cause.origin;
  return JSON.stringify([cause.kind, cause.side, cause.object, cause.rule, path, line, column]);
}

/** A changed label has a line before and one after; the one after tells both. */
function dropRepeats(causes: readonly Cause[]): readonly Cause[] {
  const subject = (cause: Cause): string => JSON.stringify([cause.kind, cause.object, cause.rule]);
  const inHead = new Set(causes.filter((cause) => cause.side === "head").map(subject));
  return causes.filter((cause) => cause.side === "head" || !inHead.has(subject(cause)));
}

function causeWords(cause: Cause, policies: PolicyNames): readonly Span[] {
  const { name } = splitObject(cause.object);
  const policy = code(name);
  switch (cause.kind) {
    case "rule-grants":
      return phrase`${ruleName(cause)} of ${newPolicy(name, policies)}${policy} allows it`;
    case "rule-granted":
      if (!policies.head.has(name)) return phrase`${policy} was deleted, whose ${ruleName(cause)} allowed it`;
      return phrase`${ruleName(cause)} of ${policy} no longer allows it`;
    case "policy-isolates":
      if (cause.rule !== null)
        return phrase`${code(cause.rule)} of ${policy} now selects it, and none of its rules allows this`;
      return phrase`now isolated by ${newPolicy(name, policies)}${policy}, which has no rule for it`;
    case "policy-isolated":
      if (!policies.head.has(name)) return phrase`${policy} was deleted`;
      if (cause.rule !== null) return phrase`${code(cause.rule)} of ${policy} no longer selects it`;
      return phrase`${policy} no longer isolates it`;
    case "labels":
    case "namespace-labels":
      return phrase`${detail("label", cause)}of ${code(cause.object)} changed`;
    case "named-port":
      return phrase`${detail("port", cause)}of ${code(cause.object)} changed`;
    case "addresses":
      return phrase`${cause.rule === null ? "addresses" : code(cause.rule)} of ${code(cause.object)} changed`;
    case "workload":
      return phrase`${code(cause.object)} ${cause.side === "head" ? "is new" : "is gone"}`;
  }
}

function ruleName(cause: Cause): readonly Span[] {
  return cause.rule === null ? phrase`a rule` : phrase`rule ${code(cause.rule)}`;
}

/** "new policy " when the base has no policy of that name. */
function newPolicy(name: string, policies: PolicyNames): string {
  return policies.base.has(name) ? "" : "new policy ";
}

/** "label `app` ", or "labels " when the key is not named. */
function detail(noun: string, cause: Cause): readonly Span[] {
  return cause.rule === null ? phrase`${noun}s ` : phrase`${noun} ${code(cause.rule)} `;
}

/** `NetworkPolicy shop/db-allow` in two. */
function splitObject(object: string): { readonly kind: string; readonly name: string } {
  const blank = object.indexOf(" ");
  return blank < 0 ? { kind: "", name: object } : { kind: object.slice(0, blank), name: object.slice(blank + 1) };
}
