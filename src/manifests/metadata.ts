import { field, flag, join, list, pathOf, struct, text, textMap } from "./narrow.ts";
import type { Remark, TextEntry, Value } from "./narrow.ts";
import { bytes, labelKeyProblems, labelValueProblems, namespaceNameProblems, subdomainProblems } from "./names.ts";
import { invalid, required, tooLong } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** A text of an object, with the place where it stands, or where it would stand. */
export interface Placed {
  readonly text: string;
  readonly offset: number;
}

/** An owner of an object, such as the ReplicaSet of a pod. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
  readonly path: string;
  readonly offset: number;
}

/** `metadata` of an object. An absent text is `""`. */
export interface Metadata {
  readonly name: Placed;
  readonly generateName: Placed;
  readonly namespace: Placed;
  /** Only what a cluster has given out has one: the API server refuses to create an object that brings its own. */
  readonly resourceVersion: Placed;
  readonly labels: readonly TextEntry[];
  readonly annotations: readonly TextEntry[];
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly (Placed & { readonly path: string })[];
}

/** Whether objects of a kind live in a namespace. */
export type Scope = "namespaced" | "cluster";

const METADATA_FIELDS: ReadonlySet<string> = new Set([
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
]);

const OWNER_FIELDS: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "name",
  "uid",
  "controller",
  "blockOwnerDeletion",
]);

const MAX_ANNOTATION_BYTES = 262_144;

/** Decodes `metadata` of an object. Source: meta/v1 `ObjectMeta`. */
export function decodeMetadata(object: Value, remarks: Remark[]): Metadata {
  const metadata = struct(field(object, "metadata"), METADATA_FIELDS, remarks);
  const place = metadata?.offset ?? object.offset;
  return {
    name: placed(field(metadata, "name"), place, remarks),
    generateName: placed(field(metadata, "generateName"), place, remarks),
    namespace: placed(field(metadata, "namespace"), place, remarks),
    resourceVersion: placed(field(metadata, "resourceVersion"), place, remarks),
    labels: textMap(field(metadata, "labels"), "plain", remarks),
    annotations: textMap(field(metadata, "annotations"), "may-be-templated", remarks),
    owners: list(field(metadata, "ownerReferences"), remarks).map((item) => decodeOwner(item, remarks)),
    finalizers: list(field(metadata, "finalizers"), remarks).map((item) => ({
      ...placed(item, place, remarks),
      path: pathOf(item),
    })),
  };
}

function decodeOwner(item: Value, remarks: Remark[]): OwnerReference {
  const owner = struct(item, OWNER_FIELDS, remarks);
  return {
    apiVersion: text(field(owner, "apiVersion"), remarks),
    kind: text(field(owner, "kind"), remarks),
    name: text(field(owner, "name"), remarks),
    uid: text(field(owner, "uid"), remarks),
    controller: flag(field(owner, "controller"), remarks),
    path: pathOf(item),
    offset: item.offset,
  };
}

function placed(value: Value | null, elsewhere: number, remarks: Remark[]): Placed {
  return { text: text(value, remarks), offset: value?.node.offset ?? elsewhere };
}

/** The API server's checks of `metadata`, in its order. Source: apimachinery `ValidateObjectMetaAccessor`. */
export function validateMetadata(metadata: Metadata, scope: Scope): readonly Violation[] {
  const violations: Violation[] = [];
  const { name, generateName, namespace } = metadata;
  const nameProblems = scope === "cluster" ? namespaceNameProblems : subdomainProblems;
  if (generateName.text !== "") {
    // A name is made by adding characters, so a hyphen at the end does no harm.
    const masked = generateName.text.length > 1 ? generateName.text.replace(/.-$/s, "a") : generateName.text;
    for (const problem of nameProblems(masked)) {
      violations.push(invalid("metadata.generateName", generateName.text, problem, generateName.offset));
    }
  }
  if (name.text !== "") {
    for (const problem of nameProblems(name.text)) {
      violations.push(invalid("metadata.name", name.text, problem, name.offset));
    }
  } else if (generateName.text === "") {
    violations.push(required("metadata.name", "name or generateName is required", name.offset));
  }
  if (scope === "namespaced" && namespace.text !== "") {
    for (const problem of namespaceNameProblems(namespace.text)) {
      violations.push(invalid("metadata.namespace", namespace.text, problem, namespace.offset));
    }
  }
  violations.push(...validateLabels(metadata.labels, "metadata.labels"));
  violations.push(...validateAnnotations(metadata.annotations, name.offset));
  violations.push(...validateOwners(metadata.owners));
  violations.push(...validateFinalizers(metadata.finalizers));
  return violations;
}

/** Source: apimachinery `v1validation.ValidateLabels`; the path of a bad value is the map's, without the key. */
export function validateLabels(labels: readonly TextEntry[], path: string): readonly Violation[] {
  const violations: Violation[] = [];
  for (const { key, value, keyOffset, valueOffset } of labels) {
    for (const problem of labelKeyProblems(key)) violations.push(invalid(path, key, problem, keyOffset));
    for (const problem of labelValueProblems(value)) violations.push(invalid(path, value, problem, valueOffset));
  }
  return violations;
}

function validateAnnotations(annotations: readonly TextEntry[], offset: number): readonly Violation[] {
  const violations: Violation[] = [];
  let size = 0;
  for (const { key, value, keyOffset } of annotations) {
    size += bytes(key) + bytes(value);
    for (const problem of labelKeyProblems(key.toLowerCase())) {
      violations.push(invalid("metadata.annotations", key, problem, keyOffset));
    }
  }
  if (size > MAX_ANNOTATION_BYTES) {
    violations.push(tooLong("metadata.annotations", MAX_ANNOTATION_BYTES, annotations[0]?.keyOffset ?? offset));
  }
  return violations;
}

function validateOwners(owners: readonly OwnerReference[]): readonly Violation[] {
  const violations: Violation[] = [];
  let controller: OwnerReference | null = null;
  for (const owner of owners) {
    for (const key of ["apiVersion", "kind", "name", "uid"] as const) {
      if (owner[key] === "") violations.push(required(join(owner.path, key), "must not be empty", owner.offset));
    }
    if (!owner.controller) continue;
    if (controller !== null) {
      const detail =
        'Only one reference can have Controller set to true. Found "true" in references for ' +
        `${controller.kind}/${controller.name} and ${owner.kind}/${owner.name}`;
      violations.push(invalid("metadata.ownerReferences", `${owner.kind}/${owner.name}`, detail, owner.offset));
    } else {
      controller = owner;
    }
  }
  return violations;
}

function validateFinalizers(finalizers: Metadata["finalizers"]): readonly Violation[] {
  const violations = finalizers.flatMap((finalizer) =>
    labelKeyProblems(finalizer.text).map((problem) =>
      invalid(finalizer.path, finalizer.text, problem, finalizer.offset),
    ),
  );
  const both = ["orphan", "foregroundDeletion"] as const;
  const second = finalizers.findLast((finalizer) => both.some((word) => word === finalizer.text));
  if (second !== undefined && both.every((word) => finalizers.some((finalizer) => finalizer.text === word))) {
    const detail = `finalizer ${both[0]} and ${both[1]} cannot be both set`;
    const names = finalizers.map((finalizer) => finalizer.text);
    violations.push(invalid("metadata.finalizers", names, detail, second.offset));
  }
  return violations;
}
