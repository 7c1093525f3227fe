import { describe, expect, it } from "vitest";
import { createFileReader, readFile } from "../../src/manifests/file-reader.ts";

const bytes = new TextEncoder().encode("apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n");

describe("a reader that remembers files", () => {
  it("gives the same facts for the same path and blob, and others for another path or blob", () => {
    const read = createFileReader();
    const first = read({ path: "a.yaml", blobId: "1", bytes });
    expect(read({ path: "a.yaml", blobId: "1", bytes })).toBe(first);
    expect(read({ path: "b.yaml", blobId: "1", bytes })).not.toBe(first);
    expect(read({ path: "a.yaml", blobId: "2", bytes })).not.toBe(first);
    expect(first.objects).toHaveLength(1);
  });

  it("reads each file once, also when it comes as another value", () => {
    const paths: string[] = [];
    const read = createFileReader((file) => {
      paths.push(file.path);
      return readFile(file);
    });
    const file = { path: "a.yaml", blobId: "1", bytes };
    const facts = [file, file, { ...file }, { ...file, namespace: "shop" }].map(read);
    expect(paths).toEqual(["a.yaml", "a.yaml"]);
    expect(new Set(facts).size).toBe(2);
  });
});
