import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawable } from "../hostile-names.ts";
import { readGraph } from "../pull-request/read-page.ts";
import { largeRoot } from "../pull-request/support.ts";
import { findChromium, startPainter, type Painter } from "./browser.ts";
import { graphSource, hostileNames, namesOf, reportOf } from "./hostile-report.ts";

const chromium = findChromium(process.env);

/** All that a flow chart is made of: no `a`, `script`, `img`, `i`, `use`, … */
const ELEMENTS = new Set([
  ...["svg", "style", "g", "marker", "path", "circle", "rect", "polygon", "foreignObject", "div", "span", "p"],
  ...["defs", "filter", "feDropShadow", "linearGradient", "stop"],
]);

describe.skipIf(chromium === null)(
  "Mermaid in a browser (skipped where no Chromium is; CHROMIUM_PATH names one)",
  () => {
    let painter: Painter;

    beforeAll(async () => {
      painter = await startPainter(chromium ?? "");
    });

    afterAll(() => painter.close());

    /** Draws the graph of a source, and checks that just what was written is to be seen. */
    async function check(source: string): Promise<void> {
      const written = readGraph(source);
      const drawn = await painter.draw(source);
      const inOrder = (form: RegExp) => [...source.matchAll(form)].map(([, text = ""]) => text).toSorted();
      expect(drawn.nodes.toSorted()).toEqual(inOrder(/^ +n\d+[[(]+"(.*?)"/gm));
      expect(drawn.edges.toSorted()).toEqual(inOrder(/\|"(.*?)"\|/g));
      expect(drawn.groups.toSorted()).toEqual(inOrder(/^ +subgraph s\d+\["(.*?)"/gm));
      expect(drawn.arrows).toBe(written.edges);
      expect(drawn.elements.filter((name) => !ELEMENTS.has(name))).toEqual([]);
      expect(drawn.handlers).toBe(0);
      expect(drawn.address).toBe("about:blank");
      expect(painter.requests).toEqual([]);
    }

    test("draws the largest graph", () => check(graphSource({ roots: [largeRoot(".", 29, 0)] })));

    test.each([
      ["any characters", hostileNames],
      ["Mermaid's own words", namesOf(drawable)],
    ])("draws what was written and nothing else, with %s for names", async (_, names) => {
      await fc.assert(
        fc.asyncProperty(names, (chosen) => check(graphSource(reportOf(chosen)))),
        { numRuns: 40 },
      );
    });

    test("sees what a drawing must not have", async () => {
      const { elements, nodes } = await painter.draw(
        'flowchart LR\n  n0["fa:fa-car a"]\n  click n0 "https://example.test"',
      );
      expect(elements).toEqual(expect.arrayContaining(["a", "i"]));
      expect(nodes).toEqual(["a"]);
      await expect(painter.draw('flowchart LR\n  n0["a"b"]')).rejects.toThrow(/Parse error/);
    });
  },
);
