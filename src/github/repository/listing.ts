import type { GitHubClient, RepositoryName } from "../client.ts";
import { entryType, isIgnoredDirectory, isManifestPath, type Skipped, type TreeEntry } from "../../sources/index.ts";
import { dataOf } from "./errors.ts";
import { inParallel } from "./parallel.ts";

/** A file, link or submodule, with the size of its blob in bytes (0 for a submodule). */
export interface ListedEntry extends TreeEntry {
  readonly size: number;
}

/** Everything that a commit holds, by path, and what could not be listed. */
export interface Listing {
  readonly entries: ReadonlyMap<string, ListedEntry>;
  readonly skipped: readonly Skipped[];
}

/** Requests for one commit. GitHub lists 100,000 entries in one answer; only larger trees are walked. */
const MAX_LISTINGS = 300;

/** Entries of one commit: ten answers that are as long as GitHub makes them. */
const MAX_ENTRIES = 1_000_000;

const PARALLEL_LISTINGS = 5;

const TOO_MANY_ENTRIES = "a directory that is not listed completely: the repository holds too many files";
const NO_PATH = "no checkout could hold this path";
const SAME_PATH = "the names of several files cannot be told apart";

/** A directory to list; `path` is empty for the root, and ends with `/` otherwise. */
interface Directory {
  readonly path: string;
  readonly id: string;
}

/** The whole tree of a commit: in one request, or directory by directory where GitHub's answer is cut. */
export async function listCommit(client: GitHubClient, repository: RepositoryName, commit: string): Promise<Listing> {
  const listing = createListing();
  let level: readonly Directory[] = [{ path: "", id: commit }];
  let requests = 0;
  while (level.length > 0) {
    // A directory takes two requests when its own answer is cut, too.
    const affordable = listing.isFull() ? 0 : Math.floor((MAX_LISTINGS - requests) / 2);
    for (const directory of level.slice(affordable)) listing.skip(directory);
    const next: Directory[] = [];
    await inParallel(level.slice(0, affordable), PARALLEL_LISTINGS, async (directory) => {
      requests += 1;
      const whole = await requestTree(client, repository, directory.id, "recursive");
      if (!whole.truncated) {
        listing.add(directory, whole.tree);
        return;
      }
      requests += 1;
      const own = await requestTree(client, repository, directory.id, "own entries");
      if (own.truncated) listing.skip(directory);
      next.push(...listing.add(directory, own.tree));
    });
    level = next;
  }
  return listing.finish();
}

interface TreeAnswer {
  readonly truncated: boolean;
  readonly tree: readonly AnswerEntry[];
}

interface AnswerEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
  readonly size?: number;
}

async function requestTree(
  client: GitHubClient,
  repository: RepositoryName,
  id: string,
  depth: "recursive" | "own entries",
): Promise<TreeAnswer> {
  const response = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
    ...repository,
    tree_sha: id,
    // Any value, even `false`, makes the answer recursive.
    ...(depth === "recursive" ? { recursive: "1" } : {}),
  });
  return dataOf(response);
}

const DIRECTORY_MODE = "040000";

interface ListingInProgress {
  isFull(): boolean;
  /** Names a directory that is not listed completely. */
  skip(directory: Directory): void;
  /** Gives the directories among the entries. */
  add(directory: Directory, answer: readonly AnswerEntry[]): readonly Directory[];
  finish(): Listing;
}

function createListing(): ListingInProgress {
  const entries = new Map<string, ListedEntry>();
  const skipped: Skipped[] = [];
  /** Ids of all files that go by one name. */
  const contested = new Map<string, string>();

  const addEntry = (path: string, { mode, sha, size = 0 }: AnswerEntry): void => {
    if (!isSafePath(path)) {
      if (isManifestPath(path)) skipped.push({ path, reason: NO_PATH, blobId: sha });
      return;
    }
    // Bytes that are no UTF-8 come as one and the same replacement character.
    const other = entries.get(path);
    if (other !== undefined) contested.set(path, `${contested.get(path) ?? other.id} ${sha}`);
    entries.set(path, { path, type: entryType(mode), id: sha, size });
  };

  return {
    isFull: () => entries.size > MAX_ENTRIES,
    skip: ({ path, id }) => {
      const entry = { path: path === "" ? "." : path.slice(0, -1), reason: TOO_MANY_ENTRIES };
      skipped.push({ ...entry, type: "directory", blobId: id });
    },
    add: (directory, answer) => {
      const directories: Directory[] = [];
      for (const entry of answer) {
        const path = directory.path + entry.path;
        if (entry.mode !== DIRECTORY_MODE) addEntry(path, entry);
        else if (!isIgnoredDirectory(entry.path)) directories.push({ path: `${path}/`, id: entry.sha });
      }
      return directories;
    },
    finish: () => {
      for (const [path, blobId] of contested) {
        entries.delete(path);
        if (isManifestPath(path)) skipped.push({ path, reason: SAME_PATH, blobId });
      }
      return { entries, skipped };
    },
  };
}

/** Relative, and without a way up: git itself refuses to check out anything else. */
function isSafePath(path: string): boolean {
  return !path.includes("\0") && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
