import { KUSTOMIZATION_FILES } from "../file-names.ts";

/** A path relative to a directory of the repository (`.` or empty: its root); null when it leaves the repository. */
export function resolvePath(directory: string, relative: string): string | null {
  const steps: string[] = [];
  for (const step of `${directory}/${relative}`.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return null;
  }
  return steps.join("/");
}

/** Empty for the root of the repository. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf("/") + 1));
}

/** The kustomization of a directory among the files; null for none. */
export function kustomizationIn(directory: string, files: { has: (path: string) => boolean }): string | null {
  return (
    KUSTOMIZATION_FILES.map((name) => resolvePath(directory, name) ?? name).find((path) => files.has(path)) ?? null
  );
}
