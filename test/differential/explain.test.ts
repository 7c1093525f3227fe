import { expect, test } from "vitest";
import { createEvaluator } from "../../src/engine/index.ts";
import type { Cluster, Family } from "../../src/engine/model.ts";
import type { Explanation, Party } from "../../src/engine/explanation.ts";
import { addressEnd, livePods, namespaceOf, podEnd, type End, type World } from "../oracle/ends.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { interestingPorts, sharedFamilies } from "../oracle/list.ts";
import { verdictOf, type Mode, type Verdict } from "../oracle/oracle.ts";
import { createRandom, type Random } from "../oracle/random.ts";
import { ADDRESSES, NAMESPACES, POD_KEYS, UNDECLARED_NAMESPACES, VALUES } from "../oracle/vocabulary.ts";
import { failuresOf, seeds, TIMEOUT, type GeneratedCase } from "./cases.ts";
import { workloadId } from "./cells.ts";

const PROBES_PER_CASE = 200;

test("the evaluator gives the verdict of the oracle, strict and assumed", { timeout: TIMEOUT }, () => {
  const seen = new Set<Verdict>();
  expect(failuresOf(seeds(500), EVERYTHING, (one) => wrongAnswers(one, seen))).toEqual([]);
  expect([...seen].sort()).toEqual(["allow", "deny", "undefined", "unknown"]);
});

/** One end as the evaluator is asked, and what it is for the oracle. */
interface Asked {
  readonly party: Party;
  /** More than one: any of these pods. */
  readonly ends: readonly End[];
}

/** Whether any pod of a workload is meant, and not a certain one. */
function isWhole({ party }: Asked): boolean {
  return party.type === "workload" && party.pod === null;
}

/** Id of the workload that it is part of, if any: that of its pods, without their names. */
function workloadOf({ party, ends }: Asked): string | null {
  if (party.type === "workload") return party.id;
  const [end] = ends;
  return end?.type === "pod" ? (end.identity?.split("/").slice(0, 3).join("/") ?? null) : null;
}

/** What is wrong with the answers to random probes; `seen` collects the verdicts that were due. */
function wrongAnswers({ seed, base, settings }: GeneratedCase, seen: Set<Verdict>): readonly string[] {
  const random = createRandom(seed);
  const world: World = { cluster: base, settings };
  const evaluate = createEvaluator(base, settings);
  const ports = interestingPorts([base]);
  const parties = [...workloadParties(base), ...addressParties(world), ...podParties(random, base)];
  const problems: string[] = [];
  for (let count = 0; count < PROBES_PER_CASE; count += 1) {
    const [from, to] = [random.pick(parties), random.pick(parties)];
    // Any pod of a workload and one certain pod of it: whether they are the same is not what this test is about.
    const sameWorkload = from !== to && workloadOf(from) !== null && workloadOf(from) === workloadOf(to);
    if (sameWorkload && (isWhole(from) || isWhole(to))) continue;
    const protocol = random.pick(["TCP", "TCP", "UDP", "SCTP", "ICMP"]);
    const family: Family | null = random.pick([null, 4, 6]);
    const probe = { from: from.party, to: to.party, protocol, port: random.pick(ports), family };
    const actual = evaluate(probe);
    const expected = {
      strict: expectedVerdict(world, from, to, probe, "strict"),
      assumed: expectedVerdict(world, from, to, probe, "assumed"),
    };
    seen.add(expected.strict);
    const wrong = contradictions(actual);
    if (actual.verdict !== expected.strict || actual.assumed !== expected.assumed) {
      wrong.push(`expected ${expected.strict}/${expected.assumed}, got ${actual.verdict}/${actual.assumed}`);
    }
    if (wrong.length === 0) continue;
    const text = JSON.stringify(probe, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value instanceof Map ? [...value] : value,
    );
    problems.push(`${text}: ${wrong.join("; ")}`);
  }
  return problems;
}

/** What no explanation may hold, whatever the verdict. */
function contradictions({ egress, ingress }: Explanation): string[] {
  return [egress, ingress].flatMap((side) => [
    ...((side.verdict === "unknown") === side.missing.length > 0 ? [] : ["missing facts without unknown verdict"]),
    ...(side.reason === "granted" && side.grants.length === 0 ? ["granted by nothing"] : []),
    ...(side.grants.length > 0 && side.nearest.length > 0 ? ["granted, yet missed"] : []),
    ...(side.nearest.some(({ misses }) => misses.length === 0) ? ["near miss without a miss"] : []),
  ]);
}

function expectedVerdict(
  world: World,
  from: Asked,
  to: Asked,
  { protocol, port, family }: { readonly protocol: string; readonly port: number; readonly family: Family | null },
  mode: Mode,
): Verdict {
  // Any pod of a workload to any pod of it means two of them; a replica of the only pod that is known is one like it.
  const isReplica =
    from === to && from.party.type === "workload" && from.party.pod === null && !from.party.id.includes("/Pod/");
  const verdicts = from.ends.flatMap((source) =>
    to.ends.flatMap((destination): Verdict[] => {
      // Of the replicas of a template there may be two.
      const isKnown = source.type === "pod" && source.identity !== null;
      if (isReplica && source === destination && isKnown && from.ends.length > 1) return [];
      const target =
        isReplica && source === destination && destination.type === "pod"
          ? { ...destination, identity: null }
          : destination;
      const used = family ?? sharedFamilies(world, source, target)[0];
      return [
        used === undefined
          ? "deny"
          : verdictOf(world, { from: source, to: target, family: used, protocol, port }, mode),
      ];
    }),
  );
  const [first = "deny"] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : "unknown";
}

function workloadParties(cluster: Cluster): readonly Asked[] {
  return cluster.workloads.flatMap((workload): Asked[] => {
    const id = workloadId(workload);
    const live = livePods(cluster, workload);
    const whole: Asked[] = live.length === 0 ? [] : [{ party: { type: "workload", id, pod: null }, ends: live }];
    const named = workload.pods.map((pod): Asked => {
      return { party: { type: "workload", id, pod: pod.name }, ends: [podEnd(cluster, workload, pod)] };
    });
    return [...whole, ...named];
  });
}

function addressParties(world: World): readonly Asked[] {
  return ADDRESSES.map((address) => ({ party: { type: "address", address }, ends: [addressEnd(world, address)] }));
}

/** Pods that the manifests do not hold, in namespaces that they do or do not hold. */
function podParties(random: Random, cluster: Cluster): readonly Asked[] {
  return random.several(2, 5, (): Asked => {
    const name = random.pick([...NAMESPACES, ...UNDECLARED_NAMESPACES, "beyond"]);
    const known = cluster.namespaces.some((one) => one.name === name);
    const namespaceLabels = known || random.once(2) ? null : new Map([["team", random.pick(VALUES)]]);
    const labels = new Map(random.some(POD_KEYS).map((key) => [key, random.pick(VALUES)]));
    const own = namespaceOf(cluster, name);
    const namespace =
      namespaceLabels === null
        ? own
        : { ...own, labels: new Map([...own.labels, ...namespaceLabels]), labelsComplete: true };
    const end: End = {
      type: "pod",
      namespace,
      labels,
      namedPorts: "unknown",
      hostNetwork: false,
      addresses: [],
      node: null,
      finished: false,
      identity: null,
    };
    return { party: { type: "pod", namespace: name, namespaceLabels, labels }, ends: [end] };
  });
}
