import {
  diagnosticAt,
  isManifestFile,
  type Diagnostic,
  type FileReader,
  type SourceFile,
} from "../../manifests/index.ts";
import { directoriesOf } from "./apart.ts";
import { isDefinition } from "./definitions.ts";
import type { Ground } from "./ground.ts";
import { comparePaths } from "../paths.ts";
import { onBothSides, type Sides } from "./plan.ts";
import type { Role, RoleOf } from "./roles.ts";

/** Paths of other files that one message names. */
const MAX_NAMED = 3;

/**
 * Manifests that nothing applies: they have no effect and no flows. One notice for each kustomization that passes them
 * over; a warning where the base applied them, for then the change takes their effect away without touching them, and
 * where the change adds or edits them, for then somebody expects an effect. Where the change edits such a file, and with it
 * puts a kustomization or chart around manifests that were plain, it is an error: whether the directory is still applied as
 * it stands nobody knows.
 */
export function unusedDiagnostics(
  grounds: Sides<Ground>,
  roles: Sides<RoleOf>,
  reader: FileReader,
): Sides<readonly Diagnostic[]> {
  const isEdited = editedBesides(grounds, roles, reader);
  return onBothSides(grounds, (ground, side) => {
    const before = (path: string): SourceFile | undefined =>
      side === "head" ? grounds.base.tree.file(path) : undefined;
    const isNew = (path: string) => before(path) !== undefined && isApplied(roles.base(path));
    const reasonOf = (path: string, { blobId }: SourceFile): Reason => {
      if (side === "base") return "standing";
      if (isNew(path)) return "applied-before";
      return before(path)?.blobId === blobId ? "standing" : "edited";
    };
    const groups = new Map<string, string[]>();
    const lost: string[] = [];
    const edited: string[] = [];
    const besideTemplates = new Map<string, string[]>();
    for (const path of ground.tree.paths) {
      const role = roles[side](path);
      const file = isManifestFile(path) && !isApplied(role) ? ground.tree.file(path) : undefined;
      if (file === undefined) continue;
      const isDoubtful = side === "head" && isEdited(file, role);
      const chart = role.type === "part" ? ground.chartOf(path) : null;
      if ((role.type === "part" && chart === null && !isNew(path)) || !holdsDefinition(file, reader)) continue;
      if (isDoubtful) {
        edited.push(path);
        continue;
      }
      if (role.type === "unused") {
        append(groups, `${reasonOf(path, file)} ${role.kustomization.files[0] ?? ""}`, path);
      } else if (chart === null || isNew(path)) lost.push(path);
      else append(besideTemplates, chart.directory, path);
    }
    const unused = [...groups].map(([key, paths]) => {
      const cut = key.indexOf(" ");
      return unusedDiagnostic(key.slice(0, cut) as Reason, key.slice(cut + 1), paths.sort(comparePaths));
    });
    const dropped = [...besideTemplates].map(([chart, paths]) => besideDiagnostic(chart, paths));
    return [...unused, ...dropped, ...lost.sort(comparePaths).map(lostDiagnostic), ...edited.map(doubtfulDiagnostic)];
  });
}

/** Says of a file of the head that is not applied whether it is new or another one, where all was plain before. */
function editedBesides(
  { base, head }: Sides<Ground>,
  roles: Sides<RoleOf>,
  reader: FileReader,
): (file: SourceFile, role: Role) => boolean {
  const isPlain = (path: string): boolean => roles.base(path).type === "plain";
  const definesPlainly = (path: string): boolean => {
    const file = isManifestFile(path) && isPlain(path) ? base.tree.file(path) : undefined;
    return file !== undefined && holdsDefinition(file, reader);
  };
  // Most changes edit no file that is not applied, and need not know.
  let directories: ReadonlySet<string> | null = null;
  return ({ path, blobId }, role) => {
    if (base.tree.file(path)?.blobId === blobId || !isPlain(path)) return false;
    const around = role.type === "unused" ? role.kustomization.directory : head.chartOf(path)?.directory;
    directories ??= directoriesOf(base.tree.paths.filter(definesPlainly));
    return around !== undefined && directories.has(around);
  };
}

function isApplied({ type }: Role): boolean {
  return type === "plain" || type === "taken";
}

function holdsDefinition(file: SourceFile, reader: FileReader): boolean {
  return reader(file).objects.some(isDefinition);
}

/** Why it is told: the change takes the effect away, the change adds or edits it, or it is as it was. */
type Reason = "applied-before" | "edited" | "standing";

function append(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [path]);
  else list.push(path);
}

function filesInWords(others: readonly string[]): string {
  const named = others.slice(0, MAX_NAMED).map((other) => `\`${other}\``);
  const more = others.length > MAX_NAMED ? [...named, "…"] : named;
  return others.length === 0 ? "this file" : `this file and ${String(others.length)} more (${more.join(", ")})`;
}

function besideDiagnostic(chart: string, paths: readonly string[]): Diagnostic {
  const [path = chart, ...others] = paths;
  const message =
    `not applied, no flows: Helm takes ${filesInWords(others)} of the chart \`${chart}\` for no template; ` +
    "move it to `templates/`, or out of the chart";
  return diagnosticAt("notice", "beside-templates", message, { path, line: 1, column: 1 });
}

function unusedDiagnostic(reason: Reason, kustomization: string, paths: readonly string[]): Diagnostic {
  const [path = kustomization, ...others] = paths;
  const which = filesInWords(others);
  const before = reason === "applied-before" ? ", though applied before this change" : "";
  const message =
    `in no kustomization: not applied, no flows${before}; no root builds ${which} from \`${kustomization}\`: ` +
    "name it where it belongs (`resources`, `patches`, or the component that lists it), or delete it";
  return diagnosticAt(reason === "standing" ? "notice" : "warning", "in-no-kustomization", message, {
    path,
    line: 1,
    column: 1,
  });
}

function lostDiagnostic(path: string): Diagnostic {
  const message =
    "no longer applied: this change makes a part of a kustomization or of a chart of what was a manifest; " +
    "its objects have no flows any more";
  return diagnosticAt("warning", "no-longer-applied", message, { path, line: 1, column: 1 });
}

function doubtfulDiagnostic(path: string): Diagnostic {
  const message =
    "this change edits the file and puts a kustomization or chart around it that does not apply it: whether the directory " +
    "is applied as before is not known, and what the file does is not analysed; list it there, or delete it";
  return diagnosticAt("error", "no-longer-applied", message, { path, line: 1, column: 1 });
}
