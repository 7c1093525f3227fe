import type { Address } from "../engine/index.ts";
import { parseAddress } from "./cidr.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Controller, PodObjectFacts, WorkloadFacts } from "./facts.ts";
import { groupOf, isKindName, TEMPLATE_PATHS } from "./kinds.ts";
import { decodeMetadata, validateLabels, validateMetadata } from "./metadata.ts";
import type { Metadata } from "./metadata.ts";
import { field, integer, list, quote, struct, text } from "./narrow.ts";
import type { Remark, TextEntry, Value } from "./narrow.ts";
import {
  aboutObject,
  decodingDiagnostics,
  diagnosticAt,
  labelOf,
  objectReport,
  rejectedFacts,
  unknownFieldDiagnostics,
  violationDiagnostics,
} from "./object-report.ts";
import type { ObjectReport } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import { decodeOrdinals, knownOrdinals, ordinalDiagnostics, validateOrdinals } from "./ordinals.ts";
import { hasContainers, readPodSpec, toPodFacts } from "./pod-template.ts";
import type { OddPort } from "./pod-template.ts";
import type { Locate } from "./policy.ts";
import type { ObjectReading } from "./read-policy.ts";
import { repeatedPortNames } from "./port-names.ts";
import { runTimeLabels } from "./run-time-labels.ts";
import type { Violation } from "./violation.ts";

const TEMPLATE_FIELDS: ReadonlySet<string> = new Set(["metadata", "spec"]);
const SELECTOR_KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** Whether an object of any kind holds a pod template with containers where Deployments have it. */
export function hasPodTemplate(object: ManifestObject): boolean {
  return TEMPLATE_PATHS.has(object.kind) || hasContainers(field(templateOf(object), "spec"));
}

/** Reads an object with a pod template. */
export function readWorkload(object: ManifestObject, locate: Locate): ObjectReading {
  const remarks: Remark[] = [];
  const metadata = decodeMetadata(object.value, remarks);
  const report = objectReport(object, metadata, locate);
  if (!isKindName(object.kind)) return withoutKind(report, object);
  const found = templateOf(object);
  if (!hasContainers(field(found, "spec"))) return fragment(report, object.value);

  const template = struct(found, TEMPLATE_FIELDS, remarks);
  const labels = template === null ? [] : decodeMetadata(template, remarks).labels;
  const spec = readPodSpec(struct(field(template, "spec"), null, remarks), remarks, locate);
  const labelsPath = `${(TEMPLATE_PATHS.get(object.kind) ?? ["spec", "template"]).join(".")}.metadata.labels`;
  const ordinals = object.kind === "StatefulSet" ? decodeOrdinals(object, remarks) : null;
  const violations = [
    ...validateLabels(labels, labelsPath),
    // What the operator of another kind takes is not known.
    ...(TEMPLATE_PATHS.has(object.kind) ? repeatedPortNames(field(template, "spec")) : []),
    ...(ordinals === null ? [] : validateOrdinals(ordinals)),
  ];
  const rejection = rejectionOf(report, remarks, metadata, violations);
  if (rejection !== null) return rejection;

  const name = report.identity.naming === "name" ? report.identity.name : null;
  const facts: WorkloadFacts = {
    type: "workload",
    identity: report.identity,
    template: toPodFacts(labels, runTimeLabels(object.kind, name, completionsOf(object)), spec, locate),
    ordinals: ordinals === null ? null : knownOrdinals(ordinals),
    controller: controllerOf(metadata),
    completeness: isPartial(object, template) ? "partial" : "complete",
    wantsPods: replicasOf(object) !== 0,
  };
  return {
    facts,
    diagnostics: [
      ...unknownFieldDiagnostics(report, remarks),
      ...oddPortDiagnostics(report, spec.oddPorts),
      ...selectorDiagnostics(report, object, labels),
      ...(ordinals === null ? [] : ordinalDiagnostics(report, object, ordinals)),
    ],
  };
}

/** Reads a Pod; from a dump also its addresses, its node and its phase. Source: core/v1 `Pod`. */
export function readPod(object: ManifestObject, locate: Locate): ObjectReading {
  const remarks: Remark[] = [];
  const metadata = decodeMetadata(object.value, remarks);
  const report = objectReport(object, metadata, locate);
  const podSpec = field(object.value, "spec");
  // Nobody patches a status: what has one was dumped from a cluster, perhaps without its containers.
  if (!hasContainers(podSpec) && field(object.value, "status") === null) return fragment(report, object.value);

  const spec = readPodSpec(struct(podSpec, null, remarks), remarks, locate);
  const status = struct(field(object.value, "status"), null, remarks);
  const phase = text(field(status, "phase"), remarks);
  const node = text(field(podSpec, "nodeName"), remarks);
  const addresses = podAddresses(status, remarks);
  const rejection = rejectionOf(report, remarks, metadata, repeatedPortNames(podSpec));
  if (rejection !== null) return rejection;
  const facts: PodObjectFacts = {
    type: "pod",
    identity: report.identity,
    pod: toPodFacts(metadata.labels, [], spec, locate),
    addresses,
    statusOrigin: locate(status?.offset ?? object.value.offset),
    node: node === "" ? null : node,
    finished: phase === "Succeeded" || phase === "Failed",
    dumped: isDumped(metadata),
    controller: controllerOf(metadata),
  };
  return {
    facts,
    diagnostics: [
      ...unknownFieldDiagnostics(report, remarks),
      ...oddPortDiagnostics(report, spec.oddPorts),
      ...statusDiagnostics(report, facts),
    ],
  };
}

/**
 * The API server refuses to create what brings a `resourceVersion`; a `uid` or `creationTimestamp` it would write over.
 * Source: apiserver `rest.BeforeCreate`, and the storage's "resourceVersion should not be set on objects to be created".
 */
function isDumped({ resourceVersion }: Metadata): boolean {
  return resourceVersion.text !== "" && resourceVersion.text !== "0";
}

/**
 * Who applies a Pod with a status gets one without: a finished pod of a manifest runs. Only of a dump it can be believed.
 * Source: core/v1 `PodStatus`, "most recently observed".
 */
function statusDiagnostics(
  { identity }: ObjectReport,
  { finished, dumped, statusOrigin }: PodObjectFacts,
): readonly Diagnostic[] {
  if (dumped || !finished) return [];
  const message =
    `${labelOf(identity)}: its \`status\` is believed, and says that it has finished, so it takes part in no flow; the API ` +
    "server ignores the status of an applied object: remove it here, or keep `metadata.resourceVersion` if this is the " +
    "dump of a cluster";
  return [diagnosticAt("warning", "status-hides-pod", message, statusOrigin)];
}

function templateOf(object: ManifestObject): Value | null {
  const path = TEMPLATE_PATHS.get(object.kind) ?? ["spec", "template"];
  return path.reduce<Value | null>((value, key) => field(value, key), object.value);
}

/** What stands under `kind` is the name of none: a template, as a rule. */
function withoutKind(report: ObjectReport, object: ManifestObject): ObjectReading {
  const remarks: Remark[] = [];
  const kind = field(object.value, "kind");
  text(kind, remarks);
  const templated = decodingDiagnostics(report, remarks);
  const what = `there is no kind ${quote(object.kind)}; a kind has only letters, digits and \`-\``;
  const message = `${labelOf(report.identity)} is not evaluated: ${what}`;
  const diagnostic = report.diagnostic("error", "invalid-object", message, kind?.node.offset ?? object.value.offset);
  const unknown = aboutObject(report, diagnostic, what);
  const diagnostics = templated.length > 0 ? templated : [unknown];
  return { facts: rejectedFacts(report, diagnostics), diagnostics };
}

/** Kustomize patches, Helm values and examples that only look like the object. */
function fragment(report: ObjectReport, value: Value): ObjectReading {
  const message = `${labelOf(report.identity)} lists no containers: taken for a patch and not evaluated`;
  return {
    facts: { type: "rejected", identity: report.identity, why: "fragment" },
    diagnostics: [report.diagnostic("notice", "fragment", message, value.offset)],
  };
}

function rejectionOf(
  report: ObjectReport,
  remarks: readonly Remark[],
  metadata: Metadata,
  violations: readonly Violation[],
): ObjectReading | null {
  const undecodable = decodingDiagnostics(report, remarks);
  const diagnostics =
    undecodable.length > 0
      ? undecodable
      : violationDiagnostics(report, [...validateMetadata(metadata, "namespaced"), ...violations]);
  return diagnostics.length === 0 ? null : { facts: rejectedFacts(report, diagnostics), diagnostics };
}

/** The API server wants a selector and an image in every container; a strategic merge patch rarely has either. */
function isPartial(object: ManifestObject, template: Value | null): boolean {
  const spec = field(object.value, "spec");
  const noSelector = SELECTOR_KINDS.has(object.kind) && field(spec, "selector") === null;
  const containers = list(field(field(template, "spec"), "containers"), []);
  return noSelector || containers.some((container) => field(container, "image") === null);
}

function completionsOf(object: ManifestObject): "indexed" | "plain" {
  const job = object.kind === "CronJob" ? field(field(object.value, "spec"), "jobTemplate") : object.value;
  const mode = field(field(job, "spec"), "completionMode");
  return mode?.node.type === "scalar" && mode.node.value === "Indexed" ? "indexed" : "plain";
}

/** `null`: not told, or told by a template. */
function replicasOf(object: ManifestObject): number | null {
  return integer(field(field(object.value, "spec"), "replicas"), []);
}

function controllerOf(metadata: Metadata): Controller | null {
  const owner = metadata.owners.find((candidate) => candidate.controller);
  // The kubelet owns static pods by their Node; they are pods of nobody. So are those of a kind that cannot be.
  if (owner === undefined || owner.kind === "Node" || !isKindName(owner.kind) || owner.name === "") return null;
  return { kind: owner.kind, group: groupOf(owner.apiVersion), name: owner.name };
}

function podAddresses(status: Value | null, remarks: Remark[]): readonly Address[] {
  const listed = list(field(status, "podIPs"), remarks).map((item) =>
    text(field(struct(item, null, remarks), "ip"), remarks),
  );
  const texts = listed.length > 0 ? listed : [text(field(status, "podIP"), remarks)];
  return texts.flatMap((address) => parseAddress(address) ?? []);
}

function oddPortDiagnostics(report: ObjectReport, ports: readonly OddPort[]): readonly Diagnostic[] {
  return ports.map(({ message, offset }) =>
    report.diagnostic("warning", "invalid-container-port", `${labelOf(report.identity)}: ${message}`, offset),
  );
}

/** Source: apps validation: "`selector` does not match template `labels`". */
function selectorDiagnostics(
  report: ObjectReport,
  object: ManifestObject,
  labels: readonly TextEntry[],
): readonly Diagnostic[] {
  if (!SELECTOR_KINDS.has(object.kind)) return [];
  const wanted = field(field(field(object.value, "spec"), "selector"), "matchLabels");
  if (wanted?.node.type !== "mapping") return [];
  const values = new Map(labels.map(({ key, value }) => [key, value]));
  const missing = wanted.node.entries.find(
    ({ key, value }) => value.type === "scalar" && typeof value.value === "string" && values.get(key) !== value.value,
  );
  if (missing === undefined) return [];
  const message =
    `${labelOf(report.identity)}: \`spec.selector\` wants the label \`${missing.key}\` with a value ` +
    "that the pod template does not have, so the API server will refuse it; change both together";
  return [report.diagnostic("warning", "selector-mismatch", message, missing.keyOffset)];
}
