/** From files to what the cluster gets: the roots of a repository, and what Kustomize and Helm make of them. */
export { renderChange, type RenderAll, type RenderOptions } from "./render-change.ts";
export type { Neighbour, RenderedChange, RenderedRoot } from "./rendered-root.ts";
export { matchesRoot, type EnvironmentSetting } from "./roots/index.ts";
export { openSandbox } from "./sandbox/index.ts";
