import { describe, expect, it } from "vitest";
import { rememberFiles } from "../../../src/github/analysis/remembered-files.ts";

const bytes = new TextEncoder().encode("apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n");

function file(path: string, blobId = "1") {
  return { path, blobId, bytes };
}

describe("remembered files", () => {
  it("are read once, from one analysis to the next", () => {
    const files = rememberFiles(1_000_000);
    const facts = files.readerFor(1)(file("a.yaml"));
    expect(facts.objects).toHaveLength(1);
    expect(files.readerFor(1)(file("a.yaml"))).toBe(facts);
    expect(files.readerFor(1)(file("a.yaml", "2"))).not.toBe(facts);
    expect(files.takeCounts()).toEqual({ remembered: 1, read: 2 });
    expect(files.takeCounts()).toEqual({ remembered: 0, read: 0 });
  });

  it("do not exist for another installation, be the blob the same", () => {
    const files = rememberFiles(1_000_000);
    const facts = files.readerFor(1)(file("a.yaml"));
    const other = files.readerFor(2)({ ...file("a.yaml"), bytes: new TextEncoder().encode("# nothing\n") });
    expect(other.objects).toEqual([]);
    expect(files.readerFor(1)(file("a.yaml"))).toBe(facts);
    expect(files.takeCounts()).toEqual({ remembered: 1, read: 2 });
  });

  it("are bounded, and shared by the two sides of an analysis all the same", () => {
    const files = rememberFiles(2500);
    const read = files.readerFor(1);
    const paths = ["a", "b", "c", "d"].map((name) => `${name}.yaml`);
    const facts = paths.map((path) => read(file(path)));
    paths.forEach((path, index) => {
      expect(read(file(path))).toBe(facts[index]);
    });
    paths.forEach((path) => files.readerFor(1)(file(path)));
    expect(files.takeCounts()).toEqual({ remembered: 0, read: 8 });
  });
});
