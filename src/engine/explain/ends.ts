import {
  PROTOCOLS,
  type Address,
  type AddressRange,
  type ClusterSettings,
  type Family,
  type Labels,
  type NamedPort,
  type Namespace,
} from "../model.ts";

/** One end of a packet, as policies see it. In each, no `addresses` means: not known. */
export type End = PodEnd | UnknownPodEnd | NodeEnd | PlainEnd;

/** A pod that policies can select. */
export interface PodEnd {
  readonly type: "pod";
  readonly namespace: Namespace;
  readonly labels: Labels;
  /** `null`: the pod declares ports that nobody knows. */
  readonly namedPorts: readonly NamedPort[] | null;
  readonly addresses: readonly Address[];
  readonly node: string | null;
}

/** An address that only a pod can have, though no known pod has it: anything may be true of its labels. */
export interface UnknownPodEnd {
  readonly type: "unknown-pod";
  readonly addresses: readonly Address[];
  readonly node: null;
}

/** A node, or a hostNetwork pod that counts as its node. Source: "NetworkPolicy and hostNetwork pods". */
export interface NodeEnd {
  readonly type: "node";
  readonly reason: "not-a-pod" | "host-network";
  readonly addresses: readonly Address[];
  /** `null`: not known which one. */
  readonly node: string | null;
}

/** An address outside of the cluster, or one that a finished pod had: no policy selects it, only ipBlocks match it. */
export interface PlainEnd {
  readonly type: "plain";
  readonly reason: "not-a-pod" | "finished";
  readonly addresses: readonly Address[];
  /** Where an address that is not known comes from. */
  readonly home: "pods" | "nodes";
  readonly node: null;
}

/** What a probe sends. */
export interface Packet {
  readonly protocol: string;
  /** A name is a number that nobody knows. */
  readonly port: number | string;
  readonly family: Family;
}

/** Whether the protocol has ports that policies speak of; for the others they define nothing. */
export function hasPolicyPorts({ protocol }: Packet): boolean {
  return PROTOCOLS.some((known) => known === protocol);
}

/** The family in which the ends meet: the one asked for, or IPv4 before IPv6; `null` when they have none in common. */
export function sharedFamily(from: End, to: End, asked: Family | null, settings: ClusterSettings): Family | null {
  const candidates: readonly Family[] = asked === null ? [4, 6] : [asked];
  return candidates.find((family) => hasFamily(from, family, settings) && hasFamily(to, family, settings)) ?? null;
}

/** An end has the families of its addresses, else of the ranges they come from, else both. */
function hasFamily(end: End, family: Family, settings: ClusterSettings): boolean {
  const known = end.addresses.length > 0 ? end.addresses : homeOf(end, settings);
  return known.length === 0 || known.some((one) => one.family === family);
}

/** The ranges that an address comes from when it is not known. */
export function homeOf(end: End, { podRanges, nodeRanges }: ClusterSettings): readonly AddressRange[] {
  return end.type === "node" || (end.type === "plain" && end.home === "nodes") ? nodeRanges : podRanges;
}
