import type { Cause, ChangedFlow, Origin, PodPattern, Side } from "../engine/index.ts";

/** How much a finding matters. Only a `failure` that is a regression fails the check. */
export type Level = "failure" | "warning" | "notice";

/** All levels, worst first. */
export const LEVELS: readonly Level[] = ["failure", "warning", "notice"];

/** A place on one side of the change. */
export interface Place {
  readonly side: Side;
  readonly origin: Origin;
}

/** A flow, or the part of it that a rule objects to. */
export interface FoundFlow {
  /** `still-…`: it did not change, and has no causes. */
  readonly change: "allowed" | "denied" | "still-allowed" | "still-denied";
  readonly flow: ChangedFlow;
}

/** Plain text of few lines that mends what was found, in place of whole lines of the head (`fixes.ts`). */
export interface Fix {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Without a line break at its end; empty: the lines go. */
  readonly text: string;
}

/** What a rule finds. */
export interface Discovery {
  /**
   * What it is about, in words that do not depend on files, lines, order or the names of policies: at least one, sorted.
   * A discovery of the head is standing when the base has all its subjects, too.
   */
  readonly subjects: readonly string[];
  /**
   * Whom it is about: indices into the endpoints of the comparison, ascending. Empty: an object, which `message` names, or
   * the flows.
   */
  readonly endpoints: readonly number[];
  /** Lower-case, with names in backticks; says what to do. With `endpoints`, or flows alone, it goes on from their names. */
  readonly message: string;
  /** Worst first. */
  readonly flows: readonly FoundFlow[];
  /** Why it is so now, worst first; empty when `place` says it all. */
  readonly causes: readonly Cause[];
  readonly place: Place;
  readonly fix: Fix | null;
  /** Words of the configuration that mean nothing in this root, if that is all: where they do in another, it is no matter. */
  readonly meaningless?: string;
  /**
   * It is about pods that the manifests do not hold, to whom happens what happens to known workloads for the same causes:
   * these tell it for them. Where what they tell is waived, it is told unless nobody else is meant (`alike`).
   */
  readonly echo?: "alike" | "beside";
  /** Pods that are no endpoint, and which end of what happens they are. */
  readonly unseen?: { readonly end: "from" | "to"; readonly pods: readonly PodPattern[] };
  /** It counts no more than this, whatever the level of its rule: what it says may well be meant. */
  readonly atMost?: Level;
}
