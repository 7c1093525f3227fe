import { isManifestFile, type SourceFile } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import { inputsOf, type FilesByPath } from "./inputs.ts";
import { makerOf } from "./render-plans.ts";
import type { RootPlan } from "./roots/index.ts";
import { digestOf, type Rendering } from "./sandbox/index.ts";

/** What a plan deploys, as files without places. Of one that cannot be rendered nothing is known. */
export function deployedFiles(
  plan: RootPlan,
  rendering: Rendering | undefined,
  files: FilesByPath,
): readonly SourceFile[] {
  if (plan.type === "plain") return manifestsOf(plan, files);
  if (rendering === undefined || "failed" in rendering) return [];
  const text = rendering.documents.map((document) => document.text).join("\n---\n");
  const path = mainFile(plan);
  const blobId = `rendered ${digestOf(JSON.stringify([plan.type, path, text]))}`;
  return [{ path, bytes: new TextEncoder().encode(text), blobId, ...makerOf(plan), ...namespaceOf(plan) }];
}

/** The manifests among the files that a plan reads, as they stand. */
export function manifestsOf(plan: RootPlan, files: FilesByPath): readonly SourceFile[] {
  const manifests = inputsOf(plan, files).filter(isManifest);
  return plan.namespace === null ? manifests : manifests.map((file) => ({ ...file, ...namespaceOf(plan) }));
}

export function isManifest({ path }: SourceFile): boolean {
  return isManifestFile(path);
}

export function namespaceOf({ namespace }: RootPlan): Pick<SourceFile, "namespace"> {
  return namespace === null ? {} : { namespace };
}
