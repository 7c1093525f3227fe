import { expect, test } from "vitest";
import { compare } from "../../src/engine/index.ts";
import type { Cluster, ClusterSettings } from "../../src/engine/model.ts";
import { EVERYTHING, PORT_NAMES_ONLY } from "../oracle/generate.ts";
import { createRandom } from "../oracle/random.ts";
import { shuffleCluster, unfoldCluster } from "../oracle/rewrite.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";
import { checkCompare } from "./check.ts";

test(
  "what a change opens and closes is what the oracle says, pair by pair and port by port",
  { timeout: TIMEOUT },
  () => {
    const failures = failuresOf(seeds(600), EVERYTHING, ({ seed, base, head, settings }) =>
      checkCompare({ cluster: base, settings }, { cluster: head, settings }, createRandom(seed)),
    );
    expect(failures).toEqual([]);
  },
);

test("changes of named ports are those of whoever is dialled", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(150), PORT_NAMES_ONLY, ({ seed, base, head, settings }) =>
    checkCompare({ cluster: base, settings }, { cluster: head, settings }, createRandom(seed)),
  );
  expect(failures).toEqual([]);
});

test("the other way round, gained and lost change places", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(100), EVERYTHING, ({ base, head, settings }) => {
    const [there, back] = [compare(base, head, settings), compare(head, base, settings)];
    const flows = (list: readonly { readonly certainty: string }[]): string =>
      [...new Set(list.map((flow) => flow.certainty))].sort().join();
    return flows(there.newlyAllowed) === flows(back.newlyDenied) &&
      flows(there.newlyDenied) === flows(back.newlyAllowed)
      ? []
      : ["not a mirror image"];
  });
  expect(failures).toEqual([]);
});

test("a cluster does not differ from itself", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(150), EVERYTHING, ({ base, settings }) => differences(base, base, settings));
  expect(failures).toEqual([]);
});

test("order means nothing", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(200), EVERYTHING, ({ seed, base, settings }) =>
    differences(base, shuffleCluster(createRandom(seed), base), settings),
  );
  expect(failures).toEqual([]);
});

test("the same said in more rules means nothing", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(200), EVERYTHING, ({ seed, base, settings }) =>
    differences(base, unfoldCluster(createRandom(seed), base), settings),
  );
  expect(failures).toEqual([]);
});

function differences(base: Cluster, head: Cluster, settings: ClusterSettings): readonly string[] {
  const { newlyAllowed, newlyDenied } = compare(base, head, settings);
  return [...newlyAllowed, ...newlyDenied].map((flow) => `a ${flow.certainty} difference`);
}
