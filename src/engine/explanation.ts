/** Why one connection is possible or not: both ends, the policies that isolate them and the rules that grant it. */
import type { Address, Direction, Family, Origin } from "./model.ts";

export type Verdict = "allow" | "deny" | "unknown" | "undefined";

/** One end of a probed connection. */
export type Party =
  /** `pod` names one pod of the workload; `null` is any replica. */
  | { readonly type: "workload"; readonly id: string; readonly pod: string | null }
  | { readonly type: "address"; readonly address: Address }
  /** A pod the manifests do not hold. `namespace` may be one they do not hold either. */
  | {
      readonly type: "pod";
      readonly namespace: string;
      readonly namespaceLabels: ReadonlyMap<string, string> | null;
      readonly labels: ReadonlyMap<string, string>;
    };

export interface Probe {
  readonly from: Party;
  readonly to: Party;
  /** `TCP`, `UDP`, `SCTP`, or any other IP protocol by name. */
  readonly protocol: string;
  /**
   * 1 to 65535, as the destination pod sees it; ignored for protocols without ports. A name, where the destination is a
   * pod the manifests do not hold: whatever number that gives to it.
   */
  readonly port: number | string;
  /** `null`: the family both ends share, IPv4 first. */
  readonly family: Family | null;
}

export interface Explanation {
  /** What follows from the manifests alone. */
  readonly verdict: Verdict;
  /** The same under the product's assumptions (see `Assumption`); differs only where `verdict` is `unknown`. */
  readonly assumed: Verdict;
  /** True when both ends are the same pod: it always reaches itself. */
  readonly samePod: boolean;
  readonly egress: SideExplanation;
  readonly ingress: SideExplanation;
}

export interface SideExplanation {
  readonly direction: Direction;
  readonly verdict: Verdict;
  readonly assumed: Verdict;
  readonly reason: SideReason;
  /** Policies that isolate this end in this direction, by namespace and name. */
  readonly isolating: readonly PolicyReference[];
  /** Rules that let the connection through, in the order of `isolating` and of the rules. */
  readonly grants: readonly RuleReference[];
  /** When no rule grants it: the rules that came nearest, best first, at most three. */
  readonly nearest: readonly NearMiss[];
  /** What would have to be known, when `verdict` is `unknown`. */
  readonly missing: readonly MissingFact[];
}

export type SideReason =
  /** Not a pod: policies do not concern it. */
  | "not-a-pod"
  /** A hostNetwork pod, which policies do not select. */
  | "host-network"
  /** Succeeded or failed: policies do not select it any more. */
  | "finished"
  | "not-isolated"
  | "granted"
  | "no-grant"
  /** The other end is the node the pod runs on. */
  | "own-node"
  /** A protocol other than TCP, UDP and SCTP: undefined once the pod is isolated. */
  | "other-protocol"
  /** The two ends have no address of the same family: there is no way between them. */
  | "no-common-family"
  | "unknown-fact";

export interface PolicyReference {
  readonly namespace: string;
  readonly name: string;
  readonly origin: Origin;
}

export interface RuleReference {
  readonly policy: PolicyReference;
  /** `ingress[0]`, `egress[2]`. */
  readonly rule: string;
  readonly origin: Origin;
}

/** A thing that kept a rule from granting the connection; a rule names all that did. */
export type Miss =
  | { readonly type: "namespace"; readonly wanted: string }
  | { readonly type: "labels"; readonly wanted: string }
  | { readonly type: "address"; readonly wanted: string }
  | { readonly type: "protocol"; readonly wanted: string }
  | { readonly type: "port"; readonly wanted: string }
  /** The destination pod declares no port of this name under this protocol. */
  | { readonly type: "port-name"; readonly wanted: string };

export interface NearMiss extends RuleReference {
  readonly misses: readonly Miss[];
}

export type MissingFact =
  | { readonly type: "namespace-labels"; readonly namespace: string; readonly key: string }
  | { readonly type: "label-value"; readonly key: string }
  | { readonly type: "pod-address" }
  /** Which pod it is: of this workload, whose pods differ; `null`: whichever pod has the address. */
  | { readonly type: "pod"; readonly workload: string | null }
  /** The number that a pod the manifests do not hold gives to this port name. */
  | { readonly type: "named-port"; readonly name: string }
  | { readonly type: "node" };
