import { describe, expect, it } from "vitest";
import type { Workload } from "../../src/engine/index.ts";
import { readClusters } from "../../src/manifests/index.ts";
import { readText, snapshot } from "./files.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a pod and a template have in common: labels and a spec. */
function podOf(labels: Fields, spec: Fields = {}): { readonly metadata: object; readonly spec: object } {
  return {
    metadata: { labels },
    spec: { containers: [{ name: "c", image: "i", ...(spec["container"] as object) }], ...spec },
  };
}

function object(kind: string, name: string, owner: string | null, rest: Fields): object {
  const [ownerKind = "", ownerName = ""] = owner?.split("/") ?? [];
  const ownerReferences =
    owner === null ? [] : [{ apiVersion: "x/v1", uid: "u", controller: true, kind: ownerKind, name: ownerName }];
  const { metadata = {}, ...fields } = rest;
  return {
    apiVersion: "v1",
    kind,
    metadata: { ...(metadata as object), name, namespace: "shop", resourceVersion: "7", ownerReferences },
    ...fields,
  };
}

const WEB = { app: "web", tier: "front" };

const controller = (
  kind: string,
  name: string,
  owner: string | null = null,
  template = podOf(WEB),
  spec: Fields = {},
): object => object(kind, name, owner, { spec: { selector: {}, template, ...spec } });

const pod = (name: string, owner: string, facts = podOf(WEB), status: Fields = {}): object =>
  object("Pod", name, owner, { ...facts, status });

const withPort = (name: string, containerPort: number, ...others: readonly object[]): Fields => ({
  container: { ports: [{ name, containerPort }, ...others] },
});

/** A policy that asks for what it is given. */
const policy = (podSelector: object, ports: readonly object[] = []): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "asks", namespace: "shop" },
  spec: { podSelector, ingress: [{ ports }] },
});

const list = (items: readonly object[]): string => JSON.stringify({ apiVersion: "v1", kind: "List", items });

function read(...items: readonly object[]): readonly Workload[] {
  const reading = readText(list(items));
  expect(reading.diagnostics).toEqual([]);
  return reading.cluster.workloads;
}

/** `+` behind the pods: replicas of the template count besides. */
function summary(workloads: readonly Workload[]): readonly string[] {
  return workloads.map(({ kind, name, pods, podsComplete }) =>
    [`${kind}/${name}:`, ...pods.map((one) => one.name), ...(podsComplete ? [] : ["+"])].join(" "),
  );
}

describe("the template of a controller with known pods", () => {
  const deployment = controller("Deployment", "web");
  const of = (facts: ReturnType<typeof podOf>, status: Fields = {}): object =>
    pod("p", "Deployment/web", facts, status);

  it.each([
    ["a pod with its labels", podOf(WEB)],
    ["a pod with a label more, for which no policy asks", podOf({ ...WEB, "istio.io/rev": "1" })],
    ["a pod with a port more, of which no policy speaks", podOf(WEB, withPort("admin", 9000))],
  ])("is what %s was made from", (_, facts) => {
    expect(summary(read(deployment, of(facts)))).toEqual(["Deployment/web: p"]);
  });

  it.each([
    ["a pod without its labels", podOf({})],
    ["a pod that lacks a label", podOf({ app: "web" })],
    ["a pod with another value", podOf({ ...WEB, tier: "back" })],
    ["a pod of the host network", podOf(WEB, { hostNetwork: true })],
  ])("counts beside %s", (_, facts) => {
    expect(summary(read(deployment, of(facts)))).toEqual(["Deployment/web: p +"]);
  });

  it("counts beside a pod that has something more for which a policy asks", () => {
    const further = podOf({ ...WEB, quarantine: "yes" }, withPort("admin", 9000));
    const byLabel = policy({ matchExpressions: [{ key: "quarantine", operator: "DoesNotExist" }] });
    expect(summary(read(deployment, of(further), byLabel))).toEqual(["Deployment/web: p +"]);
    expect(summary(read(deployment, of(further), policy({}, [{ port: "admin" }])))).toEqual(["Deployment/web: p +"]);
    expect(summary(read(deployment, of(further), policy({}, [{ port: 9000 }])))).toEqual(["Deployment/web: p"]);
  });

  it("counts beside a pod without its named ports, or with other numbers", () => {
    const named = controller("Deployment", "web", null, podOf(WEB, withPort("http", 8080)));
    expect(summary(read(named, of(podOf(WEB, withPort("http", 8080)))))).toEqual(["Deployment/web: p"]);
    expect(summary(read(named, of(podOf(WEB, withPort("http", 8081)))))).toEqual(["Deployment/web: p +"]);
    expect(summary(read(named, of(podOf(WEB, withPort("web", 8080)))))).toEqual(["Deployment/web: p +"]);
  });

  it("does not count twice in the middle of a roll-out, once a pod was made from it", () => {
    const old = pod("old", "Deployment/web", podOf({ ...WEB, tier: "back" }));
    expect(summary(read(deployment, old))).toEqual(["Deployment/web: old +"]);
    expect(summary(read(deployment, old, of(podOf(WEB))))).toEqual(["Deployment/web: old p"]);
  });

  it("is not hidden by a finished pod that was made from it, which another will replace", () => {
    const done = of(podOf(WEB), { phase: "Failed" });
    expect(summary(read(deployment, done, pod("old", "Deployment/web", podOf({}))))).toEqual([
      "Deployment/web: old p +",
    ]);
  });

  it("asks for what the policies of either side of a change ask for", () => {
    const files = { "a.json": list([deployment, of(podOf({ ...WEB, quarantine: "yes" }))]) };
    const asking = list([policy({ matchLabels: { quarantine: "yes" } })]);
    const sides = readClusters(snapshot(files), snapshot({ ...files, "b.json": asking }), {
      defaultNamespace: "default",
    });
    for (const { cluster } of [sides.base, sides.head]) {
      expect(summary(cluster.workloads)).toEqual(["Deployment/web: p +"]);
    }
  });
});

describe("the ordinals of a StatefulSet", () => {
  const set = controller("StatefulSet", "db", null, podOf(WEB), { replicas: 3 });
  const labelled = (name: string): Fields => ({ ...WEB, "statefulset.kubernetes.io/pod-name": name });

  it("are all there, whichever pods are known", () => {
    expect(summary(read(set, pod("db-1", "StatefulSet/db", podOf(labelled("db-1")))))).toEqual([
      "StatefulSet/db: db-0 db-1 db-2",
    ]);
    expect(summary(read(set, pod("x", "StatefulSet/db")))).toEqual(["StatefulSet/db: db-0 db-1 db-2 x"]);
  });

  it("count beside a pod that has the name of one and was not made like it", () => {
    const askingForNames = policy({ matchLabels: { "statefulset.kubernetes.io/pod-name": "db-0" } });
    expect(summary(read(set, pod("db-0", "StatefulSet/db", podOf({}))))).toEqual(["StatefulSet/db: db-0 db-1 db-2 +"]);
    const other = pod("db-0", "StatefulSet/db", podOf(labelled("db-1")));
    expect(summary(read(set, other))).toEqual(["StatefulSet/db: db-0 db-1 db-2"]);
    expect(summary(read(set, other, askingForNames))).toEqual(["StatefulSet/db: db-0 db-1 db-2 +"]);
  });
});

describe("a controller in the middle", () => {
  const deployment = controller("Deployment", "web");
  const old = podOf({ ...WEB, tier: "back" });

  it("counts for its owner when its pods are like those of the owner", () => {
    const hashed = controller("ReplicaSet", "web-1", "Deployment/web", podOf({ ...WEB, "pod-template-hash": "1" }));
    expect(summary(read(deployment, hashed))).toEqual(["Deployment/web: +"]);
    expect(summary(read(deployment, hashed, policy({ matchLabels: { "pod-template-hash": "1" } })))).toEqual([
      "Deployment/web: +",
    ]);
    const before = controller("ReplicaSet", "web-0", "Deployment/web", old);
    expect(summary(read(deployment, hashed, before, pod("p", "ReplicaSet/web-0", old)))).toEqual([
      "Deployment/web: p +",
    ]);
  });

  it("counts for itself when its pods would differ and none is known", () => {
    const before = controller("ReplicaSet", "web-0", "Deployment/web", old);
    expect(summary(read(deployment, before))).toEqual(["Deployment/web: +", "ReplicaSet/web-0: +"]);
    expect(summary(read(before, pod("p", "ReplicaSet/web-0")))).toEqual(["Deployment/web: p", "ReplicaSet/web-0: +"]);
    const cron = object("CronJob", "report", null, { spec: { jobTemplate: { spec: { template: podOf(WEB) } } } });
    const job = controller("Job", "report-1", "CronJob/report", old);
    expect(summary(read(cron, job))).toEqual(["CronJob/report: +", "Job/report-1: +"]);
  });

  it("is not there when it is scaled to nothing", () => {
    const before = controller("ReplicaSet", "web-0", "Deployment/web", old, { replicas: 0 });
    expect(summary(read(deployment, before))).toEqual(["Deployment/web: +"]);
  });

  it("cannot hide by owning itself, nor in a circle", () => {
    const circle = [
      controller("ReplicaSet", "a", "ReplicaSet/b"),
      controller("ReplicaSet", "b", "ReplicaSet/a", old),
      controller("ReplicaSet", "self", "ReplicaSet/self"),
    ];
    expect(summary(read(...circle))).toEqual(["ReplicaSet/a: +", "ReplicaSet/b: +", "ReplicaSet/self: +"]);
    const stray = pod("p", "ReplicaSet/a", podOf({}));
    expect([...summary(read(...circle, stray))].sort()).toEqual([
      "ReplicaSet/a: +",
      "ReplicaSet/b: p +",
      "ReplicaSet/self: +",
    ]);
  });
});
