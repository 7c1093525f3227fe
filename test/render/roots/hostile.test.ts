import { describe, expect, it } from "vitest";
import { CHART, names, plan, policy, remarks, type Files } from "./repository.ts";

/** Files by number. */
function many(count: number, make: (index: number) => readonly (readonly [path: string, text: string])[]): Files {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)).flat());
}

describe("a hostile repository", () => {
  it("of 10,000 overlays says how many roots are left out, and keeps those of the base", () => {
    const head = many(10_000, (index) => [[`o/${String(index)}/kustomization.yaml`, "resources: [../../z]\n"]]);
    const base = { "z/kustomization.yaml": "", "y/kustomization.yaml": "" };
    const plans = plan(base, { ...base, ...head });
    expect(plans.head.length).toBe(2_000);
    expect(names(plans.head).slice(-2)).toEqual(["y", "z"]);
    expect(names(plans.base)).toEqual(["y", "z"]);
    // A file that the change adds, so that its check fails.
    expect(plans.diagnostics.head[0]?.path).toMatch(/^o\/\d+\/kustomization\.yaml$/);
    expect(
      plans.diagnostics.head.map(({ severity, code, message }) => `${severity} ${code} ${message.slice(0, 39)}`),
    ).toEqual(["error root-limit 8002 of 10002 roots are not analysed, `"]);
  });

  it("of overlays that all take the same many files", () => {
    const files = many(4_000, (index) => [[`base/${String(index)}.yaml`, "a: 1\n"]]);
    const list = Array.from({ length: 4_000 }, (_, index) => `${String(index)}.yaml`).join(", ");
    const overlays = many(2_000, (index) => [[`o/${String(index)}/kustomization.yaml`, "resources: [../../base]\n"]]);
    const plans = plan({}, { ...files, ...overlays, "base/kustomization.yaml": `resources: [${list}]\n` });
    expect(remarks(plans.diagnostics.head)[0]).toMatch(/error root-limit$/);
    expect(plans.head.reduce((sum, { inputs }) => sum + inputs.length, 0)).toBeLessThan(5_010_000);
  });

  it("with a chain of 10,000 kustomizations, and one as a circle", () => {
    const chain = (last: string) =>
      many(10_000, (index) => [
        [
          `k${String(index)}/kustomization.yaml`,
          `resources: [${index === 9_999 ? last : `../k${String(index + 1)}`}]\n`,
        ],
      ]);
    expect(names(plan(chain("")).head)).toEqual(["k0"]);
    expect(names(plan(chain("../k0")).head)).toEqual(["k0"]);
  });

  it("with 10,000 copies of one object, each in a directory of its own", () => {
    const { head } = plan(many(10_000, (index) => [[`v${String(index)}/a.yaml`, policy("a")]]));
    expect(head.length).toBe(2_000);
  });

  it("with directories deep inside one another", () => {
    const deep = "d/".repeat(1_500);
    const files = many(100, (index) => [[`${deep}${String(index)}/a.yaml`, policy(index < 2 ? "a" : String(index))]]);
    expect(plan(files).head.length).toBe(100);
  });

  it.each([
    ["deep nesting", `resources: ${"[".repeat(100_000)}`],
    [
      "aliases",
      `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
        .split("")
        .map(
          (key, at) =>
            `${key}: &${key} [${Array(9)
              .fill(`*${"abcdefghi"[at] ?? "a"}`)
              .join(", ")}]`,
        )
        .join("\n")}\nresources: *j\n`,
    ],
    ["no text", "\0\u0001\ufffd"],
    [
      "other types",
      "resources: {a: b}\npatches: [[a], null, 1]\nhelmCharts: x\nopenapi: []\nconfigMapGenerator: [1, {files: {a: b}}]\n",
    ],
    ["paths out of the repository", "resources: [../../../etc/passwd, /etc/passwd, ../.., file:///etc/passwd]\n"],
    ["names of prototypes", "resources: [__proto__, constructor]\ncomponents: [toString]\n"],
  ])("with a kustomization of %s", (_, text) => {
    const { head } = plan({ "k/kustomization.yaml": text });
    expect(head).toMatchObject([{ name: "k", inputs: ["k/kustomization.yaml"] }]);
  });

  it.each([
    ["Application", "spec: {source: [], sources: {a: b}, destination: 1}"],
    [
      "Application",
      "spec: {source: {repoURL: [a], path: {a: b}, helm: {valueFiles: 1, values: [], parameters: [1, {name: __proto__.x, value: y}]}}}",
    ],
    [
      "ApplicationSet",
      "spec: {generators: [1, {list: 1}, {git: {directories: 1}}, {matrix: {}}, {merge: {generators: []}}], template: 1}",
    ],
  ])("with an %s of other types", (kind, spec) => {
    const object = `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a}\n${spec}\n`;
    expect(names(plan({ "a.yaml": object, "b.yaml": policy("b") }).head)).toEqual(["."]);
  });

  it("with a matrix of matrices of many elements", () => {
    const list = (key: string) =>
      `{list: {elements: [${Array.from({ length: 500 }, (_, index) => `{${key}: ${String(index)}}`).join(", ")}]}}`;
    const matrix = (a: string, b: string) => `{matrix: {generators: [${a}, ${b}]}}`;
    const set =
      "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\n" +
      `spec: {generators: [${matrix(matrix(list("a"), list("b")), matrix(list("c"), list("d")))}], ` +
      'template: {spec: {source: {repoURL: x, path: "{{a}}{{b}}{{c}}{{d}}"}}}}\n';
    expect(remarks(plan({ "a.yaml": set }).diagnostics.head)).toEqual([
      "a.yaml error root-limit",
      "a.yaml notice deployed-from-elsewhere",
    ]);
  });

  it("with charts that depend on one another", () => {
    const files = many(1_000, (index) => [
      [
        `c${String(index)}/Chart.yaml`,
        `${CHART}dependencies: [{repository: "file://../c${String((index + 1) % 1_000)}"}]\n`,
      ],
    ]);
    expect(plan(files).head.every(({ inputs }) => inputs.length === 1_000)).toBe(true);
  });
});
