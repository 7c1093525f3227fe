import type { Diagnostic } from "./diagnostic.ts";
import type { ObjectFacts } from "./facts.ts";
import { decodeNetworkPolicy } from "./network-policy.ts";
import type { PolicyObject } from "./network-policy.ts";
import { strictViolations, validateNetworkPolicy } from "./network-policy-validation.ts";
import { rootValue } from "./narrow.ts";
import type { Remark } from "./narrow.ts";
import {
  aboutObject,
  decodingDiagnostics,
  labelOf,
  objectReport,
  rejectedFacts,
  unknownFieldDiagnostics,
  violationDiagnostics,
} from "./object-report.ts";
import type { ObjectReport } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import { effectiveTypes, toPolicy } from "./policy.ts";
import type { Locate } from "./policy.ts";
import type { YamlNode } from "./yaml/index.ts";

/** What one object gives: its facts and what must be said about it. */
export interface ObjectReading {
  readonly facts: ObjectFacts;
  readonly diagnostics: readonly Diagnostic[];
}

/** More peers and ports than any object that fits into etcd (1.5 MiB) can hold. */
const MAX_PEERS_AND_PORTS = 100_000;

/** Reads one `networking.k8s.io/v1` NetworkPolicy. */
export function readPolicy(object: ManifestObject, locate: Locate): ObjectReading {
  const remarks: Remark[] = [];
  const policy = decodeNetworkPolicy(object.value, remarks);
  const report = objectReport(object, policy.metadata, locate);
  const refuse = (diagnostics: readonly Diagnostic[]): ObjectReading => ({
    facts: rejectedFacts(report, diagnostics),
    diagnostics,
  });

  const undecodable = decodingDiagnostics(report, remarks);
  if (undecodable.some((diagnostic) => diagnostic.code === "templated")) return refuse(undecodable);
  const unknown = unknownFieldDiagnostics(report, remarks);
  if (undecodable.length > 0) return refuse([...undecodable, ...unknown]);
  if (countPeersAndPorts(policy) > MAX_PEERS_AND_PORTS) {
    const bound = String(MAX_PEERS_AND_PORTS);
    const message = `${labelOf(report.identity)} is not evaluated: it has more than ${bound} peers and ports; split it`;
    return refuse([report.diagnostic("error", "object-limit", message, object.value.offset)]);
  }
  const violations = violationDiagnostics(report, validateNetworkPolicy(policy));
  if (violations.length > 0) return refuse([...violations, ...unknown]);
  return {
    facts: { type: "policy", identity: report.identity, policy: toPolicy(policy, report.identity.origin, locate) },
    diagnostics: [...unknown, ...strictDiagnostics(report, policy), ...directionDiagnostics(report, policy)],
  };
}

/**
 * The API server's messages for the root of a NetworkPolicy document. `decoding`: it is no such object at all, and
 * nothing else is checked. `errors`: it is refused. `strict`: Kubernetes 1.36 and later refuse it as new.
 * `unknownFields`: paths of what is dropped.
 */
export function networkPolicyMessages(root: YamlNode): {
  readonly decoding: readonly string[];
  readonly errors: readonly string[];
  readonly strict: readonly string[];
  readonly unknownFields: readonly string[];
} {
  const remarks: Remark[] = [];
  const policy = decodeNetworkPolicy(rootValue(root), remarks);
  const texts = (type: Remark["type"]): readonly string[] =>
    remarks.filter((remark) => remark.type === type).map((remark) => remark.text);
  const decoding = texts("wrong-type");
  const decodes = decoding.length === 0;
  return {
    decoding,
    errors: decodes ? validateNetworkPolicy(policy).map((violation) => violation.message) : [],
    strict: decodes ? strictViolations(policy).map((violation) => violation.message) : [],
    unknownFields: texts("unknown-field"),
  };
}

function countPeersAndPorts(policy: PolicyObject): number {
  return [...policy.ingress, ...policy.egress].reduce((sum, rule) => sum + rule.peers.length + rule.ports.length, 0);
}

function strictDiagnostics(report: ObjectReport, policy: PolicyObject): readonly Diagnostic[] {
  return strictViolations(policy).map(({ message, offset, cidr, written }) =>
    report.diagnostic(
      "warning",
      "ambiguous-cidr",
      `${labelOf(report.identity)}: \`${written}\` is read as \`${cidr.canonical}\`; write that, ` +
        `for Kubernetes 1.36 and later refuse the present form in new objects (${message})`,
      offset,
    ),
  );
}

/** Valid, but hardly what the author meant. Source: NetworkPolicy, "policyTypes"; networking/v1 `NetworkPolicySpec`. */
function directionDiagnostics(report: ObjectReport, policy: PolicyObject): readonly Diagnostic[] {
  const types = effectiveTypes(policy);
  const diagnostics: Diagnostic[] = [];
  const directions = [
    { key: "ingress", type: "Ingress", rules: policy.ingress, offset: policy.ingressOffset },
    { key: "egress", type: "Egress", rules: policy.egress, offset: policy.egressOffset },
  ] as const;
  for (const { key, type, rules, offset } of directions) {
    if (rules.length === 0 || types.includes(type)) continue;
    const message =
      `${labelOf(report.identity)}: the ${key} rules have no effect, because ` +
      `\`policyTypes\` does not name \`${type}\`; add it, or remove the rules`;
    diagnostics.push(aboutObject(report, report.diagnostic("warning", "rule-ignored", message, offset), key));
  }
  if (policy.policyTypes.length === 0 && policy.egress.length > 0 && policy.ingress.length === 0) {
    const message =
      `${labelOf(report.identity)} has egress rules and no \`policyTypes\`, so it also denies all ingress; ` +
      "write `policyTypes: [Egress]` if only egress is meant, or `[Ingress, Egress]` to say so";
    const diagnostic = report.diagnostic("notice", "implied-ingress-deny", message, policy.egressOffset);
    diagnostics.push(aboutObject(report, diagnostic, ""));
  }
  return diagnostics;
}
