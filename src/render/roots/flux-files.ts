import { diagnosticAt, isManifestFile, type Diagnostic, type SourceFile } from "../../manifests/index.ts";
import { isKustomizationName } from "../file-names.ts";
import { directoryOf } from "../paths.ts";
import type { DeployingObject } from "./deliveries/index.ts";
import type { Ground } from "./ground.ts";
import { isOfFlux } from "./kustomization-file.ts";

/**
 * Objects of Flux in files that have the name of a kustomization: Kustomize refuses such a directory, so that it is no
 * root, and nobody would be told. A warning where it is no object that deploys something either. `read`: the objects of a file.
 */
export function fluxFileDiagnostics(
  { tree, isTemplate }: Ground,
  read: (file: SourceFile) => readonly DeployingObject[],
): readonly Diagnostic[] {
  return tree.paths.flatMap((path) => {
    const file = isKustomizationName(path) && !isTemplate(path) ? tree.file(path) : undefined;
    if (file === undefined || !isOfFlux(file)) return [];
    const isObject = isManifestFile(path) && read(file).length > 0;
    const what = isObject
      ? "an object of Flux where Kustomize looks for a kustomization: it is read as that object"
      : "neither a kustomization nor an object of Flux that deploys something, though its `apiVersion` is one of Flux: nothing is made of it";
    const message =
      `${what}; other manifests of \`${directoryOf(path)}\` are read as they stand: ` +
      "rename the file, or correct the `apiVersion` if Kustomize is to build the directory";
    return [
      diagnosticAt(isObject ? "notice" : "warning", "flux-as-kustomization", message, { path, line: 1, column: 1 }),
    ];
  });
}
