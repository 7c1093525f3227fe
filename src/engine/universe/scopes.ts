import { compareText } from "../collections.ts";
import type { Requirement } from "../model.ts";
import type { NamespaceScope } from "../result.ts";
import { NAMESPACE_NAME_LABEL } from "../selectors.ts";
import { wantedModels, type Model } from "./models.ts";

/** Where a representative pod lives. */
export interface Scope {
  readonly key: string;
  readonly labels: Model | null;
  readonly scope: NamespaceScope;
}

export function namedScope(name: string): Scope {
  return { key: name, labels: null, scope: { type: "name", name } };
}

/** A namespace with just these labels. Its key holds a character that no namespace name has. */
export function labelledScope(model: Model): Scope {
  const labels = [...model].sort(([a], [b]) => compareText(a, b));
  const key = `\u0000${labels.map((label) => label.join("=")).join("\u0002")}`;
  return { key, labels: model, scope: { type: "labels", labels } };
}

/** Namespaces that fulfil the requirements: those they name, else those that carry just the labels they ask for. */
export function scopesOf(requirements: readonly Requirement[]): readonly Scope[] {
  const named = namesWanted(requirements);
  if (named !== null) return named.map(namedScope);
  return wantedModels(namespaceRequirements(requirements)).map(labelledScope);
}

/** The names that the requirements leave, or `null` when they do not name any. */
export function namesWanted(requirements: readonly Requirement[]): readonly string[] | null {
  const wanted = requirements.filter((r) => r.key === NAMESPACE_NAME_LABEL && r.operator === "In");
  const [first, ...others] = wanted;
  return first === undefined
    ? null
    : first.values.filter((name) => others.every((other) => other.values.includes(name)));
}

/** Without those that every namespace of another name fulfils. */
export function namespaceRequirements(requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.filter((r) => r.key !== NAMESPACE_NAME_LABEL || r.operator === "DoesNotExist");
}
