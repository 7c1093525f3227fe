/**
 * What network plugins do not enforce as Kubernetes documents it, as far as their own documentation, sources or test
 * suites say so. A plugin without an entry is not known to conform; nothing that matters here is known against it.
 *
 * Sources, read in August 2026: Cilium, "Kubernetes Constructs in Policy" and its list of skipped conformance tests;
 * OVN-Kubernetes, `gress_policy.go`; kube-router, pull request 1037; Amazon VPC CNI, "Considerations"; Azure, "Network
 * policies", limitations of Azure NPM; Weave, `npc/analyser.go`; Flannel, README.
 */
export const PLUGINS = [
  "antrea",
  "aws-vpc-cni",
  "azure-npm",
  "calico",
  "cilium",
  "flannel",
  "kube-network-policies",
  "kube-router",
  "ovn-kubernetes",
  "weave",
] as const;

export type Plugin = (typeof PLUGINS)[number];

/** Something that policies say. */
export type Feature =
  /** Anything at all. */
  | "policies"
  /** A port by its name. */
  | "named-ports"
  /** A port by its name in an egress rule for everybody. */
  | "named-ports-to-all"
  /** IPv6 addresses. */
  | "ipv6"
  /** Addresses of pods or nodes. */
  | "cluster-addresses"
  /** Pods that no controller owns. */
  | "bare-pods";

/** What a plugin makes of each feature that it does not enforce. */
export const DEVIATIONS: Readonly<Record<Plugin, Partial<Readonly<Record<Feature, string>>>>> = {
  antrea: {},
  "aws-vpc-cni": { "bare-pods": "enforces policies only on pods that a controller owns" },
  "azure-npm": { ipv6: "does not know IPv6" },
  calico: {},
  cilium: { "cluster-addresses": "never takes an `ipBlock` for pods or nodes of the cluster" },
  flannel: { policies: "does not enforce policies by itself" },
  "kube-network-policies": {},
  "kube-router": { "named-ports-to-all": "looks up a port name in a rule without `to` only in the policy's namespace" },
  "ovn-kubernetes": { "named-ports": "lets a port name match every port of its protocol" },
  weave: { "named-ports": "refuses policies with port names" },
};
