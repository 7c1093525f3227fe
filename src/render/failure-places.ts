import type { Diagnostic } from "../manifests/index.ts";
import { CHART_FILE, KUSTOMIZATION_FILES, kustomizationIn } from "./file-names.ts";
import type { FilesByPath } from "./inputs.ts";
import { joinPath, resolvePath } from "./paths.ts";
import type { ChartPlan, KustomizationPlan, RootPlan } from "./roots/index.ts";

export type FailurePlace = Pick<Diagnostic, "path" | "line" | "column">;

/** Where a renderer says that it failed, as far as its message tells; else the file that the root is named by. */
export function placeOfFailure(plan: RootPlan, message: string, files: FilesByPath): FailurePlace {
  const found =
    plan.type === "chart"
      ? inTemplate(plan, message)
      : plan.type === "kustomization"
        ? (inSyntax(plan, message, files) ?? atReference(plan, message, files))
        : null;
  return found ?? { path: mainFile(plan), line: 1, column: 1 };
}

/** The file that a root is named by. */
export function mainFile(plan: RootPlan): string {
  if (plan.type === "plain") return ".";
  const names = plan.type === "chart" ? [CHART_FILE] : KUSTOMIZATION_FILES;
  const own = new Set(names.map((name) => joinPath(plan.directory, name)));
  return plan.inputs.find((path) => own.has(path)) ?? plan.directory;
}

/** Helm: `web/templates/policy.yaml:28`, by the name of the chart. */
function inTemplate({ directory, inputs }: ChartPlan, message: string): FailurePlace | null {
  const { file, line } =
    /[\w.-]+\/(?<file>(?:charts|templates)\/[^\s:"]+):(?<line>\d{1,6})/.exec(message)?.groups ?? {};
  if (file === undefined) return null;
  const path = joinPath(directory, file);
  return inputs.includes(path) ? { path, line: Number(line), column: 1 } : null;
}

/** Kustomize: `couldn't make target for path 'base': invalid Kustomization: yaml: line 2: …`. */
function inSyntax({ directory }: KustomizationPlan, message: string, files: FilesByPath): FailurePlace | null {
  const line = /invalid Kustomization: yaml: line (\d{1,6}):/.exec(message)?.[1];
  if (line === undefined) return null;
  const target = last(message, /couldn't make target for path '([^']+)'/g) ?? directory;
  const path = kustomizationIn(target, files);
  return path === null ? null : { path, line: Number(line), column: 1 };
}

/** Where the kustomization that it got to names what is not there, or what cannot be put to the rest. */
function atReference({ directory }: KustomizationPlan, message: string, files: FilesByPath): FailurePlace | null {
  const missing = last(message, /'([^']+)' doesn't exist/g);
  const refused = last(message, /resources? from '([^']+)'/g);
  const own = last(message, /recursed accumulation of path '([^']+)'/g) ?? directory;
  const path = kustomizationIn(own, files);
  if (path === null || (missing === undefined && refused === undefined)) return null;
  const isMeant = (word: string): boolean =>
    missing === undefined ? word === refused : resolvePath(own, word) === missing;
  const lines = new TextDecoder().decode(files.get(path)?.bytes).split("\n");
  const places = lines.flatMap((text, index) =>
    [...text.matchAll(/[^\s,[\]{}"']+/g)]
      .filter(([word]) => isMeant(word))
      .map((match): FailurePlace => ({ path, line: index + 1, column: match.index + 1 })),
  );
  // What is named twice is refused where it comes again.
  return (missing === undefined ? places.at(-1) : places[0]) ?? null;
}

function last(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}
