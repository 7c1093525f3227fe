import type { Cluster } from "../engine/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { CustomResource, NotEvaluated } from "./facts.ts";
import type { FileReader } from "./file-reader.ts";

export interface ReadOptions {
  /** Namespace of objects that name none, as `kubectl -n` would give it. */
  readonly defaultNamespace: string;
  /** Remembers files from one reading to the next; absent: they are remembered for this one. */
  readonly reader?: FileReader;
}

/** What was read, for people and for figures. */
export interface Counts {
  /** Files that may hold manifests, by their name. */
  readonly files: number;
  /** Documents that were parsed. */
  readonly documents: number;
  /** Documents that were not parsed because no such kind matters. */
  readonly skippedDocuments: number;
  /** Of the cluster; bare pods are workloads. */
  readonly workloads: number;
  readonly policies: number;
  /** Declared, or used by an object. */
  readonly namespaces: number;
  /** Sorted by kind and apiVersion. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** One revision. Everything that is not in `cluster` although it might be is named in `diagnostics`. */
export interface ClusterReading {
  readonly cluster: Cluster;
  /** In path order, then in the order of the file; then what concerns several files. */
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: Counts;
  /** In path order, then in the order of the file. */
  readonly customResources: readonly CustomResource[];
}
