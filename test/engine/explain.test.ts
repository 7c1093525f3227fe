import { describe, expect, it } from "vitest";
import { createEvaluator } from "../../src/engine/explain/evaluator.ts";
import type { Explanation, Party, SideExplanation } from "../../src/engine/explanation.ts";
import type { Cluster, ClusterSettings } from "../../src/engine/model.ts";
import {
  block,
  cluster,
  namespace,
  node,
  pod,
  pods,
  podsIn,
  policy,
  ranges,
  rule,
  settings,
  undeclaredNamespace,
  workload,
} from "../support/cluster.ts";
import { probe, stranger } from "../support/probe.ts";

function explain(
  where: Partial<Cluster>,
  from: string | Party,
  to: string | Party,
  port: string,
  changes: Partial<ClusterSettings> = {},
): Explanation {
  return createEvaluator(cluster(where), settings(changes))(probe(from, to, port));
}

const web = workload("shop/Deployment/web", { labels: { app: "web" } });
const db = workload("shop/Deployment/db", { labels: { app: "db" }, ports: ["pg=5432/TCP"] });
const dbFromWeb = policy("shop/db", {
  pods: ["app=db"],
  at: 10,
  ingress: [rule({ peers: [pods("app=web")], ports: ["TCP pg"], at: 14 })],
});

describe("what a side says", () => {
  it("names the isolating policy and the rule that grants the connection", () => {
    const { verdict, egress, ingress } = explain(
      { workloads: [web, db], policies: [dbFromWeb] },
      "shop/Deployment/web",
      "shop/Deployment/db",
      "TCP 5432",
    );
    const reference = { namespace: "shop", name: "db", origin: { path: "test.yaml", line: 10, column: 1 } };
    expect(verdict).toBe("allow");
    expect(egress).toEqual({
      direction: "egress",
      verdict: "allow",
      assumed: "allow",
      reason: "not-isolated",
      isolating: [],
      grants: [],
      nearest: [],
      missing: [],
    });
    expect(ingress).toEqual({
      direction: "ingress",
      verdict: "allow",
      assumed: "allow",
      reason: "granted",
      isolating: [reference],
      grants: [{ policy: reference, rule: "ingress[0]", origin: { path: "test.yaml", line: 14, column: 1 } }],
      nearest: [],
      missing: [],
    });
  });

  it("lists isolating policies by name, and every rule that grants", () => {
    const open = policy("shop/a-open", { ingress: [rule({ ports: ["UDP 53"] }), rule({})] });
    const { ingress } = explain(
      { workloads: [web, db], policies: [dbFromWeb, open] },
      "shop/Deployment/web",
      "shop/Deployment/db",
      "TCP 5432",
    );
    expect(ingress.isolating.map(({ name }) => name)).toEqual(["a-open", "db"]);
    expect(ingress.grants.map((grant) => `${grant.policy.name} ${grant.rule}`)).toEqual([
      "a-open ingress[1]",
      "db ingress[0]",
    ]);
  });

  it("is open at addresses, at hostNetwork pods and at finished pods", () => {
    const all = policy("shop/deny", { ingress: [], egress: [] });
    const agent = pod("shop/agent", { hostNetwork: true, node: "n1" });
    const done = pod("shop/done", { labels: { app: "web" }, finished: true });
    const where = { workloads: [agent, done], policies: [all] };
    const reasons = (from: string, to: string): readonly string[] => {
      const { verdict, egress, ingress } = explain(where, from, to, "TCP 80");
      return [verdict, egress.reason, ingress.reason];
    };
    expect(reasons("203.0.113.1", "shop/Pod/agent")).toEqual(["allow", "not-a-pod", "host-network"]);
    expect(reasons("shop/Pod/done", "shop/Pod/agent")).toEqual(["allow", "finished", "host-network"]);
  });

  it("isolates hostNetwork pods where they count as pods", () => {
    const agent = pod("shop/agent", { hostNetwork: true, node: "n1" });
    const where = { workloads: [agent], policies: [policy("shop/deny", { ingress: [] })] };
    expect(explain(where, "203.0.113.1", "shop/Pod/agent", "TCP 80", { hostNetworkPods: "pod" }).verdict).toBe("deny");
  });

  it("does not let selectors reach finished pods", () => {
    const done = pod("shop/done", { labels: { app: "web" }, addresses: ["10.0.0.9"], finished: true });
    const { verdict, ingress } = explain(
      { workloads: [done, db], policies: [dbFromWeb] },
      "shop/Pod/done",
      "shop/Deployment/db",
      "TCP 5432",
    );
    expect([verdict, ingress.reason]).toEqual(["deny", "no-grant"]);
  });

  it("lets the definite denial of one end win over the unknown of the other", () => {
    const hash = workload("shop/Deployment/web", { labels: { app: "web", "pod-template-hash": null } });
    const perhaps = policy("shop/hash", { pods: ["pod-template-hash=abc"], egress: [] });
    const where = {
      workloads: [hash, db],
      policies: [perhaps, policy("shop/deny", { pods: ["app=db"], ingress: [] })],
    };
    const { verdict, egress, ingress } = explain(where, "shop/Deployment/web", "shop/Deployment/db", "TCP 80");
    expect([verdict, egress.verdict, ingress.verdict]).toEqual(["deny", "unknown", "deny"]);
  });

  it("calls other protocols undefined once the pod is isolated", () => {
    const open = policy("shop/open", { pods: ["app=db"], ingress: [rule({})] });
    const { verdict, ingress } = explain(
      { workloads: [web, db], policies: [open] },
      "shop/Deployment/web",
      "shop/Deployment/db",
      "ICMP",
    );
    expect([verdict, ingress.reason, ingress.grants]).toEqual(["undefined", "other-protocol", []]);
  });
});

describe("the same pod, its replicas, its node", () => {
  const deny = policy("shop/deny", { ingress: [], egress: [] });

  it("lets a pod reach itself, also at its address", () => {
    const where = { workloads: [pod("shop/one", { addresses: ["10.0.0.1"] })], policies: [deny] };
    const { verdict, samePod } = explain(where, "shop/Pod/one", "10.0.0.1", "TCP 80");
    expect([verdict, samePod]).toEqual(["allow", true]);
  });

  it("takes a workload to itself as replica to replica", () => {
    const { verdict, samePod } = explain(
      { workloads: [web], policies: [deny] },
      "shop/Deployment/web",
      "shop/Deployment/web",
      "TCP 80",
    );
    expect([verdict, samePod]).toEqual(["deny", false]);
    const known = workload("shop/Deployment/web", { pods: { "web-1": { addresses: ["10.0.0.1"] } } });
    expect(
      explain({ workloads: [known], policies: [deny] }, "shop/Deployment/web", "shop/Deployment/web", "TCP 80").verdict,
    ).toBe("deny");
  });

  it("always lets the own node in, and leaves the way out to it undefined", () => {
    const where = {
      workloads: [pod("shop/one", { addresses: ["10.0.0.1"], node: "n1" })],
      nodes: [node("n1", "172.18.0.2"), node("n2", "172.18.0.3")],
      policies: [deny],
    };
    const inward = explain(where, "172.18.0.2", "shop/Pod/one", "TCP 80");
    expect([inward.verdict, inward.ingress.reason]).toEqual(["allow", "own-node"]);
    expect(explain(where, "172.18.0.3", "shop/Pod/one", "TCP 80").verdict).toBe("deny");
    const outward = explain(where, "shop/Pod/one", "172.18.0.2", "TCP 80");
    expect([outward.verdict, outward.egress.reason]).toEqual(["undefined", "own-node"]);
  });

  it("does not know whether a node is the pod's own when the pod's node is not known", () => {
    const where = { workloads: [web], nodes: [node("n1", "172.18.0.2")], policies: [deny] };
    const { verdict, ingress } = explain(where, "172.18.0.2", "shop/Deployment/web", "TCP 80");
    expect([verdict, ingress.missing]).toEqual(["unknown", [{ type: "node" }]]);
  });

  it("does not know an address inside the node ranges that no Node has", () => {
    const where = { workloads: [pod("shop/one", { node: "n1" })], policies: [deny] };
    expect(explain(where, "172.18.0.9", "shop/Pod/one", "TCP 80").verdict).toBe("deny");
    expect(
      explain(where, "172.18.0.9", "shop/Pod/one", "TCP 80", { nodeRanges: ranges("172.18.0.0/24") }).verdict,
    ).toBe("unknown");
  });
});

describe("a workload of several pods", () => {
  const primary = policy("shop/primary", { pods: ["pod=pg-0"], ingress: [] });
  const pg = workload("shop/StatefulSet/pg", {
    pods: {
      "pg-0": { labels: { pod: "pg-0" } },
      "pg-1": { labels: { pod: "pg-1" } },
      "pg-2": { labels: { pod: "pg-2" } },
    },
  });
  const where = { workloads: [web, pg], policies: [primary] };

  it("asks which pod is meant when they differ", () => {
    const { verdict, assumed, ingress } = explain(where, "shop/Deployment/web", "shop/StatefulSet/pg", "TCP 5432");
    expect([verdict, assumed, ingress.reason]).toEqual(["unknown", "unknown", "unknown-fact"]);
    expect(ingress.missing).toEqual([{ type: "pod", workload: "shop/StatefulSet/pg" }]);
    expect(ingress.isolating.map(({ name }) => name)).toEqual(["primary"]);
  });

  it("answers for one named pod", () => {
    expect(explain(where, "shop/Deployment/web", "shop/StatefulSet/pg#pg-0", "TCP 5432").verdict).toBe("deny");
    expect(explain(where, "shop/Deployment/web", "shop/StatefulSet/pg#pg-1", "TCP 5432").verdict).toBe("allow");
  });

  it("leaves the pod itself out when a workload is asked about one of its own pods", () => {
    expect(explain(where, "shop/StatefulSet/pg", "shop/StatefulSet/pg#pg-0", "TCP 5432").verdict).toBe("deny");
  });

  it("ignores its finished pods, and falls back to the template when all are", () => {
    const job = (second: "running" | "finished"): Partial<Cluster> => ({
      workloads: [
        workload("shop/Job/load", { pods: { a: { finished: true }, b: { finished: second === "finished" } } }),
      ],
      policies: [policy("shop/deny", { egress: [] })],
    });
    expect(explain(job("running"), "shop/Job/load", "203.0.113.1", "TCP 80").verdict).toBe("deny");
    expect(explain(job("finished"), "shop/Job/load", "203.0.113.1", "TCP 80").verdict).toBe("deny");
    expect(explain(job("finished"), "shop/Job/load#a", "203.0.113.1", "TCP 80").verdict).toBe("allow");
  });

  it("stays quick with thousands of pods that policies cannot tell apart", () => {
    const replicas = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `web-${String(index)}`,
        { addresses: [`10.${String(index >> 8)}.${String(index & 255)}.1`], labels: { pod: String(index) } },
      ]),
    );
    const many = workload("shop/Deployment/web", { pods: replicas });
    const only = policy("shop/block", { ingress: [rule({ peers: [block("10.0.0.0/8")] })] });
    expect(
      explain({ workloads: [many], policies: [only, primary] }, "shop/Deployment/web", "shop/Deployment/web", "TCP 80")
        .verdict,
    ).toBe("allow");
  });
});

describe("facts that manifests lack", () => {
  it("names the labels of an undeclared namespace", () => {
    const fromTeam = policy("shop/team", { pods: ["app=db"], ingress: [rule({ peers: [podsIn(["team=a"])] })] });
    const where = {
      namespaces: [undeclaredNamespace("ops")],
      workloads: [workload("ops/Deployment/bot", {}), db],
      policies: [fromTeam],
    };
    const { verdict, assumed, ingress } = explain(where, "ops/Deployment/bot", "shop/Deployment/db", "TCP 80");
    expect([verdict, assumed]).toEqual(["unknown", "unknown"]);
    expect(ingress.missing).toEqual([{ type: "namespace-labels", namespace: "ops", key: "team" }]);
  });

  it("takes pods of unknown address for outside of a narrow ipBlock, and inside of a whole family", () => {
    const egress = (cidr: string, ...except: string[]): Partial<Cluster> => ({
      workloads: [web, db],
      policies: [policy("shop/out", { pods: ["app=web"], egress: [rule({ peers: [block(cidr, ...except)] })] })],
    });
    const verdicts = (where: Partial<Cluster>, podRanges: string[] = []): readonly string[] => {
      const { verdict, assumed } = explain(where, "shop/Deployment/web", "shop/Deployment/db", "TCP 80", {
        podRanges: ranges(...podRanges),
      });
      return [verdict, assumed];
    };
    expect(verdicts(egress("10.0.0.0/8"))).toEqual(["unknown", "deny"]);
    expect(verdicts(egress("0.0.0.0/0"))).toEqual(["unknown", "allow"]);
    expect(verdicts(egress("0.0.0.0/0", "10.0.0.0/8"))).toEqual(["unknown", "deny"]);
    expect(verdicts(egress("10.0.0.0/8"), ["10.244.0.0/16"])).toEqual(["allow", "allow"]);
    expect(verdicts(egress("192.168.0.0/16"), ["10.244.0.0/16"])).toEqual(["deny", "deny"]);
    expect(verdicts(egress("10.244.0.0/17"), ["10.244.0.0/16"])).toEqual(["unknown", "unknown"]);
  });

  it("lists the rule that grants under an assumption, and the fact it hangs on", () => {
    const any = policy("shop/out", { pods: ["app=web"], egress: [rule({ peers: [block("0.0.0.0/0")] })] });
    const { egress } = explain(
      { workloads: [web, db], policies: [any] },
      "shop/Deployment/web",
      "shop/Deployment/db",
      "TCP 80",
    );
    expect(egress.grants.map(({ rule: name }) => name)).toEqual(["egress[0]"]);
    expect(egress.missing).toEqual([{ type: "pod-address" }]);
  });

  it("does not know who an unused address of the pod ranges is", () => {
    const where = { workloads: [db], policies: [dbFromWeb] };
    const { verdict, egress, ingress } = explain(where, "10.244.0.7", "shop/Deployment/db", "TCP 5432", {
      podRanges: ranges("10.244.0.0/16"),
    });
    expect([verdict, egress.verdict, ingress.verdict]).toEqual(["unknown", "allow", "unknown"]);
    expect(ingress.missing).toEqual([{ type: "pod", workload: null }]);
    const outward = explain(
      { workloads: [db], policies: [policy("ops/out", { egress: [] })] },
      "10.244.0.7",
      "shop/Deployment/db",
      "TCP 1",
      { podRanges: ranges("10.244.0.0/16") },
    );
    expect([outward.verdict, outward.egress.missing]).toEqual(["unknown", [{ type: "pod", workload: null }]]);
  });

  it("knows the labels of a pod that the manifests do not hold, but not its port names", () => {
    const named = policy("shop/api", {
      pods: ["app=api"],
      ingress: [rule({ peers: [pods("app=web")], ports: ["TCP http"] })],
    });
    const where = { workloads: [web, db], policies: [named] };
    const to = stranger("shop", { app: "api" });
    const { verdict, ingress } = explain(where, "shop/Deployment/web", to, "TCP 80");
    expect([verdict, ingress.missing]).toEqual(["unknown", [{ type: "named-port", name: "http" }]]);
    expect(explain(where, "shop/Deployment/db", to, "TCP 80").verdict).toBe("deny");
  });

  it("answers for a port name of such a pod: by the rules that name it or open all ports, and else does not know", () => {
    const verdictOf = (...ports: readonly string[]): Pick<SideExplanation, "verdict" | "missing"> => {
      const api = policy("shop/api", { pods: ["app=api"], ingress: [rule({ ports })] });
      const evaluate = createEvaluator(cluster({ workloads: [web], policies: [api] }), settings());
      const asked = probe("shop/Deployment/web", stranger("shop", { app: "api" }), "TCP 1");
      const { verdict, missing } = evaluate({ ...asked, port: "http" }).ingress;
      return { verdict, missing };
    };
    const unknown = { verdict: "unknown", missing: [{ type: "named-port", name: "http" }] };
    expect(verdictOf("TCP http")).toEqual({ verdict: "allow", missing: [] });
    expect(verdictOf("TCP")).toEqual({ verdict: "allow", missing: [] });
    expect(verdictOf("UDP http", "UDP")).toEqual({ verdict: "deny", missing: [] });
    // Any name may have the number 80, and one number may have two names.
    expect(verdictOf("TCP 80")).toEqual(unknown);
    expect(verdictOf("TCP metrics")).toEqual(unknown);
  });

  it("says which label decides whether a policy selects the pod", () => {
    const hash = workload("shop/Deployment/web", { labels: { "pod-template-hash": null } });
    const perhaps = policy("shop/hash", { pods: ["pod-template-hash=abc"], ingress: [] });
    const { verdict, ingress } = explain(
      { workloads: [hash], policies: [perhaps] },
      "203.0.113.1",
      "shop/Deployment/web",
      "TCP 80",
    );
    expect([verdict, ingress.missing]).toEqual(["unknown", [{ type: "label-value", key: "pod-template-hash" }]]);
  });
});

describe("addresses and families", () => {
  it("finds the pod or node that has the address", () => {
    const where = {
      workloads: [pod("shop/one", { labels: { app: "web" }, addresses: ["10.0.0.1"] }), db],
      policies: [dbFromWeb],
    };
    expect(explain(where, "10.0.0.1", "shop/Deployment/db", "TCP 5432").verdict).toBe("allow");
    expect(explain(where, "10.0.0.2", "shop/Deployment/db", "TCP 5432").verdict).toBe("deny");
  });

  it("denies where the ends have no family in common", () => {
    const where = { workloads: [pod("shop/one", { addresses: ["10.0.0.1"] })] };
    const { verdict, egress, ingress } = explain(where, "2001:db8::1", "shop/Pod/one", "TCP 80");
    expect([verdict, egress.reason, ingress.reason]).toEqual(["deny", "no-common-family", "no-common-family"]);
  });

  it("takes the family of unknown addresses from the ranges they come from", () => {
    const any = policy("shop/any", { pods: ["app=db"], ingress: [rule({ peers: [block("fd00::/8")] })] });
    const where = { workloads: [web, db], policies: [any] };
    const six = { podRanges: ranges("fd00::/64") };
    expect(explain(where, "shop/Deployment/web", "shop/Deployment/db", "TCP 80").verdict).toBe("deny");
    expect(explain(where, "shop/Deployment/web", "shop/Deployment/db", "TCP 80", six).verdict).toBe("allow");
    const four = explain(where, "203.0.113.1", "shop/Deployment/db", "TCP 80", six);
    expect([four.verdict, four.egress.reason]).toEqual(["deny", "no-common-family"]);
  });

  it("never lets an IPv4 block match an IPv6 packet", () => {
    const dual = pod("shop/one", { addresses: ["10.0.0.1", "fd00::1"] });
    const v4 = policy("shop/v4", { ingress: [rule({ peers: [block("0.0.0.0/0")] })] });
    const where = { workloads: [dual], policies: [v4] };
    expect(explain(where, "203.0.113.1", "shop/Pod/one", "TCP 80").verdict).toBe("allow");
    expect(explain(where, "2001:db8::1", "shop/Pod/one", "TCP 80").verdict).toBe("deny");
  });

  it("keeps ipBlocks away from everything in the cluster where the plugin does", () => {
    const any = policy("shop/any", { pods: ["app=db"], ingress: [rule({ peers: [block("0.0.0.0/0")] })] });
    const where = {
      workloads: [
        pod("shop/one", { addresses: ["10.0.0.1"], node: "n1" }),
        pod("shop/db", { labels: { app: "db" }, node: "n2" }),
      ],
      nodes: [node("n1", "172.18.0.2")],
      policies: [any],
    };
    const verdictFrom = (from: string): string =>
      explain(where, from, "shop/Pod/db", "TCP 80", { ipBlocks: "external-only" }).verdict;
    expect(["shop/Pod/one", "172.18.0.2", "203.0.113.1"].map(verdictFrom)).toEqual(["deny", "deny", "allow"]);
  });
});

it("says so when the cluster holds no such workload or pod", () => {
  expect(() => explain({}, "shop/Deployment/web", "10.0.0.1", "TCP 80")).toThrow(
    "the cluster has no workload `shop/Deployment/web`",
  );
  expect(() => explain({ workloads: [web] }, "shop/Deployment/web#x", "10.0.0.1", "TCP 80")).toThrow("has no pod `x`");
});

it("keeps policies of other namespaces out", () => {
  const foreign = policy("ops/deny", { ingress: [], egress: [] });
  expect(
    explain(
      { namespaces: [namespace("ops")], workloads: [web, db], policies: [foreign] },
      "shop/Deployment/web",
      "shop/Deployment/db",
      "TCP 80",
    ).verdict,
  ).toBe("allow");
});
