/** What an object of Argo CD or Flux deploys, and how. */
export interface Delivery {
  /** `Application argocd/web`. */
  readonly object: string;
  /** Its own name, which tells several deliveries of one directory apart. */
  readonly name: string;
  readonly origin: { readonly path: string; readonly line: number };
  readonly source: Source;
  readonly namespace: string | null;
  readonly environment: string | null;
  readonly kustomize: KustomizeSettings;
  readonly chart: ChartSettings;
  /** How much of a directory that holds neither a kustomization nor a chart. */
  readonly plain: "all-below" | "this-directory";
}

/**
 * Where it comes from. `elsewhere`: from what is no git repository. `unknown`: a template says it, which is not evaluated.
 */
export type Source =
  | { readonly type: "git"; readonly repository: string; readonly path: string }
  | { readonly type: "elsewhere" | "unknown" };

export interface KustomizeSettings {
  /** A kustomization, as YAML, that is put around the directory; its paths are those of the directory. */
  readonly overlay: string | null;
  /** Directories of components that the overlay names. */
  readonly components: readonly string[];
  readonly substitutions: Readonly<Record<string, string>> | null;
}

export interface ChartSettings {
  /** Paths of values files. */
  readonly values: readonly string[];
  /** Values files of which nobody can say where they are, as they are written. */
  readonly unresolved: readonly string[];
  readonly inline: string | null;
  /** `null`: the name of the object. */
  readonly release: string | null;
  /** Whether what stands in `crds/` is installed. */
  readonly crds: "installed" | "left-out";
}

export const NO_KUSTOMIZE: KustomizeSettings = { overlay: null, components: [], substitutions: null };

/**
 * An address of a repository without what differs between its spellings: scheme, user, `.git`.
 * `git@host:a/b.git`, `ssh://git@host/a/b` and `https://host/a/b/` are one.
 */
export function repositoryKey(url: string): string {
  const plain = url
    .trim()
    .toLowerCase()
    .replace(/^[a-z+]{1,20}:\/\//, "")
    .replace(/^[^/@]{0,200}@/, "")
    .replace(/^([^/:]{1,300}):(?:\d{1,5}\/)?/, "$1/");
  return plain.replace(/\/{1,10}$/, "").replace(/\.git$/, "");
}
