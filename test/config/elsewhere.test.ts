import { describe, expect, it } from "vitest";
import { readConfig, withElsewhere, type Config } from "../../src/config/index.ts";
import type { Cluster, Namespace, Workload } from "../../src/engine/index.ts";

const origin = { path: "k8s/a.yaml", line: 3, column: 1 };
const empty: Cluster = { namespaces: [], workloads: [], policies: [], nodes: [] };

const declared: Namespace = {
  name: "shop",
  labels: new Map([["kubernetes.io/metadata.name", "shop"]]),
  labelOrigins: new Map(),
  labelsComplete: true,
  origin,
};

const web: Workload = {
  namespace: "shop",
  kind: "Deployment",
  name: "web",
  template: {
    labels: new Map(),
    labelOrigins: new Map(),
    namedPorts: [],
    hostNetwork: false,
    hostNetworkOrigin: null,
  },
  pods: [],
  podsComplete: false,
  origin,
};

async function configure(text: string): Promise<Config> {
  const { config } = await readConfig(text, ".github/netpol.yml");
  if (config === null) throw new Error("the configuration of the test is wrong");
  return config;
}

describe("withElsewhere", () => {
  it("adds nothing without a configuration", async () => {
    expect(withElsewhere(empty, await configure(""))).toEqual({ cluster: empty, notices: [] });
  });

  it("adds namespaces with all their labels, and replaces what was only guessed", async () => {
    const guessed: Namespace = { ...declared, labelsComplete: false, origin: null };
    const { cluster, notices } = withElsewhere(
      { ...empty, namespaces: [guessed] },
      await configure("cluster:\n  namespaces:\n    shop: { team: a }\n    other: {}"),
    );
    expect(notices).toEqual([]);
    expect(cluster.namespaces).toEqual([
      {
        name: "shop",
        labels: new Map([
          ["team", "a"],
          ["kubernetes.io/metadata.name", "shop"],
        ]),
        labelOrigins: new Map([["team", { path: ".github/netpol.yml", line: 3, column: 13 }]]),
        labelsComplete: true,
        origin: { path: ".github/netpol.yml", line: 3, column: 5 },
      },
      {
        name: "other",
        labels: new Map([["kubernetes.io/metadata.name", "other"]]),
        labelOrigins: new Map(),
        labelsComplete: true,
        origin: { path: ".github/netpol.yml", line: 4, column: 5 },
      },
    ]);
  });

  it("does not let a configured label stand for the name", async () => {
    const { cluster } = withElsewhere(
      empty,
      await configure("cluster:\n  namespaces:\n    shop: { kubernetes.io/metadata.name: other }"),
    );
    expect(cluster.namespaces[0]?.labels.get("kubernetes.io/metadata.name")).toBe("shop");
  });

  it("adds workloads, and a namespace of unknown labels for them", async () => {
    const { cluster, notices } = withElsewhere(
      empty,
      await configure("cluster:\n  workloads:\n    - { namespace: ops, name: probe, labels: { app: probe } }"),
    );
    expect(notices).toEqual([]);
    expect(cluster.namespaces.map(({ name, labelsComplete }) => [name, labelsComplete])).toEqual([["ops", false]]);
    expect(cluster.workloads).toEqual([
      {
        namespace: "ops",
        kind: "Deployment",
        name: "probe",
        template: {
          labels: new Map([["app", "probe"]]),
          labelOrigins: new Map([["app", { path: ".github/netpol.yml", line: 3, column: 48 }]]),
          namedPorts: [],
          hostNetwork: false,
          hostNetworkOrigin: null,
        },
        pods: [],
        podsComplete: false,
        origin: { path: ".github/netpol.yml", line: 3, column: 7 },
      },
    ]);
  });

  it("lets a manifest win, and says so", async () => {
    const cluster: Cluster = { ...empty, namespaces: [declared], workloads: [web] };
    const merged = withElsewhere(
      cluster,
      await configure(
        "cluster:\n  namespaces:\n    shop: { a: b }\n  workloads:\n    - { namespace: shop, name: web }",
      ),
    );
    expect(merged.cluster).toEqual(cluster);
    expect(merged.notices.map(({ severity, line, message }) => `${severity} ${line} ${message}`)).toEqual([
      "notice 3 namespace `shop` is declared in `k8s/a.yaml:3`, which counts: remove it from the configuration",
      "notice 5 `shop/Deployment/web` is declared in `k8s/a.yaml:3`, which counts: remove it from the configuration",
    ]);
  });
});
