/** Doors to the disk and to git. Everything read here is bytes; what they mean is decided in `manifests/`. */
export { readDirectory } from "./directory.ts";
export { type ReadLimits } from "./limits.ts";
export { mergeBase, resolveRevision } from "./resolve-revision.ts";
export { readRevision, readRevisions } from "./revision.ts";
export { SourceError, UnknownRevisionError, type SourceProblem } from "./source-error.ts";
export { readWorkingTree } from "./working-tree.ts";
