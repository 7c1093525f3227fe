import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readExpectations } from "./conformance.ts";
import { familiesOf } from "./ends.ts";
import { verdictOf } from "./oracle.ts";

const CASES = new URL("../../../shared/conformance/cases.yaml", import.meta.url);

test.skipIf(!existsSync(CASES))(
  "the oracle gives the verdicts of the conformance cases (skipped where they are not)",
  () => {
    const expectations = readExpectations(readFileSync(CASES, "utf8"));
    expect(expectations.length).toBeGreaterThan(1000);
    const wrong = expectations.flatMap(({ text, world, from, to, protocol, port, family, verdict }) => {
      const shared = familiesOf(world, from).find((one) => familiesOf(world, to).includes(one));
      const actual = verdictOf(world, { from, to, protocol, port, family: family ?? shared ?? 4 }, "strict");
      return actual === verdict ? [] : [`${text}: expected ${verdict}, got ${actual}`];
    });
    expect(wrong).toEqual([]);
  },
);
