import { expect, test } from "vitest";
import { clusterOf, probeOf, settingsOf } from "../support/conformance-cluster.ts";
import { networkPolicyCases, readOwnCases, readSharedCases, scenesOf } from "../support/conformance.ts";
import type { ConformanceFile } from "../support/conformance.ts";
import type { Party } from "../../src/engine/explanation.ts";
import { addressEnd, familiesOf, podEnd, type End, type World } from "./ends.ts";
import { verdictOf } from "./oracle.ts";

/** Every expectation of the cases that the oracle does not share, and how many it was asked. */
function disagreements(file: ConformanceFile): { readonly asked: number; readonly wrong: readonly string[] } {
  const answers = networkPolicyCases(file).flatMap((example) =>
    scenesOf(file, example).flatMap((scene) => {
      const world: World = { cluster: clusterOf(scene), settings: settingsOf(scene) };
      return scene.expectations.map((expectation) => {
        const { from, to, ...probe } = probeOf(scene, expectation);
        const ends = { from: endOf(world, from), to: endOf(world, to) };
        const shared = familiesOf(world, ends.from).find((one) => familiesOf(world, ends.to).includes(one));
        const verdict = verdictOf(world, { ...probe, ...ends, family: probe.family ?? shared ?? 4 }, "strict");
        const { text, verdict: expected } = expectation;
        return verdict === expected ? null : `${example.id} ${text}: expected ${expected}, got ${verdict}`;
      });
    }),
  );
  return { asked: answers.length, wrong: answers.filter((answer) => answer !== null) };
}

/** Cases hold bare pods and addresses only. */
function endOf(world: World, party: Party): End {
  if (party.type === "address") return addressEnd(world, party.address);
  const workload = world.cluster.workloads.find(
    ({ namespace, kind, name }) => party.type === "workload" && `${namespace}/${kind}/${name}` === party.id,
  );
  const pod = workload?.pods[0];
  if (workload === undefined || pod === undefined) throw new Error(`no pod ${JSON.stringify(party)}`);
  return podEnd(world.cluster, workload, pod);
}

test("the oracle gives the verdicts of the project's own conformance cases", () => {
  const { asked, wrong } = disagreements(readOwnCases());
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(300);
});

const shared = readSharedCases();

test.skipIf(shared === null)("the oracle gives the verdicts of ../shared/conformance (skipped when not there)", () => {
  const { asked, wrong } = shared === null ? { asked: 0, wrong: [] } : disagreements(shared);
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(1000);
});
