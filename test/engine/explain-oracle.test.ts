import { expect, it } from "vitest";
import { createEvaluator } from "../../src/engine/explain/evaluator.ts";
import type { Explanation, Party } from "../../src/engine/explanation.ts";
import type { Cluster } from "../../src/engine/model.ts";
import { addressEnd, namespaceOf, podEnd, replicaEnd, type End, type World } from "../oracle/ends.ts";
import { createOrigins, EVERYTHING, randomCluster, randomSettings } from "../oracle/generate.ts";
import { verdictOf } from "../oracle/oracle.ts";
import { createRandom } from "../oracle/random.ts";
import { ADDRESSES, NUMBERS } from "../oracle/vocabulary.ts";

const CLUSTERS = 150;

interface NamedEnd {
  readonly party: Party;
  readonly end: End;
}

function endsOf(cluster: Cluster, world: World): readonly NamedEnd[] {
  const pods = cluster.workloads.flatMap((workload): readonly NamedEnd[] => {
    const id = `${workload.namespace}/${workload.kind}/${workload.name}`;
    if (workload.pods.length === 0) {
      return [{ party: { type: "workload", id, pod: null }, end: replicaEnd(cluster, workload) }];
    }
    return workload.pods.map((pod) => ({
      party: { type: "workload", id, pod: pod.name },
      end: podEnd(cluster, workload, pod),
    }));
  });
  const addresses = ADDRESSES.map((address): NamedEnd => ({
    party: { type: "address", address },
    end: addressEnd(world, address),
  }));
  const labels = new Map([["app", "x"]]);
  const strangers = ["a", "u", "elsewhere"].map((namespace): NamedEnd => ({
    party: { type: "pod", namespace, namespaceLabels: null, labels },
    end: {
      type: "pod",
      namespace: namespaceOf(cluster, namespace),
      labels,
      namedPorts: "unknown",
      hostNetwork: false,
      addresses: [],
      node: null,
      finished: false,
      identity: null,
    },
  }));
  return [...pods, ...addresses, ...strangers];
}

/** What every explanation must hold, whatever the verdict. */
function contradictions({ egress, ingress }: Explanation): readonly string[] {
  return [egress, ingress].flatMap((side) => [
    ...((side.verdict === "unknown") === side.missing.length > 0 ? [] : ["missing facts without unknown verdict"]),
    ...(side.reason === "granted" && side.grants.length === 0 ? ["granted by nothing"] : []),
    ...(side.grants.length > 0 && side.nearest.length > 0 ? ["granted, yet missed"] : []),
    ...(side.nearest.some(({ misses }) => misses.length === 0) ? ["near miss without a miss"] : []),
  ]);
}

it("agrees with the oracle on every pair of ends of generated clusters", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= CLUSTERS; seed += 1) {
    const random = createRandom(seed);
    const world: World = {
      cluster: randomCluster(random, EVERYTHING, createOrigins("test.yaml")),
      settings: randomSettings(random),
    };
    const evaluate = createEvaluator(world.cluster, world.settings);
    const ends = endsOf(world.cluster, world);
    for (const from of ends) {
      for (const to of ends) {
        const asked = [from, to].flatMap(({ party }) => (party.type === "address" ? [party.address.family] : []));
        const family = random.pick([4, 6] as const);
        if (asked.some((own) => own !== family)) continue;
        const shared = { protocol: random.pick(["TCP", "UDP", "SCTP", "ICMP"]), port: random.pick(NUMBERS), family };
        const packet = { from: from.end, to: to.end, ...shared };
        const explanation = evaluate({ from: from.party, to: to.party, ...shared });
        const expected = { strict: verdictOf(world, packet, "strict"), assumed: verdictOf(world, packet, "assumed") };
        seen.add(expected.strict);
        const where = `seed ${String(seed)}: ${describeParty(from.party)} -> ${describeParty(to.party)}`;
        expect({ strict: explanation.verdict, assumed: explanation.assumed }, where).toEqual(expected);
        expect(contradictions(explanation), where).toEqual([]);
      }
    }
  }
  expect([...seen].sort()).toEqual(["allow", "deny", "undefined", "unknown"]);
});

function describeParty(party: Party): string {
  return JSON.stringify(party, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
