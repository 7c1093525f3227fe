import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Snapshot } from "../manifests/index.ts";
import { readFiles, type Candidate } from "./disk-files.ts";
import { errorCode } from "./error-code.ts";
import { leadsToDirectory } from "./linked-directories.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { hasManifestName, isIgnoredDirectory } from "./manifest-path.ts";
import { LINK_TO_DIRECTORY, type Skipped } from "./skip-reasons.ts";
import { isWantedName, surroundingsOf, type Surroundings } from "./wanted-path.ts";
import { SourceError } from "./source-error.ts";

/**
 * The files below `root` that may hold manifests (`.yaml`, `.yml`, `.json`), or make them, in path order. `.git` and `node_modules`
 * are left out. A symbolic link to a file inside `root` is read; one that leads outside is skipped with the reason.
 * When `root` is a file it is the only one. A directory without such files gives no files. `like`: the snapshot that it
 * will be compared with, whose equal files are taken over (`readFiles`).
 *
 * @throws SourceError when `root` does not exist, cannot be listed, or is a file of another name
 */
export async function readDirectory(
  root: string,
  limits: ReadLimits = defaultLimits,
  like?: Snapshot,
): Promise<Snapshot> {
  if (isFile(root)) return readFile(root, limits);
  const found: Candidate[] = [];
  const skipped: Skipped[] = [];
  collect(root, "", "neither", found, skipped);
  const read = await readFiles(root, found, limits, "sha1", like);
  return { files: read.files, skipped: [...skipped, ...read.skipped] };
}

async function readFile(path: string, limits: ReadLimits): Promise<Snapshot> {
  if (!hasManifestName(path)) {
    const message = `\`${path}\` is no manifest: its name must end in \`.yaml\`, \`.yml\` or \`.json\``;
    throw new SourceError("not-readable", message);
  }
  // Whoever names a link means what it leads to, wherever that is.
  const target = realpathSync(path);
  const read = await readFiles(dirname(target), [{ path: basename(target), type: "file" }], limits, "sha1");
  const named = <T>(entry: T): T => ({ ...entry, path: basename(path) });
  return { files: read.files.map(named), skipped: read.skipped.map(named) };
}

function isFile(root: string): boolean {
  try {
    return statSync(root).isFile();
  } catch (error) {
    throw unreadable(root, error);
  }
}

function collect(root: string, below: string, above: Surroundings, found: Candidate[], skipped: Skipped[]): void {
  const entries = list(root, below, skipped);
  const around = surroundingsOf(
    entries.map(({ name }) => name),
    above,
  );
  for (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!isIgnoredDirectory(entry.name)) collect(root, path, around, found, skipped);
    } else if (!hasManifestName(entry.name) && entry.isSymbolicLink() && leadsToDirectory(join(root, path))) {
      skipped.push({ path, reason: LINK_TO_DIRECTORY });
    } else if (isWantedName(entry.name, around)) found.push(toCandidate(path, entry));
  }
}

function list(root: string, below: string, skipped: Skipped[]): readonly Dirent[] {
  try {
    return readdirSync(join(root, below), { withFileTypes: true });
  } catch (error) {
    if (below === "") throw unreadable(root, error);
    skipped.push({ path: below, reason: `a directory that cannot be listed (${errorCode(error)})`, type: "directory" });
    return [];
  }
}

function toCandidate(path: string, entry: Dirent): Candidate {
  if (entry.isFile()) return { path, type: "file" };
  return { path, type: entry.isSymbolicLink() ? "link" : "other" };
}

function unreadable(root: string, cause: unknown): SourceError {
  const code = errorCode(cause);
  return code === "ENOENT"
    ? new SourceError("not-found", `no such directory: \`${root}\``, { cause })
    : new SourceError("not-readable", `\`${root}\` cannot be read (${code})`, { cause });
}
