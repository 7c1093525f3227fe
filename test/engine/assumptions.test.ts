import { expect, it } from "vitest";
import { compare, reach } from "../../src/engine/index.ts";
import { cluster, pods, policy, rule, settings, workload } from "../support/cluster.ts";

const web = workload("shop/Deployment/web", { labels: { app: "web", "pod-template-hash": null } });
const db = workload("shop/Deployment/db", { labels: { app: "db", "pod-template-hash": null } });
const byHash = policy("shop/hash", { pods: ["pod-template-hash=abc"], ingress: [] });
const fromHash = policy("shop/db", { pods: ["app=db"], ingress: [rule({ peers: [pods("pod-template-hash=abc")] })] });
const asked = [{ type: "label-values", setting: null, keys: ["pod-template-hash"] }];

it("names the labels whose values only the cluster knows, where a selector asks for them", () => {
  const { assumptions } = reach(cluster({ workloads: [web, db], policies: [byHash] }), settings());
  expect(assumptions).toEqual(asked);
  expect(reach(cluster({ workloads: [web, db], policies: [fromHash] }), settings()).assumptions).toEqual(asked);
});

it("names none where the key decides, or other labels do", () => {
  const byKey = policy("shop/key", { pods: ["pod-template-hash"], ingress: [] });
  const byBoth = policy("shop/both", { pods: ["app=api", "pod-template-hash=abc"], ingress: [] });
  expect(reach(cluster({ workloads: [web], policies: [byKey, byBoth] }), settings()).assumptions).toEqual([]);
});

it("names none where the undecided policy did not change", () => {
  const side = cluster({ workloads: [web, db], policies: [byHash] });
  expect(compare(side, side, settings()).assumptions).toEqual([]);
});
