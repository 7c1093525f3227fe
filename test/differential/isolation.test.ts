/** Who is isolated, before and after, asked policy by policy. */
import { expect, test } from "vitest";
import { compare, workloadId, type Isolation, type Side, type WorkloadEndpoint } from "../../src/engine/index.ts";
import type { Cluster, ClusterSettings, Direction } from "../../src/engine/model.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { isNodeItself, livePods, replicaEnd } from "../oracle/ends.ts";
import { selects } from "../oracle/oracle.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

test(
  "a workload is isolated where a policy selects its pods, and loses that where none does",
  { timeout: TIMEOUT },
  () => {
    let lost = 0;
    const failures = failuresOf(seeds(400), EVERYTHING, ({ base, head, settings }) => {
      const { endpoints, isolation, isolationLosses } = compare(base, head, settings);
      const sides = { base, head };
      const problems = endpoints.flatMap((endpoint, index) =>
        endpoint.type !== "workload"
          ? []
          : (["base", "head"] as const).flatMap((side: Side) => {
              const found = isolation[index]?.[side] ?? null;
              const expected = isolationOf(endpoint, sides[side], sides[side === "base" ? "head" : "base"], settings);
              return JSON.stringify(found) === JSON.stringify(expected) ? [] : [`${endpoint.id} in ${side}`];
            }),
      );
      const told = new Set(
        isolationLosses.flatMap(({ endpoints: members, direction, certainty, causes }) =>
          causes.length === 0 ? [] : members.map((member) => `${String(member)} ${direction} ${certainty}`),
        ),
      );
      const expected = isolation.flatMap(({ base: before, head: after }, index) =>
        before === null || after === null
          ? []
          : (["ingress", "egress"] as const).flatMap((direction) =>
              before[direction] === "isolated" && after[direction] !== "isolated"
                ? [`${String(index)} ${direction} ${after[direction] === "open" ? "certain" : "unknown"}`]
                : [],
            ),
      );
      lost += expected.length;
      const missing = expected.filter((loss) => !told.has(loss)).map((loss) => `${loss} is not told`);
      return [...problems, ...missing, ...(told.size === expected.length ? [] : ["more is told than was lost"])];
    });
    expect(failures).toEqual([]);
    expect(lost).toBeGreaterThan(50);
  },
);

/** `null`: it does not run there. */
function isolationOf(
  endpoint: WorkloadEndpoint,
  cluster: Cluster,
  other: Cluster,
  settings: ClusterSettings,
): Isolation | null {
  const id = endpoint.workload ?? endpoint.id;
  const workload = cluster.workloads.find((one) => workloadId(one) === id);
  if (workload === undefined) return null;
  const live = livePods(cluster, workload);
  const known = live.filter((pod) => endpoint.workload === null || pod.identity === `${id}/${endpoint.name}`);
  const replicas = live.filter(({ identity }) => identity === null);
  const there = other.workloads.filter((one) => workloadId(one) === id).flatMap((one) => livePods(other, one));
  // Replicas of one side alone stand for every pod that only the other side knows.
  const standIns = there.length > 0 && there.every(({ identity }) => identity !== null) ? replicas : [];
  const [first] = endpoint.workload === endpoint.id ? [replicaEnd(cluster, workload)] : [...known, ...standIns];
  if (first === undefined) return null;
  const of = (direction: Direction): Isolation[Direction] => {
    if (isNodeItself(first, settings)) return "open";
    const answers = cluster.policies
      .filter((policy) => policy.namespace === workload.namespace && policy[direction] !== null)
      .map((policy) => selects(policy.subject, first.labels));
    return answers.includes("yes") ? "isolated" : answers.includes("unknown") ? "perhaps" : "open";
  };
  return { ingress: of("ingress"), egress: of("egress") };
}
