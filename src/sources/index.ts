/** Doors to the disk and to git. Everything read here is bytes; what they mean is decided in `manifests/`. */
export { gitBlobId } from "./blob.ts";
export { readDirectory } from "./directory.ts";
export { defaultLimits, LINK_BYTES, type ReadLimits } from "./limits.ts";
export { isIgnoredDirectory, isManifestPath } from "./manifest-path.ts";
export { mergeBase, resolveRevision } from "./resolve-revision.ts";
export { readRevision, readRevisions } from "./revision.ts";
export { chooseFiles, toSnapshot, type BlobResult, type Wanted } from "./selection.ts";
export type { Skipped } from "./skip-reasons.ts";
export { SourceError, UnknownRevisionError, type SourceProblem } from "./source-error.ts";
export { entryType, type TreeEntry } from "./tree.ts";
export { readWorkingTree } from "./working-tree.ts";
