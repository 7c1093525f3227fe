import { describe, expect, it } from "vitest";
import { compare, type Policy, type Workload } from "../../src/engine/index.ts";
import { cluster, policy, rule, settings, workload, type WorkloadInput } from "../support/cluster.ts";

const toNamedPorts = policy("shop/api", { ingress: [rule({ ports: ["TCP http", "TCP metrics", "UDP dns"] })] });

/** Causes in the workload itself of every change between the two, as `side:line rule`; sorted, without repeats. */
function causes(before: WorkloadInput, after: WorkloadInput, policies: readonly Policy[]): readonly string[] {
  const api = (input: WorkloadInput): Workload => workload("shop/Deployment/api", input);
  const [base, head] = [before, after].map((input) => cluster({ workloads: [api(input)], policies }));
  if (base === undefined || head === undefined) throw new Error("two sides");
  const { newlyAllowed, newlyDenied } = compare(base, head, settings());
  const found = [...newlyAllowed, ...newlyDenied]
    .flatMap((flow) => flow.causes)
    .filter(({ object }) => object === "Deployment shop/api")
    .map(({ side, origin, kind, rule: detail }) => `${side}:${origin.line} ${kind} ${detail ?? "-"}`);
  return [...new Set(found)].sort();
}

describe("a port name that stands for something else", () => {
  it.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    [
      "another number",
      ["http=80/TCP", "metrics=90/TCP"],
      ["http=81/TCP", "metrics=90/TCP"],
      ["head:20 named-port http"],
    ],
    ["one number more", ["http=80/TCP"], ["http=80/TCP", "http=81/TCP"], ["head:20 named-port http"]],
    ["one number less", ["http=80/TCP", "http=81/TCP"], ["http=80/TCP"], ["base:10 named-port http"]],
    ["nothing any more", ["http=80/TCP", "dns=53/UDP"], ["http=80/TCP"], ["base:10 named-port dns"]],
    [
      "something under each of two names",
      ["http=80/TCP"],
      ["http=81/TCP", "metrics=90/TCP"],
      ["head:20 named-port http", "head:20 named-port metrics"],
    ],
  ])("%s: the cause has the name", (_, before, after, expected) => {
    expect(causes({ ports: before, at: 10 }, { ports: after, at: 20 }, [toNamedPorts])).toEqual(expected);
  });
});

describe("a pod that moves to the host network or back", () => {
  const closed = [policy("shop/deny", { ingress: [], egress: [] })];

  it("has its cause where `hostNetwork` is written, on whichever side that is", () => {
    expect(causes({ at: 10 }, { hostNetwork: true, at: 20 }, closed)).toEqual(["head:20 addresses hostNetwork"]);
    expect(causes({ hostNetwork: true, at: 10 }, { at: 20 }, closed)).toEqual(["base:10 addresses hostNetwork"]);
    expect(causes({ hostNetwork: true, at: 10 }, { hostNetwork: false, at: 20 }, closed)).toEqual([
      "head:20 addresses hostNetwork",
    ]);
  });

  it("has no other cause for the port names that it gives up with it", () => {
    const ports = ["http=80/TCP"];
    const [before, after] = [{ ports }, { ports, hostNetwork: true, at: 20 }];
    expect(causes(before, after, [toNamedPorts])).toEqual(["head:20 addresses hostNetwork"]);
  });
});
