import type { Diagnostic } from "../manifests/index.ts";
import type { Missing, Rendering } from "./sandbox/index.ts";

/**
 * One for each reference that leads out of the repository: nothing is fetched. What a change adds or points elsewhere is
 * a warning, since nobody knows what it does; `before`: the rendering of the base, `null` where it has none.
 */
export function missingDiagnostics(rendering: Rendering | null, before: Rendering | null): readonly Diagnostic[] {
  const known = new Set((before?.missing ?? []).map(keyOf));
  const analysed = (rendering?.missing ?? []).filter(({ kind }) => kind !== "generator-file");
  return analysed.map((missing) => {
    const isNew = !known.has(keyOf(missing));
    return {
      severity: isNew ? "warning" : "notice",
      code: "not-fetched",
      message: `${messageOf(missing)}${isNew ? "; it is new or another one than before the change" : ""}`,
      path: missing.path,
      line: missing.line ?? 1,
      column: 1,
    };
  });
}

function keyOf({ kind, reference, repository, version }: Missing): string {
  return JSON.stringify([kind, reference, repository, version]);
}

function messageOf({ kind, reference, repository, version }: Missing): string {
  const from = [version ?? "", repository === null ? "" : `from \`${repository}\``].filter((word) => word !== "");
  const what = `\`${reference}\`${from.length === 0 ? "" : ` (${from.join(" ")})`}`;
  return kind === "plugin"
    ? `the plugin ${what} is not run: what it makes is not analysed`
    : `${what} is not in the repository and not fetched: what it adds is not analysed`;
}
