import { expect, test } from "vitest";
import { EVERYTHING, PORT_NAMES_ONLY } from "../oracle/generate.ts";
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

test("a named port is the number of whoever is dialled, listed as a peer or not", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(150), PORT_NAMES_ONLY, ({ seed, base, settings }) =>
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
