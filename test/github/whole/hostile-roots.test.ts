/** Repositories that want to reach out, or never to end: each review ends with a clear note, and the next one is made. */
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileChanges, Files } from "../fake/index.ts";
import { readCheckRun, readPublished } from "./published.ts";
import { policy, SHOP } from "./shop.ts";
import { setStage, type Scene } from "./stage.ts";

/** A root may take half a minute, and all of these are reviewed at once. */
const TIME = 280_000;

const stage = setStage();
const asked: string[] = [];
const listener = createServer((socket) => {
  asked.push("connection");
  socket.destroy();
});
const own = { address: "" };

beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const bound = listener.address();
  own.address = typeof bound === "object" && bound !== null ? `127.0.0.1:${String(bound.port)}` : "";
});
afterAll(() => void listener.close());

function chart(template: string, values = ""): FileChanges {
  return {
    "bomb/Chart.yaml": "apiVersion: v2\nname: bomb\nversion: 1.0.0\n",
    "bomb/values.yaml": values,
    "bomb/templates/a.yaml": template,
  };
}

function laughs(): string {
  const level = (at: number): string =>
    `a${String(at)}: &a${String(at)} [${Array(10)
      .fill(at === 0 ? "lol" : `*a${String(at - 1)}`)
      .join(", ")}]`;
  return Array.from({ length: 12 }, (_, at) => level(at)).join("\n");
}

/** Reviews a change, then another one of the same repository, and gives what is said of the first. */
async function reviewed({ propose, judged, said, ...scene }: Scene, changes: FileChanges): Promise<string> {
  const number = await propose(changes, { branch: "hostile" });
  const run = await judged();
  readCheckRun(scene, run);
  const summary = run.output.summary ?? "";
  if (run.conclusion === "failure") readPublished(scene, await said(number));
  await propose({ "k8s/policy.yaml": policy("frontend") }, { branch: "next" });
  expect(await judged(2)).toMatchObject({ conclusion: "neutral" });
  return `${String(run.conclusion)}: ${summary}`;
}

describe("a pull request", () => {
  it.concurrent(
    "with references to a listener, which hears nothing",
    async () => {
      const said = await reviewed(stage.scene({ files: SHOP }), {
        "o/kustomization.yaml": `resources:
  - p.yaml
  - http://${own.address}/remote.yaml
  - http://${own.address}/org/repo//base?ref=v1
  - git::ssh://git@${own.address}/org/repo
helmCharts: [{ name: web, repo: "http://${own.address}/charts", version: 1.0.0 }]
`,
        "o/p.yaml": policy("web").replace("name: db", "name: o"),
        "c/Chart.yaml": `apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{ name: d, version: 1.0.0, repository: "http://${own.address}/charts" }]\n`,
        "c/templates/p.yaml": policy("web"),
        "argo.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { source: { repoURL: "http://${own.address}/org/repo", path: o } }\n`,
      });
      expect(said).toContain("is not in the repository and not fetched");
      expect(asked).toEqual([]);
    },
    TIME,
  );

  it.concurrent(
    "with paths and links out of the repository",
    async () => {
      const said = await reviewed(stage.scene({ files: SHOP }), {
        "o/kustomization.yaml": "resources: [../../etc/passwd]\n",
        "q/kustomization.yaml": "resources: [out.yaml]\n",
        "q/out.yaml": { symlink: "../../../../etc/passwd" },
        "r/kustomization.yaml": "configMapGenerator: [{ name: a, files: [/etc/passwd] }]\n",
      });
      expect(said).toMatch(/^failure: /);
      expect(said).toContain("`o` cannot be rendered");
      expect(said).toContain("`q` cannot be rendered");
      expect(said).not.toContain("root:x:0");
    },
    TIME,
  );

  it.concurrent.each<[string, () => FileChanges, RegExp]>([
    ["billion laughs in values", () => chart("a: 1\n", laughs()), /excessive aliasing/],
    [
      "an endless template",
      () => chart("{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}"),
      /takes longer than (?:30|45) seconds/,
    ],
    [
      "a render of two gigabytes",
      () => chart('{{ range until 2000 }}{{ repeat 1048576 "x" }}{{ end }}'),
      /cannot be rendered/,
    ],
  ])(
    "with %s",
    async (_, changes, words) => {
      const said = await reviewed(stage.scene({ files: SHOP }), changes());
      expect(said).toMatch(/^failure: /);
      expect(said).toMatch(words);
    },
    TIME,
  );

  it.concurrent(
    "with 10,000 overlays, beside as many as are analysed",
    async () => {
      const overlays = (directory: string, count: number): Files =>
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `${directory}/${String(index)}/kustomization.yaml`,
            `namespace: n${String(index)}\n`,
          ]),
        );
      const scene = stage.scene({ files: { ...SHOP, ...overlays("old", 1_999) } });
      const said = await reviewed(scene, overlays("new", 10_000));
      expect(said).toMatch(/^failure: /);
      expect(said).toContain("10000 of 12000 roots are not analysed");
    },
    TIME,
  );
});
