import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  gitBlobId,
  mergeBase,
  readRevision,
  readRevisions,
  resolveRevision,
  UnknownRevisionError,
} from "../../src/sources/index.ts";
import { commitAll, git, temporaryDirectory, temporaryRepository, writeFiles } from "./temporary.ts";

const limits = { fileBytes: 1000, files: 1000, totalBytes: 1000 };

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

describe("readRevision", () => {
  it("reads the files as they were committed, from any directory of the repository", async () => {
    const repo = temporaryRepository({ "k8s/a.yaml": "one", "b.json": "{}", "empty.yml": "", "notes.md": "no" });
    writeFiles(repo, { "k8s/a.yaml": "two" });
    const snapshot = await readRevision(join(repo, "k8s"), "HEAD");
    expect(snapshot.files.map((file) => [file.path, text(file.bytes)])).toEqual([
      ["b.json", "{}"],
      ["empty.yml", ""],
      ["k8s/a.yaml", "one"],
    ]);
    expect(snapshot.files[2]?.blobId).toBe(git(repo, "rev-parse", "HEAD:k8s/a.yaml"));
  });

  it("reads what the revision holds, not what `git replace` puts in its place", async () => {
    const repo = temporaryRepository({ "a.yaml": "true" });
    writeFiles(repo, { "b.yaml": "false" });
    git(repo, "replace", git(repo, "rev-parse", "HEAD:a.yaml"), git(repo, "hash-object", "-w", "b.yaml"));
    const snapshot = await readRevision(repo, "HEAD");
    expect(snapshot.files.map((file) => text(file.bytes))).toEqual(["true"]);
  });

  it("reads paths that hold spaces, quotes, line ends and other scripts", async () => {
    const repo = temporaryRepository({ 'a "b"\n.yaml': "odd", "größe/ключ.yaml": "far" });
    const snapshot = await readRevision(repo, "main");
    expect(snapshot.files.map((file) => file.path)).toEqual(['a "b"\n.yaml', "größe/ключ.yaml"]);
  });

  it("reads bodies that are longer than one piece of git's output", async () => {
    const long = "0123456789\n".repeat(50_000);
    const repo = temporaryRepository({ "a.yaml": long, "b.yaml": `${long}b` });
    const snapshot = await readRevision(repo, "main");
    expect(snapshot.files.map((file) => text(file.bytes) === long)).toEqual([true, false]);
    expect(text(snapshot.files[1]?.bytes)).toBe(`${long}b`);
  });

  it("follows links inside the tree only", async () => {
    const repo = temporaryRepository({ "base/a.yaml": "a", "apps/x/keep.yaml": "keep" });
    symlinkSync("../../base/a.yaml", join(repo, "apps/x/a.yaml"));
    symlinkSync("a.yaml", join(repo, "apps/x/b.yaml"));
    symlinkSync("../../../../etc/hosts", join(repo, "apps/x/leaves.yaml"));
    symlinkSync("/etc/hosts", join(repo, "apps/x/absolute.yaml"));
    symlinkSync("none.yaml", join(repo, "apps/x/broken.yaml"));
    symlinkSync("circle.yaml", join(repo, "apps/x/circle.yaml"));
    symlinkSync("../../base", join(repo, "apps/x/folder.yaml"));
    commitAll(repo, "links");
    const snapshot = await readRevision(repo, "HEAD");
    expect(snapshot.files.map((file) => [file.path, text(file.bytes)])).toEqual([
      ["apps/x/a.yaml", "a"],
      ["apps/x/b.yaml", "a"],
      ["apps/x/keep.yaml", "keep"],
      ["base/a.yaml", "a"],
    ]);
    const link = (name: string, target: string, reason: string) => ({
      path: `apps/x/${name}.yaml`,
      reason,
      blobId: gitBlobId(Buffer.from(target), "sha1"),
    });
    expect(snapshot.skipped).toEqual([
      link("absolute", "/etc/hosts", "a symbolic link that leaves the directory"),
      link("broken", "none.yaml", "a symbolic link to a file that does not exist"),
      link("circle", "circle.yaml", "a chain of symbolic links that is too long"),
      link("folder", "../../base", "a symbolic link to a directory, which is not followed"),
      link("leaves", "../../../../etc/hosts", "a symbolic link that leaves the directory"),
    ]);
  });

  it("names a link whose text is longer than any path", async () => {
    const repo = temporaryRepository({ text: "a/".repeat(3000) });
    const id = git(repo, "hash-object", "-w", "text");
    git(repo, "update-index", "--add", "--cacheinfo", `120000,${id},long.yaml`);
    git(repo, "commit", "-q", "-m", "link");
    const snapshot = await readRevision(repo, "HEAD");
    expect(snapshot).toEqual({
      files: [],
      skipped: [
        {
          path: "long.yaml",
          reason: "a symbolic link to a file that does not exist",
          blobId: gitBlobId(Buffer.from("a/".repeat(3000)), "sha1"),
        },
      ],
    });
  });

  it("names submodules, Git LFS pointers and files over the limits", async () => {
    const repo = temporaryRepository({
      "big.yaml": "x".repeat(1001),
      "first.yaml": "x".repeat(900),
      "lfs.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
      "second.yaml": "x".repeat(200),
    });
    const commit = git(repo, "rev-parse", "HEAD");
    git(repo, "update-index", "--add", "--cacheinfo", `160000,${commit},vendor`);
    git(repo, "commit", "-q", "-m", "submodule");
    const snapshot = await readRevision(repo, "HEAD", limits);
    expect(snapshot.files.map((file) => file.path)).toEqual(["first.yaml"]);
    expect(snapshot.skipped.map((skip) => skip.path)).toEqual(["big.yaml", "lfs.yaml", "second.yaml", "vendor"]);
    expect(snapshot.skipped[3]?.reason).toBe("a submodule: its files belong to another repository");
  });

  it("runs nothing that the repository configures", async () => {
    const repo = temporaryRepository({ "a.yaml": "a" });
    const trace = join(repo, "ran");
    git(repo, "config", "core.fsmonitor", `touch ${trace}; false`);
    git(repo, "config", "core.pager", `touch ${trace}; cat`);
    git(repo, "config", "alias.ls-tree", `!touch ${trace}`);
    await readRevision(repo, "HEAD");
    expect(existsSync(trace)).toBe(false);
  });

  it("reads a bare repository", async () => {
    const repo = temporaryRepository({ "a.yaml": "a" });
    const bare = join(temporaryDirectory(), "bare.git");
    git(repo, "clone", "-q", "--bare", repo, bare);
    expect((await readRevision(bare, "main")).files.map((file) => file.path)).toEqual(["a.yaml"]);
  });

  it("says how to complete a partial clone", async () => {
    const repo = temporaryRepository({ "a.yaml": "a" });
    git(repo, "config", "uploadpack.allowFilter", "true");
    const clone = join(temporaryDirectory(), "clone");
    git(repo, "clone", "-q", "--no-checkout", "--filter=blob:none", `file://${repo}`, clone);
    await expect(readRevision(clone, "main")).rejects.toThrow("git fetch --refetch --no-filter");
  });
});

describe("readRevisions", () => {
  it("shares the bytes of what both revisions hold", async () => {
    const repo = temporaryRepository({ "same.yaml": "same", "changed.yaml": "one" });
    writeFiles(repo, { "changed.yaml": "two" });
    commitAll(repo, "second");
    const [base, head] = await readRevisions(repo, ["HEAD~1", "HEAD"]);
    expect(text(base?.files[0]?.bytes)).toBe("one");
    expect(text(head?.files[0]?.bytes)).toBe("two");
    expect(head?.files[1]?.bytes).toBe(base?.files[1]?.bytes);
  });
});

describe("resolveRevision", () => {
  it("resolves branches, tags, abbreviated ids and relative names to a commit", async () => {
    const repo = temporaryRepository();
    const first = git(repo, "rev-parse", "HEAD");
    git(repo, "tag", "-a", "v1", "-m", "one");
    commitAll(repo, "second");
    expect(await resolveRevision(repo, "v1")).toBe(first);
    expect(await resolveRevision(repo, "main~1")).toBe(first);
    expect(await resolveRevision(repo, first.slice(0, 10))).toBe(first);
  });

  it("names the revisions that exist when it finds none", async () => {
    const repo = temporaryRepository();
    git(repo, "branch", "release");
    const failure: unknown = await resolveRevision(repo, "relaese").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnknownRevisionError);
    expect(failure).toMatchObject({ revision: "relaese", known: ["main", "release"] });
  });

  it.each(["--output=owned", "-h", "", "HEAD\0", "main --all", "HEAD:a.yaml"])(
    "takes %j for an unknown revision, never for an option",
    async (revision) => {
      const repo = temporaryRepository({ "a.yaml": "a" });
      await expect(resolveRevision(repo, revision)).rejects.toThrow(UnknownRevisionError);
      expect(existsSync(join(repo, "owned"))).toBe(false);
    },
  );

  it("tells a directory without a repository from one that does not exist", async () => {
    const plain = temporaryDirectory();
    await expect(resolveRevision(plain, "main")).rejects.toThrow(`\`${plain}\` is not inside a git repository`);
    await expect(resolveRevision(join(plain, "none"), "main")).rejects.toThrow(/^no such directory/);
  });

  it("points at a shallow clone", async () => {
    const repo = temporaryRepository();
    commitAll(repo, "second");
    const clone = join(temporaryDirectory(), "clone");
    git(repo, "clone", "-q", "--depth=1", `file://${repo}`, clone);
    await expect(resolveRevision(clone, "HEAD~1")).rejects.toThrow("git fetch --unshallow");
  });
});

describe("mergeBase", () => {
  it("is the commit that both revisions grew from", async () => {
    const repo = temporaryRepository();
    const fork = git(repo, "rev-parse", "HEAD");
    git(repo, "checkout", "-q", "-b", "feature");
    commitAll(repo, "feature");
    git(repo, "checkout", "-q", "main");
    commitAll(repo, "main goes on");
    expect(await mergeBase(repo, "main", "feature")).toBe(fork);
  });

  it("throws when they have none", async () => {
    const repo = temporaryRepository();
    git(repo, "checkout", "-q", "--orphan", "other");
    commitAll(repo, "other");
    await expect(mergeBase(repo, "main", "other")).rejects.toThrow("`main` and `other` have no common commit");
  });
});
