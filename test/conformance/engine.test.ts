import { describe, expect, it } from "vitest";
import { createEvaluator } from "../../src/engine/index.ts";
import { clusterOf, probeOf, settingsOf } from "../support/conformance-cluster.ts";
import { networkPolicyCases, readOwnCases, readSharedCases, scenesOf } from "../support/conformance.ts";
import type { ConformanceFile } from "../support/conformance.ts";

function checkAll(file: ConformanceFile): void {
  for (const example of networkPolicyCases(file)) {
    it(`${example.id}: ${example.title}`, () => {
      const scenes = scenesOf(file, example);
      const found = scenes.map((scene) => {
        const evaluate = createEvaluator(clusterOf(scene), settingsOf(scene));
        return scene.expectations.map((wanted) => `${wanted.text} ${evaluate(probeOf(scene, wanted)).verdict}`);
      });
      const expected = scenes.map(({ expectations }) => expectations.map(({ text, verdict }) => `${text} ${verdict}`));
      expect(expected.flat().length).toBeGreaterThan(0);
      expect(found).toEqual(expected);
    });
  }
}

describe("the project's own cases, through the engine", () => {
  checkAll(readOwnCases());
});

const shared = readSharedCases();

describe.skipIf(shared === null)(
  "../shared/conformance/cases.yaml, through the engine (skipped when not there)",
  () => {
    if (shared !== null) checkAll(shared);
  },
);
