import type { ObjectFacts } from "./facts.ts";
import type { GeneratedNames } from "./generated-names.ts";
import { labelOf } from "./object-report.ts";
import { namespaceOf, objectKey } from "./object-key.ts";

/** An object under the name that it has in the cluster. */
export interface NamedObject<Facts extends ObjectFacts = ObjectFacts> {
  readonly facts: Facts;
  /** `""` for objects that live in no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** Unique: group, kind, namespace and name. */
  readonly key: string;
}

/** `generated` holds a name for each object that has none of its own. */
export function namedObjects(
  objects: readonly ObjectFacts[],
  defaultNamespace: string,
  generated: GeneratedNames,
): readonly NamedObject[] {
  return objects.map((facts) => {
    const { identity } = facts;
    const namespace = namespaceOf(identity, defaultNamespace);
    const name = generated.get(facts) ?? identity.name;
    return { facts, namespace, name, key: objectKey(identity, namespace, name) };
  });
}

/** How messages name an object of the cluster. */
export function labelOfNamed({ facts, namespace, name }: NamedObject): string {
  return labelOf({ kind: facts.identity.kind, namespace: namespace === "" ? null : namespace, name });
}

/** Where an object stands, for messages. */
export function placeOf({ facts }: NamedObject): string {
  const { path, line } = facts.identity.origin;
  return `\`${path}:${String(line)}\``;
}
