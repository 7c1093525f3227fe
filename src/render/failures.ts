import type { Diagnostic } from "../manifests/index.ts";
import { mainFile, placeOfFailure } from "./failure-places.ts";
import type { FilesByPath } from "./inputs.ts";
import { comparePaths } from "./paths.ts";
import { type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** Most letters of a renderer's message. */
const MAX_MESSAGE = 500;

/**
 * That a side could not be rendered is an error; but where neither could and something is not fetched, it is what was to
 * be expected, and a warning. `other`: the other side of the same root; `files` and
 * `failing`: of this side.
 */
export function failuresOf(
  rendering: Rendering | null,
  plan: RootPlan | undefined,
  other: Rendering | null,
  files: FilesByPath,
  failing: Failing,
): readonly Diagnostic[] {
  if (rendering === null || !("failed" in rendering) || plan === undefined) return [];
  const isExpected = other !== null && "failed" in other && rendering.missing.length > 0 && other.missing.length > 0;
  return [
    {
      severity: isExpected ? "warning" : "error",
      code: "render-failed",
      message: `${subjectOf(failing.get(rendering.failed) ?? [plan.name], isExpected ? "as they stand" : "not at all")}: ${shortened(rendering.failed)}`,
      ...placeOfFailure(plan, rendering.failed, files),
    },
  ];
}

/** Names of the roots that fail with a message, by it; sorted. */
export type Failing = ReadonlyMap<string, readonly string[]>;

/** Roots that fail in the same way, as those that build on one broken base do, are told in the same words. */
export function failingOf(plans: readonly RootPlan[], renderings: ReadonlyMap<RootPlan, Rendering>): Failing {
  const found = new Map<string, Set<string>>();
  for (const plan of plans) {
    const rendering = renderings.get(plan);
    if (rendering === undefined || !("failed" in rendering)) continue;
    const known = found.get(rendering.failed);
    if (known === undefined) found.set(rendering.failed, new Set([plan.name]));
    else known.add(plan.name);
  }
  return new Map([...found].map(([message, names]) => [message, [...names].sort(comparePaths)]));
}

function subjectOf(names: readonly string[], read: "as they stand" | "not at all"): string {
  const [first = "", ...others] = names;
  if (others.length === 0)
    return `\`${first}\` cannot be rendered, and ${read === "as they stand" ? "its files are read as they stand" : "is not analysed"}`;
  const subject = `\`${first}\` and ${String(others.length)} more root${others.length === 1 ? "" : "s"} cannot be rendered`;
  return `${subject}, and ${read === "as they stand" ? "their files are read as they stand" : "are not analysed"}`;
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

function shortened(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}
