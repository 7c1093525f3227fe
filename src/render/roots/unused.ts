import {
  diagnosticAt,
  isManifestFile,
  type Diagnostic,
  type FileReader,
  type SourceFile,
} from "../../manifests/index.ts";
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
 * where the change adds or edits them, for then somebody expects an effect.
 */
export function unusedDiagnostics(
  grounds: Sides<Ground>,
  roles: Sides<RoleOf>,
  reader: FileReader,
): Sides<readonly Diagnostic[]> {
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
    for (const path of ground.tree.paths) {
      const role = roles[side](path);
      const file = isManifestFile(path) && !isApplied(role) ? ground.tree.file(path) : undefined;
      if (file === undefined || (role.type === "part" && !isNew(path)) || !holdsDefinition(file, reader)) continue;
      if (role.type !== "unused") {
        lost.push(path);
        continue;
      }
      const key = `${reasonOf(path, file)} ${role.kustomization.files[0] ?? ""}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [path]);
      else known.push(path);
    }
    const unused = [...groups].map(([key, paths]) => {
      const cut = key.indexOf(" ");
      return unusedDiagnostic(key.slice(0, cut) as Reason, key.slice(cut + 1), paths.sort(comparePaths));
    });
    return [...unused, ...lost.sort(comparePaths).map(lostDiagnostic)];
  });
}

function isApplied({ type }: Role): boolean {
  return type === "plain" || type === "taken";
}

function holdsDefinition(file: SourceFile, reader: FileReader): boolean {
  return reader(file).objects.some(isDefinition);
}

/** Why it is told: the change takes the effect away, the change adds or edits it, or it is as it was. */
type Reason = "applied-before" | "edited" | "standing";

function unusedDiagnostic(reason: Reason, kustomization: string, paths: readonly string[]): Diagnostic {
  const [path = kustomization, ...others] = paths;
  const named = others.slice(0, MAX_NAMED).map((other) => `\`${other}\``);
  const more = others.length > MAX_NAMED ? [...named, "…"] : named;
  const which = others.length === 0 ? "this file" : `this file and ${String(others.length)} more (${more.join(", ")})`;
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
