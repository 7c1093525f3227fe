import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import { type Answer, notFound, ok, perPageOf, Refusal, type RepositoryCall } from "../answers.ts";
import { commitOf } from "../git/commits.ts";
import { ancestors, mergeBase } from "../git/merge.ts";
import type { TreeEntry } from "../git/objects.ts";
import { resolveCommit } from "../git/references.ts";
import type { JsonObject } from "../json.ts";
import {
  presentBlob,
  presentCommit,
  presentGitCommit,
  presentPush,
  presentReference,
  presentTree,
  wrapped,
} from "../present/git.ts";
import { apiUrl, htmlUrl } from "../present/repository.ts";
import { type Repository, repositoryKey } from "../world.ts";

/** How long the address of an archive works, in milliseconds. */
const ARCHIVE_LIFE = 300_000;

/** Links followed from one path; git itself stops at forty. */
const LINKS_MOST = 40;

export function getCommit({ world, repository, parameters }: RepositoryCall): Answer {
  const sha = parameters["commit_sha"] ?? "";
  if (!repository.store.commits.has(sha)) throw notFound();
  return ok(presentGitCommit(world, repository, sha));
}

/** References whose names begin with what is asked for; none is an empty list. */
export function listMatchingReferences({ world, repository, parameters }: RepositoryCall): Answer {
  const start = `refs/${parameters["ref"] ?? ""}`;
  const found = [...repository.references].filter(([name]) => name.startsWith(start));
  return ok(
    found.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, sha]) => presentReference(world, repository, name, sha)),
  );
}

/** Newest first; only the first page, which is what the app reads. */
export function listActivities(call: RepositoryCall): Answer {
  const { world, repository, query } = call;
  const reference = query.get("ref");
  const found = repository.pushes.filter((push) => reference === null || push.reference === reference);
  const shown = found.toReversed().slice(0, perPageOf(call));
  return ok(shown.map((push) => presentPush(world, push)));
}

/** A tree by its own id, that of a commit, or the name of a branch. */
export function getTree({ world, repository, parameters, query }: RepositoryCall): Answer {
  const name = parameters["tree_sha"] ?? "";
  const commit = resolveCommit(repository, name);
  const sha = commit === null ? name : commitOf(repository, commit).tree;
  if (!repository.store.trees.has(sha)) throw notFound();
  return ok(presentTree(world, repository, sha, query.has("recursive") ? "recursive" : "flat"));
}

export function getBlob({ world, repository, parameters, media }: RepositoryCall): Answer {
  const sha = parameters["file_sha"] ?? "";
  const bytes = repository.store.blobs.get(sha);
  if (bytes === undefined) throw notFound();
  if (bytes.length > world.limits.blobBytes) throw tooLarge();
  return media === "raw" ? raw(bytes) : ok(presentBlob(world, repository, sha, bytes));
}

/** A redirect to the archive, whose address holds a token of its own. */
export function getTarball({ world, repository, parameters }: RepositoryCall): Answer {
  const commit = resolveCommit(repository, parameters["ref"] ?? "");
  if (commit === null) throw notFound();
  const token = randomBytes(16).toString("hex");
  world.archives.set(token, { repository, commit, expiresAt: world.now() + ARCHIVE_LIFE });
  const location = `${world.origin}/_codeload/${repository.owner.login}/${repository.name}/legacy.tar.gz/${commit}?token=${token}`;
  return { status: 302, headers: { location }, content: "none" };
}

/** A file, directory, link or submodule by path. A link to a file of the repository gives that file. */
export function getContent(call: RepositoryCall): Answer {
  const { world, repository, parameters, query, media } = call;
  const commit = resolveCommit(repository, query.get("ref") ?? repository.defaultBranch);
  if (commit === null) throw new Refusal(404, `No commit found for the ref ${query.get("ref") ?? ""}`);
  const { tree } = commitOf(repository, commit);
  const path = (parameters["path"] ?? "").replace(/\/+$/, "");
  const asked: TreeEntry = path === "" ? { name: "", mode: "040000", sha: tree } : found(repository, tree, path);
  const { entry, path: at } = followed(repository, tree, { entry: asked, path });
  const common = contentFacts(call, at, entry.sha);
  if (entry.mode === "040000") {
    const entries = repository.store.trees.get(entry.sha) ?? [];
    return ok(
      entries.map((inner) => ({
        ...contentFacts(call, at === "" ? inner.name : `${at}/${inner.name}`, inner.sha),
        type: inner.mode === "040000" ? "dir" : inner.mode === "120000" ? "symlink" : "file",
      })),
    );
  }
  if (entry.mode === "160000")
    return ok({ ...common, type: "submodule", submodule_git_url: `${htmlUrl(world, repository)}.git` });
  const bytes = repository.store.blobs.get(entry.sha) ?? Buffer.alloc(0);
  if (entry.mode === "120000") return ok({ ...common, type: "symlink", target: bytes.toString() });
  if (bytes.length > world.limits.blobBytes) throw tooLarge();
  if (media === "raw") return raw(bytes);
  const inline = bytes.length <= world.limits.contentBytes;
  return ok({ ...common, type: "file", content: inline ? wrapped(bytes) : "", encoding: inline ? "base64" : "none" });
}

/** Two commits and what lies between; an end may be `owner:branch` of a fork. */
export function compare({ world, repository, parameters }: RepositoryCall): Answer {
  const basehead = parameters["basehead"] ?? "";
  const [left = "", right = ""] = basehead.split("...");
  const end = (name: string): string => {
    const [owner, branch] = name.includes(":") ? (name.split(":") as [string, string]) : [null, name];
    const where = owner === null ? repository : world.repositories.get(repositoryKey(owner, repository.name));
    const sha = where?.store === repository.store ? resolveCommit(where, branch) : null;
    if (sha === null) throw notFound();
    return sha;
  };
  const [base, head] = [end(left), end(right)];
  const common = mergeBase(repository.store, base, head);
  if (common === null) throw new Refusal(404, `No common ancestor between ${left} and ${right}.`);
  const [inBase, inHead] = [ancestors(repository.store, base), ancestors(repository.store, head)];
  const ahead = [...inHead].filter((sha) => !inBase.has(sha));
  const behind = [...inBase].filter((sha) => !inHead.has(sha));
  const url = `${htmlUrl(world, repository)}/compare/${encodeURIComponent(basehead)}`;
  return ok({
    url: `${apiUrl(world, repository)}/compare/${encodeURIComponent(basehead)}`,
    html_url: url,
    permalink_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    base_commit: presentCommit(world, repository, base),
    merge_base_commit: presentCommit(world, repository, common),
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.reverse().map((sha) => presentCommit(world, repository, sha)),
  });
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}

function found(repository: Repository, tree: string, path: string): TreeEntry {
  let sha = tree;
  let entry: TreeEntry | undefined;
  for (const name of path.split("/")) {
    entry = repository.store.trees.get(sha)?.find((candidate) => candidate.name === name);
    if (entry === undefined) throw notFound();
    sha = entry.sha;
  }
  if (entry === undefined) throw notFound();
  return entry;
}

interface Place {
  readonly entry: TreeEntry;
  readonly path: string;
}

/** Where a link leads, as long as that is a file of the repository. */
function followed(repository: Repository, tree: string, start: Place): Place {
  let place = start;
  for (let links = 0; place.entry.mode === "120000" && links < LINKS_MOST; links += 1) {
    const target = repository.store.blobs.get(place.entry.sha)?.toString() ?? "";
    const path = posix.normalize(posix.join(posix.dirname(place.path), target));
    try {
      place = { entry: found(repository, tree, path), path };
    } catch {
      return start;
    }
  }
  return place.entry.mode.startsWith("100") ? place : start;
}

function contentFacts({ world, repository, query }: RepositoryCall, path: string, sha: string): JsonObject {
  const ref = query.get("ref") ?? repository.defaultBranch;
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const url = `${apiUrl(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiUrl(world, repository)}/git/blobs/${sha}`;
  const html = `${htmlUrl(world, repository)}/blob/${encodeURIComponent(ref)}/${encoded}`;
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    sha,
    size: repository.store.blobs.get(sha)?.length ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: null,
    _links: { self: url, git, html },
  };
}

function raw(bytes: Buffer): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/vnd.github.raw; charset=utf-8" },
    content: { raw: bytes },
  };
}

function tooLarge(): Refusal {
  return new Refusal(
    403,
    "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.",
    {
      errors: [{ resource: "Blob", field: "data", code: "too_large" }],
    },
  );
}
