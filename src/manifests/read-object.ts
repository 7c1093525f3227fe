import { NAMESPACE_NAME_LABEL } from "../engine/index.ts";
import type { Origin } from "../engine/index.ts";
import { parseAddress } from "./cidr.ts";
import type { ObjectFacts } from "./facts.ts";
import { isMisspeltNetworkPolicy, isNetworkPolicy } from "./kinds.ts";
import { decodeMetadata, validateMetadata } from "./metadata.ts";
import { field, list, struct, text } from "./narrow.ts";
import type { Remark } from "./narrow.ts";
import {
  aboutObject,
  decodingDiagnostics,
  isDirectivePatch,
  labelOf,
  objectReport,
  rejectedFacts,
  unknownFieldDiagnostics,
  violationDiagnostics,
} from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import type { Locate } from "./policy.ts";
import { readPolicy } from "./read-policy.ts";
import type { ObjectReading } from "./read-policy.ts";
import { isUnknownObject, readUnknownObject } from "./read-unknown-kind.ts";
import { hasPodTemplate, readPod, readWorkload } from "./read-workload.ts";

/** Reads an object of a kind that matters; `null` for any other. */
export function readObject(object: ManifestObject, locate: Locate): ObjectReading | null {
  if (isNetworkPolicy(object.kind, object.apiVersion)) return unlessPatch(object, locate, readPolicy);
  if (isMisspeltNetworkPolicy(object.kind, object.apiVersion)) return readMisspelt(object, locate);
  if (isUnknownObject(object)) return unlessPatch(object, locate, readUnknownObject);
  switch (object.kind) {
    case "Namespace":
      return isCore(object) ? unlessPatch(object, locate, readNamespace) : null;
    case "Node":
      return isCore(object) ? unlessPatch(object, locate, readNode) : null;
    case "Pod":
      return isCore(object) ? unlessPatch(object, locate, readPod) : null;
    default:
      return hasPodTemplate(object) ? unlessPatch(object, locate, readWorkload) : null;
  }
}

/** A missing version is forgiven: kinds of other groups that are called `Pod` or `Node` do not lack it. */
function isCore(object: ManifestObject): boolean {
  return object.apiVersion === "v1" || object.apiVersion === "";
}

function unlessPatch(
  object: ManifestObject,
  locate: Locate,
  read: (object: ManifestObject, locate: Locate) => ObjectReading,
): ObjectReading {
  if (!isDirectivePatch(object.value)) return read(object, locate);
  const report = objectReport(object, decodeMetadata(object.value, []), locate);
  const message = `${labelOf(report.identity)} holds \`$patch\`: a patch is not evaluated`;
  const facts: ObjectFacts = { type: "rejected", identity: report.identity, why: "fragment" };
  return { facts, diagnostics: [report.diagnostic("notice", "fragment", message, object.value.offset)] };
}

/** Neither kubectl nor the API server takes it; without the version it could as well be Calico's. */
function readMisspelt(object: ManifestObject, locate: Locate): ObjectReading {
  const { kind, apiVersion, value } = object;
  const meant = { kind: "NetworkPolicy", apiVersion: "networking.k8s.io/v1", value };
  const report = objectReport(meant, decodeMetadata(value, []), locate);
  const advice = [
    ...(kind === "NetworkPolicy" ? [] : ["`kind: NetworkPolicy`"]),
    ...(apiVersion === "networking.k8s.io/v1" ? [] : ["`apiVersion: networking.k8s.io/v1`"]),
  ].join(" and ");
  const message = `${labelOf(report.identity)} is not evaluated: ${whyMisspelt(object)}; write ${advice}`;
  const wrong = apiVersion === "" ? null : field(value, kind === "NetworkPolicy" ? "apiVersion" : "kind");
  const diagnostic = report.diagnostic("error", "invalid-object", message, (wrong ?? value).offset);
  const diagnostics = [aboutObject(report, diagnostic, whyMisspelt(object))];
  return { facts: rejectedFacts(report, diagnostics), diagnostics };
}

function whyMisspelt({ kind, apiVersion }: ManifestObject): string {
  if (apiVersion === "") return "it has no apiVersion";
  if (apiVersion.startsWith("extensions/")) return `Kubernetes dropped \`${apiVersion}\` in 1.16`;
  return `there is no kind \`${kind}\` in \`${apiVersion}\``;
}

/** Source: core/v1 `Namespace`; the API server sets the label with the name whatever the manifest says. */
function readNamespace(object: ManifestObject, locate: Locate): ObjectReading {
  const remarks: Remark[] = [];
  const metadata = decodeMetadata(object.value, remarks);
  const report = objectReport(object, { ...metadata, namespace: { text: "", offset: 0 } }, locate);
  const diagnostics = problemsOf(report, remarks, metadata);
  if (diagnostics.length > 0) return { facts: rejectedFacts(report, diagnostics), diagnostics };
  const labels = new Map<string, string | null>(metadata.labels.map(({ key, value }) => [key, value]));
  const labelOrigins = new Map<string, Origin>(metadata.labels.map(({ key, keyOffset }) => [key, locate(keyOffset)]));
  labels.set(NAMESPACE_NAME_LABEL, report.identity.name);
  labelOrigins.delete(NAMESPACE_NAME_LABEL);
  return {
    facts: { type: "namespace", identity: report.identity, labels, labelOrigins },
    diagnostics: unknownFieldDiagnostics(report, remarks),
  };
}

/** Source: core/v1 `NodeStatus.addresses`; host names are no addresses. */
function readNode(object: ManifestObject, locate: Locate): ObjectReading {
  const remarks: Remark[] = [];
  const metadata = decodeMetadata(object.value, remarks);
  const report = objectReport(object, { ...metadata, namespace: { text: "", offset: 0 } }, locate);
  const addresses = list(field(field(object.value, "status"), "addresses"), remarks).flatMap((item) => {
    const entry = struct(item, null, remarks);
    const type = text(field(entry, "type"), remarks);
    if (type !== "InternalIP" && type !== "ExternalIP") return [];
    return parseAddress(text(field(entry, "address"), remarks)) ?? [];
  });
  const diagnostics = decodingDiagnostics(report, remarks);
  if (diagnostics.length > 0) return { facts: rejectedFacts(report, diagnostics), diagnostics };
  return { facts: { type: "node", identity: report.identity, addresses }, diagnostics: [] };
}

function problemsOf(
  report: ReturnType<typeof objectReport>,
  remarks: readonly Remark[],
  metadata: ReturnType<typeof decodeMetadata>,
): ReturnType<typeof decodingDiagnostics> {
  const undecodable = decodingDiagnostics(report, remarks);
  if (undecodable.length > 0) return undecodable;
  return violationDiagnostics(report, validateMetadata(metadata, "cluster"));
}
