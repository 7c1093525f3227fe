import type { Origin } from "../engine/index.ts";
import type { Diagnostic, DiagnosticSubject } from "./diagnostic.ts";
import type { Identity, RejectedFacts } from "./facts.ts";
import { groupOf } from "./kinds.ts";
import type { Metadata } from "./metadata.ts";
import type { Remark, Value } from "./narrow.ts";
import type { ManifestObject } from "./objects.ts";
import type { Locate } from "./policy.ts";
import { lastKeyOf, proposalFor } from "./unknown-field.ts";
import type { Violation } from "./violation.ts";

/** Makes the diagnostics of one object. */
export interface ObjectReport {
  readonly identity: Identity;
  readonly diagnostic: (severity: Diagnostic["severity"], code: string, message: string, offset: number) => Diagnostic;
}

/** A diagnostic with what it is about; `what` may hold positions in lists, which do not count. */
export function aboutObject(
  { identity }: ObjectReport,
  diagnostic: Diagnostic,
  what: string,
  rename: DiagnosticSubject["rename"] = null,
): Diagnostic {
  const { kind, namespace } = identity;
  return { ...diagnostic, about: { kind, namespace, what: plain(what).replace(/\[\d+\]/g, "[]"), rename } };
}

export function objectReport(object: ManifestObject, metadata: Metadata, locate: Locate): ObjectReport {
  const { name, generateName, namespace } = metadata;
  const identity: Identity = {
    kind: object.kind,
    group: groupOf(object.apiVersion),
    namespace: namespace.text === "" ? null : namespace.text,
    name: name.text === "" ? generateName.text : name.text,
    naming: name.text === "" ? "generateName" : "name",
    origin: locate(object.value.offset),
  };
  return {
    identity,
    diagnostic: (severity, code, message, offset) => diagnosticAt(severity, code, message, locate(offset)),
  };
}

/** How messages name an object: `Kind namespace/name`, or `Kind name` when it names no namespace. */
export function labelOf({ kind, namespace, name }: Pick<Identity, "kind" | "namespace" | "name">): string {
  const shown = name === "" ? "without a name" : namespace === null ? name : `${namespace}/${name}`;
  return `${plain(kind)} ${plain(shown)}`;
}

export function diagnosticAt(
  severity: Diagnostic["severity"],
  code: string,
  message: string,
  { path, line, column }: Origin,
): Diagnostic {
  return { severity, code, message, path, line, column };
}

/** Fields that Kubernetes drops; for a NetworkPolicy that may widen or narrow it. */
export function unknownFieldDiagnostics(report: ObjectReport, remarks: readonly Remark[]): readonly Diagnostic[] {
  return remarks
    .filter((remark) => remark.type === "unknown-field")
    .map(({ text, offset }) => {
      const { hint, key } = proposalFor(report.identity.kind, text);
      const message = `${labelOf(report.identity)}: unknown field "${plain(text)}" is ignored${hint}`;
      const rename = key === null ? null : { from: lastKeyOf(text), to: key };
      return aboutObject(report, report.diagnostic("warning", "unknown-field", message, offset), text, rename);
    });
}

/**
 * Why an object cannot be evaluated at all: it holds a template, or a value of the wrong type. Empty: it can.
 * A template is one diagnostic, for the first place: what the rest becomes, only the rendering tool knows.
 */
export function decodingDiagnostics(report: ObjectReport, remarks: readonly Remark[]): readonly Diagnostic[] {
  const template = remarks.find((remark) => remark.type === "templated");
  if (template !== undefined) {
    const label = labelOf(report.identity);
    const message = `${label} is not evaluated: ${template.text}; render the manifests before they are read`;
    return [report.diagnostic("error", "templated", message, template.offset)];
  }
  return remarks
    .filter((remark) => remark.type === "wrong-type")
    .map(({ text, offset }) => {
      const message = `${labelOf(report.identity)} is not evaluated because it cannot be decoded: ${text}`;
      return aboutObject(report, report.diagnostic("error", "invalid-object", message, offset), text);
    });
}

/** What the API server would answer. */
export function violationDiagnostics(report: ObjectReport, violations: readonly Violation[]): readonly Diagnostic[] {
  return violations.map((violation) => {
    const message = `${labelOf(report.identity)} is invalid and not evaluated: ${violation.message}`;
    const diagnostic = report.diagnostic("error", "invalid-object", message, violation.offset);
    return aboutObject(report, diagnostic, violation.message);
  });
}

/** An object that is not evaluated, for what `diagnostics` say about it. */
export function rejectedFacts({ identity }: ObjectReport, diagnostics: readonly Diagnostic[]): RejectedFacts {
  const isTemplated = diagnostics.some((diagnostic) => diagnostic.code === "templated");
  return { type: "rejected", identity, why: isTemplated ? "templated" : "invalid" };
}

/** A patch of kustomize says how to change an object that stands elsewhere. */
export function isDirectivePatch(value: Value): boolean {
  return value.node.type === "mapping" && value.node.entries.some((entry) => entry.key === "$patch");
}

/** Names are quoted as they are; only line breaks could break a message. */
function plain(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text.replace(/\s+/g, " ");
}
