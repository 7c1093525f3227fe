import { describe, expect, it } from "vitest";
import { lines, onlyWorkload, readText } from "./files.ts";

const template = "{metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}";

function labels(text: string): Readonly<Record<string, string | null>> {
  return Object.fromEntries(onlyWorkload(readText(text)).template.labels);
}

function container(ports: string): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i, ports: ${ports}}]}}`;
}

describe("workloads", () => {
  it.each([
    ["apps/v1", "Deployment", "shop", `{template: ${template}}`],
    ["apps/v1", "ReplicaSet", "shop", `{template: ${template}}`],
    ["apps/v1", "DaemonSet", "shop", `{template: ${template}}`],
    ["v1", "ReplicationController", "shop", `{template: ${template}}`],
    ["batch/v1", "Job", "shop", `{template: ${template}}`],
    ["batch/v1", "CronJob", "shop", `{jobTemplate: {spec: {template: ${template}}}}`],
    ["argoproj.io/v1alpha1", "Rollout", "shop", `{template: ${template}}`],
    ["apps.openshift.io/v1", "DeploymentConfig", "shop", `{template: ${template}}`],
    ["serving.knative.dev/v1", "Service", "shop", `{template: ${template}}`],
    ["example.com/v1", "Anything", "shop", `{template: ${template}}`],
  ])("%s %s", (apiVersion, kind, namespace, spec) => {
    const reading = readText(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: ${namespace}}\nspec: ${spec}\n`,
    );
    expect(reading.diagnostics).toEqual([]);
    expect(onlyWorkload(reading)).toMatchObject({
      kind,
      namespace: "shop",
      name: "web",
      pods: [],
      origin: { path: "a.yaml", line: 1, column: 1 },
    });
    expect(onlyWorkload(reading).template.labels.get("app")).toBe("web");
    expect(onlyWorkload(reading).template.labelOrigins.get("app")?.line).toBe(4);
  });

  it("are not: Services, CRDs and kinds that merely have a template", () => {
    const reading = readText(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pods.example.com}
spec: {names: {kind: Pod}}
---
apiVersion: example.com/v1
kind: Certificates
metadata: {name: web}
spec: {template: {metadata: {labels: {a: b}}}}
`);
    expect(reading.cluster).toEqual({ namespaces: [], workloads: [], policies: [], nodes: [] });
    expect(reading.diagnostics).toEqual([]);
  });

  it("stand for all replicas even when scaled to nothing", () => {
    const spec = `{replicas: 0, template: ${template}}`;
    expect(
      onlyWorkload(readText(`{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: ${spec}}`)).pods,
    ).toEqual([]);
    expect(
      onlyWorkload(readText(`{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: ${spec}}`)).pods,
    ).toEqual([]);
  });

  it("know the labels that controllers add", () => {
    const object = (kind: string, spec: string): string =>
      `{apiVersion: v1, kind: ${kind}, metadata: {name: web}, spec: ${spec}}`;
    expect(labels(object("Deployment", `{template: ${template}}`))).toEqual({ app: "web", "pod-template-hash": null });
    expect(labels(object("DaemonSet", `{template: ${template}}`))).toEqual({
      app: "web",
      "controller-revision-hash": null,
      "pod-template-generation": null,
    });
    expect(labels(object("Job", `{completionMode: Indexed, template: ${template}}`))).toEqual({
      app: "web",
      "batch.kubernetes.io/job-name": "web",
      "job-name": "web",
      "batch.kubernetes.io/controller-uid": null,
      "controller-uid": null,
      "batch.kubernetes.io/job-completion-index": null,
    });
    expect(labels(object("CronJob", `{jobTemplate: {spec: {template: ${template}}}}`))).toEqual({
      app: "web",
      "batch.kubernetes.io/job-name": null,
      "job-name": null,
      "batch.kubernetes.io/controller-uid": null,
      "controller-uid": null,
    });
    expect(labels(object("Pod", "{containers: [{name: c}]}"))).toEqual({});
  });

  it("of kind StatefulSet have one pod for each ordinal", () => {
    const text = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 2, ordinals: {start: 5}, template: ${template}}}`;
    expect(onlyWorkload(readText(text)).pods.map((pod) => [pod.name, Object.fromEntries(pod.labels)])).toEqual([
      [
        "db-5",
        {
          app: "web",
          "controller-revision-hash": null,
          "statefulset.kubernetes.io/pod-name": "db-5",
          "apps.kubernetes.io/pod-index": "5",
        },
      ],
      [
        "db-6",
        {
          app: "web",
          "controller-revision-hash": null,
          "statefulset.kubernetes.io/pod-name": "db-6",
          "apps.kubernetes.io/pod-index": "6",
        },
      ],
    ]);
    const names = (spec: string): readonly string[] =>
      onlyWorkload(
        readText(
          `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {${spec}template: ${template}}}`,
        ),
      ).pods.map((pod) => pod.name);
    expect(names("")).toEqual(["db-0"]);
    expect(names('replicas: "{{ .Values.n }}", ')).toEqual([]);
    expect(names("replicas: 1001, ")).toEqual([]);
  });

  it.each([
    [
      'replicas: "7"',
      "is not evaluated because it cannot be decoded: cannot unmarshal string into Go struct field spec.replicas of type int32",
    ],
    [
      "replicas: -5",
      "is invalid and not evaluated: spec.replicas: Invalid value: -5: must be greater than or equal to 0",
    ],
    [
      "ordinals: {start: -1}",
      "is invalid and not evaluated: spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0",
    ],
    [
      "ordinals: {start: one}",
      "is not evaluated because it cannot be decoded: cannot unmarshal string into Go struct field " +
        "spec.ordinals.start of type int32",
    ],
  ])("of kind StatefulSet are refused with %s", (spec, message) => {
    const text = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {${spec}, template: ${template}}}`;
    const reading = readText(text);
    expect(reading.cluster.workloads).toEqual([]);
    expect(reading.diagnostics.map((diagnostic) => [diagnostic.severity, diagnostic.message])).toEqual([
      ["error", `StatefulSet db ${message}`],
    ]);
  });

  it("declare named ports in containers and sidecars, not in plain init containers", () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: true
  containers:
    - {name: a, ports: [{name: http, containerPort: 8080}, {containerPort: 1}]}
    - {name: b, ports: [{name: http, containerPort: 9090, protocol: UDP}]}
  initContainers:
    - {name: s, restartPolicy: Always, ports: [{name: mesh, containerPort: 15090}]}
    - {name: i, ports: [{name: init, containerPort: 3}]}
`;
    const { namedPorts, hostNetwork } = onlyWorkload(readText(text)).template;
    expect(namedPorts.map(({ name, protocol, number }) => [name, protocol, number])).toEqual([
      ["http", "TCP", 8080],
      ["http", "UDP", 9090],
      ["mesh", "TCP", 15090],
    ]);
    expect(hostNetwork).toBe(true);
  });

  it("that give two ports of one container one name are refused, as the API server does", () => {
    const ports = "[{name: http, containerPort: 80}, {name: http, containerPort: 81, protocol: UDP}]";
    const twice = readText(container(ports));
    expect(twice.cluster.workloads).toEqual([]);
    expect(lines(twice.diagnostics)).toEqual([
      'a.yaml:1:134 error invalid-object Pod web is invalid and not evaluated: spec.containers[0].ports[1].name: Duplicate value: "http"',
    ]);
    const inTemplate = readText(
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {}, template: {metadata: {labels: {a: b}},
        spec: {initContainers: [{name: i, image: i, ports: ${ports}}], containers: [{name: c, image: i}]}}}}`,
    );
    expect(inTemplate.diagnostics.map(({ message }) => message)).toEqual([
      'Deployment web is invalid and not evaluated: spec.template.spec.initContainers[0].ports[1].name: Duplicate value: "http"',
    ]);
    const shared = container("[{name: http, containerPort: 80}]").replace(
      "}]}}",
      "}, {name: d, image: i, ports: [{name: http, containerPort: 81}]}]}}",
    );
    expect(readText(shared).diagnostics).toEqual([]);
  });

  it.each([
    ["[{name: http, containerPort: 0}]", "containerPort` must be a number from 1 to 65535"],
    ["[{name: http}]", "containerPort` must be a number from 1 to 65535"],
    ["[{name: http, containerPort: 80, protocol: tcp}]", "protocol` must be one of TCP, UDP, SCTP"],
  ])("leave odd ports out with a warning: %s", (ports, expected) => {
    const reading = readText(container(ports));
    expect(onlyWorkload(reading).template.namedPorts).toEqual([]);
    expect(reading.diagnostics).toMatchObject([{ severity: "warning", code: "invalid-container-port" }]);
    expect(reading.diagnostics[0]?.message).toContain(
      `Pod web: port \`http\` is left out: \`spec.containers[0].ports[0].${expected}`,
    );
  });

  it("with labels of a wrong type or form are not evaluated", () => {
    const deployment = (value: string): string =>
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {metadata: {labels: {app: ${value}}}, spec: {containers: [{name: c}]}}}}`;
    const found = (value: string): readonly string[] => {
      const reading = readText(deployment(value));
      expect(reading.cluster.workloads).toEqual([]);
      return reading.diagnostics.map((diagnostic) => diagnostic.message);
    };
    expect(found("true")).toEqual([
      "Deployment web is not evaluated because it cannot be decoded: cannot unmarshal bool into Go struct field " +
        "spec.template.metadata.labels of type string (YAML reads `true` here; put the text in quotes)",
    ]);
    expect(found("a b")).toEqual([
      expect.stringContaining(
        'Deployment web is invalid and not evaluated: spec.template.metadata.labels: Invalid value: "a b"',
      ),
    ]);
    expect(found("'{{ x }}'")).toEqual([
      "Deployment web is not evaluated: `spec.template.metadata.labels.app` holds the template `{{ x }}`; " +
        "render the manifests before they are read",
    ]);
  });

  it("with templates in fields that no policy sees are evaluated", () => {
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: c, image: "x:\${TAG}", args: [$(ARG)]}]}}}}`;
    expect(readText(text).diagnostics).toEqual([]);
    expect(onlyWorkload(readText(text)).name).toBe("web");
  });

  it("say when the labels and the selector of the manifest disagree", () => {
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: old}}, template: ${template}}}`;
    expect(onlyWorkload(readText(text)).name).toBe("web");
    expect(readText(text).diagnostics).toMatchObject([{ severity: "warning", code: "selector-mismatch" }]);
  });

  it("that are only patches are told apart", () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 3}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
$patch: delete
`;
    expect(readText(text).cluster.workloads).toEqual([]);
    expect(lines(readText(text).diagnostics)).toEqual([
      "a.yaml:1:1 notice fragment Deployment web lists no containers: taken for a patch and not evaluated",
      "a.yaml:6:1 notice fragment Deployment web holds `$patch`: a patch is not evaluated",
    ]);
  });

  it("misspelt labels are seen", () => {
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {metadata: {lables: {a: b}}, spec: {containers: [{name: c}]}}}}`;
    expect(readText(text).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'Deployment web: unknown field "spec.template.metadata.lables" is ignored; did you mean `labels`?',
    ]);
  });
});
