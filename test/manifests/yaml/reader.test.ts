import { describe, expect, test } from "vitest";
import { defaultYamlLimits, readYaml } from "../../../src/manifests/yaml/index.ts";
import type { YamlFile } from "../../../src/manifests/yaml/index.ts";
import { plain, problemOf, read, valueOf } from "./read.ts";

const all = (): boolean => true;

function valuesOf(file: YamlFile): unknown[] {
  return file.documents.map((document) => plain(document.root));
}

describe("bytes", () => {
  const text = "name: é😀\n";

  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, little endian", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16, big endian", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("%s", (_name, bytes) => {
    const file = readYaml(bytes, all);
    expect(valuesOf(file)).toEqual([{ name: "é😀" }]);
    expect(file.positionOf(file.documents[0]?.root?.offset ?? -1)).toEqual({ line: 1, column: 1 });
  });

  test("UTF-16 is not split: Kubernetes reads the first document, and drops the rest", () => {
    const file = readYaml(Buffer.from("\ufeffa: 1\n---\nb: 2\n", "utf16le"), all);
    expect(valuesOf(file)).toEqual([{ a: 1 }]);
    expect(file.problems).toMatchObject([{ severity: "warning", code: "yaml-ignored-text", line: 2 }]);
    expect(file.problems[0]?.message).toContain("UTF-16");
  });

  test("bytes that are no text spoil their own document only", () => {
    const bytes = Buffer.concat([Buffer.from("a: 1\n---\nb: x"), Buffer.from([0xff]), Buffer.from("\n---\nc: 3\n")]);
    const file = readYaml(bytes, all);
    expect(valuesOf(file)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(file.problems).toEqual([
      {
        severity: "error",
        code: "yaml-encoding",
        message: "these bytes are neither UTF-8 nor UTF-16 text: save the file as UTF-8",
        line: 3,
        column: 5,
      },
    ]);
  });

  test("no bytes are one empty document", () => {
    const file = readYaml(new Uint8Array(), all);
    expect(file.documents).toEqual([{ root: null, duplicates: [], offset: 0 }]);
    expect(file.problems).toEqual([]);
  });
});

describe("documents", () => {
  test("are split at lines that start with three dashes", () => {
    const file = read("a: 1\n--- # second\nb: 2\n---\t\n---\nc: |\n  ---\n  x\n");
    expect(valuesOf(file)).toEqual([{ a: 1 }, { b: 2 }, null, { c: "---\nx\n" }]);
    expect(file.documents.map((document) => document.offset)).toEqual([0, 18, 28, 32]);
  });

  test("a separator followed by anything but a comment spoils the document behind it", () => {
    const file = read("a: 1\n---b: 2\nc: 3\n---\nd: 4\n");
    expect(valuesOf(file)).toEqual([{ a: 1 }, { d: 4 }]);
    expect(file.problems).toEqual([
      {
        severity: "error",
        code: "yaml-syntax",
        message: "`---` is followed by `b: 2`, which Kubernetes refuses: put it on the next line",
        line: 2,
        column: 1,
      },
    ]);
  });

  test("one that cannot be read leaves the others alone", () => {
    const file = read("a: 1\n---\nb: [\n---\nc: 3\n");
    expect(valuesOf(file)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(file.problems.map(({ line, code }) => [line, code])).toEqual([[3, "yaml-syntax"]]);
  });

  test.each([
    ["behind `...`", "a: 1\n...\nb: 2\n", { a: 1 }, 3],
    ["below an indented root", "  a: 1\nb: 2\n", { a: 1 }, 2],
    // kubectl splits at LF only, so this `---` starts a second document of the same piece.
    ["behind a lone CR", "a: 1\r---\rb: 2", { a: 1 }, 2],
    ["below a text", "- a\n...\n# comment\n\nb\n", ["a"], 5],
  ])("text that Kubernetes ignores is a warning: %s", (_name, text, value, line) => {
    const file = read(text);
    expect(valuesOf(file)).toEqual([value]);
    expect(file.problems.map((problem) => [problem.severity, problem.code, problem.line, problem.column])).toEqual([
      ["warning", "yaml-ignored-text", line, 1],
    ]);
  });

  test("a key that stands twice: the last counts, and is noted", () => {
    const text = "a: 1\nb: {c: 1, c: 2, 'c': 3}\ntrue: 4\nyes: 5\na: 6\n";
    const file = read(text);
    expect(valuesOf(file)).toEqual([{ a: 6, b: { c: 3 }, true: 5 }]);
    const found = file.documents[0]?.duplicates.map(({ key, offset }) => [key, file.positionOf(offset)]);
    expect(found).toEqual([
      ["c", { line: 2, column: 11 }],
      ["c", { line: 2, column: 17 }],
      ["true", { line: 4, column: 1 }],
      ["a", { line: 5, column: 1 }],
    ]);
  });

  test("a written key over a merged one is meant so; a merge over a written key is noted", () => {
    expect(read("<<: {a: 1}\na: 2\n").documents[0]?.duplicates).toEqual([]);
    expect(read("a: 2\n<<: {a: 1}\n").documents[0]?.duplicates).toEqual([{ key: "a", offset: 5 }]);
  });
});

describe("positions", () => {
  test("every key and value knows where it starts, in the text of the whole file", () => {
    const text = 'x: 1\n---\na:\n  - b: "c"\n    d: {e: 1}\n  -\n? f\n: |\n  g\n';
    const root = read(text).documents[1]?.root;
    if (root?.type !== "mapping") throw new Error("no mapping");
    const seen: string[] = [];
    const visit = (node: typeof root | (typeof root.entries)[0]["value"]): void => {
      seen.push(text.slice(node.offset, node.offset + 3));
      if (node.type === "sequence") node.items.forEach(visit);
      if (node.type === "mapping")
        for (const entry of node.entries) {
          seen.push(`key ${text.slice(entry.keyOffset, entry.keyOffset + 1)}`);
          visit(entry.value);
        }
    };
    visit(root);
    expect(seen).toEqual(
      ["a:\n", "key a", "- b", "b: ", "key b", '"c"', "key d", "{e:", "key e", "1}\n", "\n? ", "key f", "|\n "].flat(),
    );
  });

  test("lines end with LF, CRLF or CR", () => {
    const file = read("a: 1\r\nb: 2\rc: 3\nd: [\n");
    expect(file.positionOf(0)).toEqual({ line: 1, column: 1 });
    expect(file.positionOf(6)).toEqual({ line: 2, column: 1 });
    expect(file.positionOf(11)).toEqual({ line: 3, column: 1 });
    expect(file.positionOf(1000)).toEqual({ line: 5, column: 1 });
    expect(file.positionOf(-1)).toEqual({ line: 1, column: 1 });
  });
});

describe("documents of unwanted kinds", () => {
  const wanted = (kind: string): boolean => kind === "Pod";
  const skipped = (text: string): number => readYaml(Buffer.from(text), wanted).skippedDocuments;

  test.each([
    ["kind: Secret\n", 1],
    ["apiVersion: v1\nkind: Secret # comment\nbroken: [\n", 1],
    ["kind: Secret\r\n---\r\nkind: Pod\r\n---\r\nkind: Secret\r\n", 2],
    // In doubt a document is read.
    ["kind: Pod\n", 0],
    ["kind: SecretList\nitems: []\n", 0],
    ["kind: Other\nitems:\n- kind: Pod\n", 0],
    ["kind: Secret\nkind: Pod\n", 0],
    ["kind: Secret\n'kind': Pod\n", 0],
    ["kind: 'Secret'\n", 0],
    ["kind: Secret\n<<: *x\n", 0],
    ["{\nkind: Secret\n}\n", 0],
    ["  kind: Secret\n", 0],
    ["a: |\n  kind: Secret\n", 0],
    ["spec:\n  kind: Secret\n", 0],
  ])("%j skips %i", (text, count) => {
    expect(skipped(text)).toBe(count);
  });

  test("are named with their apiVersion where it is plain", () => {
    const seen: unknown[] = [];
    const note = (kind: string, apiVersion: () => string | null): boolean => {
      seen.push([kind, apiVersion()]);
      return false;
    };
    const twice = "apiVersion: v1\nkind: D\napiVersion: v2\n";
    readYaml(Buffer.from(`apiVersion: v1\nkind: A\n---\nkind: B\n---\napiVersion: 'v1'\nkind: C\n---\n${twice}`), note);
    expect(seen).toEqual([
      ["A", "v1"],
      ["B", null],
      ["C", null],
      ["D", null],
    ]);
  });
});

describe("JSON", () => {
  test("is read as JSON, with positions", () => {
    const text =
      '{"a": "x\\/\\ud83d\\ude00", "b": [1, -0, 1.5e1, 9007199254740993, true, null],\n "b2": {"c": "\u2028"}}\n';
    const file = read(text);
    expect(file.problems).toEqual([]);
    const [document] = file.documents;
    expect(plain(document?.root ?? null)).toEqual({
      a: "x/😀",
      b: [1, 0, 15, 9007199254740993n, true, null],
      b2: { c: "\u2028" },
    });
    const root = document?.root;
    if (root?.type !== "mapping") throw new Error("no mapping");
    expect(root.entries.map((entry) => file.positionOf(entry.keyOffset))).toEqual([
      { line: 1, column: 2 },
      { line: 1, column: 26 },
      { line: 2, column: 2 },
    ]);
  });

  test("several values are several documents", () => {
    expect(valuesOf(read('{"a": 1} {"a": 2, "a": 3}\n[4]'))).toEqual([{ a: 1 }, { a: 3 }, [4]]);
    expect(read('{"a": 2, "a": 3}').documents[0]?.duplicates).toEqual([{ key: "a", offset: 9 }]);
  });

  test("what only looks like JSON is read as YAML", () => {
    expect(valueOf("{a: 1, # comment\n'b': 010}")).toEqual({ a: 1, b: 8 });
    expect(valuesOf(read('{"a": 1}\n---\n{"b": 2}\n'))).toEqual([{ a: 1 }, { b: 2 }]);
    expect(problemOf('{"a": 1,, "b": 2}')).toBe("1:9 yaml-syntax");
  });
});

describe("limits", () => {
  const few = { fileBytes: 60, documents: 3, nesting: 3, nodes: 6, aliasNodes: 4, keys: 2 };
  const problems = (text: string): unknown[] =>
    readYaml(Buffer.from(text), all, few).problems.map(({ code, line, column }) => `${line}:${column} ${code}`);

  test.each([
    ["bytes of a file", "a: " + "b".repeat(60), ["1:1 yaml-limit"]],
    ["documents", "a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4\n", ["7:1 yaml-limit"]],
    ["nesting", "a: [[[1]]]", ["1:6 yaml-limit"]],
    ["nesting of JSON", '{"a": [[[1]]]}', ["1:9 yaml-limit"]],
    ["nodes: 6, and 1 for every 10 characters", "[1,2,3,4,5,6,7,8,9]", ["1:16 yaml-limit"]],
    ["nodes of JSON", '{"a": [1,2,3,4,5,6,7,8]}', ["1:20 yaml-limit"]],
    ["alias nodes", "[&a [1, 2], *a, *a]", ["1:17 yaml-limit"]],
    ["keys", "{a, b, c}", ["1:8 yaml-limit"]],
    ["keys of JSON", '{"a": 1, "b": 2, "c": 3}', ["1:18 yaml-limit"]],
    ["none reached", "[[[1]], &a 2, *a]", []],
  ])("%s", (_name, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("a limit spoils its own document only", () => {
    const file = readYaml(Buffer.from("a: [[[1]]]\n---\nb: 2\n"), all, few);
    expect(valuesOf(file)).toEqual([{ b: 2 }]);
    expect(file.problems.map(({ message }) => message)).toEqual([
      "nested deeper than 3 levels: no object of Kubernetes is",
    ]);
  });

  test("the defaults let a wide file pass", () => {
    const text = `- &a {x: [1, 2, 3]}\n${"- *a\n".repeat(1000)}`;
    expect(read(text).problems).toEqual([]);
    expect(defaultYamlLimits.documents).toBe(10_000);
  });
});

describe("hostile input ends in a problem", () => {
  const nine = (item: string): string => `[${Array.from({ length: 9 }, () => item).join()}]`;
  const bomb = Array.from({ length: 30 }, (_, i) => `- &a${i} ${nine(i === 0 ? "x" : `*a${i - 1}`)}`);

  test.each([
    ["brackets", "[".repeat(20_000), "1:201 yaml-limit"],
    ["braces", "{a: ".repeat(20_000), "1:801 yaml-limit"],
    ["quoted closers", '["]",'.repeat(20_000), "1:1001 yaml-limit"],
    ["lists", "- ".repeat(20_000), "1:401 yaml-limit"],
    ["complex keys", "? ".repeat(20_000), "1:401 yaml-limit"],
    ["keys in a row", "a: ".repeat(20_000), "1:5 yaml-syntax"],
    ["many keys", Array.from({ length: 40_000 }, (_, i) => `k${i}: 1\n`).join(""), "20001:1 yaml-limit"],
    ["nested JSON", '{"a":'.repeat(20_000), "1:1001 yaml-limit"],
    ["an alias that contains itself", "a: &a\n  b: *a\n", "2:6 yaml-syntax"],
    ["a merge bomb", `a: &a {b: 1}\n${"- {<<: [*a, *a]}\n".repeat(3)}`, "2:1 yaml-syntax"],
    ["a marker behind a line break of YAML 1.1", "a\u2028---\u2028[".repeat(1000), "1:3 yaml-ignored-text"],
    ["NUL bytes", "\0".repeat(1000), "1:1 yaml-syntax"],
  ])("%s", (_name, text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test("an alias bomb", () => {
    expect(read(bomb.join("\n")).problems.map(({ code, message }) => [code, message])).toEqual([
      ["yaml-limit", "the aliases of this document expand to more than 100000 values: write it with fewer"],
    ]);
  });

  test("one file of 100 MB", () => {
    const file = readYaml(new Uint8Array(100_000_000), all);
    expect(file.documents).toEqual([]);
    expect(file.problems.map(({ message }) => message)).toEqual([
      "the file is larger than 67108864 bytes and was not read: split it",
    ]);
  });

  test("`__proto__` is an ordinary key", () => {
    const value = valueOf("__proto__: {polluted: yes}\nconstructor: 1\n");
    expect(Object.entries(value as object)).toEqual([
      ["__proto__", { polluted: true }],
      ["constructor", 1],
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
