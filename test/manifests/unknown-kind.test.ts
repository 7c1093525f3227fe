import { describe, expect, it } from "vitest";
import { readClusters } from "../../src/manifests/index.ts";
import type { ClusterReading } from "../../src/manifests/index.ts";
import { lines, readText, snapshot } from "./files.ts";

const POD = "{containers: [{name: c, image: i}]}";
const TEMPLATE = `{metadata: {labels: {app: web}}, spec: ${POD}}`;
const SELECTOR = "selector: {matchLabels: {app: web}}";

const SPECS: Readonly<Record<string, string>> = {
  NetworkPolicy: "{podSelector: {}, policyTypes: [Ingress]}",
  Deployment: `{${SELECTOR}, template: ${TEMPLATE}}`,
  Job: `{template: ${TEMPLATE}}`,
  CronJob: `{jobTemplate: {spec: {template: ${TEMPLATE}}}}`,
  Pod: POD,
};

function object(apiVersion: string, kind: string, spec = "{}", metadata = "{name: web, namespace: shop}"): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

/** Policies and workloads by name, and the namespaces that are declared. */
function inForce({ cluster }: ClusterReading): readonly string[] {
  return [
    ...cluster.policies.map(({ name }) => `policy ${name}`),
    ...cluster.workloads.map(({ kind, name }) => `${kind} ${name}`),
    ...cluster.namespaces.flatMap(({ name, origin }) => (origin === null ? [] : [`namespace ${name}`])),
  ];
}

describe("a misspelt kind of a version whose kinds are all known", () => {
  it.each([
    ["networking.k8s.io/v1", "NetworkPolcy", "NetworkPolicy"],
    ["networking.k8s.io/v1", "NetworkPolice", "NetworkPolicy"],
    ["batch/v1", "Cronjob", "CronJob"],
    ["batch/v1", "Jobs", "Job"],
    ["apps/v1", "Deploymnet", "Deployment"],
    ["v1", "pod", "Pod"],
  ])("%s %s is refused, and %s proposed", (apiVersion, kind, meant) => {
    const reading = readText(object(apiVersion, kind, SPECS[meant]));
    expect(lines(reading.diagnostics)).toEqual([
      `a.yaml:2:1 error invalid-object ${meant} shop/web is not evaluated: ` +
        `no matches for kind "${kind}" in version "${apiVersion}"; did you mean \`${meant}\`?`,
    ]);
    expect(inForce(reading)).toEqual([]);
  });

  it.each([
    ["networking.k8s.io/v1", "NetworkPolcy", "NetworkPolicy"],
    ["batch/v1", "Cronjob", "CronJob"],
    ["apps/v1", "Deploymnet", "Deployment"],
    ["v1", "pod", "Pod"],
    ["v1", "Namespce", "Namespace"],
  ])("%s %s leaves the base's %s in force", (apiVersion, kind, meant) => {
    const base = snapshot({ "a.yaml": object(apiVersion, meant, SPECS[meant]) });
    const head = snapshot({ "b.yaml": object(apiVersion, kind, SPECS[meant]) });
    const readings = readClusters(base, head, { defaultNamespace: "default" });
    expect(inForce(readings.base)).toHaveLength(1);
    expect(inForce(readings.head)).toEqual(inForce(readings.base));
    expect(readings.head.diagnostics.map(({ code }) => code)).toEqual(["invalid-object", "kept-from-base"]);
  });

  it("is told of an item of a typed list", () => {
    const metadata = "metadata: {name: web}";
    const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolcyList\nitems:\n- ${metadata}\n  spec: {podSelector: {}}\n`;
    expect(lines(readText(text).diagnostics)).toEqual([
      'a.yaml:4:3 error invalid-object NetworkPolicy web is not evaluated: no matches for kind "NetworkPolcy" in version ' +
        '"networking.k8s.io/v1"; did you mean `NetworkPolicy`?',
    ]);
  });

  it("is no other policy, whatever it ends in", () => {
    const reading = readText(object("networking.k8s.io/v1", "NNetworkPolicy", SPECS["NetworkPolicy"]));
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(["invalid-object"]);
    expect(reading.counts.notEvaluated).toEqual([]);
  });

  it("is a patch when it says so", () => {
    const reading = readText(`$patch: delete\n${object("apps/v1", "Deploymnet")}`);
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(["fragment"]);
  });
});

it.each([
  ["v1", "Deploymnet", "Deployment", "apps/v1"],
  ["apps/v1", "Cronjob", "CronJob", "batch/v1"],
  ["apps/v1", "Pod", "Pod", "v1"],
])("in %s, %s is refused, and %s of %s proposed", (apiVersion, kind, meant, version) => {
  const reading = readText(object(apiVersion, kind, SPECS[meant]));
  expect(lines(reading.diagnostics)).toEqual([
    `a.yaml:2:1 error invalid-object ${meant} shop/web is not evaluated: ` +
      `no matches for kind "${kind}" in version "${apiVersion}"; did you mean \`${meant}\` of \`${version}\`?`,
  ]);
  expect(inForce(reading)).toEqual([]);
});

it("a workload of the right kind in a wrong version is evaluated", () => {
  const reading = readText(object("v1", "Deployment", SPECS["Deployment"]));
  expect(reading.diagnostics).toEqual([]);
  expect(inForce(reading)).toEqual(["Deployment web"]);
});

describe("a kind that is near to none", () => {
  it.each([
    ["apps/v1", "Worker", "Deployment"],
    ["batch/v1", "Timer", "CronJob"],
    ["v1", "Container", "Pod"],
    ["networking.k8s.io/v1", "NetPol", "NetworkPolicy"],
  ])("%s %s is refused when it holds what a %s does", (apiVersion, kind, like) => {
    const reading = readText(`# a\n${object(apiVersion, kind, SPECS[like])}`);
    expect(lines(reading.diagnostics)).toEqual([
      `a.yaml:3:1 error invalid-object ${kind} shop/web is not evaluated: ` +
        `no matches for kind "${kind}" in version "${apiVersion}"`,
    ]);
    expect(inForce(reading)).toEqual([]);
  });

  it("leaves in force what stood in its file, for nobody knows which object it is", () => {
    const text = (kind: string): string => object("networking.k8s.io/v1", kind, SPECS["NetworkPolicy"]);
    const { head } = readClusters(
      snapshot({ "a.yaml": text("NetworkPolicy") }),
      snapshot({ "a.yaml": text("NetPol") }),
      { defaultNamespace: "default" },
    );
    expect(inForce(head)).toEqual(["policy web"]);
  });

  it.each([
    ["v1", "Config"],
    ["v1", "Role"],
    ["apps/v1", "Scale"],
    ["networking.k8s.io/v1", "Gateway"],
  ])("%s %s is passed over when it holds nothing of the kind", (apiVersion, kind) => {
    expect(readText(object(apiVersion, kind)).diagnostics).toEqual([]);
  });
});

describe("no error is told of", () => {
  it.each([
    ["v1", "PodTemplate"],
    ["v1", "Endpoints"],
    ["v1", "Service"],
    ["apps/v1", "ControllerRevision"],
    ["networking.k8s.io/v1", "IPAddress"],
    ["networking.k8s.io/v1", "ServiceCIDR"],
    ["apps/v1", "DeploymentList"],
    ["batch/v1", "JobList"],
  ])("%s %s, which is a kind", (apiVersion, kind) => {
    expect(readText(object(apiVersion, kind)).diagnostics).toEqual([]);
  });

  it.each([
    ["example.com/v1", "Deploymnet"],
    ["apps.openshift.io/v1", "DeploymentConfig"],
    // OpenShift before its groups.
    ["v1", "DeploymentConfig"],
  ])("%s %s, whose version may have any kind", (apiVersion, kind) => {
    const reading = readText(object(apiVersion, kind, SPECS["Deployment"]));
    expect(reading.diagnostics).toEqual([]);
    expect(inForce(reading)).toEqual([`${kind} web`]);
  });
});
