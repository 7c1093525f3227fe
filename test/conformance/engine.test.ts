import { describe, expect, it } from "vitest";
import { createEvaluator } from "../../src/engine/explain/evaluator.ts";
import { isNetworkPolicyCase, readConformance, situationsOf } from "../support/conformance.ts";

const file = readConformance();

describe.skipIf(file === null)("conformance cases (skipped when ../shared/conformance/cases.yaml is not there)", () => {
  for (const example of (file?.cases ?? []).filter(isNetworkPolicyCase)) {
    it(`${example.id} ${example.title}`, () => {
      const situations = file === null ? [] : situationsOf(file, example);
      const expected = situations.map(({ expectations }) =>
        expectations.map(({ text, verdict }) => `${text} ${verdict}`),
      );
      const found = situations.map(({ cluster, settings, expectations }) => {
        const evaluate = createEvaluator(cluster, settings);
        return expectations.map(({ text, probe }) => `${text} ${evaluate(probe).verdict}`);
      });
      expect(expected.flat().length).toBeGreaterThan(0);
      expect(found).toEqual(expected);
    });
  }
});
