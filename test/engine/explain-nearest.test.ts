import { expect, it } from "vitest";
import { createEvaluator } from "../../src/engine/explain/evaluator.ts";
import type { Rule } from "../../src/engine/model.ts";
import { block, cluster, namespace, pods, podsIn, policy, rule, settings, workload } from "../support/cluster.ts";
import { probe } from "../support/probe.ts";

const namespaces = [namespace("shop", { team: "a" }), namespace("ops", { team: "b" })];
const workloads = [
  workload("shop/Deployment/web", { labels: { app: "web" } }),
  workload("ops/Deployment/bot", { labels: { app: "bot" } }),
  workload("shop/Deployment/db", { labels: { app: "db" }, ports: ["pg=5432/TCP", "dns=53/UDP"] }),
];

/** `ingress[0]: labels app=web; port TCP 80` for each of the nearest rules. */
function nearest(rules: readonly Rule[], from: string, port: string): readonly string[] {
  const policies = [policy("shop/db", { pods: ["app=db"], ingress: rules })];
  const evaluate = createEvaluator(cluster({ namespaces, workloads, policies }), settings());
  return evaluate(probe(from, "shop/Deployment/db", port)).ingress.nearest.map(
    (near) => `${near.rule}: ${near.misses.map(({ type, wanted }) => `${type} ${wanted}`).join("; ")}`,
  );
}

it("says in the rule's own words what it wanted", () => {
  const wanting = (...peers: Parameters<typeof rule>[0]["peers"] & object[]): readonly Rule[] => [rule({ peers })];
  expect(nearest(wanting(pods("role in a b")), "shop/Deployment/web", "TCP 80")).toEqual([
    "ingress[0]: labels role in (a,b)",
  ]);
  expect(nearest(wanting(pods()), "ops/Deployment/bot", "TCP 80")).toEqual(["ingress[0]: namespace shop"]);
  expect(nearest(wanting(podsIn(["team=a"], "app=bot")), "ops/Deployment/bot", "TCP 80")).toEqual([
    "ingress[0]: namespace team=a",
  ]);
  expect(nearest(wanting(block("10.0.0.0/8", "10.1.0.0/16")), "10.1.2.3", "TCP 80")).toEqual([
    "ingress[0]: address 10.0.0.0/8 except 10.1.0.0/16",
  ]);
  expect(nearest(wanting(podsIn([])), "203.0.113.1", "TCP 80")).toEqual(["ingress[0]: labels any pod"]);
});

it("tells a wrong port from a wrong protocol and an undeclared port name", () => {
  const ports = (...texts: string[]): readonly Rule[] => [rule({ ports: texts })];
  expect(nearest(ports("TCP 5432"), "shop/Deployment/web", "TCP 80")).toEqual(["ingress[0]: port TCP 5432"]);
  expect(nearest(ports("UDP dns"), "shop/Deployment/web", "TCP 53")).toEqual(["ingress[0]: protocol UDP dns"]);
  expect(nearest(ports("TCP http"), "shop/Deployment/web", "TCP 80")).toEqual(["ingress[0]: port-name TCP http"]);
  expect(nearest(ports("TCP pg"), "shop/Deployment/web", "TCP 80")).toEqual(["ingress[0]: port TCP pg (5432)"]);
});

it("names all that failed of a peer and of a port, not just the first", () => {
  const rules = [rule({ peers: [podsIn(["team=a"], "app=web")], ports: ["UDP 53"] })];
  expect(nearest(rules, "ops/Deployment/bot", "TCP 80")).toEqual([
    "ingress[0]: namespace team=a; labels app=web; protocol UDP 53; port UDP 53",
  ]);
  expect(nearest([rule({ ports: ["UDP pg"] })], "shop/Deployment/web", "TCP 80")).toEqual([
    "ingress[0]: protocol UDP pg; port-name UDP pg",
  ]);
});

it("puts one failed half before two, and the nearer miss first", () => {
  const rules = [
    rule({ peers: [pods("app=x")], ports: ["TCP 81"] }),
    rule({ peers: [podsIn(["team=b"])], ports: ["TCP 80"] }),
    rule({ peers: [pods("app=web")], ports: ["UDP 80"] }),
    rule({ peers: [pods("app=web")], ports: ["UDP 53", "TCP 81"] }),
  ];
  expect(nearest(rules, "shop/Deployment/web", "TCP 80")).toEqual([
    "ingress[3]: port TCP 81; protocol UDP 53; port UDP 53",
    "ingress[2]: protocol UDP 80",
    "ingress[1]: namespace team=b",
  ]);
});

it("names at most three alternatives, each once", () => {
  const rules = [rule({ ports: ["TCP 1", "TCP 2", "TCP 2", "TCP 3", "TCP 4"] })];
  expect(nearest(rules, "shop/Deployment/web", "TCP 80")).toEqual(["ingress[0]: port TCP 1; port TCP 2; port TCP 3"]);
});

it("has nothing to say when a policy has no rules or a rule grants the connection", () => {
  expect(nearest([], "shop/Deployment/web", "TCP 80")).toEqual([]);
  expect(nearest([rule({ ports: ["TCP 81"] }), rule({})], "shop/Deployment/web", "TCP 80")).toEqual([]);
});
