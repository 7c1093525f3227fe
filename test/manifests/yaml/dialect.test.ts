import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plain, problemOf, read, valueOf } from "./read.ts";

/** What Kubernetes makes of the value of `value: <text>`. */
const scalars: readonly (readonly [text: string, value: unknown])[] = [
  // Booleans: the words of YAML 1.1, in three spellings each, `y` and `n` in two.
  ["y", true],
  ["Y", true],
  ["Yes", true],
  ["ON", true],
  ["True", true],
  ["n", false],
  ["no", false],
  ["Off", false],
  ["FALSE", false],
  ["yeS", "yeS"],
  ["oFF", "oFF"],
  ["fAlse", "fAlse"],
  // Null.
  ["", null],
  ["~", null],
  ["Null", null],
  ["nUll", "nUll"],
  ["# only a comment", null],
  // Integers.
  ["8080", 8080],
  ["+443", 443],
  ["-1", -1],
  ["-0", 0],
  ["00", 0],
  ["0x1F90", 8080],
  ["0X1f90", 8080],
  ["0o644", 420],
  ["0O644", 420],
  ["0644", 420],
  ["-0644", -420],
  ["0b101", 5],
  ["0B101", 5],
  ["10_000", 10000],
  ["1__0_", 10],
  ["0x_1f", 31],
  ["9007199254740993", 9007199254740993n],
  ["9223372036854775808", 9223372036854775808n],
  ["18446744073709551616", 18446744073709551616],
  // No octal: a decimal floating point number.
  ["0800", 800],
  ["09", 9],
  // Floating point numbers.
  ["80.0", 80],
  ["5.", 5],
  [".25", 0.25],
  ["-.25", -0.25],
  ["8e2", 800],
  ["1E-1", 0.1],
  ["1_0.5", 10.5],
  // What other readers take for a number or a date stays text.
  ["1e999", "1e999"],
  ["12:30", "12:30"],
  ["1:30:00", "1:30:00"],
  ["2025-02-03", "2025-02-03"],
  ["2025-02-03T04:05:06Z", "2025-02-03T04:05:06Z"],
  ["e5", "e5"],
  ["_5", "_5"],
  ["._5", "._5"],
  ["0x", "0x"],
  ["0b2", "0b2"],
  ["0o9", "0o9"],
  ["0x1p3", "0x1p3"],
  ["1.2.3", "1.2.3"],
  ["v1", "v1"],
  ["10.1.0.0/16", "10.1.0.0/16"],
  ["fd00::/8", "fd00::/8"],
  ["::/0", "::/0"],
  ["=", "="],
  ["<<", "<<"],
  ["--", "--"],
  [".", "."],
  ["inf", "inf"],
  ["nan", "nan"],
  // Quotes and tags.
  ["'yes'", "yes"],
  ['"8080"', "8080"],
  ["!!str 8080", "8080"],
  ["!!str", ""],
  ["! no", "no"],
  ["!mine 8080", "8080"],
  ['!!int "8080"', 8080],
  ["!!float 8080", 8080],
  ["!!bool on", true],
  ["!!null ~", null],
  ["!!timestamp 2025-02-03", "2025-02-03"],
  ["!!binary bmV0", "net"],
  // Quoted text.
  ["'it''s'", "it's"],
  ['"a\\tb\\x41\\u00e9\\U0001F600"', "a\tbAé😀"],
  ['"\\e\\_"', "\u001b\u00a0"],
  ['"one\n\n  two\\\n   three"', "one\ntwothree"],
  ["'one\ntwo'", "one two"],
  // Plain text over several lines, and `#` inside it.
  ["one\n  two\n\n  three", "one two\nthree"],
  ["a#b", "a#b"],
  ["a # b", "a"],
  ["a\tb", "a\tb"],
  // Block text.
  ["|\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"],
  ["|-\n  a\n\n", "a"],
  ["|+\n  a\n\n", "a\n\n"],
  [">\n  a\n  b\n\n  c\n    d\n", "a b\nc\n  d\n"],
  ["|2 # comment\n    a\n", "  a\n"],
  ["|", ""],
  // Collections in flow style.
  ["[a, yes, 010,]", ["a", true, 8]],
  ["{a: 1, b}", { a: 1, b: null }],
  ["[a: 1, ? b]", [{ a: 1 }, { b: null }]],
  ["{a:1}", { "a:1": null }],
  ["{url: http://x:80/y}", { url: "http://x:80/y" }],
  ['{"a":1}', { a: 1 }],
  ["!!set {a, b}", { a: null, b: null }],
  ["!!omap [a: 1]", [{ a: 1 }]],
  // A bracket may close at the margin: readers of YAML 1.2 refuse that.
  ["[\n  a,\nb\n]", ["a", "b"]],
  ["{\n}", {}],
];

/** Whole documents. */
const documents: readonly (readonly [text: string, value: unknown])[] = [
  ["", null],
  ["# nothing\n\n", null],
  ["text", "text"],
  ["a:b", "a:b"],
  ["- a\n-\n- - b\n  - c", ["a", null, ["b", "c"]]],
  ["a:\n- b\n-\nc:\n  - d", { a: ["b", null], c: ["d"] }],
  ["? a\n: b\n? c", { a: "b", c: null }],
  ["a : 1\n'b' : 2", { a: 1, b: 2 }],
  ["\ufeffa: 1", { a: 1 }],
  ["a: 1\r\nb:\r\n  - c\r\n", { a: 1, b: ["c"] }],
  ["a: |\r\n  b\r\n", { a: "b\n" }],
  ["a:\tb\t# c", { a: "b" }],
  ["a: 1\n...\n# comment\n", { a: 1 }],
  // Keys become text.
  ["y: 1", { true: 1 }],
  ["off: 1", { false: 1 }],
  ["010: a", { "8": "a" }],
  ["0x10: a", { "16": "a" }],
  ["1.50: a", { "1.5": "a" }],
  ["1e6: a", { "1e+06": "a" }],
  ["0.1: a", { "0.1": "a" }],
  ["16777217.0: a", { "1.6777216e+07": "a" }],
  [".inf: a", { ".inf": "a" }],
  ["2025-02-03: a", { "2025-02-03": "a" }],
  ["'null': a", { null: "a" }],
  ["&k key: a\n*k : b\nother: *k", { key: "b", other: "key" }],
  // Merge keys, in the order of the document.
  ["a: &a {b: 1}\nc: {<<: *a, d: 2}", { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ["{b: 3, <<: {b: 1}}", { b: 1 }],
  ["b: 3\n<<: {b: 1}", { b: 1 }],
  ["<<: {b: 1}\nb: 3", { b: 3 }],
  ["<<: [{a: 1}, {a: 2, b: 2}]", { a: 1, b: 2 }],
  ["<<: {a: 1}\n<<: {b: 2}", { a: 1, b: 2 }],
  ["'<<': {a: 1}", { "<<": { a: 1 } }],
  // Anchors.
  ["- &a {b: [1]}\n- *a\n- &a 2\n- *a", [{ b: [1] }, { b: [1] }, 2, 2]],
  ["a: &x\nb: *x", { a: null, b: null }],
];

/** What Kubernetes refuses: where the problem is, and its code. */
const refused: readonly (readonly [text: string, problem: string])[] = [
  ["v: .inf", "1:4 yaml-value"],
  ["v: -.Inf", "1:4 yaml-value"],
  ["v: .nan", "1:4 yaml-value"],
  ["v: !!int x", "1:10 yaml-value"],
  ["v: !!int 08", "1:10 yaml-value"],
  ["v: !!float x", "1:12 yaml-value"],
  ["v: !!null x", "1:11 yaml-value"],
  ["v: !!timestamp x", "1:16 yaml-value"],
  ["v: !!binary x", "1:13 yaml-value"],
  ["~: a", "1:1 yaml-value"],
  ["a:\n  null: b", "2:3 yaml-value"],
  ["? \n: b", "1:1 yaml-value"],
  ["? [a]\n: b", "1:3 yaml-value"],
  ["{a: 1}: b", "1:1 yaml-value"],
  ["a: &a [1]\nb: {<<: *a}", "2:5 yaml-value"],
  ["<<: 1", "1:1 yaml-value"],
  ["%YAML 1.1", "1:1 yaml-syntax"],
  ["a: \u0001", "1:4 yaml-syntax"],
  ["a: b\u007f", "1:5 yaml-syntax"],
  ['a: "\\/"', "1:5 yaml-syntax"],
  ['a: "\\q"', "1:5 yaml-syntax"],
  ['a: "\\ud83d"', "1:5 yaml-syntax"],
  ['a: "b', "1:4 yaml-syntax"],
  ["a: 'b", "1:4 yaml-syntax"],
  ["a: @b", "1:4 yaml-syntax"],
  ["a: `b`", "1:4 yaml-syntax"],
  ["a: %b", "1:4 yaml-syntax"],
  ["a: - b", "1:4 yaml-syntax"],
  ["a: b: c", "1:5 yaml-syntax"],
  ["a: b\n c: d", "2:3 yaml-syntax"],
  ["a: [b", "1:4 yaml-syntax"],
  ["a: [b}", "1:6 yaml-syntax"],
  ["a: [x?y]", "1:6 yaml-syntax"],
  ["a: {b: ::/0}", "1:8 yaml-syntax"],
  ["\ta: b", "1:1 yaml-syntax"],
  ["a:\n\tb: c", "2:1 yaml-syntax"],
  ["a: b\n\t\nc: d", "2:1 yaml-syntax"],
  ["a: |\n\tb", "2:1 yaml-syntax"],
  ["a: | b", "1:6 yaml-syntax"],
  ["a:\n  b: c\n d: e", "3:2 yaml-syntax"],
  ["a:\n  - b\n - c", "3:2 yaml-syntax"],
  ["- a\nb: c", "2:1 yaml-syntax"],
  ["a: *b", "1:4 yaml-syntax"],
  ["a: *b\nb: &b 1", "1:4 yaml-syntax"],
  ["a: &a [*a]", "1:8 yaml-syntax"],
  ["a: &a.b c", "1:6 yaml-syntax"],
  ["a: !e!x b", "1:4 yaml-syntax"],
  ["...\na: 1", "1:1 yaml-syntax"],
];

describe("the YAML that Kubernetes reads", () => {
  test.each(scalars)("the value %j", (text, value) => {
    expect(valueOf(`value: ${text}`)).toEqual({ value });
  });

  test.each(documents)("the document %j", (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  test.each(refused)("refuses %j", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});

/** Snippets with what Kubernetes' own code makes of them, when they lie beside the repository. */
const table = new URL("../../../../shared/conformance/yaml-dialect.jsonl", import.meta.url);

/**
 * The table was made by reading each text as one document. A stream is split at lines that start with `---` before, and
 * there `--- a` is refused (`invalid Yaml document separator`).
 */
const exceptions = ["--- a\n--- b"];

interface Snippet {
  readonly yaml: string;
  readonly json?: unknown;
  readonly error?: string;
}

describe.skipIf(!existsSync(table))(
  "the table of snippets read by Kubernetes itself (skipped when it is not there)",
  () => {
    const lines = existsSync(table) ? readFileSync(table, "utf8").trim().split("\n") : [];
    const snippets = lines.map((line) => JSON.parse(line) as Snippet).filter(({ yaml }) => !exceptions.includes(yaml));

    test.each(snippets)("$yaml", ({ yaml, json, error }) => {
      const file = read(yaml);
      const errors = file.problems.filter((problem) => problem.severity === "error");
      if (error !== undefined) expect(errors).not.toEqual([]);
      else {
        expect(errors).toEqual([]);
        // JSON has one kind of number.
        const text = JSON.stringify(plain(file.documents[0]?.root ?? null), (_key, value: unknown) =>
          typeof value === "bigint" ? Number(value) : value,
        );
        expect(JSON.parse(text)).toEqual(json);
      }
    });
  },
);
