import { describe, expect, it } from "vitest";
import { compare, examine, type Cluster, type Policy } from "../../src/engine/index.ts";
import { cluster, pods, policy, rule, settings, workload } from "../support/cluster.ts";

/** Many policies on one pod, each with another peer: together they describe many representative pods. */
const COUNT = 200;

function manyPolicies(port: (index: number) => number): readonly Policy[] {
  return Array.from({ length: COUNT }, (_, index) =>
    policy(`shop/p-${String(index)}`, {
      pods: ["app=db"],
      ingress: [rule({ peers: [pods(`peer=p-${String(index)}`)], ports: [`TCP ${String(port(index))}`] })],
    }),
  );
}

function shop(policies: readonly Policy[], app = "db"): Cluster {
  const workloads = [
    workload("shop/Deployment/db", { labels: { app } }),
    workload("shop/Deployment/web", { labels: { app: "web" } }),
    workload("shop/Deployment/seventh", { labels: { peer: "p-7" } }),
  ];
  return cluster({ workloads, policies });
}

describe("many policies on one pod", () => {
  it.each([
    ["one port", () => 1000],
    ["a port each", (index: number) => 1000 + 2 * index],
  ])("with %s: pods that no policy tells apart are looked at once", (_, port) => {
    const policies = manyPolicies(port);
    const { comparison: diff, statistics } = examine(shop(policies), shop(policies.slice(1)), settings());
    expect(diff.newlyDenied.length).toBeGreaterThan(0);
    expect(statistics.classes).toBeGreaterThan(2 * COUNT);
    expect(statistics.cells).toBeLessThan(10 * COUNT);
  });

  it("name their causes once, when the pod becomes another that none of them selects", () => {
    const policies = manyPolicies(() => 1000);
    const diff = compare(shop(policies), shop(policies, "other"), settings());
    const inward = diff.newlyAllowed.filter(({ causes }) => causes.length > COUNT);
    expect(inward.length).toBeGreaterThan(1);
    expect(new Set(inward.map(({ causes }) => causes.length))).toEqual(new Set([COUNT + 1]));
    expect(inward.length).toBeLessThan(10);
  });

  it("leave each peer the ports of its own policy", () => {
    const policies = manyPolicies((index) => 1000 + 2 * index);
    const open = policy("shop/open", { pods: ["app=db"], ingress: [rule({})] });
    const diff = compare(shop([...policies, open]), shop(policies), settings());
    const numberOf = (id: string): number => diff.endpoints.findIndex((endpoint) => endpoint.id === id);
    const lostTcp = (from: string): unknown =>
      diff.newlyDenied
        .filter((flow) => flow.from.includes(numberOf(from)) && flow.to.includes(numberOf("shop/Deployment/db")))
        .map((flow) => flow.connections.ranges.get("TCP"));
    expect(lostTcp("shop/Deployment/web")).toEqual([[[1, 65535]]]);
    expect(lostTcp("shop/Deployment/seventh")).toEqual([
      [
        [1, 1013],
        [1015, 65535],
      ],
    ]);
  });
});
