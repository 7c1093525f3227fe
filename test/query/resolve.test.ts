import { describe, expect, it } from "vitest";
import type { Cluster } from "../../src/engine/model.ts";
import { createResolver, holds, parseEndpointWords, type Resolution } from "../../src/query/index.ts";
import { block, cluster, namespace, pod, policy, rule, settings, workload } from "../support/cluster.ts";

const shop = cluster({
  workloads: [
    workload("shop/Deployment/web", { labels: { app: "web" }, pods: { "web-1": {}, "web-2": {} } }),
    workload("shop/Deployment/api", { labels: { app: "api", tier: "back" } }),
    workload("shop/StatefulSet/api", { labels: { app: "api", tier: "back" } }),
    workload("ops/DaemonSet/agent", { labels: { app: "agent" } }),
    pod("ops/debug", { labels: { app: "debug" } }),
  ],
});

function resolve(words: string, ...clusters: readonly Cluster[]): Resolution {
  const pattern = parseEndpointWords(words);
  if (pattern.type === "problem") throw new Error(pattern.message);
  return createResolver(clusters.length > 0 ? clusters : [shop], settings())(pattern);
}

function names(words: string, ...clusters: readonly Cluster[]): readonly string[] {
  const resolution = resolve(words, ...clusters);
  return resolution.type === "parties" ? resolution.parties.map(({ name }) => name) : [resolution.message];
}

describe("names", () => {
  it("finds a workload by as much of its name as is unambiguous", () => {
    expect(resolve("shop/web")).toEqual({
      type: "parties",
      parties: [{ party: { type: "workload", id: "shop/Deployment/web", pod: null }, name: "shop/Deployment/web" }],
      complete: true,
    });
    expect(names("agent")).toEqual(["ops/DaemonSet/agent"]);
    expect(names("DaemonSet/agent")).toEqual(["ops/DaemonSet/agent"]);
    expect(names("shop/StatefulSet/api")).toEqual(["shop/StatefulSet/api"]);
  });

  it("finds one pod of a dump", () => {
    expect(resolve("shop/Pod/web-2")).toEqual({
      type: "parties",
      parties: [{ party: { type: "workload", id: "shop/Deployment/web", pod: "web-2" }, name: "shop/Pod/web-2" }],
      complete: true,
    });
    expect(names("shop/web-1")).toEqual(["shop/Pod/web-1"]);
    expect(resolve("ops/Pod/debug")).toEqual({
      type: "parties",
      parties: [{ party: { type: "workload", id: "ops/Pod/debug", pod: null }, name: "ops/Pod/debug" }],
      complete: true,
    });
  });

  it("finds everything that fits a star", () => {
    expect(names("shop/*")).toEqual(["shop/Deployment/api", "shop/Deployment/web", "shop/StatefulSet/api"]);
    expect(names("*/Deployment/*")).toEqual(["shop/Deployment/api", "shop/Deployment/web"]);
    expect(names("*/Pod/*")).toEqual(["ops/Pod/debug", "shop/Pod/web-1", "shop/Pod/web-2"]);
    expect(names("a*t")).toEqual(["ops/DaemonSet/agent"]);
  });

  it("lists the candidates of an ambiguous name", () => {
    expect(resolve("shop/api")).toEqual({
      type: "ambiguous",
      message: "`shop/api` may mean `shop/Deployment/api`, `shop/StatefulSet/api`: write one of them in full",
      candidates: ["shop/Deployment/api", "shop/StatefulSet/api"],
    });
  });

  it("lists the nearest of an unknown name, at most three", () => {
    expect(resolve("shop/wbe")).toEqual({
      type: "unknown",
      message:
        "the manifests hold no workload `shop/wbe`: did you mean `shop/Deployment/web`, `shop/Deployment/api`, `shop/StatefulSet/api`?",
      nearest: ["shop/Deployment/web", "shop/Deployment/api", "shop/StatefulSet/api"],
    });
    expect(resolve("shpo/Pod/web-1")).toMatchObject({ nearest: ["shop/Pod/web-1", "shop/Pod/web-2"] });
    expect(resolve("zzzzzzzz/qqqqqq")).toEqual({
      type: "unknown",
      message:
        "the manifests hold no workload `zzzzzzzz/qqqqqq`: name pods that live elsewhere by their labels, as in `zzzzzzzz/{app=web}`",
      nearest: [],
    });
    expect(names("web", cluster({}))).toEqual([
      "the manifests hold no workload `web`: they hold none at all; name pods by their labels, as in `ns/{app=web}`",
    ]);
  });

  it("says what else a namespace is asked for by", () => {
    expect(names("shop", cluster({ namespaces: [namespace("shop")] }))).toEqual([
      "the manifests hold no workload `shop`: it is a namespace; write `shop/*` for all of it",
    ]);
    expect(resolve("shpo/*")).toEqual({
      type: "unknown",
      message: "the manifests name no namespace `shpo`: did you mean `shop/*`?",
      nearest: ["shop/*"],
    });
    expect(names("monitoring/*")).toEqual([
      "the manifests name no namespace `monitoring`: name pods that live elsewhere by their labels, as in `monitoring/{app=web}`",
    ]);
  });

  it("looks at both sides of a change, and tells on which a party is", () => {
    const after = cluster({ workloads: [workload("shop/Deployment/new", {})] });
    expect(names("shop/new", shop, after)).toEqual(["shop/Deployment/new"]);
    const party = { type: "workload", id: "shop/Deployment/new", pod: null } as const;
    expect([holds(shop, party), holds(after, party)]).toEqual([false, true]);
    expect(holds(shop, { type: "workload", id: "shop/Deployment/web", pod: "web-3" })).toBe(false);
  });
});

describe("labels", () => {
  it("finds the workloads that surely carry them", () => {
    expect(names("shop/{app=api,tier in (back)}")).toEqual(["shop/Deployment/api", "shop/StatefulSet/api"]);
    expect(names("*/{app!=web,app!=api}")).toEqual(["ops/DaemonSet/agent", "ops/Pod/debug"]);
    expect(names("ops/{}")).toEqual(["ops/DaemonSet/agent", "ops/Pod/debug"]);
  });

  it("finds single pods where only they carry them", () => {
    const dump = cluster({
      workloads: [
        workload("db/StatefulSet/pg", {
          labels: { app: "pg" },
          pods: { "pg-0": { labels: { app: "pg", index: "0" } } },
        }),
      ],
    });
    expect(names("db/{index=0}", dump)).toEqual(["db/Pod/pg-0"]);
  });

  it("finds only what carries them on every side that holds it", () => {
    const before = cluster({
      workloads: [workload("shop/Deployment/db", { labels: { app: "db", tier: "back" } })],
    });
    const after = cluster({
      workloads: [
        workload("shop/Deployment/db", { labels: { app: "store", tier: "back" } }),
        workload("shop/Deployment/new", { labels: { app: "new" } }),
      ],
    });
    expect(names("shop/{tier=back}", before, after)).toEqual(["shop/Deployment/db"]);
    expect(names("shop/{app=new}", before, after)).toEqual(["shop/Deployment/new"]);
    expect(resolve("shop/{app=db}", before, after)).toMatchObject({
      parties: [{ party: { type: "pod", labels: new Map([["app", "db"]]) }, name: "shop/{app=db}" }],
    });
    expect(names("*/{app=db}", before, after)).toEqual([
      "`shop/Deployment/db` carries the labels of `*/{app=db}` on one of the two sides only: name a namespace, as in `ns/{app=web}`",
    ]);
  });

  it("stands for a pod that the manifests do not hold when nobody carries them", () => {
    expect(resolve("monitoring/{app=prometheus,tier in (b,a),tier!=a,extra,!legacy}")).toEqual({
      type: "parties",
      parties: [
        {
          party: {
            type: "pod",
            namespace: "monitoring",
            namespaceLabels: null,
            labels: new Map([
              ["app", "prometheus"],
              ["extra", "any-other-value"],
              ["tier", "b"],
            ]),
          },
          name: "monitoring/{app=prometheus,extra,!legacy,tier in (a,b),tier notin (a)}",
        },
      ],
      complete: true,
    });
  });

  it("needs a namespace for that, and labels that can be", () => {
    expect(names("*/{app=prometheus}")).toEqual([
      "no known workload carries the labels of `*/{app=prometheus}`: name a namespace, as in `ns/{app=web}`",
    ]);
    expect(names("ops/{a=1,!a}")).toEqual([
      "no pod can carry the labels of `ops/{!a,a=1}`: they contradict each other",
    ]);
  });
});

describe("addresses", () => {
  const walled = cluster({
    policies: [
      policy("shop/wall", { ingress: [rule({ peers: [block("8.8.0.0/16", "8.8.8.0/24"), block("10.0.0.0/8")] })] }),
    ],
  });

  it("takes an address as it is", () => {
    expect(names("10.0.0.7")).toEqual(["10.0.0.7"]);
  });

  it("takes internet and CIDRs for one address of every group", () => {
    expect(names("internet", walled)).toEqual(["1.0.0.0", "8.8.0.0", "8.8.8.0", "2000::"]);
    expect(names("8.8.8.0/23", walled)).toEqual(["8.8.8.0", "8.8.9.0"]);
  });
});
