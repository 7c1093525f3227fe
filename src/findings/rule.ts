import type { Discovery, Level } from "./discovery.ts";
import type { ChangeView, SideView } from "./views.ts";

interface RuleFacts<Id extends string> {
  readonly id: Id;
  /** What it is unless the configuration says otherwise. */
  readonly level: Level | "off";
  /** One sentence: what it finds. */
  readonly summary: string;
}

/** A rule about one side. Both are asked: what only the head has is a regression. */
export interface SideRule<Id extends string = string> extends RuleFacts<Id> {
  readonly scope: "side";
  readonly find: (side: SideView, change: ChangeView) => readonly Discovery[];
}

/** A rule about the change itself: whatever it finds is new. */
export interface ChangeRule<Id extends string = string> extends RuleFacts<Id> {
  readonly scope: "change";
  readonly find: (change: ChangeView) => readonly Discovery[];
}

/** One rule, written as a value in a file of its own. Pure: the same views give the same discoveries, in the same order. */
export type Rule<Id extends string = string> = SideRule<Id> | ChangeRule<Id>;
