import { assemble, toReading } from "./assemble.ts";
import type { Assembly } from "./assemble.ts";
import type { ClusterReading, ReadOptions } from "./cluster-reading.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { FileFacts } from "./facts.ts";
import { diagnosticAt } from "./object-report.ts";
import { isManifestFile, readFacts } from "./read-file.ts";
import type { Snapshot, SourceFile } from "./snapshot.ts";
import { labelOfNamed } from "./unique-objects.ts";
import type { NamedObject } from "./unique-objects.ts";

/** Gives the facts of a file; two calls with the same path and blob give the same facts. */
type Facts = (file: SourceFile) => FileFacts;

/**
 * Reads the manifests of one revision. Never throws on what files hold: whatever is not evaluated is a diagnostic.
 * No files give an empty cluster.
 */
export function readCluster(snapshot: Snapshot, options: ReadOptions): ClusterReading {
  return toReading(assembleSnapshot(snapshot, options, rememberingFacts()), [], snapshotDiagnostics(snapshot));
}

/**
 * Reads both revisions of a change; a file with the same path and blob is parsed once, and its objects are the same
 * values on both sides. An object of the base stays in force in the head when the head holds nothing valid under its
 * name but something invalid, as the API server would refuse the update; or when its file can no longer be read.
 */
export function readClusters(
  base: Snapshot,
  head: Snapshot,
  options: ReadOptions,
): { readonly base: ClusterReading; readonly head: ClusterReading } {
  const facts = rememberingFacts();
  const before = assembleSnapshot(base, options, facts);
  const after = assembleSnapshot(head, options, facts);
  const unread = [...after.files.filter((file) => file.read === "partly"), ...head.skipped].map((file) => file.path);
  const kept = keptObjects(before, after, new Set(unread));
  return {
    base: toReading(before, [], snapshotDiagnostics(base)),
    head: toReading(
      after,
      kept.map(({ object }) => object),
      [...kept.map(({ note }) => note), ...snapshotDiagnostics(head)],
    ),
  };
}

function assembleSnapshot(snapshot: Snapshot, options: ReadOptions, facts: Facts): Assembly {
  const files = snapshot.files.filter((file) => isManifestFile(file.path)).sort(comparePaths);
  return assemble(files.map(facts), options);
}

function rememberingFacts(): Facts {
  const known = new Map<string, FileFacts>();
  return (file) => {
    const key = `${file.blobId} ${file.path}`;
    const facts = known.get(key) ?? readFacts(file.path, file.bytes);
    known.set(key, facts);
    return facts;
  };
}

/** The order in which `kubectl apply -R` walks: directory by directory, so `a/b.yaml` comes before `a.yaml`. */
function comparePaths(a: SourceFile, b: SourceFile): number {
  const left = a.path.replaceAll("/", "\0");
  const right = b.path.replaceAll("/", "\0");
  return left < right ? -1 : left > right ? 1 : 0;
}

interface Kept {
  readonly object: NamedObject;
  readonly note: Diagnostic;
}

/** `unread`: paths of the head that could not be read, or not completely. */
function keptObjects(before: Assembly, after: Assembly, unread: ReadonlySet<string>): readonly Kept[] {
  const kept: Kept[] = [];
  for (const [key, object] of before.objects.valid) {
    if (after.objects.valid.has(key)) continue;
    const { origin } = object.facts.identity;
    const rejected = after.objects.rejected.get(key);
    const invalid = rejected !== undefined && replaces(rejected, origin.path) ? rejected : undefined;
    const label = labelOfNamed(object);
    if (invalid !== undefined) {
      const message =
        `${label} stays in force as it was before the change (\`${origin.path}:${String(origin.line)}\`), ` +
        "because the new one is not valid";
      kept.push({ object, note: diagnosticAt("warning", "kept-from-base", message, invalid.facts.identity.origin) });
    } else if (unread.has(origin.path)) {
      const message =
        `${label} is taken to stay as it was before the change (line ${String(origin.line)}), ` +
        "because this file cannot be read, or not completely, any more";
      const note = diagnosticAt("warning", "kept-from-base", message, { path: origin.path, line: 1, column: 1 });
      kept.push({ object, note });
    }
  }
  return kept;
}

/** Whether a rejected object is the update of one that stood at this path, and no patch of it somewhere else. */
function replaces({ facts }: NamedObject, path: string): boolean {
  return facts.type !== "rejected" || facts.why === "invalid" || facts.identity.origin.path === path;
}

/** What the files of a revision as a whole give to say. */
function snapshotDiagnostics(snapshot: Snapshot): readonly Diagnostic[] {
  const skipped = snapshot.skipped.map(({ path, reason }) =>
    diagnosticAt("warning", "file-skipped", `not read: ${reason}`, { path, line: 1, column: 1 }),
  );
  return [...skipped, ...kustomizationDiagnostics(snapshot)];
}

const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml"];

/** One notice for all: what a kustomization would change is not known, and its files are judged as they stand. */
function kustomizationDiagnostics({ files }: Snapshot): readonly Diagnostic[] {
  const paths = files
    .map((file) => file.path)
    .filter((path) => KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf("/") + 1)))
    .sort();
  const [path] = paths;
  if (path === undefined) return [];
  const others = paths.length === 1 ? "" : ` (and ${String(paths.length - 1)} more)`;
  const message =
    `this kustomization${others} is not rendered: manifests are read as they stand, without the namespaces, labels and ` +
    "patches it adds; run `kustomize build` first and compare its output";
  return [diagnosticAt("notice", "not-rendered", message, { path, line: 1, column: 1 })];
}
