import { expect, test } from "vitest";
import { compare } from "../../src/engine/index.ts";
import { PROTOCOLS, type Namespace } from "../../src/engine/model.ts";
import { namespaceOf, type End, type World } from "../oracle/ends.ts";
import { EVERYTHING, type Shape } from "../oracle/generate.ts";
import { changed, freshPorts, interestingPorts, type FreshPort } from "../oracle/list.ts";
import { createRandom, type Random } from "../oracle/random.ts";
import { failuresOf, generateCase, seeds, TIMEOUT, type GeneratedCase } from "./cases.ts";
import { createCellTable, flowAt, materialise, outsideAddresses, type CellTable } from "./cells.ts";

/** Repositories that hold policies and no pods, in words so few that all pods there could be can be listed. */
const POLICIES_ONLY: Shape = {
  ...EVERYTHING,
  namespaces: ["a", "b"],
  undeclared: [],
  podKeys: ["app", "tier"],
  namespaceKeys: ["team"],
  values: ["x", "y"],
  operators: "positive",
  workloads: 0,
  policies: 4,
};
/** `nowhere` is a value that a selector may name, `other` one that none does. */
const VALUES = [null, "x", "y", "nowhere", "other"] as const;
const CELLS_PER_CASE = 1200;

test(
  "with selectors that ask for labels, no change between pods that could be goes unreported",
  { timeout: TIMEOUT },
  () => {
    const failures = failuresOf(seeds(150), POLICIES_ONLY, (one) => missesOf(one).misses);
    expect(failures).toEqual([]);
  },
);

test(
  "with selectors that also rule labels out, all but one change in a thousand is reported",
  { timeout: TIMEOUT },
  () => {
    const counts = seeds(150).map((seed) => missesOf(generateCase(seed, { ...POLICIES_ONLY, operators: "all" })));
    const missed = counts.reduce((sum, { misses }) => sum + misses.length, 0);
    const changes = counts.reduce((sum, one) => sum + one.changes, 0);
    expect(changes).toBeGreaterThan(1000);
    expect(missed / changes).toBeLessThan(0.001);
  },
);

interface Misses {
  readonly changes: number;
  readonly misses: readonly string[];
}

/**
 * Changes between hypothetical pods, or between one and the outside, that the engine reports nowhere: no changed flow of
 * any pair of endpoints goes the same way on the same port.
 */
function missesOf({ seed, base, head, settings }: GeneratedCase): Misses {
  const random = createRandom(seed);
  const result = compare(base, head, settings);
  const tables = {
    newlyAllowed: createCellTable(result.newlyAllowed, result.endpoints.length),
    newlyDenied: createCellTable(result.newlyDenied, result.endpoints.length),
  };
  const fresh = freshPorts([base, head]);
  if (fresh === null) return { changes: 0, misses: [] };
  const ports = interestingPorts([base, head]);
  const worlds = [base, head].map((cluster): World => ({ cluster, settings }));
  const pods = hypotheticalPods(worlds, fresh);
  const outside = outsideAddresses(worlds).map(
    (end): HypotheticalEnd =>
      () =>
        end,
  );
  const misses: string[] = [];
  let changes = 0;
  for (let count = 0; count < CELLS_PER_CASE; count += 1) {
    const [from, to] = randomEnds(random, pods, outside);
    const family = random.pick([4, 6] as const);
    const named = fresh.length > 0 && random.once(4) ? random.pick(fresh) : null;
    const protocol = named?.protocol ?? random.pick(PROTOCOLS);
    const port = named?.number ?? random.pick(ports);
    const [before, after] = worlds.map((world) => ({
      world,
      from: [from(world)],
      to: [to(world)],
      family,
      protocol,
      port,
    }));
    if (before === undefined || after === undefined) continue;
    const change = changed(before, after);
    if (change === null) continue;
    changes += 1;
    // Names are reported for pods only: of addresses outside the number is known.
    const byName = after.to[0]?.type === "pod" ? named : null;
    const table: CellTable<(typeof result.newlyAllowed)[number]> = tables[change.kind];
    const isReported = table.pairs.some(
      ([source, destination]) => flowAt(table.flows(source, destination), family, protocol, port, byName) !== null,
    );
    if (!isReported)
      misses.push(
        `${change.kind} ${change.certainty} ${protocol} ${named?.name ?? String(port)}: ${name(from, worlds)} -> ${name(to, worlds)}`,
      );
  }
  return { changes, misses };
}

type HypotheticalEnd = (world: World) => End;

/** Every set of labels in every namespace: those of either side, and new ones with every set of labels. */
function hypotheticalPods(worlds: readonly World[], fresh: readonly FreshPort[]): readonly HypotheticalEnd[] {
  const names = [...new Set(worlds.flatMap(({ cluster }) => cluster.namespaces.map((namespace) => namespace.name)))];
  const known = names.map(
    (own) =>
      (world: World): Namespace =>
        namespaceOf(world.cluster, own),
  );
  const unknown = VALUES.map((team) => (world: World): Namespace => {
    const own = namespaceOf(world.cluster, `new-${team ?? "plain"}`);
    return { ...own, labels: new Map([...own.labels, ...label("team", team)]), labelsComplete: true };
  });
  return [...known, ...unknown].flatMap((namespace) =>
    VALUES.flatMap((app) =>
      VALUES.map((tier) => (world: World): End => {
        const pod = materialise(
          world.cluster,
          { namespace: { type: "name", name: "" }, labels: [...label("app", app), ...label("tier", tier)] },
          fresh,
        );
        return pod.type === "pod" ? { ...pod, namespace: namespace(world) } : pod;
      }),
    ),
  );
}

function label(key: string, value: string | null): [string, string][] {
  return value === null ? [] : [[key, value]];
}

/** Two pods, or a pod and an address outside of the cluster. */
function randomEnds(
  random: Random,
  pods: readonly HypotheticalEnd[],
  outside: readonly HypotheticalEnd[],
): readonly [HypotheticalEnd, HypotheticalEnd] {
  const pod = random.pick(pods);
  if (!random.once(4)) return [pod, random.pick(pods)];
  const address = random.pick(outside);
  return random.once(2) ? [pod, address] : [address, pod];
}

function name(end: HypotheticalEnd, worlds: readonly World[]): string {
  const [world] = worlds;
  if (world === undefined) return "";
  const made = end(world);
  if (made.type !== "pod") return "outside";
  return `${made.namespace.name}/{${[...made.labels].map((pair) => pair.join("=")).join(" ")}}`;
}
