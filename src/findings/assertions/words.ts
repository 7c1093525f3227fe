import type { Assertion, Claim } from "./assertion.ts";
import type { Unmatched } from "./case.ts";

/** What breaks an assertion, for the change that brings it. */
export function freshMessage(assertion: Assertion): string {
  return told(assertion, `${assertion.claim.type === "allow" ? "denied" : "allowed"}, though ${claimWords(assertion)}`);
}

/** The same where no change brought it. */
export function presentMessage(assertion: Assertion): string {
  const verb = assertion.claim.type === "allow" ? "still denied" : "still allowed";
  return told(assertion, `${verb}, though ${claimWords(assertion)}`);
}

export function doubtMessage(assertion: Assertion): string {
  const doubt =
    assertion.claim.type === "allow"
      ? "allowed under an assumption at most"
      : "the manifests do not decide whether this is allowed";
  return told(assertion, `${doubt}, and ${claimWords(assertion)}`);
}

export function emptyMessage({ end, words, reason }: Unmatched): string {
  return `\`${end}: ${words.text}\` of this assertion means nothing here: ${reason}`;
}

export function noPortMessage(): string {
  return "none of the destinations of this assertion has a port of that name: write its number, or the name as it is";
}

export function tooManyMessage(): string {
  return "this assertion speaks of too many ends that are treated in different ways, and was not judged: name fewer";
}

/** What the assertion is for, what happened, and what to do. */
function told({ description, origin, claim }: Assertion, what: string): string {
  const why = description === null ? "" : ` (\`${description}\`)`;
  const mend = claim.type === "allow" ? "allow it" : "take it back";
  return `${what}${why}: ${mend}, or change the assertion in \`${origin.path}:${String(origin.line)}\``;
}

function claimWords({ claim }: Assertion): string {
  const words: Readonly<Record<Claim["type"], string>> = {
    deny: "this assertion denies it",
    allow: "this assertion needs it",
    "only-from": `only ${list(claim.from)} may connect`,
    "only-to": `it may connect to ${list(claim.to)} only`,
  };
  return words[claim.type];
}

/** Most words of one end that a message repeats. */
const MAX_WORDS = 3;

function list(ends: Claim["from"]): string {
  const shown = ends.slice(0, MAX_WORDS).map(({ text }) => `\`${text}\``);
  const rest = ends.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${String(rest)} more`] : [])].join(", ");
}
