import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawable } from "../hostile-names.ts";
import { readGraph } from "../pull-request/read-page.ts";
import { largeRoot } from "../pull-request/support.ts";
import { graphSource, hostileNames, namesOf, reportOf } from "./hostile-report.ts";
import { parseMermaid } from "./parse-mermaid.ts";

/** `fa:fa-car` in a label is a picture of a car, of a font that a reader's browser may have to fetch. */
const ICON = /fa[a-z]?:fa-/;

/** At most ten of them, so that their order is that of their letters. */
function ids(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${String(index)}`);
}

describe("Mermaid's own parser", () => {
  test("finds the nodes, arrows and namespaces of a change", async () => {
    const names = { namespace: "data", name: "db", path: "a.yaml", message: "m", label: "StatefulSet" };
    const { nodes, edges, groups, extras } = await parseMermaid(graphSource(reportOf(names)));
    const texts = new Map(nodes);
    expect([...texts.values()].toSorted()).toEqual([
      "Deployment/web",
      "Pod/db",
      "everything in namespace data",
      "internet (0.0.0.0/0)",
    ]);
    expect(edges.map(([from, to, words]) => [texts.get(from), texts.get(to), words])).toEqual([
      ["Deployment/web", "everything in namespace data", "allowed TCP 80, db (by name)"],
      ["internet (0.0.0.0/0)", "everything in namespace data", "allowed TCP 80, db (by name)"],
      ["Pod/db", "Deployment/web", "denied TCP 443"],
    ]);
    expect(groups.map(([, title, members]) => [title, members.map((id) => texts.get(id))]).toSorted()).toEqual([
      ["data", ["Pod/db"]],
      ["shop", ["Deployment/web"]],
    ]);
    expect(extras).toEqual([]);
  });

  test.each([
    ["any characters", hostileNames],
    ["Mermaid's own words", namesOf(drawable)],
  ])("finds nothing else, with %s for names", async (_, names) => {
    await fc.assert(
      fc.asyncProperty(names, async (chosen) => {
        const source = graphSource(reportOf(chosen));
        const written = readGraph(source);
        const { nodes, edges, groups, extras } = await parseMermaid(source);
        expect(nodes.map(([id]) => id).toSorted()).toEqual(ids("n", written.nodes));
        expect(edges).toHaveLength(written.edges);
        expect(groups.map(([id]) => id).toSorted()).toEqual(ids("s", groups.length));
        const texts = [...nodes, ...groups, ...edges.map(([, , text]) => ["", text] as const)].map(([, text]) => text);
        for (const text of texts) {
          expect(source).toContain(`"${text}"`);
          expect(text).not.toMatch(ICON);
        }
        expect(extras).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("takes the largest graph", async () => {
    const { nodes, edges } = await parseMermaid(graphSource({ roots: [largeRoot(".", 29, 0)] }));
    expect([nodes.length, edges.length]).toEqual([30, 29]);
  });

  test.each(['flowchart LR\n  n0["a"b"]', "flowchart LR\n  end[x]", "flowchart LR\n  subgraph s0[x]"])(
    "refuses %j",
    async (source) => {
      await expect(parseMermaid(source)).rejects.toThrow(/Parse error/);
    },
  );

  test.each([
    ["a setting", '%%{init: {"theme": "dark"}}%%\nflowchart LR\n  n0["a"]'],
    ["a class", 'flowchart LR\n  n0["a"]:::x'],
    ["a link", 'flowchart LR\n  n0["a"]\n  click n0 "https://example.test"'],
  ])("tells of %s that a source brings besides", async (_, source) => {
    expect((await parseMermaid(source)).extras).not.toEqual([]);
  });
});
