import { objectsOf, readYaml, type SourceFile } from "../../manifests/index.ts";
import { directoryOf, joinPath, nameOf, sortedPaths } from "../paths.ts";
import type { FileTree } from "./tree.ts";

/** `values-prod.yaml`, `values.prod.yaml`, `prod-values.yaml`; `values.yaml` are the defaults, a schema is no values. */
const HABIT = /^(?:values[-.](?!schema\.).+|.+-values)\.ya?ml$/;

/** Folders of a chart whose every YAML file is values, but for objects. */
const FOLDERS = ["values", "environments", "env"];

/** The values files that a naming habit pairs with the chart of a directory; each is an environment of its own. */
export function habitualValues(directory: string, tree: FileTree): readonly string[] {
  const folders = new Set(FOLDERS.map((name) => joinPath(directory, name)));
  const chosen = tree.below(directory).filter((path) => {
    const parent = directoryOf(path);
    if (parent !== directory && !folders.has(parent)) return false;
    if (HABIT.test(nameOf(path))) return true;
    const file = parent !== directory && /\.ya?ml$/.test(path) ? tree.file(path) : undefined;
    return file !== undefined && holdsValues(file);
  });
  return sortedPaths(chosen);
}

/** Whether this is one mapping that is no object of Kubernetes. */
function holdsValues({ bytes }: SourceFile): boolean {
  const { documents } = readYaml(bytes, () => true);
  const [root] = documents.flatMap((document) => document.root ?? []);
  return documents.length === 1 && root?.type === "mapping" && objectsOf(root).length === 0;
}
