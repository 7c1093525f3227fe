import type { Endpoint, ExternalEndpoint } from "../engine/index.ts";
import { addressesText } from "./cidrs.ts";
import { podsEndpointPhrase } from "./patterns.ts";
import { code, phrase, plainText, text, type Span } from "./spans.ts";

/** One endpoint in a sentence: `shop/Deployment/web`, "internet (0.0.0.0/0)", "any other pod in namespace `shop`". */
function endpointPhrase(endpoint: Endpoint): readonly Span[] {
  switch (endpoint.type) {
    case "workload":
      return [code(endpoint.id)];
    case "external":
      return externalPhrase([endpoint]);
    case "pods":
      return podsEndpointPhrase(endpoint, "any");
  }
}

/** The same without any marks: what the `text` of an endpoint in JSON says. */
export function endpointText(endpoint: Endpoint): string {
  return plainText(endpointPhrase(endpoint));
}

/** Addresses outside the cluster, named together; at least one endpoint. */
export function externalPhrase(endpoints: readonly ExternalEndpoint[]): readonly Span[] {
  const addresses = addressesText(endpoints.flatMap((endpoint) => endpoint.cidrs));
  return endpoints.some((endpoint) => endpoint.internet) ? phrase`internet (${addresses})` : [text(addresses)];
}
