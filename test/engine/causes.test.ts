import { describe, expect, it } from "vitest";
import { compare, type ChangedFlow, type Cluster } from "../../src/engine/index.ts";
import { cluster, namespace, pod, podsIn, policy, rule, settings, workload } from "../support/cluster.ts";

function changes(base: Cluster, head: Cluster): readonly ChangedFlow[] {
  const { newlyAllowed, newlyDenied } = compare(base, head, settings());
  return [...newlyAllowed, ...newlyDenied];
}

describe("a policy that perhaps selected a workload, and now surely does", () => {
  const web = workload("shop/Deployment/web", { labels: { app: "web", "pod-template-hash": null } });
  const perhaps = policy("shop/deny", { pods: ["pod-template-hash=z"], ingress: [], at: 3 });
  const surely = policy("shop/deny", { pods: [], ingress: [], at: 7 });

  it.each([
    ["denies", perhaps, surely],
    ["allows", surely, perhaps],
  ])("is the cause of what it %s", (_, before, after) => {
    const flows = changes(
      cluster({ workloads: [web], policies: [before] }),
      cluster({ workloads: [web], policies: [after] }),
    );
    expect(flows.length).toBeGreaterThan(0);
    for (const flow of flows) expect(flow.causes.map(({ object }) => object)).toEqual(["NetworkPolicy shop/deny"]);
  });
});

describe("a label of a namespace that changed", () => {
  it("is no cause of a flow that no rule with that label decides", () => {
    const workloads = [pod("client/c", {}), pod("srv/s", {}), pod("srv/t", { labels: { app: "t" } })];
    const byRole = policy("srv/by-role", {
      pods: ["app=t"],
      ingress: [rule({ peers: [podsIn(["role=client"])] })],
    });
    const side = (role: string, policies: Cluster["policies"]): Cluster =>
      cluster({ namespaces: [namespace("client", { role }), namespace("srv")], workloads, policies });
    const deny = policy("srv/deny", { pods: [], ingress: [], at: 4 });
    const flows = changes(side("client", [byRole, deny]), side("other", [byRole]));
    const { endpoints } = compare(side("client", [byRole, deny]), side("other", [byRole]), settings());
    const s = endpoints.findIndex(({ id }) => id === "srv/Pod/s");
    const toS = flows.filter(({ to }) => to.includes(s));
    expect(toS.length).toBeGreaterThan(0);
    for (const { causes } of toS) expect(causes.map(({ object }) => object)).toEqual(["NetworkPolicy srv/deny"]);
  });
});
