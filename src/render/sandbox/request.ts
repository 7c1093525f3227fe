/** Files of one revision by their path in the repository. Neither the map nor the bytes are changed after they were handed in. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A root to render. Paths are relative to the repository, with `/`; the repository itself is `""`. */
export type RenderRequest = KustomizeRequest | HelmRequest;

/** What `kubectl kustomize DIRECTORY --enable-helm` gives. */
export interface KustomizeRequest {
  readonly renderer: "kustomize";
  readonly directory: string;
}

/** What `helm template RELEASE CHART --namespace NAMESPACE …` gives, hooks and tests included, notes left out. */
export interface HelmRequest {
  readonly renderer: "helm";
  /** The directory of `Chart.yaml`, or a packed chart (`.tgz`). */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** Files of values, `--values`; a later one wins. */
  readonly values?: readonly string[];
  /** Values as YAML, after those of files. */
  readonly inlineValues?: readonly string[];
  /** `--set`, after all others: `key=value`. */
  readonly set?: readonly string[];
  /** `--set-string`, after `set`. */
  readonly setString?: readonly string[];
  readonly includeCRDs?: boolean;
  /** `--no-hooks`, `--skip-tests`. */
  readonly leaveOut?: readonly ("hooks" | "tests")[];
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

/** What came of a root. `failed` is one message of the renderer, or that a bound was reached. */
export type Rendering =
  | { readonly documents: readonly RenderedDocument[]; readonly missing: readonly Missing[] }
  | { readonly failed: string; readonly missing: readonly Missing[] };

/** One YAML document of what the cluster would get. */
export interface RenderedDocument {
  readonly text: string;
  /**
   * The file of the repository that it came from: the resource or generator of a kustomization, the template of a chart,
   * or the archive (`.tgz`) that holds the template. `null`: it cannot be told.
   */
  readonly path: string | null;
}

/**
 * - `base`, `file`: a kustomization refers to another repository, or to a file at a URL;
 * - `chart`: a chart, or a dependency of a chart, that is not in the repository;
 * - `plugin`: a generator, transformer or validator that is a program;
 * - `generator-file`: a file for a ConfigMap or Secret that is absent or unreadable: an empty one took its place;
 * - `values`: a file of values at a URL.
 */
export type MissingKind = "base" | "file" | "chart" | "plugin" | "generator-file" | "values";

/** Something that a root refers to and that was not fetched or run: the root is rendered without it. */
export interface Missing {
  readonly kind: MissingKind;
  /** The file that refers to it; of `values`, the chart. */
  readonly path: string;
  /** The line in that file, from 1. `null`: not known. */
  readonly line: number | null;
  /** As it is written there; of a chart its name, of a plugin its kind. */
  readonly reference: string;
  /** Where a chart would come from. */
  readonly repository: string | null;
  /** Of a chart, as it is written: often a range. */
  readonly version: string | null;
}
