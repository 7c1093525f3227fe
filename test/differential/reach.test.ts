import { expect, test } from "vitest";
import { EVERYTHING } from "../oracle/generate.ts";
import { createRandom } from "../oracle/random.ts";
import { repeatAllValues } from "../oracle/rewrite.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";
import { checkReach } from "./check.ts";

test("what can connect is what the oracle says, pair by pair and port by port", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(500), EVERYTHING, ({ seed, base, settings }) =>
    checkReach({ cluster: base, settings }, createRandom(seed)),
  );
  expect(failures).toEqual([]);
});

test("values that an `In` lists twice count once", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(100), EVERYTHING, ({ seed, base, settings }) =>
    checkReach({ cluster: repeatAllValues(base), settings }, createRandom(seed)),
  );
  expect(failures).toEqual([]);
});
