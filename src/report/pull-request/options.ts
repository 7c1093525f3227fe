import type { PlaceLink } from "../options.ts";

/** The two commits whose files were compared, and how they were chosen. All ids are whole. */
export type ComparedPair =
  /** The test merge of the head into the base, against its first parent, the base. */
  | { readonly type: "test-merge"; readonly base: string; readonly head: string; readonly merge: string }
  /** The head against where it left the base, because there is no test merge. */
  | { readonly type: "merge-base"; readonly mergeBase: string; readonly head: string }
  /** A group of the merge queue against what it is to be merged into. */
  | { readonly type: "merge-group"; readonly base: string; readonly head: string };

/** What all answers to a pull request are written with. */
export interface PullRequestOptions {
  readonly link: PlaceLink;
  readonly pair: ComparedPair;
  /** Paths of files that are not on both sides with equal bytes: what is wrong in one of them is never a side note. */
  readonly changed: ReadonlySet<string>;
  /** Most bytes of one text, in UTF-8; at least 2,000. */
  readonly maxBytes: number;
}
