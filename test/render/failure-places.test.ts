/** Where it is told that a root cannot be rendered: what the real Kustomize says, and the line that it means. */
import { afterAll, describe, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { reviewRoots, verdictOfAll } from "../../src/report/root-review.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const POD = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: c, image: i }] }\n";

function built(text: string, more: Files = {}): Files {
  return { "o/kustomization.yaml": text, "o/a.yaml": POD, ...more };
}

describe("a kustomization that cannot be built is told", () => {
  it.each<[string, Files, string]>([
    [
      "where it names a file that is not there",
      built("resources:\n- a.yaml\n- lost.yaml\n"),
      "o/kustomization.yaml:3:3",
    ],
    ["where a list in one line does", built("resources: [a.yaml, lost.yaml]\n"), "o/kustomization.yaml:1:21"],
    [
      "where it names a patch that is not there",
      built("resources:\n- a.yaml\npatches:\n- path: lost.yaml\n"),
      "o/kustomization.yaml:4:9",
    ],
    [
      "where it names a component that is not there",
      built("resources:\n- a.yaml\ncomponents:\n- ../lost\n"),
      "o/kustomization.yaml:4:3",
    ],
    [
      "where its base names what is not there",
      built("resources:\n- a.yaml\n- ../b\n", { "b/kustomization.yaml": "resources:\n- lost.yaml\n" }),
      "b/kustomization.yaml:2:3",
    ],
    [
      "where its base is no YAML",
      built("resources:\n- a.yaml\n- ../b\n", { "b/kustomization.yaml": "resources:\n- [\n" }),
      "b/kustomization.yaml:2:1",
    ],
    ["where it names a resource again", built("resources:\n- a.yaml\n- a.yaml\n"), "o/kustomization.yaml:3:3"],
    [
      "at its beginning where nothing tells more",
      built("resources: [a.yaml]\nunknown: 1\n"),
      "o/kustomization.yaml:1:1",
    ],
  ])("%s", async (_, head, place) => {
    const { reading } = await readRendered(built("resources: [a.yaml]\n"), head, sandbox.renderAll);
    const failures = reading.news.filter(({ code }) => code === "render-failed");
    expect(failures.map(({ path, line, column }) => `${path}:${String(line)}:${String(column)}`)).toEqual([place]);
  });
});

describe("roots that fail alike", () => {
  const overlays: Files = {
    "b/kustomization.yaml": "resources: [a.yaml]\n",
    "b/a.yaml": POD,
    "dev/kustomization.yaml": "resources: [../b]\n",
    "prod/kustomization.yaml": "resources: [../b]\nnamePrefix: prod-\n",
    "test/kustomization.yaml": "resources: [../b]\nnamePrefix: test-\n",
  };

  it("are told in one line, and none of them passes for analysed", async () => {
    const broken = { ...overlays, "b/kustomization.yaml": "resources: [a.yaml, lost.yaml]\n" };
    const { reading } = await readRendered(overlays, broken, sandbox.renderAll);
    const errors = (list: typeof reading.news) => list.filter(({ severity }) => severity === "error");
    expect(errors(reading.news)).toHaveLength(1);
    expect(errors(reading.news)[0]?.message).toMatch(
      /^`dev` and 2 more roots cannot be rendered, and are not analysed: /,
    );
    expect(reading.roots.map(({ root, news }) => `${root} ${String(errors(news).length)}`)).toEqual([
      "dev 1",
      "prod 1",
      "test 1",
    ]);
    const report = judgedReport(reading, SIDE_NAMES, "2026-06-15");
    expect(verdictOfAll(reviewRoots(report), report)).toMatchObject({ errors: 1, untold: 1, quiet: false });
  });
});
