import {
  NAMESPACE_NAME_LABEL,
  undeclaredNamespace,
  type Cluster,
  type Namespace,
  type Origin,
  type Workload,
  workloadId,
} from "../engine/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import type { Config, ElsewhereNamespace, ElsewhereWorkload } from "./config.ts";

/** A cluster, and what a reader must know about how it came about. */
export interface MergedCluster {
  readonly cluster: Cluster;
  readonly notices: readonly Diagnostic[];
}

/**
 * The cluster with the namespaces and workloads that the configuration says live elsewhere. What a manifest declares
 * wins over the configuration, and a notice says so.
 */
export function withElsewhere(cluster: Cluster, config: Config): MergedCluster {
  const { namespaces, workloads } = config.cluster;
  if (namespaces.length === 0 && workloads.length === 0) return { cluster, notices: [] };
  const withNamespaces = addNamespaces(cluster, namespaces);
  const withWorkloads = addWorkloads(withNamespaces.cluster, workloads);
  return { cluster: withWorkloads.cluster, notices: [...withNamespaces.notices, ...withWorkloads.notices] };
}

function addNamespaces(cluster: Cluster, configured: readonly ElsewhereNamespace[]): MergedCluster {
  const byName = new Map(cluster.namespaces.map((namespace) => [namespace.name, namespace]));
  const notices: Diagnostic[] = [];
  for (const elsewhere of configured) {
    const declared = byName.get(elsewhere.name)?.origin ?? null;
    if (declared === null) byName.set(elsewhere.name, toNamespace(elsewhere));
    else notices.push(overruled(`namespace \`${elsewhere.name}\``, declared, elsewhere.origin));
  }
  return { cluster: { ...cluster, namespaces: [...byName.values()] }, notices };
}

function addWorkloads(cluster: Cluster, configured: readonly ElsewhereWorkload[]): MergedCluster {
  const byId = new Map(cluster.workloads.map((workload) => [workloadId(workload), workload]));
  const byName = new Map(cluster.namespaces.map((namespace) => [namespace.name, namespace]));
  const notices: Diagnostic[] = [];
  for (const elsewhere of configured) {
    const declared = byId.get(workloadId(elsewhere));
    if (declared !== undefined) {
      notices.push(overruled(`\`${workloadId(elsewhere)}\``, declared.origin, elsewhere.origin));
      continue;
    }
    byId.set(workloadId(elsewhere), toWorkload(elsewhere));
    if (!byName.has(elsewhere.namespace)) byName.set(elsewhere.namespace, undeclaredNamespace(elsewhere.namespace));
  }
  return { cluster: { ...cluster, namespaces: [...byName.values()], workloads: [...byId.values()] }, notices };
}

function overruled(subject: string, declared: Origin, origin: Origin): Diagnostic {
  const place = `${declared.path}:${declared.line}`;
  const message = `${subject} is declared in \`${place}\`, which counts: remove it from the configuration`;
  return { severity: "notice", code: "configured-and-declared", message, ...origin };
}

function toNamespace({ name, labels, labelOrigins, origin }: ElsewhereNamespace): Namespace {
  return {
    name,
    labels: new Map([...labels, [NAMESPACE_NAME_LABEL, name]]),
    labelOrigins,
    labelsComplete: true,
    origin,
  };
}

function toWorkload(elsewhere: ElsewhereWorkload): Workload {
  const { namespace, kind, name, labels, labelOrigins, ports, origin } = elsewhere;
  const template = { labels, labelOrigins, namedPorts: ports, hostNetwork: false, hostNetworkOrigin: null };
  return { namespace, kind, name, template, pods: [], podsComplete: false, origin };
}
