import type { Cut, Part, Shares } from "../fit.ts";

/** What a page about a pull request is made of. */
export type PageKind =
  | "graph"
  | "matrix"
  | "notes"
  | "allowed"
  | "denied"
  | "newcomers"
  | "undecided"
  | "failures"
  | "warnings"
  | "regressions"
  /** Whole roots, and names of those that did not change. */
  | "roots"
  | "quiet";

export type PagePart = Part<PageKind>;

export const NOTHING: Shares<PageKind> = {
  graph: 0,
  matrix: 0,
  notes: 0,
  allowed: 0,
  denied: 0,
  newcomers: 0,
  undecided: 0,
  failures: 0,
  warnings: 0,
  regressions: 0,
  roots: 0,
  quiet: 0,
};

/** What goes when a page is too long, least valuable first. */
export const CUTS: readonly Cut<PageKind>[] = [
  { kind: "graph", floor: 0 },
  { kind: "matrix", floor: 0 },
  { kind: "notes", floor: 10 },
  { kind: "denied", floor: 0 },
  { kind: "allowed", floor: 50 },
  { kind: "notes", floor: 0 },
  { kind: "regressions", floor: 100 },
  { kind: "quiet", floor: 0 },
  { kind: "newcomers", floor: 0 },
  { kind: "undecided", floor: 0 },
  { kind: "allowed", floor: 0 },
  { kind: "regressions", floor: 20 },
  { kind: "warnings", floor: 0 },
  { kind: "failures", floor: 0 },
  { kind: "regressions", floor: 0 },
  { kind: "roots", floor: 0 },
];
