import type { Snapshot, SourceFile } from "../manifests/index.ts";
import type { RootPlan } from "./roots/index.ts";

/** The files of a revision by their paths. */
export type FilesByPath = ReadonlyMap<string, SourceFile>;

export function byPath({ files }: Snapshot): FilesByPath {
  return new Map(files.map((file) => [file.path, file]));
}

/** The files that a plan reads, in their order; those that the revision does not hold are left out. */
export function inputsOf({ inputs }: RootPlan, files: FilesByPath): readonly SourceFile[] {
  return inputs.flatMap((path) => files.get(path) ?? []);
}

/** Equal for plans that are rendered to the same: what they say, and the bytes of all that they read. */
export function fingerprintOf({ inputs, ...plan }: RootPlan, files: FilesByPath): string {
  return JSON.stringify([plan, inputs.map((path) => [path, files.get(path)?.blobId ?? null])]);
}
