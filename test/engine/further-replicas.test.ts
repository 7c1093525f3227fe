import { describe, expect, it } from "vitest";
import { compare, createEvaluator, reach, type Workload } from "../../src/engine/index.ts";
import { block, cluster, line, policy, rule, settings, workload, type WorkloadInput } from "../support/cluster.ts";

const web = (input: WorkloadInput): Workload => workload("shop/Deployment/web", input);
const STRAY = { stray: { labels: { app: "stray" }, at: 5 } };
const inside = policy("shop/inside", { pods: ["app=inside"], egress: [], at: 9 });

/** Endpoints of the workload, with the one that they are a part of. */
function parts(workloads: readonly Workload[]): readonly (readonly [string, string | null])[] {
  const { endpoints } = reach(cluster({ workloads, policies: [inside] }), settings());
  return endpoints.flatMap((one) => (one.type === "workload" ? [[one.id, one.workload] as const] : []));
}

describe("replicas of a template beside known pods", () => {
  it("are one endpoint with the pods where no policy tells them apart", () => {
    const pods = { a: { labels: { app: "other" } } };
    expect(parts([web({ labels: { app: "web" }, pods, podsComplete: false })])).toEqual([
      ["shop/Deployment/web", null],
    ]);
  });

  it("are a part of the workload where policies do", () => {
    const labels = { app: "inside" };
    expect(parts([web({ labels, pods: STRAY, podsComplete: true })])).toEqual([["shop/Deployment/web", null]]);
    expect(parts([web({ labels, pods: STRAY, podsComplete: false })])).toEqual([
      ["shop/Deployment/web", "shop/Deployment/web"],
      ["shop/Pod/stray", "shop/Deployment/web"],
    ]);
  });

  it("have no known address, though the pods have", () => {
    const policies = [policy("shop/out", { egress: [rule({ peers: [block("10.0.0.0/8", "10.1.0.0/16")] })] })];
    const workloads = [web({ pods: { a: { addresses: ["10.1.0.1"] } }, podsComplete: false })];
    const { endpoints } = reach(cluster({ workloads, policies }), settings({ podRanges: [] }));
    expect(endpoints.flatMap((one) => (one.type === "workload" ? [one.id] : []))).toEqual([
      "shop/Deployment/web",
      "shop/Pod/a",
    ]);
  });

  it("change with the template, and the cause is the label", () => {
    const side = (app: string, at: number): readonly Workload[] => [
      web({ labels: { app }, at, pods: STRAY, podsComplete: false }),
    ];
    const sides = [side("inside", 10), side("outside", 20)].map((workloads) =>
      cluster({ workloads, policies: [inside] }),
    );
    const { endpoints, newlyAllowed, newlyDenied } = compare(
      sides[0] ?? cluster({}),
      sides[1] ?? cluster({}),
      settings(),
    );
    expect(newlyDenied).toEqual([]);
    const sources = newlyAllowed.flatMap(({ from }) => from.map((index) => endpoints[index]?.id));
    expect(new Set(sources)).toEqual(new Set(["shop/Deployment/web"]));
    expect(newlyAllowed.flatMap(({ causes }) => causes).filter(({ kind }) => kind === "labels")).toContainEqual({
      kind: "labels",
      side: "head",
      object: "Deployment shop/web",
      rule: "app",
      origin: line(20),
    });
  });

  it("are compared with the template of a side whose pods are all known", () => {
    const base = cluster({ workloads: [web({ labels: { app: "inside" }, pods: { a: {} } })], policies: [inside] });
    const after = web({ labels: { app: "outside" }, pods: { a: { labels: { app: "inside" } } }, podsComplete: false });
    const { endpoints, newlyAllowed } = compare(base, cluster({ workloads: [after], policies: [inside] }), settings());
    const sources = newlyAllowed.flatMap(({ from }) => from.map((index) => endpoints[index]));
    expect(new Set(sources)).toEqual(
      new Set([expect.objectContaining({ id: "shop/Deployment/web", workload: "shop/Deployment/web", only: null })]),
    );
    const unaltered = cluster({
      workloads: [{ ...after, template: web({ labels: { app: "inside" } }).template }],
      policies: [inside],
    });
    expect(compare(base, unaltered, settings()).newlyAllowed).toEqual([]);
  });

  it("leave a pod of one side alone new or gone there", () => {
    const alone = cluster({ workloads: [web({ labels: { app: "inside" } })], policies: [inside] });
    const beside = cluster({
      workloads: [web({ labels: { app: "inside" }, pods: STRAY, podsComplete: false })],
      policies: [inside],
    });
    const { endpoints } = compare(alone, beside, settings());
    expect(endpoints.flatMap((one) => (one.type === "workload" ? [[one.id, one.only]] : []))).toEqual([
      ["shop/Deployment/web", null],
      ["shop/Pod/stray", "head"],
    ]);
  });

  it("are meant by a question about the workload, and may talk to each other", () => {
    const ask = (input: WorkloadInput, to: string) =>
      createEvaluator(
        cluster({ workloads: [web(input)], policies: [inside] }),
        settings(),
      )({
        from: { type: "workload", id: "shop/Deployment/web", pod: null },
        to: { type: "workload", id: to, pod: null },
        protocol: "TCP",
        port: 80,
        family: null,
      });
    const labels = { app: "inside" };
    expect(ask({ labels, pods: STRAY }, "shop/Deployment/web").verdict).toBe("allow");
    expect(ask({ labels, pods: STRAY, podsComplete: false }, "shop/Deployment/web").verdict).toBe("unknown");
    const alike = ask({ labels, pods: { a: {} }, podsComplete: false }, "shop/Deployment/web");
    expect([alike.verdict, alike.samePod]).toEqual(["deny", false]);
  });
});
