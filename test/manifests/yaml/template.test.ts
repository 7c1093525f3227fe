import { describe, expect, test } from "vitest";
import { looksTemplated } from "../../../src/manifests/yaml/index.ts";
import { plain, problemOf, read, valueOf } from "./read.ts";

describe("a template is named, and never read as data", () => {
  test.each([
    ["a value", "kind: Pod\nname: {{ .Values.name }}\n", "2:7"],
    ["a value with more behind it", "kind: Pod\nname: {{ .Values.name }}-x\n", "2:7"],
    ["a control line", "kind: Pod\n{{- if .Values.on }}\nspec: {}\n{{- end }}\n", "2:1"],
    ["a control line at the start", "{{ if .Values.on }}\nkind: Pod\n{{ end }}\n", "1:1"],
    ["an include", 'labels:\n  {{- include "labels" . | nindent 2 }}\nspec: 1\n', "2:3"],
    ["a key", "{{ .Values.key }}: x\n", "1:1"],
    ["an item", "- {{ .a }}\n", "1:3"],
    ["a statement of Jinja", "a: 1\n{% if x %}\nb: 2\n{% endif %}\n", "2:1"],
    ["a template that never closes", "a: {{ b\nc: 1\n", "1:4"],
    ["a ytt value", "a: 1\nreplicas: 1 #@ data.values.replicas\n", "2:13"],
    ["a ytt statement", "#@ if data.values.on:\na: 1\n#@ end\n", "1:1"],
    ["a ytt file that is no YAML", "#@ def x():\na: [\n", "1:1"],
  ])("%s", (_name, text, position) => {
    expect(problemOf(text)).toBe(`${position} yaml-template`);
    expect(read(text).documents).toEqual([]);
  });

  test("a ytt comment above `---` speaks about the next document", () => {
    const file = read("#@ load('@ytt:data', 'data')\n---\na: 1\n#@overlay/match by='x'\n---\nb: 2\n---\nc: 3\n");
    expect(file.problems.map(({ line, code }) => `${line} ${code}`)).toEqual(["4 yaml-template", "6 yaml-template"]);
    expect(file.documents.map((document) => plain(document.root))).toEqual([null, { c: 3 }]);
  });

  test("the message quotes the line", () => {
    expect(read("a: 1\n{{- if .Values.on }}\n").problems[0]?.message).toBe(
      "`{{- if .Values.on }}` is for Helm or another template tool: render the template and check the result; " +
        "this document is not evaluated",
    );
  });

  test("inside quotes, block text, plain text and comments it is data of its scalar", () => {
    expect(
      valueOf("a: '{{ x }}'\nb: |\n  {{- if y }}\n  #@ z\n  {{- end }}\nc: in {{ d }}\n# {{ e }}\nf: \"#@ g\"\n"),
    ).toEqual({ a: "{{ x }}", b: "{{- if y }}\n#@ z\n{{- end }}\n", c: "in {{ d }}", f: "#@ g" });
  });

  test("a mistake far from a template is a mistake", () => {
    expect(problemOf("a: '{{ x }}'\nb: 1\nc: 2\nd: [}\ne: 1\n")).toBe("4:5 yaml-syntax");
  });
});

describe("a placeholder line", () => {
  const text = "a: 1\n---\nspec:\n  containers:\n  - name: web\n    APP_IMAGE\n    ports: []\n---\nb: 2\n";

  test("is a problem at its line and column, with a hint", () => {
    expect(read(text).problems).toEqual([
      {
        severity: "error",
        code: "yaml-syntax",
        message:
          "`APP_IMAGE` is no YAML; this looks like a placeholder that a deployment script replaces: " +
          "run the script first and check its output",
        line: 6,
        column: 5,
      },
    ]);
  });

  test("leaves the other documents alone", () => {
    expect(read(text).documents.map((document) => plain(document.root))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test.each([
    ["labels:\n  app: a\n  DATE_LABEL\nspec: 1\n", "3:3", "DATE_LABEL"],
    ["labels:\n  app: a\n  $MORE_LABELS\nspec: 1\n", "3:3", "$MORE_LABELS"],
    ['- name: A\n  DEBUG_FLAG|-value: "False"-|\n', "2:29", "DEBUG_FLAG"],
  ])("%j", (broken, position, word) => {
    const [problem] = read(broken).problems;
    expect(problem && `${problem.line}:${problem.column}`).toBe(position);
    expect(problem?.message).toMatch(`\`${word}\` is no YAML; this looks like a placeholder`);
  });

  test("a line without a colon that is no placeholder has no hint", () => {
    expect(read("a: 1\nports\nb: 2\n").problems[0]?.message).toBe(
      "`ports` is not `key: value`: the `:` is missing, or the indentation is wrong",
    );
  });
});

test.each([
  ["web-{{ .Release.Name }}", "helm"],
  ["{% x %}", "helm"],
  ["(@= data.values.name @)", "ytt"],
  ["#@ x", "ytt"],
  ["${NAME}", "shell"],
  ["web-$NAME", "shell"],
  ["$(NAME)", "shell"],
  ["web", null],
  ["US$ 5", null],
  ["a$", null],
  ["", null],
] as const)("looksTemplated(%j) is %j", (text, kind) => {
  expect(looksTemplated(text)).toBe(kind);
});
