import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { ProbotOctokit } from "probot";
import { pack } from "tar-stream";
import { createCache } from "../../../src/github/repository/cache.ts";
import type { Listing } from "../../../src/github/repository/listing.ts";
import type { RepositoryReader } from "../../../src/github/repository/reader.ts";

/** The client that Probot gives the app: it repeats what fails, unless it is told not to. */
export function createProbotClient(baseUrl = API): ProbotOctokit {
  const auth = { token: "secret" };
  return new ProbotOctokit({ auth, baseUrl, log: createClient().log, throttle: { enabled: false } });
}

export const repository = { owner: "acme", repo: "shop" };

export const API = "https://api.github.com";

const silent = (): undefined => undefined;

export function createClient(baseUrl = API): Octokit {
  return new Octokit({ auth: "secret", baseUrl, log: { debug: silent, info: silent, warn: silent, error: silent } });
}

export function readerWith(limitBytes = 10_000_000): RepositoryReader {
  const options = { limitBytes, onHit: silent, onMiss: silent };
  return {
    client: createClient(),
    repository,
    listings: createCache<Listing>(options).forInstallation("1"),
    blobs: createCache<Uint8Array>(options).forInstallation("1"),
  };
}

/** What stands at a path: a file, or something else that git knows. */
export type Content = string | { readonly link: string } | { readonly submodule: string };

export type Files = Readonly<Record<string, Content>>;

export function blobId(text: string | Uint8Array): string {
  return createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest("hex");
}

export interface TreeItem {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

export function treeItem(path: string, content: Content): TreeItem {
  if (typeof content === "object" && "submodule" in content) {
    return { path, mode: "160000", type: "commit", sha: content.submodule };
  }
  const text = typeof content === "string" ? content : content.link;
  const mode = typeof content === "string" ? "100644" : "120000";
  return { path, mode, type: "blob", sha: blobId(text), size: Buffer.byteLength(text) };
}

export function directoryItem(path: string, sha: string): TreeItem {
  return { path, mode: "040000", type: "tree", sha };
}

/** An archive as GitHub makes it: everything below one directory. */
export async function tarball(files: Files, root = "acme-shop-1234567/"): Promise<Buffer> {
  return tarballOf(Object.entries(files).flatMap(([path, content]) => archiveEntry(root + path, content)));
}

interface ArchiveEntry {
  readonly name: string;
  /** The text of a file, or where a link leads. */
  readonly body?: string;
  readonly linkname?: string;
}

function archiveEntry(name: string, content: Content): readonly ArchiveEntry[] {
  if (typeof content === "string") return [{ name, body: content }];
  return "link" in content ? [{ name, linkname: content.link }] : [];
}

/** An archive with any names at all. */
export async function tarballOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: "pax_global_header" }, "");
  for (const { name, body, linkname } of entries) {
    if (linkname === undefined) tar.entry({ name }, body ?? "");
    else tar.entry({ name, type: "symlink", linkname });
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

/** GitHub with commits that hold files; keeps the requests it was asked, as `GET git/trees/<id>`. */
export interface Host {
  readonly requests: string[];
  /** Answers for one commit: its tree, its blobs and its archive. `archived` is what the archive holds instead. */
  commit(sha: string, files: Files, archived?: Files): Promise<void>;
  scope: nock.Scope;
}

export function createHost(): Host {
  const requests: string[] = [];
  const scope = nock(API).persist();
  scope.on("request", (request: { readonly method: string; readonly path: string }) => {
    requests.push(`${request.method} ${request.path.replace("/repos/acme/shop/", "").replace(/\?.*/, "")}`);
  });
  return {
    requests,
    scope,
    commit: async (sha, files, archived = files) => {
      const tree = Object.entries(files).map(([path, content]) => treeItem(path, content));
      scope.get(`/repos/acme/shop/git/trees/${sha}?recursive=1`).reply(200, { sha, tree, truncated: false });
      for (const content of Object.values(files)) {
        if (typeof content === "object" && "submodule" in content) continue;
        const text = typeof content === "string" ? content : content.link;
        scope.get(`/repos/acme/shop/git/blobs/${blobId(text)}`).reply(200, blobAnswer(text));
      }
      const archive = await tarball(archived);
      scope.get(`/repos/acme/shop/tarball/${sha}`).reply(200, archive, { "content-type": "application/x-gzip" });
    },
  };
}

/** GitHub breaks base64 into lines. */
export function blobAnswer(text: string): object {
  const content = Buffer.from(text).toString("base64").replace(/.{60}/g, "$&\n");
  return { content, encoding: "base64", sha: blobId(text), size: Buffer.byteLength(text) };
}

export function many(count: number, text: (index: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k8s/${index}.yaml`, text(index)]));
}
