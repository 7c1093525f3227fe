import { describe, expect, it } from "vitest";
import { createFileReader } from "../../src/manifests/file-reader.ts";

const bytes = new TextEncoder().encode("apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n");

describe("a reader that remembers files", () => {
  it("gives the same facts for the same path and blob, and others for another path or blob", () => {
    const read = createFileReader(Infinity);
    const first = read({ path: "a.yaml", blobId: "1", bytes });
    expect(read({ path: "a.yaml", blobId: "1", bytes })).toBe(first);
    expect(read({ path: "b.yaml", blobId: "1", bytes })).not.toBe(first);
    expect(read({ path: "a.yaml", blobId: "2", bytes })).not.toBe(first);
    expect(first.objects).toHaveLength(1);
  });

  it("forgets those it did not read for longest when it holds too many bytes", () => {
    const read = createFileReader(2 * bytes.length);
    const [a, b] = ["a.yaml", "b.yaml"].map((path) => read({ path, blobId: "1", bytes }));
    read({ path: "a.yaml", blobId: "1", bytes });
    read({ path: "c.yaml", blobId: "1", bytes });
    expect(read({ path: "a.yaml", blobId: "1", bytes })).toBe(a);
    expect(read({ path: "b.yaml", blobId: "1", bytes })).not.toBe(b);
  });

  it("reads a file larger than all it may hold", () => {
    const read = createFileReader(1);
    expect(read({ path: "a.yaml", blobId: "1", bytes }).objects).toHaveLength(1);
  });
});
