/** Whatever the order in which files and documents come, the answer has the same bytes. */
import { expect, test } from "vitest";
import { compare, reach } from "../../src/engine/index.ts";
import type { Cluster, ClusterSettings, Policy } from "../../src/engine/model.ts";
import { PLAIN_OPTIONS, renderDiff, renderList, type Format } from "../../src/report/index.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { createRandom, type Random } from "../oracle/random.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

const FORMATS: readonly Format[] = ["text", "csv", "json"];

test("the order of objects means nothing to a list", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(150), EVERYTHING, ({ seed, head, settings }) => {
    const other = reorder(createRandom(seed), head);
    return differences(listOf(head, settings), listOf(other, settings));
  });
  expect(failures).toEqual([]);
});

test("the order of objects means nothing to a diff", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(250), EVERYTHING, ({ seed, base, head, settings }) => {
    const random = createRandom(seed);
    const [before, after] = [reorder(random, base), reorder(random, head)];
    return differences(diffOf(base, head, settings), diffOf(before, after, settings));
  });
  expect(failures).toEqual([]);
});

test("the order of rules, peers and ports means nothing to a list", { timeout: TIMEOUT }, () => {
  const failures = failuresOf(seeds(150), EVERYTHING, ({ seed, base, settings }) => {
    const random = createRandom(seed);
    const other = { ...base, policies: base.policies.map((policy) => reorderRules(random, policy)) };
    return differences(listOf(base, settings), listOf(other, settings));
  });
  expect(failures).toEqual([]);
});

function reorder(random: Random, cluster: Cluster): Cluster {
  const { namespaces, workloads, policies, nodes } = cluster;
  return {
    namespaces: random.shuffle(namespaces),
    workloads: random.shuffle(workloads),
    policies: random.shuffle(policies),
    nodes: random.shuffle(nodes),
  };
}

function reorderRules(random: Random, policy: Policy): Policy {
  const shuffled = (rules: Policy["ingress"]): Policy["ingress"] =>
    rules === null
      ? null
      : random.shuffle(rules).map((rule) => ({
          ...rule,
          peers: rule.peers === null ? null : random.shuffle(rule.peers),
          ports: rule.ports === null ? null : random.shuffle(rule.ports),
        }));
  return { ...policy, ingress: shuffled(policy.ingress), egress: shuffled(policy.egress) };
}

/** The formats in which two answers differ. */
function differences(one: readonly string[], other: readonly string[]): readonly Format[] {
  return FORMATS.filter((_, index) => one[index] !== other[index]);
}

const COUNTS = {
  files: 1,
  documents: 1,
  skippedDocuments: 0,
  workloads: 1,
  policies: 1,
  namespaces: 1,
  notEvaluated: [],
} as const;

/** In every format. */
function listOf(cluster: Cluster, settings: ClusterSettings): readonly string[] {
  const root = { root: ".", focus: null, reachability: reach(cluster, settings), diagnostics: [], counts: COUNTS };
  return FORMATS.map((format) => renderList({ roots: [root] }, format, PLAIN_OPTIONS));
}

function diffOf(base: Cluster, head: Cluster, settings: ClusterSettings): readonly string[] {
  const policies = ({ policies: list }: Cluster): readonly string[] =>
    list.map(({ namespace, name }) => `${namespace}/${name}`);
  const root = {
    root: ".",
    diff: compare(base, head, settings),
    diagnostics: [],
    counts: { base: COUNTS, head: COUNTS },
    compared: { base: "base", head: "head" },
    policies: { base: policies(base), head: policies(head) },
  };
  return FORMATS.map((format) => renderDiff({ roots: [root] }, format, PLAIN_OPTIONS));
}
