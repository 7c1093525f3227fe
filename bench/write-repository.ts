/** Writes a cluster as the manifests of a repository: one object per file, as most teams do. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toCidrs } from "../src/engine/index.ts";
import type { Cluster, Labels, Peer, Policy, PolicyPort, Rule, Selector, Workload } from "../src/engine/model.ts";

export interface Written {
  readonly files: number;
  readonly bytes: number;
}

/** The files of a repository that holds the cluster, by path. */
export function manifestsOf({ namespaces, workloads, policies }: Cluster): ReadonlyMap<string, string> {
  const namespaceLines = namespaces.map(({ name, labels }): readonly [path: string, lines: readonly string[]] => [
    `namespaces/${name}.yaml`,
    ["apiVersion: v1", "kind: Namespace", "metadata:", `  name: ${name}`, "  labels:", ...labelLines(labels, "    ")],
  ]);
  const files = [
    ...namespaceLines,
    ...workloads.map((one) => [`workloads/${one.namespace}/${one.name}.yaml`, workloadLines(one)] as const),
    ...policies.map((one) => [`policies/${one.namespace}/${one.name}.yaml`, policyLines(one)] as const),
  ];
  return new Map(files.map(([path, lines]) => [path, `${lines.join("\n")}\n`]));
}

export function writeFiles(directory: string, manifests: ReadonlyMap<string, string>): Written {
  let bytes = 0;
  const made = new Set<string>();
  for (const [path, text] of manifests) {
    const file = join(directory, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    made.add(dirname(file));
    writeFileSync(file, text);
    bytes += text.length;
  }
  return { files: manifests.size, bytes };
}

function workloadLines({ namespace, kind, name, template, pods }: Workload): readonly string[] {
  return [
    "apiVersion: apps/v1",
    `kind: ${kind}`,
    "metadata:",
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    "spec:",
    `  replicas: ${String(Math.max(1, pods.length))}`,
    "  selector:",
    "    matchLabels:",
    ...labelLines(template.labels, "      "),
    "  template:",
    "    metadata:",
    "      labels:",
    ...labelLines(template.labels, "        "),
    "    spec:",
    "      containers:",
    "        - name: main",
    `          image: registry.example/${name}:1.0.0`,
    "          ports:",
    ...template.namedPorts.flatMap((port) => [
      `            - name: ${port.name}`,
      `              containerPort: ${String(port.number)}`,
    ]),
  ];
}

function policyLines(policy: Policy): readonly string[] {
  const types = [...(policy.ingress === null ? [] : ["Ingress"]), ...(policy.egress === null ? [] : ["Egress"])];
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata:",
    `  name: ${policy.name}`,
    `  namespace: ${policy.namespace}`,
    "spec:",
    `  podSelector: ${selectorText(policy.subject)}`,
    `  policyTypes: [${types.join(", ")}]`,
    ...ruleLines("ingress", "from", policy.ingress),
    ...ruleLines("egress", "to", policy.egress),
  ];
}

function ruleLines(direction: string, peers: string, rules: readonly Rule[] | null): readonly string[] {
  if (rules === null || rules.length === 0) return [];
  const lines = rules.flatMap((rule) => {
    const own = [
      ...(rule.peers === null ? [] : [`${peers}:`, ...rule.peers.map((peer) => `  - ${peerText(peer)}`)]),
      ...(rule.ports === null ? [] : ["ports:", ...rule.ports.map((port) => `  - ${portText(port)}`)]),
    ];
    return own.length === 0 ? ["    - {}"] : own.map((line, index) => `    ${index === 0 ? "- " : "  "}${line}`);
  });
  return [`  ${direction}:`, ...lines];
}

function peerText(peer: Peer): string {
  if (peer.type === "pods") {
    const namespaces = peer.namespaces === null ? "" : `namespaceSelector: ${selectorText(peer.namespaces)}, `;
    return `{${namespaces}podSelector: ${selectorText(peer.pods)}}`;
  }
  const except = peer.except.length === 0 ? "" : `, except: [${toCidrs(peer.except).map(quoted).join(", ")}]`;
  return `ipBlock: {cidr: ${toCidrs([peer.cidr]).map(quoted).join("")}${except}}`;
}

function portText(port: PolicyPort): string {
  if (port.type === "name") return `{protocol: ${port.protocol}, port: ${port.name}}`;
  const end = port.first === port.last ? "" : `, endPort: ${String(port.last)}`;
  return `{protocol: ${port.protocol}, port: ${String(port.first)}${end}}`;
}

/** Generated selectors ask for single values only. */
function selectorText({ requirements }: Selector): string {
  if (requirements.length === 0) return "{}";
  return `{matchLabels: {${requirements.map(({ key, values }) => `${key}: ${values[0] ?? ""}`).join(", ")}}}`;
}

function labelLines(labels: Labels, indent: string): readonly string[] {
  return [...labels].map(([key, value]) => `${indent}${key}: ${value ?? ""}`);
}

function quoted(text: string): string {
  return `"${text}"`;
}
