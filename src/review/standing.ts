import type { Diagnostic, Snapshot } from "../manifests/index.ts";

/**
 * The diagnostics of the head without those that the base has alike, wherever in the file: these are counted in one
 * notice at the end. What may hide what the change does is never folded: an error in a file that changed, and a definition that changed beside another one of the same object. `moved`: where
 * files of the head stood before with the same bytes; a place is no change.
 */
export function foldStanding(
  base: readonly Diagnostic[],
  head: readonly Diagnostic[],
  changed: ReadonlySet<string>,
  moved: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const left = new Map<string, number>();
  for (const diagnostic of base) left.set(keyOf(diagnostic), (left.get(keyOf(diagnostic)) ?? 0) + 1);
  const standing = head.filter((diagnostic) => {
    const old = moved.get(diagnostic.path);
    const key = keyOf(old === undefined ? diagnostic : { ...diagnostic, path: old });
    const count = left.get(key) ?? 0;
    const hides = old === undefined && mayHide(diagnostic, changed);
    if (count === 0 || hides) return false;
    left.set(key, count - 1);
    return true;
  });
  if (standing.length === 0) return head;
  const folded = new Set(standing);
  return [...head.filter((diagnostic) => !folded.has(diagnostic)), notice(standing)];
}

/** What may be behind a change although it is no error: what was not fetched, not built, or not followed. */
const NEVER_FOLDED: ReadonlySet<string> = new Set(["render-failed", "not-fetched", "file-skipped"]);

/** Whether a diagnostic may hide what is done by changes of these paths. */
function mayHide({ severity, code, path, alsoAt }: Diagnostic, changed: ReadonlySet<string>): boolean {
  if (code === "duplicate-object") return alsoAt !== undefined && (changed.has(path) || changed.has(alsoAt));
  return (severity === "error" || NEVER_FOLDED.has(code)) && changed.has(path);
}

/**
 * Paths of files that are not on both sides with equal bytes, or may not be: what was left unread on one side only, or of
 * which nobody knows whether it is equal, counts as changed.
 */
export function changedPaths(base: Snapshot, head: Snapshot): ReadonlySet<string> {
  const [before, after] = [contentsOf(base), contentsOf(head)];
  const isSame = (path: string): boolean => {
    const content = before.get(path);
    return content !== undefined && content !== UNKNOWN && content === after.get(path);
  };
  return new Set([...before.keys(), ...after.keys()].filter((path) => !isSame(path)));
}

/** Stands for any content. */
const UNKNOWN = "";

function contentsOf({ files, skipped }: Snapshot): ReadonlyMap<string, string> {
  return new Map([
    ...files.map(({ path, blobId }) => [path, blobId] as const),
    ...skipped.map(({ path, blobId }) => [path, blobId === undefined ? UNKNOWN : `unread ${blobId}`] as const),
  ]);
}

function notice(standing: readonly Diagnostic[]): Diagnostic {
  const counts = (["error", "warning", "notice"] as const).flatMap((severity) => {
    const count = standing.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${String(count)} ${severity}${count === 1 ? "" : "s"}`];
  });
  const words = counts.length < 2 ? counts.join() : `${counts.slice(0, -1).join(", ")} and ${counts.at(-1) ?? ""}`;
  const verb = standing.length === 1 ? "stands" : "stand";
  const object = standing.length === 1 ? "it" : "them";
  const message = `${words} ${verb} on both sides alike; \`netpol list\` shows ${object}`;
  return { severity: "notice", code: "standing", message, path: ".", line: 1, column: 1 };
}

/** Without the place: lines move. */
function keyOf({ severity, code, message, path }: Diagnostic): string {
  return JSON.stringify([severity, code, message, path]);
}
