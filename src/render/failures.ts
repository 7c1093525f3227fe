import type { Diagnostic } from "../manifests/index.ts";
import { CHART_FILE, KUSTOMIZATION_FILES } from "./file-names.ts";
import { joinPath } from "./paths.ts";
import { type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** Most letters of a renderer's message. */
const MAX_MESSAGE = 500;

/**
 * That a side could not be rendered is an error; but where neither could and something is not fetched, it is what was to
 * be expected, and a warning. `other`: the other side of the same root.
 */
export function failuresOf(
  rendering: Rendering | null,
  plan: RootPlan | undefined,
  other: Rendering | null,
): readonly Diagnostic[] {
  if (rendering === null || !("failed" in rendering) || plan === undefined) return [];
  const isExpected = other !== null && "failed" in other && rendering.missing.length > 0 && other.missing.length > 0;
  return [
    {
      severity: isExpected ? "warning" : "error",
      code: "render-failed",
      message: `\`${plan.name}\` cannot be rendered, ${isExpected ? "and its files are read as they stand" : "and is not analysed"}: ${shortened(rendering.failed)}`,
      ...placeOfFailure(plan, rendering.failed),
    },
  ];
}

/** Where Helm says that it failed: `web/templates/policy.yaml:28`, by the name of the chart. Else the root's own file. */
function placeOfFailure(plan: RootPlan, message: string): Pick<Diagnostic, "path" | "line" | "column"> {
  const { file, line } =
    /[\w.-]+\/(?<file>(?:charts|templates)\/[^\s:"]+):(?<line>\d{1,6})/.exec(message)?.groups ?? {};
  if (plan.type === "chart" && file !== undefined) {
    const path = joinPath(plan.directory, file);
    if (plan.inputs.includes(path)) return { path, line: Number(line), column: 1 };
  }
  return { path: mainFile(plan), line: 1, column: 1 };
}

/** That a root can be rendered only since the change: all of it looks new. */
export function allNew(
  before: Rendering | null,
  after: Rendering | null,
  plan: RootPlan | undefined,
): readonly Diagnostic[] {
  if (before === null || !("failed" in before) || after === null || "failed" in after || plan === undefined) return [];
  const message = `\`${plan.name}\` could not be rendered before the change, so that all of it counts as new`;
  return [{ severity: "warning", code: "render-failed", message, path: mainFile(plan), line: 1, column: 1 }];
}

/** The file that a root is named by. */
export function mainFile(plan: RootPlan): string {
  if (plan.type === "plain") return ".";
  const names = plan.type === "chart" ? [CHART_FILE] : KUSTOMIZATION_FILES;
  const own = new Set(names.map((name) => joinPath(plan.directory, name)));
  return plan.inputs.find((path) => own.has(path)) ?? plan.directory;
}

function shortened(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}
