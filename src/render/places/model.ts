import type { SourceFile } from "../../manifests/index.ts";

/** A line of a file of the repository. */
export interface Place {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** One document as a renderer wrote it. */
export interface RenderedSource {
  /** YAML. */
  readonly text: string;
  /**
   * File that it came from (Kustomize's origin annotation, Helm's `# Source:`), as a path of the repository or as the
   * renderer writes it: relative to the root's directory, or starting with the chart's name. Null: the renderer cannot tell.
   */
  readonly path: string | null;
}

/** What places need to know of a root; plans of kustomizations and charts are such values. */
export type PlacesRoot =
  | { readonly type: "kustomization"; readonly directory: string }
  | {
      readonly type: "chart";
      readonly directory: string;
      /** Values files beside the chart's own, in the order in which they are given: a later one wins. */
      readonly values: readonly string[];
    };

/** A root on one side of the change: what it reads, and what came out. */
export interface RenderedSide {
  /** The root's inputs. */
  readonly files: readonly SourceFile[];
  /** All documents of the root; null: this side could not be rendered. */
  readonly documents: readonly RenderedSource[] | null;
}
