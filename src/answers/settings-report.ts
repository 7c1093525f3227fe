import type { Config } from "../config/index.ts";
import { toCidrs, type AddressRange, type Labels, type Origin } from "../engine/index.ts";
import { RULES } from "../findings/index.ts";
import type { Setting } from "../report/index.ts";
import { assertionWords, waiverWords } from "./promise-words.ts";

/**
 * Every setting that is in force by its key, with its values as a person would write them and where it is set. Of a list
 * each entry is a setting of its own.
 */
export function settingsOf(config: Config): readonly Setting[] {
  const { podCIDRs, nodeCIDRs, ipBlocks, hostNetworkPods, cni, namespaces, workloads } = config.cluster;
  const single = (key: string, values: readonly string[]): Setting => ({
    key,
    values,
    origin: config.origins.get(key) ?? null,
  });
  const entries = <T extends { readonly origin: Origin }>(
    key: string,
    list: readonly T[],
    words: (entry: T) => readonly string[],
  ): readonly Setting[] =>
    list.length === 0 ? [single(key, [])] : list.map((entry) => ({ key, values: words(entry), origin: entry.origin }));
  return [
    single("mode", [config.mode]),
    single("cluster.podCIDRs", cidrs(podCIDRs)),
    single("cluster.nodeCIDRs", cidrs(nodeCIDRs)),
    single("cluster.ipBlocks", [ipBlocks]),
    single("cluster.hostNetworkPods", [hostNetworkPods]),
    single("cluster.cni", cni === null ? [] : [cni]),
    ...entries("cluster.namespaces", namespaces, ({ name, labels }) => [labelled(name, labels)]),
    ...entries("cluster.workloads", workloads, workloadWords),
    ...RULES.map(({ id, level }) => single(`rules.${id}`, [config.rules.get(id) ?? level])),
    single("require-approval", [...config.requireApproval]),
    ...entries("assertions", config.assertions, assertionWords),
    ...entries("waivers", config.waivers, waiverWords),
    ...entries("environments", config.environments, environmentWords),
    single(
      "approvers",
      config.approvers?.length === 0 ? ["nobody"] : (config.approvers ?? ["everybody who can write"]),
    ),
  ];
}

/** "prod", "root overlays/prod", "namespace shop". */
function environmentWords({ name, roots, namespace, cluster }: Config["environments"][number]): readonly string[] {
  return [
    name,
    ...roots.map((root) => `root ${root}`),
    ...(namespace === null ? [] : [`namespace ${namespace}`]),
    ...(cluster === null ? [] : ["with a cluster of its own"]),
  ];
}

function cidrs(ranges: readonly AddressRange[]): readonly string[] {
  return ranges.flatMap((range) => toCidrs([range]));
}

/** "monitoring/StatefulSet/prometheus {app=prometheus}", "port web TCP 9090". */
function workloadWords(workload: Config["cluster"]["workloads"][number]): readonly string[] {
  const { namespace, kind, name, labels, ports } = workload;
  const named = ports.map((port) => `port ${port.name} ${port.protocol} ${String(port.number)}`);
  return [labelled(`${namespace}/${kind}/${name}`, labels), ...named];
}

/** "monitoring {team=ops}". */
function labelled(name: string, labels: Labels): string {
  const pairs = [...labels].map(([key, value]) => `${key}=${value ?? ""}`);
  return pairs.length === 0 ? name : `${name} {${pairs.join(",")}}`;
}
