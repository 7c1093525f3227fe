import { askedBy } from "./asked.ts";
import { assemble, deployed, toReading } from "./assemble.ts";
import type { Assembly, Deployed } from "./assemble.ts";
import type { ClusterReading, ReadOptions } from "./cluster-reading.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { contestedIds } from "./distinct-kinds.ts";
import type { FileFacts } from "./facts.ts";
import { createFileReader, type FileReader } from "./file-reader.ts";
import type { GeneratedNames } from "./generated-names.ts";
import { keptObjects } from "./kept-objects.ts";
import type { NamedObject } from "./named-objects.ts";
import { diagnosticAt } from "./object-report.ts";
import { isManifestFile } from "./read-file.ts";
import type { SkippedEntry, Snapshot, SourceFile } from "./snapshot.ts";
import { holdsNewlyUnread } from "./unread.ts";
import { shareObjects } from "./shared-objects.ts";
import { unseenMoves } from "./unseen-moves.ts";

/**
 * Reads the manifests of one revision. Never throws on what files hold: whatever is not evaluated is a diagnostic.
 * No files give an empty cluster.
 */
export function readCluster(snapshot: Snapshot, options: ReadOptions): ClusterReading {
  const side = assembleSnapshot(snapshot, options, options.reader ?? createFileReader(), NO_NAMES);
  const objects = deployed(side, [], askedBy(side.objects.valid.values()), null);
  return toReading(side, objects, contestedIds(objects.workloads), snapshotDiagnostics(snapshot));
}

/**
 * Reads both revisions of a change; a file with the same path and blob is parsed once, and its objects are the same
 * values on both sides. An object of the base stays in force in the head when the head does not tell what becomes of
 * it (`keptObjects`).
 */
export function readClusters(
  base: Snapshot,
  head: Snapshot,
  options: ReadOptions,
): { readonly base: ClusterReading; readonly head: ClusterReading } {
  const facts = options.reader ?? createFileReader();
  const before = assembleSnapshot(base, options, facts, NO_NAMES);
  const after = assembleSnapshot(head, options, facts, before.generatedNames);
  const broken = newlyBroken(before, after);
  const kept = keptObjects({ before: before.objects, after: after.objects, isUnread: unreadIn(broken, head) });
  const asked = askedBy([...before.objects.valid.values(), ...after.objects.valid.values()]);
  const old = deployed(before, [], asked, null);
  const now = deployed(
    after,
    kept.map(({ object }) => object),
    asked,
    before,
  );
  const contested = new Set([...contestedIds(old.workloads), ...contestedIds(now.workloads)]);
  const reading = toReading(before, old, contested, snapshotDiagnostics(base));
  const changed = toReading(after, now, contested, [
    ...kept.map(({ note }) => asError(note, after)),
    ...unseenMoves(goneIn(old, now), newlyUnread(broken, base, head)),
    ...snapshotDiagnostics(head),
  ]);
  return { base: reading, head: { ...changed, cluster: shareObjects(reading.cluster, changed.cluster) } };
}

const NO_NAMES: GeneratedNames = new Map();

function assembleSnapshot(
  snapshot: Snapshot,
  options: ReadOptions,
  facts: FileReader,
  before: GeneratedNames,
): Assembly {
  const files = inOrderOfApply(snapshot.files.filter((file) => file.places !== undefined || isManifestFile(file.path)));
  return assemble(files.map(facts), options, before);
}

/**
 * Whether a file of the head, by its path, holds something unreadable that it did not hold in the base. Nor can that be
 * read which stands below a directory that was left out.
 */
function unreadIn(broken: readonly FileFacts[], { skipped }: Snapshot): (path: string) => boolean {
  const unread = new Set([...broken, ...skipped].map((entry) => entry.path));
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (unread.has(path.slice(0, end))) return true;
    }
    return false;
  };
}

/**
 * Files of the head that hold something unreadable that they did not hold in the base. What a new file holds may have
 * stood in one that is gone: it was moved there.
 */
function newlyBroken(before: Assembly, after: Assembly): readonly FileFacts[] {
  const known = new Map(before.files.map((file) => [file.path, file.unread]));
  const present = new Set(after.files.map((file) => file.path));
  const gone = before.files.filter((file) => !present.has(file.path)).flatMap((file) => file.unread);
  return after.files.filter((file) => holdsNewlyUnread(known.get(file.path) ?? gone, file.unread));
}

/** Objects of the base that are not in force in the head. */
function goneIn(base: Deployed, head: Deployed): readonly NamedObject[] {
  const keys = new Set(head.objects.map((object) => object.key));
  return base.objects.filter((object) => !keys.has(object.key));
}

/** That an object is kept is an error where no other error says why: nobody knows what the head makes of it. */
function asError(note: Diagnostic, { files }: Assembly): Diagnostic {
  const isTold = files.some((file) => file.path === note.path && file.diagnostics.some(isError));
  return isTold ? note : { ...note, severity: "error" };
}

/** Paths of what cannot be read, or not completely, and was not there, or not so, before. */
function newlyUnread(broken: readonly FileFacts[], base: Snapshot, head: Snapshot): readonly string[] {
  const manifests = broken.filter((file) => file.diagnostics.some(isError));
  const left = new Set(base.skipped.map((entry) => entry.path));
  return [...manifests, ...head.skipped.filter((entry) => !left.has(entry.path))].map((entry) => entry.path);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** The order in which `kubectl apply -R` walks: directory by directory, so `a/b.yaml` comes before `a.yaml`. */
function inOrderOfApply(files: readonly SourceFile[]): readonly SourceFile[] {
  const placed = files.map((file) => ({ file, place: file.path.replaceAll("/", "\0") }));
  placed.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  return placed.map(({ file }) => file);
}

/** What the files of a revision as a whole give to say. */
function snapshotDiagnostics(snapshot: Snapshot): readonly Diagnostic[] {
  return snapshot.skipped.map((entry) =>
    diagnosticAt(mayHoldManifests(entry) ? "error" : "warning", "file-skipped", `not read: ${entry.reason}`, {
      path: entry.path,
      line: 1,
      column: 1,
    }),
  );
}

/** Whether something of these files may be missing. A submodule, or a link to a directory, is no part of them. */
function mayHoldManifests({ path, type }: SkippedEntry): boolean {
  return type === "directory" || isManifestFile(path);
}
