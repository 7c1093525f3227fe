import {
  formatAddress,
  matchesLabels,
  workloadId,
  YES,
  type Cluster,
  type ClusterSettings,
  type Party,
  type Selector,
} from "../engine/index.ts";
import { createCatalog, isLabelled, type Catalog, type Entry } from "./catalog.ts";
import { matchesGlob, nearestNames } from "./names.ts";
import { formatPattern, type EndpointPattern, type LabelPattern, type NamePattern } from "./pattern.ts";
import { publicSamples, samplesOf, type Samples } from "./samples.ts";
import { witnessLabels } from "./witness.ts";

/** How many candidates an ambiguous name lists. */
const MAX_CANDIDATES = 10;

/** What the words for an endpoint stand for in some clusters. */
export type Resolution =
  /** At least one; by name. `complete` is false when there are more addresses to tell apart than are listed. */
  | { readonly type: "parties"; readonly parties: readonly ResolvedParty[]; readonly complete: boolean }
  /** Nothing has this name; `nearest` holds at most three that could be meant, nearest first. */
  | { readonly type: "unknown"; readonly message: string; readonly nearest: readonly string[] }
  /** Several have; `candidates` names them, at most ten. */
  | { readonly type: "ambiguous"; readonly message: string; readonly candidates: readonly string[] };

export interface ResolvedParty {
  readonly party: Party;
  /** `shop/Deployment/web`, `shop/Pod/web-0`, `203.0.113.7`, or the pattern of a pod that the manifests do not hold. */
  readonly name: string;
}

/**
 * Prepares to look up endpoint words in some clusters, the two sides of a change for example: what one of them holds is
 * found. `holds` tells which.
 *
 * `internet` and CIDRs become one address of every group that policies tell apart. Names with `*`, and labels, may mean
 * several parties; other names must mean one. Labels mean what carries them in every cluster that holds it: the question
 * is about such pods before and after. Where nothing does, they become a pod the manifests do not hold.
 */
export function createResolver(
  clusters: readonly Cluster[],
  settings: ClusterSettings,
): (pattern: EndpointPattern) => Resolution {
  const catalog = createCatalog(clusters);
  return (pattern) => {
    switch (pattern.type) {
      case "internet":
        return fromSamples(publicSamples(clusters, settings));
      case "address":
        return fromSamples({ addresses: [pattern.address], complete: true });
      case "range":
        return fromSamples(samplesOf(pattern.range, clusters, settings));
      case "name":
        return resolveName(pattern, catalog);
      case "labels":
        return resolveLabels(pattern, catalog);
    }
  };
}

/** Whether a cluster holds the workload or pod that a party is; addresses and pods of elsewhere are in every cluster. */
export function holds({ workloads }: Cluster, party: Party): boolean {
  if (party.type !== "workload") return true;
  const found = workloads.find((workload) => workloadId(workload) === party.id);
  return found !== undefined && (party.pod === null || found.pods.some(({ name }) => name === party.pod));
}

function fromSamples({ addresses, complete }: Samples): Resolution {
  const parties = addresses.map((address): ResolvedParty => ({
    party: { type: "address", address },
    name: formatAddress(address),
  }));
  return { type: "parties", parties, complete };
}

function fromEntries(entries: readonly Entry[]): Resolution {
  return { type: "parties", parties: entries.map(({ party, name }) => ({ party, name })), complete: true };
}

function resolveName(pattern: NamePattern, catalog: Catalog): Resolution {
  const found = entriesNamed(pattern, catalog);
  const several = [pattern.namespace, pattern.kind, pattern.name].some((part) => part?.includes("*"));
  if (found.length === 1 || (found.length > 0 && several)) return fromEntries(found);
  return found.length > 0 ? ambiguous(pattern, found) : unknown(pattern, catalog);
}

/** Workloads first; a pod of one of them only when no workload has the name or pods are asked for. */
function entriesNamed(pattern: NamePattern, { workloads, pods }: Catalog): readonly Entry[] {
  const isMeant = ({ namespace, kind, shortName }: Entry): boolean =>
    matchesGlob(pattern.name, shortName) &&
    (pattern.kind === null || matchesGlob(pattern.kind, kind)) &&
    (pattern.namespace === null || matchesGlob(pattern.namespace, namespace));
  const named = workloads.filter(isMeant);
  if (named.length > 0 && pattern.kind !== "Pod") return named;
  return pattern.kind === null || pattern.kind === "Pod" ? [...named, ...pods.filter(isMeant)] : named;
}

function ambiguous(pattern: NamePattern, found: readonly Entry[]): Resolution {
  const candidates = found.slice(0, MAX_CANDIDATES).map(({ name }) => name);
  const more = found.length > candidates.length ? ` and ${String(found.length - candidates.length)} more` : "";
  const message = `\`${formatPattern(pattern)}\` may mean ${list(candidates)}${more}: write one of them in full`;
  return { type: "ambiguous", message, candidates };
}

function unknown(pattern: NamePattern, { workloads, pods, namespaces }: Catalog): Resolution {
  if (isWholeNamespace(pattern) && !namespaces.has(pattern.namespace)) return unknownNamespace(pattern, namespaces);
  const written = formatPattern(pattern);
  const known = pattern.kind === "Pod" ? [...workloads, ...pods] : workloads;
  const nearest = nearestNames(
    written,
    known.map((entry) => ({ name: entry.name, compared: inFormOf(pattern, entry) })),
  );
  const hint = namespaces.has(written)
    ? `it is a namespace; write \`${written}/*\` for all of it`
    : nearest.length > 0
      ? `did you mean ${list(nearest)}?`
      : hintWithoutNames(pattern, workloads);
  return { type: "unknown", message: `the manifests hold no workload \`${written}\`: ${hint}`, nearest };
}

/** Whether this is `ns/*`. */
function isWholeNamespace(pattern: NamePattern): pattern is NamePattern & { readonly namespace: string } {
  return pattern.name === "*" && pattern.namespace !== null && !pattern.namespace.includes("*");
}

function unknownNamespace({ namespace }: { readonly namespace: string }, namespaces: ReadonlySet<string>): Resolution {
  const known = [...namespaces].map((name) => ({ name: `${name}/*`, compared: name }));
  const nearest = nearestNames(namespace, known);
  const hint =
    nearest.length > 0
      ? `did you mean ${list(nearest)}?`
      : `name pods that live elsewhere by their labels, as in \`${namespace}/{app=web}\``;
  return { type: "unknown", message: `the manifests name no namespace \`${namespace}\`: ${hint}`, nearest };
}

function hintWithoutNames({ namespace }: NamePattern, workloads: readonly Entry[]): string {
  const place = namespace === null || namespace.includes("*") ? "ns" : namespace;
  if (workloads.length === 0) return `they hold none at all; name pods by their labels, as in \`${place}/{app=web}\``;
  return `name pods that live elsewhere by their labels, as in \`${place}/{app=web}\``;
}

/** As much of a full name as the pattern gives. */
function inFormOf(pattern: NamePattern, { namespace, kind, shortName }: Entry): string {
  const parts = [pattern.namespace === null ? null : namespace, pattern.kind === null ? null : kind, shortName];
  return parts.filter((part) => part !== null).join("/");
}

function resolveLabels(pattern: LabelPattern, { workloads, pods }: Catalog): Resolution {
  const isMeant = (entry: Entry): boolean =>
    matchesGlob(pattern.namespace, entry.namespace) && isAlwaysLabelled(entry, pattern.selector);
  const labelled = workloads.filter(isMeant);
  const found = labelled.length > 0 ? labelled : pods.filter(isMeant);
  if (found.length > 0) return fromEntries(found);
  return pattern.namespace.includes("*") ? labelledNowhere(pattern, workloads) : podElsewhere(pattern);
}

/** Whether something surely carries such labels in each of the clusters that hold it. */
function isAlwaysLabelled({ labels }: Entry, selector: Selector): boolean {
  return labels.every((one) => matchesLabels(selector, one) === YES);
}

/** Labels in every namespace stand for known workloads only: a pod of elsewhere lives in one namespace. */
function labelledNowhere(pattern: LabelPattern, workloads: readonly Entry[]): Resolution {
  const once = workloads.find(
    (entry) => matchesGlob(pattern.namespace, entry.namespace) && isLabelled(entry, pattern.selector),
  );
  const fact =
    once === undefined
      ? `no known workload carries the labels of \`${formatPattern(pattern)}\``
      : `\`${once.name}\` carries the labels of \`${formatPattern(pattern)}\` on one of the two sides only`;
  return { type: "unknown", message: `${fact}: name a namespace, as in \`ns/{app=web}\``, nearest: [] };
}

function podElsewhere(pattern: LabelPattern): Resolution {
  const name = formatPattern(pattern);
  const labels = witnessLabels(pattern.selector);
  if (labels === null) {
    return {
      type: "unknown",
      message: `no pod can carry the labels of \`${name}\`: they contradict each other`,
      nearest: [],
    };
  }
  const party: Party = { type: "pod", namespace: pattern.namespace, namespaceLabels: null, labels };
  return { type: "parties", parties: [{ party, name }], complete: true };
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
