import { expect, it } from "vitest";
import type { Endpoint, PodPattern } from "../../src/engine/index.ts";
import { createEndpointMatcher, createMatchers, parseEndpointWords } from "../../src/query/index.ts";
import { cluster, line, namespace, workload } from "../support/cluster.ts";

const shop = cluster({
  namespaces: [namespace("shop"), namespace("ops")],
  workloads: [
    workload("shop/Deployment/web", { labels: { app: "web" } }),
    workload("shop/StatefulSet/pg", { labels: { app: "pg" }, pods: { "pg-0": { labels: { app: "pg", index: "0" } } } }),
  ],
});

function workloadEndpoint(id: string, owner: string | null = null): Endpoint {
  const [space = "", kind = "", name = ""] = id.split("/");
  return { type: "workload", id, namespace: space, kind, name, workload: owner, only: null, origin: line(1) };
}

function external(...cidrs: readonly string[]): Endpoint {
  return { type: "external", id: cidrs.join(), cidrs, internet: false };
}

function podsEndpoint(scope: PodPattern["namespace"], ...labels: readonly (readonly [string, string])[]): Endpoint {
  return { type: "pods", id: "pods", patterns: [{ namespace: scope, labels }] };
}

const endpoints = {
  web: workloadEndpoint("shop/Deployment/web"),
  pg0: workloadEndpoint("shop/Pod/pg-0", "shop/StatefulSet/pg"),
  private: external("10.0.0.0/8"),
  world: external("0.0.0.0/5", "fe80::/10"),
  shopPods: podsEndpoint({ type: "name", name: "shop" }),
  opsApi: podsEndpoint({ type: "name", name: "ops" }, ["app", "api"]),
  foreignApi: podsEndpoint({ type: "labels", labels: [["team", "a"]] }, ["app", "api"]),
};

function matching(words: string, matches = createEndpointMatcher([shop])): readonly string[] {
  const pattern = parseEndpointWords(words);
  if (pattern.type === "problem") throw new Error(pattern.message);
  return Object.entries(endpoints).flatMap(([name, endpoint]) => (matches(pattern, endpoint) ? [name] : []));
}

it("matches workloads and their single pods by name", () => {
  expect(matching("shop/web")).toEqual(["web"]);
  expect(matching("Deployment/w*")).toEqual(["web"]);
  expect(matching("shop/pg")).toEqual(["pg0"]);
  expect(matching("shop/Pod/pg-0")).toEqual(["pg0"]);
  expect(matching("ops/web")).toEqual([]);
});

it("matches pods that the manifests do not hold where they could live", () => {
  expect(matching("shop/*")).toEqual(["web", "pg0", "shopPods"]);
  expect(matching("ops/*")).toEqual(["opsApi"]);
  expect(matching("elsewhere/*")).toEqual(["foreignApi"]);
  expect(matching("*/*")).toEqual(["web", "pg0", "shopPods", "opsApi", "foreignApi"]);
});

it("matches labels that are surely carried", () => {
  expect(matching("*/{app=api}")).toEqual(["opsApi", "foreignApi"]);
  expect(matching("shop/{app=web}")).toEqual(["web"]);
  expect(matching("shop/{index=0}")).toEqual(["pg0"]);
  expect(matching("shop/{app!=web}")).toEqual(["pg0", "shopPods"]);
});

it("matches external endpoints that share an address", () => {
  expect(matching("internet")).toEqual(["world"]);
  expect(matching("10.1.2.3")).toEqual(["private"]);
  expect(matching("10.0.0.0/7")).toEqual(["private"]);
  expect(matching("0.0.0.0/0")).toEqual(["private", "world"]);
  expect(matching("fe80::1")).toEqual(["world"]);
});

it("tells an endpoint that is meant as a whole from one of which a part is meant", () => {
  const covered = (words: string): readonly string[] => matching(words, createMatchers([shop]).covers);
  expect(covered("shop/*")).toEqual(["web", "pg0", "shopPods"]);
  expect(covered("elsewhere/*")).toEqual([]);
  expect(covered("*/*")).toEqual(["web", "pg0", "shopPods", "opsApi", "foreignApi"]);
  expect(covered("ops/{app=api}")).toEqual(["opsApi"]);
  expect(covered("*/{app=api}")).toEqual(["opsApi", "foreignApi"]);
  expect(matching("10.1.0.0/16")).toEqual(["private"]);
  expect(covered("10.1.0.0/16")).toEqual([]);
  expect(covered("10.1.2.3")).toEqual([]);
  expect(covered("10.0.0.0/7")).toEqual(["private"]);
  expect(covered("0.0.0.0/0")).toEqual(["private"]);
  expect(covered("internet")).toEqual(["world"]);
});
