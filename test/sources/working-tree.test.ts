import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRevision, readWorkingTree } from "../../src/sources/index.ts";
import { git, temporaryDirectory, temporaryRepository, writeFiles } from "./temporary.ts";

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

  it("says that a bare repository has none", async () => {
    const bare = temporaryDirectory();
    git(bare, "init", "-q", "--bare");
    await expect(readWorkingTree(bare)).rejects.toThrow("is a bare repository");
  });
});
