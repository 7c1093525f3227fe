import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listCommit } from "../../../src/github/repository/listing.ts";
import { API, createClient, directoryItem, repository, treeItem, type TreeItem } from "./support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function answer(id: string, depth: "recursive" | "own", truncated: "cut" | "whole", tree: readonly TreeItem[]): void {
  nock(API)
    .get(`/repos/acme/shop/git/trees/${id}${depth === "recursive" ? "?recursive=1" : ""}`)
    .reply(200, { sha: id, tree, truncated: truncated === "cut" });
}

function list() {
  return listCommit(createClient(), repository, "c1");
}

describe("listCommit", () => {
  it("lists files, links and submodules in one request", async () => {
    answer("c1", "recursive", "whole", [
      directoryItem("k8s", "t1"),
      treeItem("k8s/a.yaml", "a"),
      treeItem("link.yaml", { link: "k8s/a.yaml" }),
      treeItem("vendor", { submodule: "s1" }),
    ]);
    const { entries, skipped } = await list();
    expect([...entries.values()].map(({ path, type, size }) => [path, type, size])).toEqual([
      ["k8s/a.yaml", "file", 1],
      ["link.yaml", "link", 10],
      ["vendor", "submodule", 0],
    ]);
    expect(skipped).toEqual([]);
  });

  it("walks a tree that GitHub cuts, down to where it does not", async () => {
    answer("c1", "recursive", "cut", [treeItem("a.yaml", "a")]);
    answer("c1", "own", "whole", [
      treeItem("a.yaml", "a"),
      directoryItem("small", "t1"),
      directoryItem("large", "t2"),
      directoryItem("node_modules", "t9"),
    ]);
    answer("t1", "recursive", "whole", [directoryItem("x", "t3"), treeItem("x/b.yaml", "b")]);
    answer("t2", "recursive", "cut", []);
    answer("t2", "own", "whole", [directoryItem("y", "t4"), treeItem("c.yaml", "c")]);
    answer("t4", "recursive", "whole", [treeItem("d.yaml", "d")]);
    const { entries, skipped } = await list();
    expect([...entries.keys()].sort()).toEqual(["a.yaml", "large/c.yaml", "large/y/d.yaml", "small/x/b.yaml"]);
    expect(skipped).toEqual([]);
  });

  it("names a directory whose own entries are cut", async () => {
    answer("c1", "recursive", "cut", []);
    answer("c1", "own", "whole", [directoryItem("huge", "t1")]);
    answer("t1", "recursive", "cut", []);
    answer("t1", "own", "cut", [treeItem("a.yaml", "a")]);
    const { entries, skipped } = await list();
    expect([...entries.keys()]).toEqual(["huge/a.yaml"]);
    expect(skipped.map(({ path }) => path)).toEqual(["huge"]);
  });

  it("bounds the walk, and names what it leaves out", async () => {
    const directories = Array.from({ length: 200 }, (_, index) => directoryItem(`d${index}`, `t${index}`));
    answer("c1", "recursive", "cut", []);
    answer("c1", "own", "whole", directories);
    let asked = 0;
    nock(API)
      .persist()
      .get(/git\/trees\/t\d+\?recursive=1$/)
      .reply(() => {
        asked += 1;
        return [200, { sha: "t", tree: [treeItem("a.yaml", "a")], truncated: false }];
      });
    const { entries, skipped } = await list();
    expect(entries.size).toBe(149);
    expect(asked).toBe(149);
    expect(skipped.length).toBe(51);
    expect(skipped[0]).toEqual({
      path: "d149",
      reason: "a directory that is not listed completely: the repository holds too many files",
      type: "directory",
      blobId: "t149",
    });
  });

  it("reads any name a file can have, and names those that no checkout could hold", async () => {
    const odd = ["größe/ключ.yaml", "a\nb.yaml", "100%.yaml", "%2e%2e/x.yaml", "..a/b..yaml", "a b`|<i>.yaml"];
    const impossible = ["../up.yaml", "a/../../up.yaml", "/etc/x.yaml", "a//b.yaml", "./a.yaml", "nul\0.yaml"];
    answer(
      "c1",
      "recursive",
      "whole",
      [...odd, ...impossible, "../secret.txt"].map((path) => treeItem(path, path)),
    );
    const { entries, skipped } = await list();
    expect([...entries.keys()]).toEqual(odd);
    expect(skipped.map(({ path }) => path)).toEqual(impossible);
    // "not read: " is put before it (`file-skipped`).
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["no checkout could hold this path"]));
  });

  it("does not choose between files whose names cannot be told apart", async () => {
    answer("c1", "recursive", "whole", [
      treeItem("\uFFFD.yaml", "one"),
      treeItem("a.yaml", "a"),
      treeItem("\uFFFD.yaml", "two"),
    ]);
    const { entries, skipped } = await list();
    expect([...entries.keys()]).toEqual(["a.yaml"]);
    expect(skipped).toMatchObject([{ path: "\uFFFD.yaml", reason: "the names of several files cannot be told apart" }]);
  });

  it("takes an answer that was cut for a failure", async () => {
    nock(API)
      .get("/repos/acme/shop/git/trees/c1?recursive=1")
      .reply(200, '{"sha": "c1", "tree": [', { "content-type": "application/json" });
    await expect(list()).rejects.toThrow("ended early");
  });
});
