import { joinPath, nameOf } from "./paths.ts";

/** What makes a directory a chart. Source: Helm, "The Chart File Structure". */
export const CHART_FILE = "Chart.yaml";

/** What Kustomize looks for in a directory. Source: kustomize `konfig.RecognizedKustomizationFileNames`. */
export const KUSTOMIZATION_FILES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Whether Kustomize looks for a file of this name. */
export function isKustomizationName(path: string): boolean {
  return KUSTOMIZATION_FILES.includes(nameOf(path));
}

/** The kustomization of a directory among the files; null for none. */
export function kustomizationIn(directory: string, files: { has: (path: string) => boolean }): string | null {
  return KUSTOMIZATION_FILES.map((name) => joinPath(directory, name)).find((path) => files.has(path)) ?? null;
}
