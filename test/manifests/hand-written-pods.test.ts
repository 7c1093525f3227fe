/** Pods of manifests that name a controller: only a cluster gives such names out. */
import { describe, expect, it } from "vitest";
import { readText } from "./files.ts";

type Labels = Readonly<Record<string, string>>;

const WEB = { app: "web", tier: "front" };

const owner = (kind: string, name: string): object => ({
  apiVersion: "apps/v1",
  kind,
  name,
  uid: "u",
  controller: true,
});

const controller = (kind: string, name: string, labels: Labels, more: object = {}): object => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name, namespace: "shop", ...more },
  spec: {
    selector: {},
    template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
});

const pod = (name: string, labels: Labels, of: object, more: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels, ownerReferences: [of], ...more },
  spec: { containers: [{ name: "c", image: "i" }] },
});

/** Workloads with their pods, and the codes and messages of diagnostics. */
function read(...items: readonly object[]): readonly string[] {
  const { cluster, diagnostics } = readText(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return [
    ...cluster.workloads.map(({ kind, name, pods }) => [`${kind}/${name}:`, ...pods.map((one) => one.name)].join(" ")),
    ...diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`),
  ];
}

const DEPLOYMENT = owner("Deployment", "web");
const OTHERWISE =
  "is taken for a pod of its own: it names Deployment `web` as its controller, whose pods have other labels; remove " +
  "`metadata.ownerReferences`, or keep `metadata.resourceVersion` if this is the dump of a cluster";

describe("a Pod that no cluster has given out and that names a controller", () => {
  const web = controller("Deployment", "web", WEB);

  it.each<[string, Labels]>([
    ["with the labels of the template", WEB],
    ["with what only the cluster adds besides", { ...WEB, "pod-template-hash": "6b7f" }],
  ])("is one of its pods %s", (_, labels) => {
    expect(read(web, pod("p", labels, DEPLOYMENT))).toEqual(["Deployment/web: p"]);
  });

  it.each<[string, Labels]>([
    ["another value", { ...WEB, app: "batch" }],
    ["a label less", { app: "web" }],
    ["a label more", { ...WEB, role: "batch" }],
    ["no label", {}],
  ])("stands for itself with %s, and that is told", (_, labels) => {
    expect(read(web, pod("p", labels, DEPLOYMENT))).toEqual([
      "Deployment/web:",
      "Pod/p: p",
      `warning owner-not-believed Pod shop/p ${OTHERWISE}`,
    ]);
  });

  it("stands for itself behind a ReplicaSet, too, whether that is there or not", () => {
    const set = owner("ReplicaSet", "web-6b7f");
    const labels = { role: "batch", "pod-template-hash": "6b7f" };
    const middle = controller("ReplicaSet", "web-6b7f", labels, { ownerReferences: [DEPLOYMENT] });
    for (const more of [[], [middle]]) {
      const told = read(web, ...more, pod("p", labels, set));
      expect(told).toContain("Pod/p: p");
      expect(told).toContain(`warning owner-not-believed Pod shop/p ${OTHERWISE}`);
    }
  });

  it("stands for itself beside others that it differs from, where nobody has made their controller", () => {
    expect(read(pod("a", WEB, DEPLOYMENT), pod("b", WEB, DEPLOYMENT), pod("c", { role: "x" }, DEPLOYMENT))).toEqual([
      "Deployment/web: a b",
      "Pod/c: c",
      `warning owner-not-believed Pod shop/c ${OTHERWISE}`,
    ]);
  });
});

describe("a Pod of a dump", () => {
  it("is one of the pods of its controller, whatever it carries", () => {
    const dumped = { resourceVersion: "7" };
    const told = read(controller("Deployment", "web", WEB), pod("p", { app: "old" }, DEPLOYMENT, dumped));
    expect(told).toEqual(["Deployment/web: p"]);
  });
});
