import type { Labels, Namespace, Pod } from "../model.ts";
import type { PortSet } from "../ports.ts";

/** What an item is to a policy; decides what a rule says about it when no set of the rule lists it. */
export type Group = 0 | 1 | 2 | 3 | 4 | 5;
export const EXTERNAL: Group = 0;
/** A pod whose addresses are known. */
export const ADDRESSED: Group = 1;
/** A pod whose addresses are not known. */
export const UNADDRESSED: Group = 2;
/** A representative pod: no address, and every port name. */
export const PATTERN: Group = 3;
/** A hostNetwork pod that counts as its node. */
export const HOST: Group = 4;
/** Addresses of nodes. */
export const NODE: Group = 5;
export const GROUPS: readonly Group[] = [EXTERNAL, ADDRESSED, UNADDRESSED, PATTERN, HOST, NODE];

/** Whether the end is a node: policies do not select it, and it may be the very node a pod runs on. */
export function isNode(group: Group): boolean {
  return group === HOST || group === NODE;
}

/** Whether the end is an address only, inside of no pod. */
export function isAddress(group: Group): boolean {
  return group === EXTERNAL || group === NODE;
}

/** Address families as bits. */
export const IPV4 = 1;
export const IPV6 = 2;

/**
 * Everything that pods (or addresses) with one number have in common: no policy can tell them apart, so replicas and
 * look-alikes vanish here.
 */
export interface Item {
  readonly group: Group;
  readonly families: number;
  /** Index into `Items.namespaces`; -1 for external addresses. */
  readonly namespace: number;
  /** Only the keys that some selector asks for. */
  readonly labels: Labels;
  /** Index into `Items.portNames`: what the port names that policies use stand for. */
  readonly portNames: number;
  /** Intervals that hold the addresses, at most one of each family. */
  readonly intervals: readonly number[];
  /** Names of the nodes its pods run on, sorted; `null` when not known (or when it does not matter). */
  readonly nodes: readonly string[] | null;
  /** Equal for items that differ in their labels, namespace and intervals only. */
  readonly traits: number;
}

/** Items of all sides in one table. */
export interface Items {
  readonly items: readonly Item[];
  readonly namespaces: readonly Namespace[];
  /** Port sets by `protocol/name`. 0: none; 1: what a representative pod has. */
  readonly portNames: readonly ReadonlyMap<string, PortSet>[];
  /** Per side: the item of every interval that lies outside of the cluster or belongs to nodes; -1 for those of pods. */
  readonly external: readonly (readonly number[])[];
  /** Per side: the items of each workload's pods, in the order of its workloads. */
  readonly workloads: readonly (readonly PodItems[])[];
  /** Per side: the item of each representative, in the order given. */
  readonly patterns: readonly (readonly number[])[];
  /** Whether it matters which node a pod runs on. */
  readonly nodesMatter: boolean;
}

/** The running pods of a workload, then `null` where any replica of its template may run, and which items they are. */
export interface PodItems {
  readonly pods: readonly (Pod | null)[];
  /** One for each pod, or a single one that all of them are: most workloads have many pods and one item. */
  readonly items: readonly number[];
}

/** Whose addresses an interval holds. `nodes`: names of the nodes, when all of them are known. */
export type IntervalOwner =
  | { readonly type: "external" }
  | { readonly type: "pods" }
  | { readonly type: "nodes"; readonly nodes: readonly string[] | null };
