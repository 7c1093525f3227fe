/** What makes a directory a chart. Source: Helm, "The Chart File Structure". */
export const CHART_FILE = "Chart.yaml";

/** What Kustomize looks for in a directory. Source: kustomize `konfig.RecognizedKustomizationFileNames`. */
export const KUSTOMIZATION_FILES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
