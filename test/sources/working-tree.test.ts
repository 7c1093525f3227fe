import { existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRevision, readWorkingTree } from "../../src/sources/index.ts";
import { commitAll, git, temporaryDirectory, temporaryRepository, writeFiles } from "./temporary.ts";

describe("readWorkingTree", () => {
  it("reads tracked files as they are on disk, and new ones that are not ignored", async () => {
    const repo = temporaryRepository({
      ".gitignore": "ignored.yaml\n",
      "sub/changed.yaml": "one",
      "deleted.yaml": "gone",
      "same.yaml": "same",
    });
    writeFiles(repo, { "sub/changed.yaml": "two", "sub/new.yaml": "new", "ignored.yaml": "no" });
    rmSync(join(repo, "deleted.yaml"));
    const snapshot = await readWorkingTree(join(repo, "sub"));
    expect(snapshot.files.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ["same.yaml", "same"],
      ["sub/changed.yaml", "two"],
      ["sub/new.yaml", "new"],
    ]);
    expect(snapshot.skipped).toEqual([]);
  });

  it("gives unchanged files the id that the revision gives them", async () => {
    const repo = temporaryRepository({ "a.yaml": "a" });
    const committed = await readRevision(repo, "HEAD");
    const current = await readWorkingTree(repo);
    expect(current.files.map((file) => file.blobId)).toEqual(committed.files.map((file) => file.blobId));
  });

  it("names repositories inside it and links that leave it", async () => {
    const repo = temporaryRepository({ "a.yaml": "a" });
    git(repo, "init", "-q", "nested");
    writeFiles(repo, { "nested/b.yaml": "b" });
    symlinkSync("/etc/hosts", join(repo, "leaves.yaml"));
    const snapshot = await readWorkingTree(repo);
    expect(snapshot.files.map((file) => file.path)).toEqual(["a.yaml"]);
    expect(snapshot.skipped).toEqual([
      { path: "nested", reason: "a submodule: its files belong to another repository" },
      { path: "leaves.yaml", reason: "a symbolic link that leaves the directory" },
    ]);
  });

  it("reads from the index what a sparse checkout leaves out", async () => {
    const repo = temporaryRepository({
      "a/one.yaml": "one",
      "b/big.yaml": "x".repeat(1001),
      "b/two.yaml": "two",
      "c/lfs.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
    });
    symlinkSync("../a/one.yaml", join(repo, "b/link.yaml"));
    symlinkSync("../../etc/hosts", join(repo, "b/leaves.yaml"));
    commitAll(repo, "links");
    git(repo, "sparse-checkout", "set", "a");
    const limits = { fileBytes: 1000, files: 1000, totalBytes: 1000 };
    const current = await readWorkingTree(repo, limits);
    expect(existsSync(join(repo, "b"))).toBe(false);
    expect(current.files.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ["a/one.yaml", "one"],
      ["b/link.yaml", "one"],
      ["b/two.yaml", "two"],
    ]);
    expect(current).toEqual(await readRevision(repo, "HEAD", limits));
  });

  it("reads from the index what was staged there, not what was committed", async () => {
    const repo = temporaryRepository({ "a/one.yaml": "one", "b/two.yaml": "two" });
    writeFiles(repo, { "b/two.yaml": "staged" });
    git(repo, "add", "b");
    git(repo, "update-index", "--skip-worktree", "b/two.yaml");
    rmSync(join(repo, "b"), { recursive: true });
    const { files } = await readWorkingTree(repo);
    expect(files.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["one", "staged"]);
  });

  it.each(["outside", "inside"])("reads nothing through a directory that has become a link: %s", async (target) => {
    const outside = temporaryDirectory({ "k8s/a.yaml": "secret" });
    const repo = temporaryRepository({ "k8s/deep/a.yaml": "a", "k8s/b.yaml": "b", "z.yaml": "z" });
    renameSync(join(repo, "k8s"), join(repo, "inside"));
    symlinkSync(target === "outside" ? join(outside, "k8s") : "inside", join(repo, "k8s"));
    const { files, skipped } = await readWorkingTree(repo);
    expect(files.map(({ path }) => path)).toEqual(["inside/b.yaml", "inside/deep/a.yaml", "z.yaml"]);
    expect(skipped).toEqual([{ path: "k8s", reason: "a symbolic link to a directory, which is not followed" }]);
  });

  it.each(["nowhere", "z.yaml"])("takes for deleted what stood in a directory that now leads to %s", async (target) => {
    const repo = temporaryRepository({ "k8s/a.yaml": "a", "z.yaml": "z" });
    rmSync(join(repo, "k8s"), { recursive: true });
    symlinkSync(target, join(repo, "k8s"));
    const { files, skipped } = await readWorkingTree(repo);
    expect([files.map(({ path }) => path), skipped]).toEqual([["z.yaml"], []]);
  });

  it("takes for deleted what stood in a directory that is a file now", async () => {
    const repo = temporaryRepository({ "k8s/a.yaml": "a" });
    rmSync(join(repo, "k8s"), { recursive: true });
    writeFiles(repo, { k8s: "" });
    expect(await readWorkingTree(repo)).toEqual({ files: [], skipped: [] });
  });

  it("says that a bare repository has none", async () => {
    const bare = temporaryDirectory();
    git(bare, "init", "-q", "--bare");
    await expect(readWorkingTree(bare)).rejects.toThrow("is a bare repository");
  });
});
