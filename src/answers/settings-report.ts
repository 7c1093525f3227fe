import type { Config } from "../config/index.ts";
import { toCidrs, type AddressRange, type Labels } from "../engine/index.ts";
import type { Setting } from "../report/index.ts";

/** Every setting of a configuration by its key, with its values as a person would write them. */
export function settingsOf(config: Config): readonly Setting[] {
  const { podCIDRs, nodeCIDRs, ipBlocks, hostNetworkPods, namespaces, workloads } = config.cluster;
  return [
    { key: "cluster.podCIDRs", values: cidrs(podCIDRs) },
    { key: "cluster.nodeCIDRs", values: cidrs(nodeCIDRs) },
    { key: "cluster.ipBlocks", values: [ipBlocks] },
    { key: "cluster.hostNetworkPods", values: [hostNetworkPods] },
    { key: "cluster.namespaces", values: namespaces.map(({ name, labels }) => labelled(name, labels)) },
    {
      key: "cluster.workloads",
      values: workloads.map(({ namespace, kind, name, labels }) => labelled(`${namespace}/${kind}/${name}`, labels)),
    },
    {
      key: "approvers",
      values: config.approvers?.length === 0 ? ["nobody"] : (config.approvers ?? ["everybody who can write"]),
    },
  ];
}

function cidrs(ranges: readonly AddressRange[]): readonly string[] {
  return ranges.flatMap((range) => toCidrs([range]));
}

/** "monitoring {team=ops}". */
function labelled(name: string, labels: Labels): string {
  const pairs = [...labels].map(([key, value]) => `${key}=${value ?? ""}`);
  return pairs.length === 0 ? name : `${name} {${pairs.join(",")}}`;
}
