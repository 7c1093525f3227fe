import type { Diagnostic } from "./diagnostic.ts";
import { decodeMetadata } from "./metadata.ts";
import { MAX_QUOTED_LENGTH } from "./narrow.ts";
import { diagnosticAt } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import type { Locate } from "./policy.ts";

/** Sources: Helm, "Chart Hooks"; Argo CD, "Resource Hooks" and "Sync Options". */
const HOOKS: ReadonlySet<string> = new Set(["helm.sh/hook", "argocd.argoproj.io/hook"]);

/**
 * A warning for a policy that is a hook: Helm and Argo CD apply it at some moments only, and may delete it again, so that
 * it guards nothing in between. It is evaluated as if it were in force.
 */
export function hookDiagnostics(policy: ManifestObject, locate: Locate): readonly Diagnostic[] {
  const hook = decodeMetadata(policy.value, []).annotations.find(({ key }) => HOOKS.has(key));
  if (hook === undefined) return [];
  const words = `${hook.key}: ${hook.value.slice(0, MAX_QUOTED_LENGTH)}`;
  const message =
    `this policy is a hook (\`${words}\`): it is evaluated as if it were in force, which it is at times only; ` +
    "take the annotation away if it is to guard anything";
  return [diagnosticAt("warning", "policy-is-hook", message, locate(hook.keyOffset))];
}
