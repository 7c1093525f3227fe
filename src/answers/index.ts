/** Answers to questions about clusters, from the words of a person to what a report shows. */
export { endsApart } from "./ends-apart.ts";
export { explain, type ExplainLimits, type ExplainQuestion, type Ground } from "./explain.ts";
export { chooseEndpoints, focusDiff, focusReachability, shapeOf } from "./focus.ts";
export { unknownNamespace } from "./namespaces.ts";
export { findPeers, type SideCluster } from "./peers.ts";
export { settingsOf } from "./settings-report.ts";
export { askRoots, type InRoot } from "./roots.ts";
