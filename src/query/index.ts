/** Words of people for endpoints, ports and questions, and what they mean in a cluster. Knows no English but problems. */
export { createMatchers } from "./cover.ts";
export { createEndpointMatcher, type EndpointMatcher } from "./focus.ts";
export { matchesGlob } from "./names.ts";
export {
  formatPattern,
  parseEndpointWords,
  type EndpointPattern,
  type LabelPattern,
  type NamePattern,
} from "./pattern.ts";
export { parsePortList, type PortItem, type PortList } from "./port-list.ts";
export { parsePort, parseProtocol, type PortWord } from "./port-words.ts";
export { problem, quote, type QueryProblem } from "./problem.ts";
export { createNamespaceCheck } from "./unknown-namespace.ts";
export { createResolver, holds, type Resolution, type ResolvedParty } from "./resolve.ts";
export { parseProbeArrow, parseTarget, type ProbeArrow, type Target } from "./target.ts";
export { publicSamples, samplesOf, type Samples } from "./samples.ts";
export { parseSelector } from "./selector-text.ts";
