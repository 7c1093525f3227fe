import { describe, expect, it } from "vitest";
import { readClusters } from "../../src/manifests/index.ts";
import type { ClusterReading } from "../../src/manifests/index.ts";
import { lines, read, readText, snapshot } from "./files.ts";

function workload(apiVersion: string, kind: string, app: string): string {
  const spec = { template: { metadata: { labels: { app } }, spec: { containers: [{ name: "c", image: "i" }] } } };
  const selector = kind === "StatefulSet" ? { selector: { matchLabels: { app } } } : {};
  return `${JSON.stringify({ apiVersion, kind, metadata: { name: "web" }, spec: { ...selector, ...spec } })}\n`;
}

/** `Kind/name app`, of every workload. */
function found({ cluster }: ClusterReading): readonly string[] {
  return cluster.workloads.map(
    ({ kind, name, template }) => `${kind}/${name} ${template.labels.get("app") ?? "without app"}`,
  );
}

const own = workload("apps/v1", "StatefulSet", "own");
const kruise = workload("apps.kruise.io/v1beta1", "StatefulSet", "kruise");
const options = { defaultNamespace: "default" };

describe("workloads of one kind and name, of different groups", () => {
  it("are different objects, and the kind of the custom resource is written with its group", () => {
    const reading = read({ "a.yaml": own, "b.yaml": kruise });
    expect(found(reading)).toEqual(["StatefulSet/web own", "StatefulSet.apps.kruise.io/web kruise"]);
    expect(reading.diagnostics).toEqual([]);
  });

  it("are both written with their groups when both are custom resources", () => {
    const files = { "a.yaml": workload("a.io/v1", "Rollout", "a"), "b.yaml": workload("b.io/v1", "Rollout", "b") };
    expect(found(read(files))).toEqual(["Rollout.a.io/web a", "Rollout.b.io/web b"]);
  });

  it("are called the same on both sides", () => {
    const both = snapshot({ "a.yaml": own, "b.yaml": kruise });
    const { base, head } = readClusters(snapshot({ "b.yaml": kruise }), both, options);
    expect([found(base), found(head)]).toEqual([
      ["StatefulSet.apps.kruise.io/web kruise"],
      ["StatefulSet/web own", "StatefulSet.apps.kruise.io/web kruise"],
    ]);
  });

  it("cannot be called like each other: a kind that no cluster could have is refused", () => {
    const forged = workload("b.io/v1", "StatefulSet.apps.kruise.io", "forged");
    const reading = read({ "a.yaml": own, "b.yaml": kruise, "c.yaml": forged });
    expect(found(reading)).toEqual(["StatefulSet/web own", "StatefulSet.apps.kruise.io/web kruise"]);
    expect(lines(reading.diagnostics)).toEqual([
      "c.yaml:1:32 error invalid-object StatefulSet.apps.kruise.io web is not evaluated: there is no kind " +
        "`StatefulSet.apps.kruise.io`; a kind has only letters, digits and `-`",
    ]);
  });

  it.each(["a/b", "Web App", "-Web", "Web-", "1Web", "W".repeat(64), "Wéb"])("are none of kind %j", (kind) => {
    expect(found(read({ "a.yaml": workload("b.io/v1", kind, "a") }))).toEqual([]);
  });

  it.each(["Web", "web", "Web-App2", "W".repeat(63)])("may be of kind %j", (kind) => {
    expect(found(read({ "a.yaml": workload("b.io/v1", kind, "a") }))).toEqual([`${kind}/web a`]);
  });

  it("may have a kind that a template fills", () => {
    const reading = read({ "a.yaml": workload("b.io/v1", "{{ .kind }}", "a") });
    expect([found(reading), reading.diagnostics.map(({ code }) => code)]).toEqual([[], ["templated"]]);
  });

  it("are one workload when one takes the place of the other", () => {
    const { base, head } = readClusters(snapshot({ "a.yaml": own }), snapshot({ "a.yaml": kruise }), options);
    expect([found(base), found(head)]).toEqual([["StatefulSet/web own"], ["StatefulSet/web kruise"]]);
  });

  it("do not keep each other in force", () => {
    const invalid = workload("apps.kruise.io/v1beta1", "StatefulSet", "-");
    const { head } = readClusters(snapshot({ "a.yaml": own }), snapshot({ "b.yaml": invalid }), options);
    expect(found(head)).toEqual([]);
  });

  it("have each their own pods in a dump", () => {
    const pod = (name: string, apiVersion: string): object => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        resourceVersion: "7",
        ownerReferences: [{ apiVersion, kind: "StatefulSet", name: "web", uid: "u", controller: true }],
      },
      spec: { containers: [{ name: "c", image: "i" }] },
    });
    const items = [pod("one", "apps/v1"), pod("two", "apps.kruise.io/v1beta1")];
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const { workloads } = read({ "a.yaml": own, "b.yaml": kruise, "pods.json": list }).cluster;
    expect(workloads.map(({ kind, pods }) => [kind, pods.map(({ name }) => name)])).toEqual([
      ["StatefulSet", ["web-0", "one"]],
      ["StatefulSet.apps.kruise.io", ["web-0", "two"]],
    ]);
  });
});

describe("a pod", () => {
  it("whose controller has a kind that no cluster could have stands alone", () => {
    const controller = { apiVersion: "b.io/v1", kind: "StatefulSet.apps.kruise.io", name: "web", uid: "u" };
    const metadata = { name: "one", labels: { app: "a" }, ownerReferences: [{ ...controller, controller: true }] };
    const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "c", image: "i" }] } };
    expect(found(read({ "b.yaml": kruise, "pod.json": JSON.stringify(pod) }))).toEqual([
      "StatefulSet/web kruise",
      "Pod/one a",
    ]);
  });
});

describe("the version of an object", () => {
  it.each(["apps/v1beta2", "extensions/v1beta1"])("%s tells no objects apart", (version) => {
    const text = `${workload("apps/v1", "Deployment", "a")}---\n${workload(version, "Deployment", "b")}`;
    expect(found(readText(text))).toEqual(["Deployment/web b"]);
  });

  it("may be wrong, and the policy of the base stays in force", () => {
    const policy = (apiVersion: string): string =>
      `apiVersion: ${apiVersion}\nkind: NetworkPolicy\nmetadata: {name: db}\nspec: {podSelector: {}}\n`;
    const base = snapshot({ "a.yaml": policy("networking.k8s.io/v1") });
    for (const apiVersion of ["networking.k8s.io/v1beta1", "extensions/v1beta1", "v1"]) {
      const { head } = readClusters(base, snapshot({ "b.yaml": policy(apiVersion) }), options);
      expect(head.cluster.policies.map(({ name }) => name)).toEqual(["db"]);
    }
  });
});
