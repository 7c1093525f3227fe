import { readdirSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Snapshot } from "../manifests/index.ts";
import { errorCode, readFiles, type Candidate } from "./disk-files.ts";
import { defaultLimits, type ReadLimits } from "./limits.ts";
import { hasManifestName, isIgnoredDirectory } from "./manifest-path.ts";
import type { Skipped } from "./skip-reasons.ts";
import { SourceError } from "./source-error.ts";

/**
 * The files below `root` that may hold manifests (`.yaml`, `.yml`, `.json`), in path order. `.git` and `node_modules`
 * are left out. A symbolic link to a file inside `root` is read; one that leads outside is skipped with the reason.
 * When `root` is a file it is the only one. A directory without such files gives no files.
 *
 * @throws SourceError when `root` does not exist, cannot be listed, or is a file of another name
 */
export async function readDirectory(root: string, limits: ReadLimits = defaultLimits): Promise<Snapshot> {
  if (isFile(root)) return readFile(root, limits);
  const found: Candidate[] = [];
  const skipped: Skipped[] = [];
  collect(root, "", found, skipped);
  const read = await readFiles(root, found, limits, "sha1");
  return { files: read.files, skipped: [...skipped, ...read.skipped] };
}

async function readFile(path: string, limits: ReadLimits): Promise<Snapshot> {
  if (!hasManifestName(path)) {
    const message = `\`${path}\` is no manifest: its name must end in \`.yaml\`, \`.yml\` or \`.json\``;
    throw new SourceError("not-readable", message);
  }
  return readFiles(dirname(path), [{ path: basename(path), type: "file" }], limits, "sha1");
}

function isFile(root: string): boolean {
  try {
    return statSync(root).isFile();
  } catch (error) {
    throw unreadable(root, error);
  }
}

function collect(root: string, below: string, found: Candidate[], skipped: Skipped[]): void {
  for (const entry of list(root, below, skipped)) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!isIgnoredDirectory(entry.name)) collect(root, path, found, skipped);
    } else if (hasManifestName(entry.name)) found.push({ path, type: candidateType(entry) });
    else if (entry.isSymbolicLink() && leadsToDirectory(join(root, path))) {
      skipped.push({ path, reason: "a symbolic link to a directory, which is not followed" });
    }
  }
}

function leadsToDirectory(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    // A link to nowhere, or in a circle, leads to no manifests either.
    return false;
  }
}

function list(root: string, below: string, skipped: Skipped[]): readonly Dirent[] {
  try {
    return readdirSync(join(root, below), { withFileTypes: true });
  } catch (error) {
    if (below === "") throw unreadable(root, error);
    skipped.push({ path: below, reason: `a directory that cannot be listed (${errorCode(error)})` });
    return [];
  }
}

function candidateType(entry: Dirent): Candidate["type"] {
  if (entry.isFile()) return "file";
  return entry.isSymbolicLink() ? "link" : "other";
}

function unreadable(root: string, cause: unknown): SourceError {
  const code = errorCode(cause);
  return code === "ENOENT"
    ? new SourceError("not-found", `no such directory: \`${root}\``, { cause })
    : new SourceError("not-readable", `\`${root}\` cannot be read (${code})`, { cause });
}
