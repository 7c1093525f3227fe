import type { Diagnostic } from "./diagnostic.ts";
import type { FileFacts, Identity, ObjectFacts } from "./facts.ts";
import { diagnosticAt, labelOf } from "./object-report.ts";

/** An object that counts, under the name that it has in the cluster. */
export interface NamedObject<Facts extends ObjectFacts = ObjectFacts> {
  readonly facts: Facts;
  /** `""` for objects that live in no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** Unique: kind, namespace and name. */
  readonly key: string;
}

export interface UniqueObjects {
  /** Evaluated objects, in path order by their first mention. */
  readonly valid: ReadonlyMap<string, NamedObject>;
  /** Objects that are invalid, or templates, and that no valid object of the same name replaces. */
  readonly rejected: ReadonlyMap<string, NamedObject>;
  readonly diagnostics: readonly Diagnostic[];
}

const CLUSTER_KINDS: ReadonlySet<string> = new Set(["Namespace", "Node"]);

/**
 * One object for each name. Where several files define one, the last in path order counts, as `kubectl apply -R`
 * leaves it; an object that is only a patch yields to a whole one. Objects with `generateName` never collide: each
 * gets a name of its own, `<generateName>*<n>`, n counting from 1 in path order.
 */
export function uniqueObjects(files: readonly FileFacts[], defaultNamespace: string): UniqueObjects {
  const valid = new Map<string, NamedObject>();
  const rejected = new Map<string, NamedObject>();
  const generated = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  for (const facts of files.flatMap((file) => file.objects)) {
    const object = named(facts, defaultNamespace, generated);
    if (facts.type === "rejected") {
      rejected.set(object.key, object);
      continue;
    }
    const earlier = valid.get(object.key);
    if (earlier === undefined) {
      valid.set(object.key, object);
      continue;
    }
    const counts = isPartial(facts) && !isPartial(earlier.facts) ? earlier : object;
    valid.set(object.key, counts);
    diagnostics.push(duplicateDiagnostic(object, earlier, counts));
  }
  for (const key of valid.keys()) rejected.delete(key);
  return { valid, rejected, diagnostics };
}

/** How messages name an object of the cluster. */
export function labelOfNamed({ facts, namespace, name }: NamedObject): string {
  return labelOf({ kind: facts.identity.kind, namespace: namespace === "" ? null : namespace, name });
}

function named(facts: ObjectFacts, defaultNamespace: string, generated: Map<string, number>): NamedObject {
  const { identity } = facts;
  const namespace = CLUSTER_KINDS.has(identity.kind) ? "" : (identity.namespace ?? defaultNamespace);
  const name = identity.naming === "name" ? identity.name : generatedName(identity, namespace, generated);
  return { facts, namespace, name, key: objectKey(identity.kind, namespace, name) };
}

function generatedName(identity: Identity, namespace: string, generated: Map<string, number>): string {
  const key = objectKey(identity.kind, namespace, identity.name);
  const number = (generated.get(key) ?? 0) + 1;
  generated.set(key, number);
  return `${identity.name}*${String(number)}`;
}

/** Names hold no slash. */
export function objectKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function isPartial(facts: ObjectFacts): boolean {
  return facts.type === "workload" && facts.completeness === "partial";
}

function duplicateDiagnostic(later: NamedObject, earlier: NamedObject, counts: NamedObject): Diagnostic {
  const other = placeOf(earlier);
  const label = labelOfNamed(later);
  if (counts === earlier) {
    const why = "no selector, or a container without image";
    const message = `${label} looks like a patch of the object at ${other} (${why}): not evaluated`;
    return diagnosticAt("notice", "fragment", message, later.facts.identity.origin);
  }
  if (sameEffect(later.facts, earlier.facts)) {
    const message = `${label} is also defined at ${other}, in the same way`;
    return diagnosticAt("notice", "duplicate-object", message, later.facts.identity.origin);
  }
  const message =
    `${label} is also defined, differently, at ${other}; ` +
    "the definition here counts, as `kubectl apply -R` would leave it; keep one, or read the directories one by one";
  return diagnosticAt("warning", "duplicate-object", message, later.facts.identity.origin);
}

/** Whether two objects say the same to policies, wherever they stand. Copies in base and overlay are the usual case. */
function sameEffect(a: ObjectFacts, b: ObjectFacts): boolean {
  return canonicalText(a) === canonicalText(b);
}

function canonicalText(facts: ObjectFacts): string {
  return JSON.stringify(facts, (key, value: unknown) => {
    if (key === "origin" || key === "subjectOrigin" || key === "labelOrigins" || key === "completeness")
      return undefined;
    if (typeof value === "bigint") return value.toString();
    return value instanceof Map ? [...value].sort() : value;
  });
}

function placeOf({ facts }: NamedObject): string {
  const { path, line } = facts.identity.origin;
  return `\`${path}:${String(line)}\``;
}
