import { isManifestFile, type FileFacts, type FileReader, type ObjectFacts } from "../../manifests/index.ts";
import type { FileTree } from "./tree.ts";

/** Where an object stands that may be defined once only. */
export interface Definition {
  /** Kind, namespace and name, as messages show them. */
  readonly label: string;
  readonly path: string;
  readonly line: number;
}

/** What manifests say, of those that say anything. */
export function factsOf(tree: FileTree, paths: readonly string[], reader: FileReader): readonly FileFacts[] {
  return paths.flatMap((path) => {
    const file = isManifestFile(path) ? tree.file(path) : undefined;
    const facts = file === undefined ? null : reader(file);
    return facts === null || isSilent(facts) ? [] : [facts];
  });
}

/** Whether a file has nothing to do with pods and policies, so that nobody would miss it. */
function isSilent({ objects, diagnostics, unread, notEvaluated }: FileFacts): boolean {
  return objects.length + diagnostics.length + unread.length + notEvaluated.length === 0;
}

/**
 * The objects of some files that a cluster holds once, by their key. A Namespace is none: every team that deploys into it
 * may declare it. Neither is a Node, what the API server would refuse, a patch, or what gets its name when it is created.
 * Two objects that name no namespace are taken for the same one.
 */
export function definitionsOf(files: readonly FileFacts[]): ReadonlyMap<string, readonly Definition[]> {
  const found = new Map<string, Definition[]>();
  for (const { objects } of files) {
    for (const facts of objects) {
      if (!isDefinition(facts)) continue;
      const { group, kind, namespace, name, origin } = facts.identity;
      const key = `${group}/${kind}/${namespace ?? ""}/${name}`;
      const definition = {
        label: `${kind} ${namespace === null ? name : `${namespace}/${name}`}`,
        path: origin.path,
        line: origin.line,
      };
      const known = found.get(key);
      if (known === undefined) found.set(key, [definition]);
      else known.push(definition);
    }
  }
  return found;
}

/** Whether somebody applies this as an object of its own. */
export function isDefinition(facts: ObjectFacts): boolean {
  switch (facts.type) {
    case "policy":
    case "pod":
      return facts.identity.naming === "name";
    case "workload":
      return facts.identity.naming === "name" && facts.completeness === "complete";
    case "namespace":
    case "node":
    case "rejected":
      return false;
  }
}
