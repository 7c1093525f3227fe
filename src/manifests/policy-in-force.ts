import type { Diagnostic } from "./diagnostic.ts";
import { hookOf, type Hook } from "./hooks.ts";
import { decodeMetadata, type Metadata } from "./metadata.ts";
import { diagnosticAt } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import type { Locate, PolicyBody } from "./policy.ts";
import type { SourceFile } from "./snapshot.ts";

/** Whether a policy of a manifest is in force once all is applied, and what is to be said about it. */
export interface InForce {
  readonly state: "counts" | "does-not-count";
  readonly diagnostics: readonly Diagnostic[];
}

/** Where an object was read. */
export interface PolicyPlace {
  readonly madeBy: SourceFile["madeBy"];
  readonly locate: Locate;
  /** Whether a cluster has given out all objects of the file. */
  readonly isDump: () => boolean;
}

/**
 * A policy that a hook keeps out of the running state is left out. Who applies the files without Helm and Argo CD puts it in
 * force all the same, so that what it allows is not known, unless Helm made it from a chart: `hook-hides-policy`.
 */
export function policyInForce(
  object: ManifestObject,
  policy: PolicyBody,
  { madeBy, locate, isDump }: PolicyPlace,
): InForce {
  const metadata = decodeMetadata(object.value, []);
  const hook = hookOf(metadata.annotations);
  const diagnostics = [
    ...(hook === null ? [] : [hookDiagnostic(hook, policy, madeBy, locate)]),
    ...handWrittenDiagnostics(metadata, { locate, isDump }),
  ];
  return { state: hook?.state === "is-not-there" ? "does-not-count" : "counts", diagnostics };
}

/** Whether a cluster has given out an object. Source: apiserver `rest.BeforeCreate`. */
export function isGivenOut(object: ManifestObject): boolean {
  const { text } = decodeMetadata(object.value, []).resourceVersion;
  return text !== "" && text !== "0";
}

function hookDiagnostic(
  { words, keyOffset, state }: Hook,
  policy: PolicyBody,
  madeBy: SourceFile["madeBy"],
  locate: Locate,
): Diagnostic {
  const hook = `this policy is a hook (\`${words}\`)`;
  const remedy = "take the annotation away if it is to guard anything";
  if (state === "stays") {
    const message = `${hook}: it is evaluated as if it were in force, which it is at times only; ${remedy}`;
    return diagnosticAt("warning", "policy-is-hook", message, locate(keyOffset));
  }
  const isOfChart = words.startsWith("helm.sh/") && madeBy === "helm";
  const rules = [policy.ingress, policy.egress].some((direction) => (direction?.length ?? 0) > 0);
  const code = rules && !isOfChart ? "hook-hides-policy" : "policy-is-hook";
  const rest =
    code === "policy-is-hook" ? "" : "; what it allows counts where nobody heeds the hook, and is not analysed";
  const message = `${hook}, and not in force once all is deployed: it is left out${rest}; ${remedy}`;
  return diagnosticAt("warning", code, message, locate(keyOffset));
}

/**
 * What a cluster alone gives out. The garbage collector deletes what names an owner that is not there by its uid, and the
 * API server refuses what brings a `resourceVersion` of its own.
 * Sources: Kubernetes, "Garbage Collection"; apiserver `rest.BeforeCreate`.
 */
function handWrittenDiagnostics(
  { owners, resourceVersion }: Metadata,
  { locate, isDump }: Pick<PolicyPlace, "locate" | "isDump">,
): readonly Diagnostic[] {
  const [owner] = owners;
  const version = resourceVersion.text;
  const isPlain = version === "" || version === "0";
  if ((owner === undefined && isPlain) || isDump()) return [];
  const owned =
    "this policy names an owner (`metadata.ownerReferences`): the cluster deletes it where no object has the owner's uid, " +
    "and a manifest cannot know that; remove it";
  const versioned =
    "this policy brings a `metadata.resourceVersion`: the API server refuses to create it, and to update it unless that is the " +
    "version there; remove it";
  return [
    ...(owner === undefined ? [] : [diagnosticAt("warning", "owner-may-delete", owned, locate(owner.offset))]),
    ...(isPlain ? [] : [diagnosticAt("warning", "resource-version", versioned, locate(resourceVersion.offset))]),
  ];
}
