/** What a finished review says about who accepted its regressions, or how they can be accepted. */
import { paragraphs } from "../fit.ts";
import { markdownInline } from "../markdown.ts";
import { code, counted, enumerateSome, messageSpans, phrase, text, type Span } from "../spans.ts";
import type { CheckButton, CheckOutput } from "./check.ts";
import { belowHeadline } from "./headline.ts";

/** An approval, in the words of its author. */
export interface ApprovalWords {
  readonly login: string;
  /** Of anybody: at most a few hundred characters. */
  readonly reason: string | null;
  readonly by: "comment" | "button";
}

/** Who has accepted the regressions that fail a check. */
export interface ApprovalState {
  readonly fingerprint: string;
  /** At least one. */
  readonly regressions: number;
  /** Those that stand now; empty: nobody has. */
  readonly approvals: readonly ApprovalWords[];
  /** Logins of the only people who may; `null`: whoever can write. */
  readonly approvers: readonly string[] | null;
  /** Bots that opened the pull request or pushed to it. */
  readonly bots: readonly string[];
  /** Why GitHub does not tell all who pushed to it, with names in backticks: then only `approvers` may. `null`: it does. */
  readonly unknown: string | null;
  /** Where approvals are given: here, or on the pull request of a merge group; `null`: GitHub does not say which that is. */
  readonly place:
    | { readonly type: "here"; readonly button: string }
    | { readonly type: "pull-request"; readonly number: number | null };
}

/** Bytes that are kept free for what is said here. */
export const MAX_APPROVAL_BYTES = 6_000;

/** Approvals that are told with their reasons, and approvers that are named. */
const MAX_APPROVALS = 3;
const MAX_APPROVERS = 10;

/** Bots that are named. */
const MAX_BOTS = 3;

/** Most characters of a title. */
const MAX_TITLE = 60;

/**
 * The check run and the comment of a review that fails for nothing but regressions, with what is to be said about approvals
 * below their headlines; where there are some the check passes.
 */
export function approvedReview<Review extends { readonly check: CheckOutput; readonly comment: string }>(
  review: Review,
  state: ApprovalState,
): Review {
  const { check, comment } = review;
  const words = stateText(state);
  const said = { ...check, summary: belowHeadline(check.summary, words) };
  const isAccepted = state.approvals.length > 0;
  const mayBePressed = state.unknown === null || state.approvers !== null;
  return {
    ...review,
    comment: belowHeadline(comment, words),
    check: isAccepted
      ? { ...said, title: acceptedTitle(state), conclusion: "success" }
      : {
          ...said,
          ...(state.place.type === "here" && mayBePressed ? { actions: [buttonOf(state.place.button)] } : {}),
        },
  };
}

/** What we write for somebody who pressed the button; `marker` is our own words only. */
export function pressText(marker: string, login: string, { fingerprint, regressions }: ApprovalState): string {
  const words = phrase`${code(login)} accepted ${these(regressions)} with the button of the check run.`;
  return `<!-- ${marker} -->\n\n${inline(words)} ${inline(takenBack(fingerprint))}\n`;
}

/** What we answer to somebody who pressed the button and may not; names in the objection are in backticks. */
export function refusalText(marker: string, login: string, objection: string): string {
  const words = phrase`To ${code(login)}, who pressed "${LABEL}" on the check run: that changes nothing; ${messageSpans(objection)}.`;
  return `<!-- ${marker} -->\n\n${inline(words)}\n`;
}

function stateText(state: ApprovalState): string {
  const { approvals, fingerprint, regressions } = state;
  if (approvals.length === 0) return `**Not accepted.** ${inline(howTo(state))}`;
  const shown = approvals.slice(0, MAX_APPROVALS).map((approval) => `- ${inline(approvalPhrase(approval))}`);
  const rest = approvals.length - shown.length;
  return paragraphs([
    `**Accepted:** ${inline(phrase`somebody took responsibility for ${these(regressions)}, so that the check passes.`)}`,
    [...shown, ...(rest > 0 ? [`- … and ${counted(rest, "more approval")}`] : [])].join("\n"),
    inline([...takenBack(fingerprint), ...caution(state)]),
  ]);
}

function approvalPhrase({ login, reason, by }: ApprovalWords): readonly Span[] {
  if (by === "button") return phrase`${code(login)}, with the button of the check run`;
  return reason === null ? phrase`${code(login)}, without a reason` : phrase`${code(login)}: ${reason}`;
}

/** What GitHub does not tell of who made this; empty where it tells. */
function caution({ bots, unknown }: ApprovalState): readonly Span[] {
  if (unknown !== null) return phrase` Who made this is not known: ${messageSpans(unknown)}.`;
  if (bots.length === 0) return [];
  const names = enumerateSome(
    bots.map((login) => [code(login)]),
    MAX_BOTS,
  );
  return phrase` ${names} opened the pull request or pushed to it: GitHub does not tell who made it do so, and whoever did should not be the one who accepts.`;
}

/** "To accept these 2 policy regressions, `alice` comments `/netpol approve 7f3a91c2d4e5`, …" */
function howTo(state: ApprovalState): readonly Span[] {
  const { approvers, fingerprint, regressions, place, unknown } = state;
  const command = code(`/netpol approve ${fingerprint}`);
  if (approvers?.length === 0) return phrase`The configuration names nobody who may accept ${these(regressions)}.`;
  if (unknown !== null && approvers === null)
    return phrase`As it is, nobody can accept ${these(regressions)}: ${messageSpans(unknown)}. Then only people may whom the configuration names as ${code("approvers")}, and it names none.`;
  const who =
    approvers === null
      ? [text("somebody who can write to this repository")]
      : phrase`one of ${enumerateSome(
          approvers.map((login) => [code(login)]),
          MAX_APPROVERS,
        )}`;
  const rest = "A change that makes anything else worse has to be accepted anew.";
  if (place.type === "pull-request") {
    const where = place.number === null ? "its pull request" : `pull request ${place.number}`;
    return phrase`To accept ${these(regressions)} of the merge group, ${who} comments ${command} on ${where}, and adds it to the queue again. ${rest}${caution(state)}`;
  }
  return phrase`To accept ${these(regressions)}, ${who}, who neither opened the pull request nor wrote or pushed a part of it, comments ${command}, with a reason behind it, or presses "${LABEL}" on the check run. ${rest}${caution(state)}`;
}

function takenBack(fingerprint: string): readonly Span[] {
  return phrase`${code(`/netpol revoke ${fingerprint}`)} takes that back.`;
}

function these(regressions: number): string {
  return regressions === 1 ? "this policy regression" : `these ${counted(regressions, "policy regression")}`;
}

/** "2 regressions, accepted by alice" */
function acceptedTitle({ regressions, approvals }: ApprovalState): string {
  const start = `${counted(regressions, "regression")}, accepted by `;
  const [first] = approvals;
  const more = approvals.length > 1 ? ` and ${String(approvals.length - 1)} more` : "";
  const named = `${start}${first?.login ?? ""}${more}`;
  return named.length <= MAX_TITLE
    ? named
    : `${start}${approvals.length === 1 ? "1 person" : `${approvals.length} people`}`;
}

const LABEL = "Accept regressions";

function buttonOf(identifier: string): CheckButton {
  return { label: LABEL, description: "Accept what fails this check", identifier };
}

/** Nothing here is a place in a file. */
function inline(spans: readonly Span[]): string {
  return markdownInline(spans, "line", () => null);
}
