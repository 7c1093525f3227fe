import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFiles } from "../../src/sources/disk-files.ts";
import { readDirectory, type ReadLimits } from "../../src/sources/index.ts";
import { git, temporaryDirectory, writeFiles } from "./temporary.ts";

const plenty: ReadLimits = { fileBytes: 1000, files: 1000, totalBytes: 1000 };

describe("readDirectory", () => {
  it("reads YAML and JSON files in path order, by code unit, with git's blob ids", async () => {
    const root = temporaryDirectory({ "b.yml": "b", "a/z.json": "{}", "B.yaml": "B", "a.yaml": "a" });
    const snapshot = await readDirectory(root);
    expect(snapshot.files.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ["B.yaml", "B"],
      ["a.yaml", "a"],
      ["a/z.json", "{}"],
      ["b.yml", "b"],
    ]);
    expect(snapshot.files[0]?.blobId).toBe(git(root, "hash-object", "B.yaml"));
    expect(snapshot.skipped).toEqual([]);
  });

  it("leaves out other names, .git and node_modules", async () => {
    const files = { "notes.md": "", "A.YAML": "", ".git/a.yaml": "", "x/node_modules/a.yaml": "", ".github/a.yml": "" };
    const snapshot = await readDirectory(temporaryDirectory(files));
    expect(snapshot.files.map((file) => file.path)).toEqual([".github/a.yml"]);
  });

  it("gives no files for an empty directory", async () => {
    expect(await readDirectory(temporaryDirectory())).toEqual({ files: [], skipped: [] });
  });

  it("reads files of any size whole", async () => {
    const sizes = [0, 1, 65_535, 65_536, 65_537, 200_000];
    const texts = sizes.map((size) => "0123456789".repeat(20_000).slice(0, size));
    const root = temporaryDirectory(Object.fromEntries(texts.map((text, index) => [`${String(index)}.yaml`, text])));
    const { files } = await readDirectory(root);
    expect(files.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(texts);
  });

  it("neither waits for a pipe nor reads a directory that took the place of a file", async () => {
    const root = temporaryDirectory({ "directory.yaml/a.yaml": "" });
    execFileSync("mkfifo", [join(root, "pipe.yaml")]);
    const listed = ["directory.yaml", "pipe.yaml"].map((path) => ({ path, type: "file" as const }));
    const reason = "not a regular file";
    expect((await readFiles(root, listed, plenty, "sha1")).skipped).toEqual(
      listed.map(({ path }) => ({ path, reason })),
    );
  });

  it("takes over the files of another snapshot that have the same path and bytes, and no others", async () => {
    const before = await readDirectory(temporaryDirectory({ "a.yaml": "same", "b.yaml": "old", "c.yaml": "moved" }));
    const root = temporaryDirectory({ "a.yaml": "same", "b.yaml": "new", "d.yaml": "moved" });
    const alone = await readDirectory(root);
    const after = await readDirectory(root, plenty, before);
    expect(after).toEqual(alone);
    expect(after.files.map((file) => before.files.includes(file))).toEqual([true, false, false]);
  });

  it("reads a single file", async () => {
    const root = temporaryDirectory({ "dump.yaml": "kind: List", "dump.txt": "kind: List" });
    const snapshot = await readDirectory(join(root, "dump.yaml"));
    expect(snapshot.files.map((file) => file.path)).toEqual(["dump.yaml"]);
    const elsewhere = join(temporaryDirectory(), "link.yaml");
    symlinkSync(join(root, "dump.yaml"), elsewhere);
    expect((await readDirectory(elsewhere)).files.map((file) => file.path)).toEqual(["link.yaml"]);
    await expect(readDirectory(join(root, "dump.txt"))).rejects.toThrow("its name must end in `.yaml`");
  });

  it("follows links to files inside, and names those that leave, are broken or turn in circles", async () => {
    const outside = temporaryDirectory({ "secret.yaml": "secret" });
    const root = temporaryDirectory({ "real.yaml": "real", "folder.yaml/inner.yaml": "inner" });
    symlinkSync("real.yaml", join(root, "inside.yaml"));
    symlinkSync(join(outside, "secret.yaml"), join(root, "leaves.yaml"));
    symlinkSync("nowhere.yaml", join(root, "broken.yaml"));
    symlinkSync("circle.yaml", join(root, "circle.yaml"));
    symlinkSync(outside, join(root, "common"));
    symlinkSync("round", join(root, "round"));
    symlinkSync("folder.yaml", join(root, "to-folder.yaml"));
    const snapshot = await readDirectory(root);
    expect(snapshot.files.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ["folder.yaml/inner.yaml", "inner"],
      ["inside.yaml", "real"],
      ["real.yaml", "real"],
    ]);
    expect(snapshot.skipped).toEqual([
      { path: "common", reason: "a symbolic link to a directory, which is not followed" },
      { path: "broken.yaml", reason: "a symbolic link to a file that does not exist" },
      { path: "circle.yaml", reason: "a symbolic link to a file that does not exist" },
      { path: "leaves.yaml", reason: "a symbolic link that leaves the directory" },
    ]);
  });

  it("does not follow a link to a neighbour whose name begins like the root's", async () => {
    const parent = temporaryDirectory({ "app/a.yaml": "a", "app-secret/b.yaml": "b" });
    symlinkSync("../app-secret/b.yaml", join(parent, "app/b.yaml"));
    const snapshot = await readDirectory(join(parent, "app"));
    expect(snapshot.skipped).toEqual([{ path: "b.yaml", reason: "a symbolic link that leaves the directory" }]);
  });

  it("does not follow what has become a link since it was listed", async () => {
    const outside = temporaryDirectory({ "secret.yaml": "secret", "folder/in.yaml": "secret" });
    const early = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`a${String(index)}.yaml`, ""]));
    const root = temporaryDirectory({ ...early, "z.yaml": "z", "zz/in.yaml": "in" });
    const reading = readDirectory(root);
    // So many files are read in one turn: those at the end are listed and not read yet.
    rmSync(join(root, "z.yaml"));
    symlinkSync(join(outside, "secret.yaml"), join(root, "z.yaml"));
    rmSync(join(root, "zz"), { recursive: true });
    symlinkSync(join(outside, "folder"), join(root, "zz"));
    const { files, skipped } = await reading;
    expect(files).toHaveLength(500);
    expect(skipped).toEqual([
      { path: "z.yaml", reason: "not a regular file" },
      { path: "zz", reason: "a symbolic link to a directory, which is not followed" },
    ]);
  });

  it("does not take a link to the directory itself for one that leaves it", async () => {
    const root = temporaryDirectory({ "a.yaml": "a", "sub/b.yaml": "b" });
    symlinkSync(".", join(root, "dir.yaml"));
    symlinkSync("..", join(root, "sub/up.yaml"));
    const { files, skipped } = await readDirectory(root);
    expect([files.map(({ path }) => path), skipped]).toEqual([["a.yaml", "sub/b.yaml"], []]);
  });

  it("does not wait for a pipe, nor for one behind a link", async () => {
    const root = temporaryDirectory();
    execFileSync("mkfifo", [join(root, "pipe.yaml")]);
    symlinkSync("pipe.yaml", join(root, "link.yaml"));
    const reason = "not a regular file";
    expect(await readDirectory(root)).toEqual({
      files: [],
      skipped: [
        { path: "link.yaml", reason },
        { path: "pipe.yaml", reason },
      ],
    });
  });

  it("names files over the limits instead of reading them", async () => {
    const root = temporaryDirectory({
      "a.yaml": "x".repeat(1001),
      "b.yaml": "x".repeat(900),
      "c.yaml": "x".repeat(200),
    });
    const snapshot = await readDirectory(root, plenty);
    expect(snapshot.files.map((file) => file.path)).toEqual(["b.yaml"]);
    expect(snapshot.skipped.map((skip) => skip.path)).toEqual(["a.yaml", "c.yaml"]);
    writeFiles(root, { "d.yaml": "", "e.yaml": "" });
    const few = await readDirectory(root, { fileBytes: 1_000_000, files: 3, totalBytes: 1_000_000 });
    expect(few.files.map((file) => file.path)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
    expect(few.skipped).toEqual([{ path: "d.yaml", reason: "left unread, with 1 more: at most 3 files are read" }]);
  });

  it("says that a Git LFS pointer is not the file", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    const snapshot = await readDirectory(temporaryDirectory({ "big.yaml": pointer }));
    expect(snapshot.files).toEqual([]);
    expect(snapshot.skipped[0]?.reason).toContain("Git LFS pointer");
  });

  it("reads on when one directory cannot be listed", async () => {
    const root = temporaryDirectory({ "a.yaml": "a" });
    mkdirSync(join(root, "closed"));
    chmodSync(join(root, "closed"), 0o000);
    const snapshot = await readDirectory(root);
    expect(snapshot.files.map((file) => file.path)).toEqual(["a.yaml"]);
  });

  it("throws for a directory that does not exist", async () => {
    await expect(readDirectory(join(temporaryDirectory(), "none"))).rejects.toThrow(/^no such directory: `.*none`$/);
  });
});
