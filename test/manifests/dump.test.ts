import { describe, expect, it } from "vitest";
import type { Workload } from "../../src/engine/index.ts";
import { onlyWorkload, readText } from "./files.ts";

interface Owner {
  readonly kind: string;
  readonly name: string;
}

function object(kind: string, name: string, owner: Owner | null, rest: object, labels: object = {}): object {
  const ownerReferences = owner === null ? [] : [{ apiVersion: "x/v1", uid: "u", controller: true, ...owner }];
  return {
    apiVersion: "v1",
    kind,
    metadata: { name, namespace: "shop", resourceVersion: "7", labels, ownerReferences },
    ...rest,
  };
}

function pod(name: string, owner: Owner | null, labels: object = {}, status: object = {}, spec: object = {}): object {
  return object("Pod", name, owner, { spec: { containers: [{ name: "c", image: "i" }], ...spec }, status }, labels);
}

function controller(kind: string, name: string, owner: Owner | null, spec: object = {}): object {
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "i" }] } };
  return object(kind, name, owner, { spec: { template, ...spec } });
}

function dump(...items: readonly object[]): readonly Workload[] {
  const reading = readText(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  expect(reading.diagnostics).toEqual([]);
  return reading.cluster.workloads;
}

const WEB = { app: "web" };

/** `+` behind the pods: replicas of the template count besides. */
function summary(workloads: readonly Workload[]): readonly string[] {
  return workloads.map(
    ({ namespace, kind, name, pods, podsComplete }) =>
      `${namespace}/${kind}/${name}: ${[...pods.map((item) => item.name), ...(podsComplete || pods.length === 0 ? [] : ["+"])].join(" ")}`,
  );
}

describe("the dump of a cluster", () => {
  it("gives pods their addresses, node and phase", () => {
    const status = { phase: "Running", podIP: "10.0.0.9", podIPs: [{ ip: "10.0.0.9" }, { ip: "fd00::9" }] };
    const text = JSON.stringify(pod("web", null, { app: "web" }, status, { nodeName: "n1", hostNetwork: true }));
    expect(onlyWorkload(readText(text))).toMatchObject({
      kind: "Pod",
      name: "web",
      template: { hostNetwork: true },
      pods: [
        {
          name: "web",
          addresses: [
            { family: 4, value: 0x0a000009n },
            { family: 6, value: 0xfd000000000000000000000000000009n },
          ],
          node: "n1",
          finished: false,
          hostNetwork: true,
        },
      ],
    });
  });

  it.each([
    ["Succeeded", true],
    ["Failed", true],
    ["Running", false],
    ["Pending", false],
  ])("phase %s means finished: %s", (phase, finished) => {
    const [workload] = dump(pod("web", null, {}, { phase, podIP: "10.0.0.1" }));
    expect(workload?.pods[0]).toMatchObject({ finished, addresses: [{ family: 4, value: 0x0a000001n }] });
  });

  it.each([
    ["no resourceVersion", {}, { phase: "Succeeded" }, ["status-hides-pod"]],
    ["one that creates an object", { resourceVersion: "0" }, { phase: "Failed" }, ["status-hides-pod"]],
    ["no resourceVersion, an address", {}, { phase: "Running", podIP: "10.0.0.1" }, ["status-believed"]],
    ["no resourceVersion, nothing that decides", {}, { phase: "Running" }, []],
    ["a resourceVersion", { resourceVersion: "7" }, { phase: "Succeeded", podIP: "10.0.0.1" }, []],
  ])("warns of a status that no cluster gave out: %s", (_, metadata, status, codes) => {
    const spec = { containers: [{ name: "c", image: "i" }] };
    const text = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", ...metadata },
      spec,
      status,
    });
    const found = readText(text).diagnostics.map(({ code, severity, line }) => `${code} ${severity} ${String(line)}`);
    expect(found).toEqual(codes.map((code) => `${code} warning 1`));
  });

  it("folds the pods of a Deployment by way of its ReplicaSet", () => {
    const replicaSet = { kind: "ReplicaSet", name: "web-7f9" };
    expect(
      summary(
        dump(
          pod("web-7f9-a", replicaSet, WEB),
          pod("web-7f9-b", replicaSet, WEB),
          controller("ReplicaSet", "web-7f9", { kind: "Deployment", name: "web" }),
          controller("ReplicaSet", "web-old", { kind: "Deployment", name: "web" }, { replicas: 0 }),
          controller("Deployment", "web", null),
        ),
      ),
    ).toEqual(["shop/Deployment/web: web-7f9-a web-7f9-b"]);
  });

  it("finds the Deployment by the hash when the ReplicaSet is missing", () => {
    const workloads = dump(
      pod("web-7f9-a", { kind: "ReplicaSet", name: "web-7f9" }, { app: "web", "pod-template-hash": "7f9" }),
      pod("api-5-a", { kind: "ReplicaSet", name: "api-5" }, { "rollouts-pod-template-hash": "5" }),
      pod("own-a", { kind: "ReplicaSet", name: "own" }, { "pod-template-hash": "x" }),
    );
    expect(summary(workloads)).toEqual([
      "shop/Deployment/web: web-7f9-a",
      "shop/Rollout/api: api-5-a",
      "shop/ReplicaSet/own: own-a",
    ]);
    expect(Object.fromEntries(workloads[0]?.template.labels ?? [])).toEqual({ app: "web", "pod-template-hash": null });
    expect(Object.fromEntries(workloads[0]?.pods[0]?.labels ?? [])).toEqual({ app: "web", "pod-template-hash": "7f9" });
  });

  it("folds Jobs into their CronJob", () => {
    const cron = { kind: "CronJob", name: "report" };
    expect(
      summary(
        dump(
          pod("report-29000001-a", { kind: "Job", name: "report-29000001" }, WEB),
          pod("report-29000002-a", { kind: "Job", name: "report-29000002" }, WEB),
          pod("other-29000003-a", { kind: "Job", name: "other-29000003" }),
          controller("Job", "report-29000002", cron),
          object("CronJob", "report", null, {
            spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: "c", image: "i" }] } } } } },
          }),
        ),
      ),
    ).toEqual([
      "shop/CronJob/report: report-29000001-a report-29000002-a",
      "shop/Job/other-29000003: other-29000003-a",
    ]);
  });

  it("replaces ordinals of a StatefulSet by the pods that are there", () => {
    const owner = { kind: "StatefulSet", name: "db" };
    const status = { podIP: "10.0.0.1" };
    const workloads = dump(
      controller("StatefulSet", "db", null, { replicas: 3 }),
      pod("db-1", owner, WEB, status),
      pod("db-7", owner, WEB, status),
    );
    expect(summary(workloads)).toEqual(["shop/StatefulSet/db: db-0 db-1 db-2 db-7"]);
    expect(workloads[0]?.pods.map(({ addresses }) => addresses.length)).toEqual([0, 1, 0, 1]);
  });

  it("keeps a StatefulSet that a custom resource owns, and static pods as bare pods", () => {
    expect(
      summary(
        dump(
          controller("StatefulSet", "prometheus", { kind: "Prometheus", name: "k8s" }, { replicas: 1 }),
          pod("kube-proxy-n1", { kind: "Node", name: "n1" }),
          pod("runner-1", { kind: "Runner", name: "runner" }),
        ),
      ),
    ).toEqual([
      "shop/StatefulSet/prometheus: prometheus-0",
      "shop/Pod/kube-proxy-n1: kube-proxy-n1",
      "shop/Runner/runner: runner-1",
    ]);
  });

  it("makes a Deployment from a ReplicaSet in use when there is nothing else of it", () => {
    const owner = { kind: "Deployment", name: "web" };
    expect(
      summary(
        dump(controller("ReplicaSet", "web-1", owner, { replicas: 0 }), controller("ReplicaSet", "web-2", owner)),
      ),
    ).toEqual(["shop/Deployment/web: "]);
  });

  it("reads nodes", () => {
    const addresses = [
      { type: "InternalIP", address: "172.18.0.2" },
      { type: "Hostname", address: "n1" },
      { type: "ExternalIP", address: "203.0.113.9" },
    ];
    const reading = readText(
      JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, status: { addresses } }),
    );
    expect(reading.cluster.nodes).toEqual([
      {
        name: "n1",
        addresses: [
          { family: 4, value: 0xac120002n },
          { family: 4, value: 0xcb007109n },
        ],
        origin: { path: "a.yaml", line: 1, column: 1 },
      },
    ]);
  });
});
