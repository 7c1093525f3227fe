import type { Address, AddressRange, Cluster, ClusterSettings, Family } from "../engine/index.ts";
import { overlap } from "./addresses.ts";
import { publicRanges } from "./public-addresses.ts";

/** How many addresses stand for a block at most. */
const MAX_SAMPLES = 1000;

/** Addresses that stand for all addresses of a block: one of every group that policies can tell apart. */
export interface Samples {
  /** IPv4 first, then ascending. Empty for a block without addresses of the wanted kind. */
  readonly addresses: readonly Address[];
  /** False: there are more groups than are looked at. */
  readonly complete: boolean;
}

/** A block whose limits matter. Addresses inside of a hidden one are not wanted. */
interface Span {
  readonly range: AddressRange;
  readonly use: "told-apart" | "hidden";
}

/**
 * One public address of every part of the internet that the ipBlocks of these clusters tell apart, in both families.
 * Addresses of the clusters' own pods and nodes are left out, even when they are public ones.
 */
export function publicSamples(clusters: readonly Cluster[], settings: ClusterSettings): Samples {
  const own = [...settings.podRanges, ...settings.nodeRanges, ...knownAddresses(clusters)];
  return sample(publicRanges(), [...blocks(clusters), ...own.map((range): Span => ({ range, use: "hidden" }))]);
}

/** One address of every part of a block that is told apart: by ipBlocks, or because pods or nodes have the address. */
export function samplesOf(range: AddressRange, clusters: readonly Cluster[], settings: ClusterSettings): Samples {
  const own = [...settings.podRanges, ...settings.nodeRanges, ...knownAddresses(clusters)];
  return sample([range], [...blocks(clusters), ...own.map((inner): Span => ({ range: inner, use: "told-apart" }))]);
}

function blocks(clusters: readonly Cluster[]): readonly Span[] {
  const rules = clusters.flatMap(({ policies }) =>
    policies.flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]),
  );
  const peers = rules.flatMap((rule) => rule.peers ?? []);
  const ranges = peers.flatMap((peer) => (peer.type === "ipBlock" ? [peer.cidr, ...peer.except] : []));
  return ranges.map((range) => ({ range, use: "told-apart" }));
}

function knownAddresses(clusters: readonly Cluster[]): readonly AddressRange[] {
  const addresses = clusters.flatMap(({ workloads, nodes }) => [
    ...workloads.flatMap(({ pods }) => pods.flatMap((pod) => pod.addresses)),
    ...nodes.flatMap((node) => node.addresses),
  ]);
  return addresses.map(({ family, value }) => ({ family, first: value, last: value }));
}

function sample(parts: readonly AddressRange[], spans: readonly Span[]): Samples {
  const addresses = ([4, 6] as const).flatMap((family) => sampleFamily(family, parts, spans));
  return { addresses: addresses.slice(0, MAX_SAMPLES), complete: addresses.length <= MAX_SAMPLES };
}

/**
 * Walks over the places where membership in some span may change, with the spans around the place. Spans nest like CIDRs
 * do, so those are few. Gives one address more than the limit when there are more.
 */
function sampleFamily(family: Family, parts: readonly AddressRange[], spans: readonly Span[]): readonly Address[] {
  const wanted = parts.filter((part) => part.family === family);
  const sorted = distinct(spans.filter(({ range }) => wanted.some((part) => overlap(part, range) !== null)));
  const found = new Map<string, Address>();
  let around: readonly Placed[] = [];
  let next = 0;
  for (const value of places(wanted, sorted)) {
    const starting: Placed[] = [];
    for (let span = sorted[next]; span !== undefined && span.range.first <= value; span = sorted[next]) {
      starting.push({ id: next, span });
      next += 1;
    }
    around = [...around, ...starting].filter(({ span }) => span.range.last >= value);
    if (around.some(({ span }) => span.use === "hidden")) continue;
    const group = around.map(({ id }) => id).join(",");
    if (!found.has(group)) found.set(group, { family, value });
    if (found.size > MAX_SAMPLES) break;
  }
  return [...found.values()];
}

interface Placed {
  readonly id: number;
  readonly span: Span;
}

/** Ascending by start. */
function distinct(spans: readonly Span[]): readonly Span[] {
  const byText = new Map(
    spans.map((span) => [`${String(span.range.first)}-${String(span.range.last)} ${span.use}`, span]),
  );
  return [...byText.values()].sort((a, b) => compare(a.range.first, b.range.first));
}

/** Where a part begins, and where inside of a part a span begins or has just ended; ascending. */
function places(parts: readonly AddressRange[], spans: readonly Span[]): readonly bigint[] {
  const cuts = spans.flatMap(({ range }) => [range.first, range.last + 1n]);
  const inside = cuts.filter((value) => parts.some(({ first, last }) => first <= value && value <= last));
  return [...new Set([...parts.map(({ first }) => first), ...inside])].sort(compare);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
