/**
 * How many generated clusters the differential tests look at, and from which seed on.
 *
 * `NETPOL_DIFFERENTIAL_CASES=20000 NETPOL_DIFFERENTIAL_SEED=1000000 npx vitest run test/differential` for a long run.
 */
import type { Cluster, ClusterSettings } from "../../src/engine/model.ts";
import { createOrigins, randomCluster, randomSettings, type Shape } from "../oracle/generate.ts";
import { mutateCluster } from "../oracle/mutate.ts";
import { printCluster, printSettings } from "../oracle/print.ts";
import { createRandom } from "../oracle/random.ts";
import { shrink } from "../oracle/shrink.ts";

const scale = Number(process.env["NETPOL_DIFFERENTIAL_CASES"] ?? 1000) / 1000;
const firstSeed = Number(process.env["NETPOL_DIFFERENTIAL_SEED"] ?? 1);

/** Consecutive seeds; `perThousand` of them in a default run, more or fewer in proportion when asked for. */
export function seeds(perThousand: number): readonly number[] {
  return Array.from({ length: Math.max(1, Math.round(perThousand * scale)) }, (_, index) => firstSeed + index);
}

/** Milliseconds a test may take; generous, because a long run is asked for on purpose. */
export const TIMEOUT = 120_000 * Math.max(1, scale);

/** One generated pull request. */
export interface GeneratedCase {
  readonly seed: number;
  readonly settings: ClusterSettings;
  readonly base: Cluster;
  readonly head: Cluster;
}

export function generateCase(seed: number, shape: Shape): GeneratedCase {
  const random = createRandom(seed);
  const settings = randomSettings(random);
  const base = randomCluster(random, shape, createOrigins("base.yaml"));
  const head = mutateCluster(random, shape, base, createOrigins("head.yaml"));
  return { seed, settings, base, head };
}

/** Runs a check over many cases. What fails is made smaller and put into words; after three failures it stops. */
export function failuresOf(
  seedList: readonly number[],
  shape: Shape,
  check: (one: GeneratedCase) => readonly string[],
): readonly string[] {
  const failures: string[] = [];
  for (const seed of seedList) {
    const one = generateCase(seed, shape);
    if (attempt(check, one).length === 0) continue;
    const smaller = { ...one, ...shrink(one, (pair) => attempt(check, { ...one, ...pair }).length > 0) };
    const problems = attempt(check, smaller);
    failures.push(
      [
        `seed ${String(seed)}`,
        ...problems.slice(0, 4),
        printSettings(one.settings),
        "--- base",
        printCluster(smaller.base),
        "--- head",
        printCluster(smaller.head),
      ].join("\n"),
    );
    if (failures.length === 3) break;
  }
  return failures;
}

function attempt(check: (one: GeneratedCase) => readonly string[], one: GeneratedCase): readonly string[] {
  try {
    return check(one);
  } catch (error) {
    return [`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}
