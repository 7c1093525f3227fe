/** The engine: exact reachability of a cluster and its difference between two clusters. It imports nothing. */
export { formatAddress, toCidrs } from "./addresses.ts";
export { createCauseLists, type CauseLists } from "./cause-lists.ts";
export { compare, examine, type Examination, type Statistics } from "./compare.ts";
export { createEvaluator } from "./explain/evaluator.ts";
export type * from "./explanation.ts";
export { excerptOf } from "./excerpt.ts";
export { formatIpBlock, formatPolicyPort, formatSelector } from "./format.ts";
export * from "./model.ts";
export { reach } from "./reach.ts";
export type * from "./result.ts";
export { matchesLabels, matchesNamespace, NAMESPACE_NAME_LABEL, undeclaredNamespace } from "./selectors.ts";
export type { Survey } from "./survey.ts";
export { NO, or, YES, type Ternary } from "./ternary.ts";
export { ANY_VALUE } from "./universe/models.ts";
export { workloadId } from "./workload-id.ts";
