import type { Side } from "../engine/index.ts";
import type { Diagnostic, SharedNamespaces, Snapshot } from "../manifests/index.ts";

/** A root as it is deployed, before and after a change: plain files as they stand, and what renderers make of the others. */
export interface RenderedRoot {
  /** `.`, `overlays/prod`, `charts/web:values-prod.yaml`, or the name of an environment whose roots belong together. */
  readonly name: string;
  /** Whether an environment says what is deployed together with it, or nobody does. */
  readonly deployed: "with-others" | "alone";
  readonly base: Snapshot;
  readonly head: Snapshot;
  readonly diagnostics: Readonly<Record<Side, readonly Diagnostic[]>>;
  /** Paths with an error that says that nobody knows what the change does to this root. */
  readonly unjudged: ReadonlySet<string>;
}

/** A root that a change leaves alone, with what the head deploys; see `findNeighbours`. */
export type Neighbour = Pick<RenderedRoot, "name" | "deployed" | "head">;

/** How a change touches what is deployed, as far as files tell. */
export interface Alteration {
  /** `changed`: a root came, went or is made in another way. */
  readonly plans: "same" | "changed";
  /** Paths of files that a root reads on either side, and that are not on both sides alike. */
  readonly paths: ReadonlySet<string>;
}

/** A change as its roots see it. */
export interface RenderedChange {
  /** Sorted by name; those that may differ, or all, as it was asked for. Never none, unless some are unchanged. */
  readonly roots: readonly RenderedRoot[];
  /** Names of all that there are, asked for or not. */
  readonly names: readonly string[];
  /** Names of roots by themselves on each side, whatever environment they are in. */
  readonly plans: Readonly<Record<Side, readonly string[]>>;
  /** Patterns of each environment, by their numbers, that mean no root of either side. */
  readonly unmatched: readonly (readonly number[])[];
  /** What the change does to all of them; worked out when it is asked for. */
  readonly altered: () => Alteration;
  /** Names of those that read the same files on both sides, and were not rendered; sorted. */
  readonly unchanged: readonly string[];
  /** Those that are not in `roots` and may deploy pods where policies change, asked for or not. */
  readonly neighbours: readonly Neighbour[];
  /** What is to be said of the repository as a whole. */
  readonly diagnostics: Readonly<Record<Side, readonly Diagnostic[]>>;
  /** What all files together say about namespaces. */
  readonly namespaces: Readonly<Record<Side, SharedNamespaces>>;
  /** Names of namespaces about which the sides do not say the same. */
  readonly relabelled: ReadonlySet<string>;
}
