import { isManifestFile, objectsOf, readYaml, type SourceFile, type YamlNode } from "../../../manifests/index.ts";
import { textAt } from "../nodes.ts";
import type { FileTree } from "../tree.ts";

/** An object that says what is deployed. */
export interface DeployingObject {
  readonly kind: "Application" | "ApplicationSet" | "Kustomization" | "HelmRelease" | "GitRepository";
  readonly node: YamlNode;
  readonly name: string;
  readonly namespace: string | null;
  readonly origin: { readonly path: string; readonly line: number };
}

/** By group. */
const KINDS: Readonly<Record<string, readonly DeployingObject["kind"][]>> = {
  "argoproj.io": ["Application", "ApplicationSet"],
  "kustomize.toolkit.fluxcd.io": ["Kustomization"],
  "helm.toolkit.fluxcd.io": ["HelmRelease"],
  "source.toolkit.fluxcd.io": ["GitRepository"],
};

const WANTED: ReadonlySet<string> = new Set(["List", ...Object.values(KINDS).flat()]);

/** What every such object has in its `apiVersion`. */
const MARK = /argoproj\.io\/|\.toolkit\.fluxcd\.io\//;

/** Gives the objects of Argo CD and Flux in a file, in order; of a file that both revisions share, without a second look. */
export function createObjectReader(): (file: SourceFile) => readonly DeployingObject[] {
  const decoder = new TextDecoder();
  const known = new Map<SourceFile, readonly DeployingObject[]>();
  return (file) => {
    const objects = known.get(file) ?? (MARK.test(decoder.decode(file.bytes)) ? deployingObjects(file) : []);
    known.set(file, objects);
    return objects;
  };
}

/** The objects of a revision, in the order of its files. Templates of charts are passed over. `read`: those of a file. */
export function objectsIn(
  tree: FileTree,
  isTemplate: (path: string) => boolean,
  read: (file: SourceFile) => readonly DeployingObject[],
): readonly DeployingObject[] {
  return tree.paths.flatMap((path) => {
    const file = isManifestFile(path) && !isTemplate(path) ? tree.file(path) : undefined;
    return file === undefined ? [] : read(file);
  });
}

function deployingObjects({ path, bytes }: SourceFile): readonly DeployingObject[] {
  const { documents, positionOf } = readYaml(bytes, (kind) => WANTED.has(kind));
  return documents
    .flatMap(({ root }) => (root === null ? [] : objectsOf(root)))
    .flatMap(({ kind, apiVersion, value: { node } }) => {
      const known = Object.entries(KINDS).find(([group]) => apiVersion.startsWith(`${group}/`))?.[1] ?? [];
      const own = known.find((wanted) => wanted === kind);
      const name = textAt(node, "metadata", "name");
      if (own === undefined || name === null) return [];
      const origin = { path, line: positionOf(node.offset).line };
      return [{ kind: own, node, name, namespace: textAt(node, "metadata", "namespace"), origin }];
    });
}

/** How messages name it. */
export function labelOfObject({ kind, namespace, name }: DeployingObject): string {
  const full = namespace === null ? name : `${namespace}/${name}`;
  return `${kind} ${full.slice(0, 300).replace(/\s+/g, " ")}`;
}
