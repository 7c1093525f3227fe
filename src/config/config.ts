import type { AddressRange, ClusterSettings, LabelOrigins, NamedPort, Origin } from "../engine/index.ts";

import type { Assertion, FindingRule, Mode, Plugin, RuleLevels, Waiver } from "../findings/index.ts";

/** What `.github/netpol.yml` says. */
export interface Config {
  readonly cluster: ClusterConfig;
  /** Levels that differ from those that the rules come with. */
  readonly rules: RuleLevels;
  /** In the order of the file; names are unique. */
  readonly assertions: readonly Assertion[];
  /** In the order of the file. */
  readonly waivers: readonly Waiver[];
  /** `advisory`: nothing that is found fails a check. */
  readonly mode: Mode;
  /** Rules whose regressions fail a check, whatever their level, until somebody has accepted them; none of them is off. */
  readonly requireApproval: ReadonlySet<FindingRule>;
  /** Logins, in lower case, of those who may accept regressions; `null`: everybody who can write. */
  readonly approvers: readonly string[] | null;
  /** In the order of the file; names are unique. */
  readonly environments: readonly Environment[];
  /** Where single values were written, by their keys (`mode`, `rules.cut-off`); what is not set has none. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** Roots that are deployed together, so that flows between them are seen. */
export interface Environment {
  readonly name: string;
  /** Names of roots, in which `*` stands for letters other than `/` and `**` for any. */
  readonly roots: readonly string[];
  /** Where each of them was written. */
  readonly rootOrigins: readonly Origin[];
  /** Of objects that name none; `null`: what is said elsewhere. */
  readonly namespace: string | null;
  /** The cluster that they go to; `null`: that of the whole file. */
  readonly cluster: ClusterConfig | null;
  readonly origin: Origin;
}

/** The key `cluster`: what the manifests of a repository cannot tell about the cluster they go to. */
export interface ClusterConfig {
  /** Where pods get their addresses from. Empty: not known. */
  readonly podCIDRs: readonly AddressRange[];
  /** Where nodes have their addresses. Empty: not known. */
  readonly nodeCIDRs: readonly AddressRange[];
  readonly ipBlocks: ClusterSettings["ipBlocks"];
  readonly hostNetworkPods: ClusterSettings["hostNetworkPods"];
  /** What carries policies out; `null` when it is not known. */
  readonly cni: Plugin | null;
  /** Namespaces that are declared elsewhere, with all their labels; in the order of the file. */
  readonly namespaces: readonly ElsewhereNamespace[];
  /** Pods that are deployed from elsewhere; in the order of the file. */
  readonly workloads: readonly ElsewhereWorkload[];
}

export interface ElsewhereNamespace {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly labelOrigins: LabelOrigins;
  readonly origin: Origin;
}

export interface ElsewhereWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly labelOrigins: LabelOrigins;
  readonly ports: readonly NamedPort[];
  readonly origin: Origin;
}

/** Where a repository keeps its configuration. */
export const CONFIG_PATH = ".github/netpol.yml";

/** What holds without a configuration: nothing is known of addresses, and the cluster does what most clusters do. */
export const defaultConfig: Config = {
  cluster: {
    podCIDRs: [],
    nodeCIDRs: [],
    ipBlocks: "pods-and-external",
    hostNetworkPods: "node",
    cni: null,
    namespaces: [],
    workloads: [],
  },
  rules: new Map(),
  assertions: [],
  waivers: [],
  mode: "enforce",
  requireApproval: new Set(),
  approvers: null,
  environments: [],
  origins: new Map(),
};

/** The configuration as it holds for a root: that of an environment has the environment's cluster. */
export function configFor(config: Config, root: string): Config {
  const cluster = config.environments.find(({ name }) => name === root)?.cluster ?? null;
  return cluster === null ? config : { ...config, cluster };
}

/** The part of the configuration that the engine reads. */
export function toClusterSettings(config: Config): ClusterSettings {
  const { podCIDRs, nodeCIDRs, ipBlocks, hostNetworkPods } = config.cluster;
  return { podRanges: podCIDRs, nodeRanges: nodeCIDRs, ipBlocks, hostNetworkPods };
}
