import {
  matchesLabels,
  YES,
  type AddressRange,
  type Cluster,
  type Endpoint,
  type PodPattern,
} from "../engine/index.ts";
import { overlap, readRange } from "./addresses.ts";
import { createCatalog } from "./catalog.ts";
import { createWorkloadMatcher, isPodKind } from "./focus.ts";
import { matchesGlob } from "./names.ts";
import type { EndpointPattern } from "./pattern.ts";
import { publicRanges } from "./public-addresses.ts";

/**
 * Prepares to ask whether a pattern means all that an endpoint stands for; `createEndpointMatcher` asks whether it means
 * any of it. `clusters` are those that the endpoints were made from, for the labels of their workloads.
 *
 * `internet` also covers the private addresses of an endpoint that holds public ones: policies do not tell them apart.
 */
export function createCoverMatcher(
  clusters: readonly Cluster[],
): (pattern: EndpointPattern, endpoint: Endpoint) => boolean {
  const coversWorkload = createWorkloadMatcher(createCatalog(clusters));
  return (pattern, endpoint) => {
    switch (endpoint.type) {
      case "workload":
        return coversWorkload(pattern, endpoint);
      case "external":
        return coversAddresses(pattern, endpoint.cidrs);
      case "pods":
        return endpoint.patterns.every((pods) => coversPods(pattern, pods));
    }
  };
}

function coversAddresses(pattern: EndpointPattern, cidrs: readonly string[]): boolean {
  const ranges = cidrs.flatMap((cidr) => readRange(cidr) ?? []);
  switch (pattern.type) {
    case "internet":
      return ranges.some((range) => publicRanges().some((inner) => overlap(range, inner) !== null));
    case "address": {
      const { family, value } = pattern.address;
      return isInside(ranges, { family, first: value, last: value });
    }
    case "range":
      return isInside(ranges, pattern.range);
    default:
      return false;
  }
}

function isInside(ranges: readonly AddressRange[], { family, first, last }: AddressRange): boolean {
  return ranges.every((range) => range.family === family && first <= range.first && range.last <= last);
}

function coversPods(pattern: EndpointPattern, { namespace: scope, labels }: PodPattern): boolean {
  const coversPlace = (namespace: string): boolean =>
    scope.type === "name" ? matchesGlob(namespace, scope.name) : namespace === "*";
  switch (pattern.type) {
    case "name":
      return pattern.name === "*" && isPodKind(pattern.kind) && coversPlace(pattern.namespace ?? "*");
    case "labels":
      return coversPlace(pattern.namespace) && matchesLabels(pattern.selector, new Map(labels)) === YES;
    default:
      return false;
  }
}
