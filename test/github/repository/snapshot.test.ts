import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/manifests/index.ts";
import type { Pair } from "../../../src/github/repository/pair.ts";
import { serverLimits, type SnapshotLimits } from "../../../src/github/repository/reader.ts";
import { filesAsIn, readSnapshots } from "../../../src/github/repository/snapshot.ts";
import { API, blobAnswer, blobId, createHost, many, readerWith, treeItem } from "./support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const pair: Pair = { kind: "test-merge", before: "base", after: "merge" };

function texts({ files }: Snapshot): Record<string, string> {
  return Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
}

function limited(files: Partial<SnapshotLimits["files"]>): SnapshotLimits {
  return { ...serverLimits, files: { ...serverLimits.files, ...files } };
}

function archives(requests: readonly string[]): readonly string[] {
  return requests.filter((request) => request.includes("tarball"));
}

describe("readSnapshots, one by one", () => {
  it("reads manifests only, equal blobs once, and shares their bytes", async () => {
    const host = createHost();
    await host.commit("base", { "a.yaml": "same", "b.json": "old", "notes.md": "no", "node_modules/x.yaml": "no" });
    await host.commit("merge", { "a.yaml": "same", "b.json": "new", "c/d.yml": "same" });
    const { before, after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(before)).toEqual({ "a.yaml": "same", "b.json": "old" });
    expect(texts(after)).toEqual({ "a.yaml": "same", "b.json": "new", "c/d.yml": "same" });
    expect(after.files[0]?.bytes).toBe(before.files[0]?.bytes);
    expect(after.files[0]?.blobId).toBe(blobId("same"));
    expect(after.files.map(({ bytes }) => bytes.buffer.byteLength)).toEqual([4, 3, 4]);
    expect(host.requests.filter((request) => request.includes("blobs")).length).toBe(3);
  });

  it("follows links inside the tree, however long the chain, and names submodules and other links", async () => {
    const host = createHost();
    const files = {
      "apps/x.yaml": { link: "../one" },
      one: { link: "two" },
      two: { link: "real.txt" },
      "real.txt": "real",
      "circle.yaml": { link: "circle.yaml" },
      "leaves.yaml": { link: "../secret.yaml" },
      "broken.yaml": { link: "nowhere.yaml" },
      "long.yaml": { link: "a/".repeat(3000) },
      vendor: { submodule: "5".repeat(40) },
    };
    await host.commit("base", {});
    await host.commit("merge", files);
    const { after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(after)).toEqual({ "apps/x.yaml": "real" });
    expect(after.skipped).toEqual([
      { path: "broken.yaml", reason: "a symbolic link to a file that does not exist", blobId: blobId("nowhere.yaml") },
      { path: "circle.yaml", reason: "a chain of symbolic links that is too long", blobId: blobId("circle.yaml") },
      { path: "leaves.yaml", reason: "a symbolic link that leaves the directory", blobId: blobId("../secret.yaml") },
      { path: "long.yaml", reason: "a symbolic link to a file that does not exist", blobId: blobId("a/".repeat(3000)) },
      { path: "vendor", reason: "a submodule: its files belong to another repository", blobId: "5".repeat(40) },
    ]);
  });

  it("does not ask for what is too large, or past the bytes of all", async () => {
    const host = createHost();
    await host.commit("base", {});
    await host.commit("merge", { "a.yaml": "x".repeat(60), "b.yaml": "y".repeat(101), "c.yaml": "z".repeat(50) });
    const { after } = await readSnapshots(readerWith(), pair, limited({ fileBytes: 100, totalBytes: 100 }));
    expect(Object.keys(texts(after))).toEqual(["a.yaml"]);
    expect(after.skipped.map(({ path }) => path)).toEqual(["b.yaml", "c.yaml"]);
    expect(host.requests.filter((request) => request.includes("blobs")).length).toBe(1);
  });

  it("names files over 1 MiB, more files than are read, and Git LFS pointers", async () => {
    const host = createHost();
    const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    await host.commit("base", {});
    await host.commit("merge", { "a.yaml": "x".repeat(1024 * 1024 + 1), "b.yaml": lfs, "c.yaml": "c", "d.yaml": "d" });
    const { after } = await readSnapshots(readerWith(), pair, limited({ files: 3 }));
    expect(Object.keys(texts(after))).toEqual(["c.yaml"]);
    expect(after.skipped.map(({ path }) => path)).toEqual(["a.yaml", "b.yaml", "d.yaml"]);
    expect(after.skipped[0]?.reason).toBe("1 MiB: only files up to 1 MiB are read");
  });

  it("does not trust the size that a tree names", async () => {
    const text = "y".repeat(200);
    const item = { ...treeItem("a.yaml", text), size: 10 };
    const empty = { sha: "base", tree: [], truncated: false };
    nock(API).get("/repos/acme/shop/git/trees/base?recursive=1").reply(200, empty);
    nock(API)
      .get("/repos/acme/shop/git/trees/merge?recursive=1")
      .reply(200, { ...empty, tree: [item] });
    nock(API)
      .get(`/repos/acme/shop/git/blobs/${blobId(text)}`)
      .reply(200, blobAnswer(text));
    const { after } = await readSnapshots(readerWith(), pair, limited({ fileBytes: 100 }));
    expect(after.files).toEqual([]);
    expect(after.skipped.map(({ path }) => path)).toEqual(["a.yaml"]);
  });

  it("does not take other bytes than those of the id", async () => {
    const host = createHost();
    host.scope.get(`/repos/acme/shop/git/blobs/${blobId("right")}`).reply(200, blobAnswer("wrong"));
    await host.commit("base", {});
    await host.commit("merge", { "a.yaml": "right" });
    await expect(readSnapshots(readerWith(), pair, serverLimits)).rejects.toThrow("are not those it names");
  });

  it("keeps bytes that are no text", async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x61]);
    const item = { path: "a.yaml", mode: "100644", type: "blob", sha: blobId(bytes), size: 4 };
    const host = createHost();
    await host.commit("base", {});
    host.scope.get("/repos/acme/shop/git/trees/merge?recursive=1").reply(200, { tree: [item], truncated: false });
    host.scope
      .get(`/repos/acme/shop/git/blobs/${blobId(bytes)}`)
      .reply(200, { content: bytes.toString("base64"), encoding: "base64" });
    const { after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(after.files.map((file) => [...file.bytes])).toEqual([[0xff, 0xfe, 0x00, 0x61]]);
  });

  it("asks for nothing that was read before", async () => {
    const host = createHost();
    const reader = readerWith();
    await host.commit(
      "base",
      many(30, (index) => `v${index}`),
    );
    await host.commit("merge", { ...many(30, (index) => `v${index}`), "k8s/3.yaml": "changed" });
    await readSnapshots(reader, pair, serverLimits);
    const push = { ...many(30, (index) => `v${index}`), "k8s/3.yaml": "changed again" };
    await host.commit("merge2", push);
    host.requests.length = 0;
    const { after } = await readSnapshots(reader, { ...pair, after: "merge2" }, serverLimits);
    expect(texts(after)).toEqual(push);
    expect(host.requests).toEqual(["GET git/trees/merge2", `GET git/blobs/${blobId("changed again")}`]);
  });
});

describe("readSnapshots, by archive", () => {
  const files = many(100, (index) => `file ${index}`);

  it("reads one archive when cold, and what only the earlier side holds one by one", async () => {
    const host = createHost();
    await host.commit("base", { ...files, "k8s/7.yaml": "old", "README.md": "no" });
    await host.commit("merge", files);
    const { before, after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(after)).toEqual(files);
    expect(texts(before)).toEqual({ ...files, "k8s/7.yaml": "old" });
    expect(host.requests.toSorted()).toEqual([
      `GET git/blobs/${blobId("old")}`,
      "GET git/trees/base",
      "GET git/trees/merge",
      "GET tarball/merge",
    ]);
  });

  it("reads both archives when the sides have little in common", async () => {
    const host = createHost();
    const others = many(100, (index) => `other ${index}`);
    await host.commit("base", others);
    await host.commit("merge", files);
    const { before } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(before)).toEqual(others);
    expect(archives(host.requests).toSorted()).toEqual(["GET tarball/base", "GET tarball/merge"]);
    expect(host.requests.length).toBe(4);
  });

  it("asks for what attributes of the repository left out of the archive, or changed in it", async () => {
    const host = createHost();
    const { "k8s/1.yaml": hidden, ...archived } = files;
    await host.commit("base", {});
    await host.commit("merge", files, { ...archived, "k8s/2.yaml": "file $Format:%H$" });
    const { after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(after)).toEqual(files);
    const blobs = host.requests.filter((request) => request.includes("blobs")).toSorted();
    expect(blobs).toEqual([`GET git/blobs/${blobId("file 2")}`, `GET git/blobs/${blobId(hidden ?? "")}`].toSorted());
  });

  it("reads links from the archive", async () => {
    const host = createHost();
    await host.commit("base", {});
    await host.commit("merge", { ...files, "z.yaml": { link: "mid" }, mid: { link: "k8s/5.yaml" } });
    const { after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(texts(after)["z.yaml"]).toBe("file 5");
    expect(host.requests.filter((request) => request.includes("blobs"))).toEqual([]);
  });

  it("names what is left when neither the archive nor a thousand requests bring it", async () => {
    const host = createHost();
    const large = many(1100, (index) => `file ${index}`);
    await host.commit("base", {});
    await host.commit("merge", large, {});
    const { after } = await readSnapshots(readerWith(), pair, serverLimits);
    expect(after.files.length).toBe(1000);
    expect(after.skipped.length).toBe(100);
    expect(after.skipped[0]?.reason).toContain("at most 1000 files");
  });
});

describe("filesAsIn", () => {
  it("tells which files the head holds as the test merge does", async () => {
    const host = createHost();
    await host.commit("base", {});
    await host.commit("merge", { "a.yaml": "a", "b.yaml": "merged", "l.yaml": { link: "a.yaml" } });
    await host.commit("head", { "a.yaml": "a", "b.yaml": "head", "l.yaml": { link: "a.yaml" }, "c.yaml": "c" });
    const reader = readerWith();
    const { after } = await readSnapshots(reader, pair, serverLimits);
    const isSame = await filesAsIn(reader, "head", after);
    expect(["a.yaml", "b.yaml", "c.yaml", "l.yaml", "none.yaml"].map(isSame)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
