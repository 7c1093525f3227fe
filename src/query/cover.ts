import { matchesLabels, YES, type AddressRange, type Cluster, type PodPattern } from "../engine/index.ts";
import { overlap, readRange } from "./addresses.ts";
import {
  createWorkloadMatcher,
  endpointMatcher,
  isPodKind,
  namespacesOf,
  type EndpointMatcher,
  type WorkloadMatcher,
} from "./focus.ts";
import { matchesGlob } from "./names.ts";
import type { EndpointPattern } from "./pattern.ts";
import { publicRanges } from "./public-addresses.ts";

/**
 * Prepares to ask of a pattern and an endpoint both questions, over what is collected once: `meets`, whether it means any of
 * what the endpoint stands for, as `createEndpointMatcher`; `covers`, whether it means all of it. `clusters` are those that
 * the endpoints were made from, for the labels of their workloads.
 *
 * `internet` also covers the private addresses of an endpoint that holds public ones: policies do not tell them apart.
 */
export function createMatchers(clusters: readonly Cluster[]): {
  readonly meets: EndpointMatcher;
  readonly covers: EndpointMatcher;
} {
  const matchesWorkload = createWorkloadMatcher(clusters);
  return { meets: endpointMatcher(namespacesOf(clusters), matchesWorkload), covers: coverMatcher(matchesWorkload) };
}

function coverMatcher(coversWorkload: WorkloadMatcher): EndpointMatcher {
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
