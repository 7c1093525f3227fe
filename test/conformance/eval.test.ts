import { describe, expect, it } from "vitest";
import { evalProbeOf, manifestsOf } from "../support/conformance-manifests.ts";
import { networkPolicyCases, readOwnCases, readSharedCases, scenesOf } from "../support/conformance.ts";
import type { ConformanceFile } from "../support/conformance.ts";
import { parseCheck, readManifestCases } from "../support/manifest-cases.ts";
import { createEvalRunner } from "./run-eval.ts";

const runEval = createEvalRunner();

/** Every step of every case is a directory of its own, and one process of the built command. */
function checkAll(file: ConformanceFile): void {
  for (const example of networkPolicyCases(file)) {
    it.concurrent(`${example.id}: ${example.title}`, async () => {
      for (const scene of scenesOf(file, example)) {
        const probes = scene.expectations.map((expectation) => evalProbeOf(scene, expectation));
        const { status, verdicts, stderr } = await runEval(manifestsOf(scene), probes);
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
        expect(scene.expectations.map(({ text }, index) => `${text} ${String(verdicts[index])}`)).toEqual(
          scene.expectations.map(({ text, verdict }) => `${text} ${verdict}`),
        );
      }
    });
  }
}

describe("the project's own cases, through `netpol eval`", () => {
  checkAll(readOwnCases());
});

const shared = readSharedCases();

describe.skipIf(shared === null)(
  "../shared/conformance/cases.yaml, through `netpol eval` (skipped when not there)",
  () => {
    if (shared !== null) checkAll(shared);
  },
);

const manifests = readManifestCases().manifests.filter(({ checks = [] }) => checks.length > 0);

describe("the project's own manifests, through `netpol eval`", () => {
  it.concurrent.each(manifests)("$id: $title", async ({ text, says = [], checks = [] }) => {
    const probes = checks.map(parseCheck);
    const { status, verdicts, stderr } = await runEval({ "a.yaml": text }, probes);
    const refusals = says.filter((piece) => piece.startsWith("error"));
    expect({ status, refused: stderr.split("\n").length - 1 }).toEqual({ status: 0, refused: refusals.length });
    expect(verdicts).toEqual(probes.map(({ verdict }) => verdict));
  });
});

it("takes a family as a number and as Kubernetes words it", async () => {
  const files = {
    "a.yaml": [
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}, status: {podIP: 10.0.0.1}}",
      "---",
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}",
    ].join("\n"),
  };
  const families = [4, "IPv4", 6, "IPv6", null];
  const probes = families.map((family) => ({ from: "default/a", to: "192.0.2.1", port: 80, family }));
  // The pod has no IPv6 address.
  const verdicts = ["allow", "allow", "deny", "deny", "allow"];
  expect(await runEval(files, probes)).toEqual({ status: 0, stderr: "", verdicts });
});
