/** NetworkPolicy specs as plain data (decoded YAML) to engine values: defaults applied, nothing validated. */
import type {
  AddressRange,
  Peer,
  Policy,
  PolicyPort,
  Protocol,
  Requirement,
  Rule,
  Selector,
} from "../../src/engine/model.ts";
import { range } from "./addresses.ts";
import { line } from "./cluster.ts";

interface SelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string | null>> | null;
  readonly matchExpressions?: readonly ExpressionSpec[] | null;
}

interface ExpressionSpec {
  readonly key: string;
  readonly operator: Requirement["operator"];
  readonly values?: readonly string[] | null;
}

interface PeerSpec {
  readonly podSelector?: SelectorSpec | null;
  readonly namespaceSelector?: SelectorSpec | null;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | null } | null;
}

interface PortSpec {
  readonly protocol?: Protocol | null;
  readonly port?: number | string | null;
  readonly endPort?: number | null;
}

interface RuleSpec {
  readonly from?: readonly PeerSpec[] | null;
  readonly to?: readonly PeerSpec[] | null;
  readonly ports?: readonly (PortSpec | null)[] | null;
}

export interface PolicySpec {
  readonly podSelector?: SelectorSpec | null;
  readonly policyTypes?: readonly ("Ingress" | "Egress")[] | null;
  readonly ingress?: readonly (RuleSpec | null)[] | null;
  readonly egress?: readonly (RuleSpec | null)[] | null;
}

/** `id` is `namespace/name`. */
export function policyFromSpec(id: string, given: PolicySpec | null): Policy {
  const [namespace = "", name = ""] = id.split("/");
  const spec = given ?? {};
  const types = typesOf(spec);
  return {
    namespace,
    name,
    subject: selectorFromSpec(spec.podSelector),
    subjectOrigin: line(1),
    typesOrigin: line(1),
    ingress: types.includes("Ingress") ? (spec.ingress ?? []).map((rule) => ruleFromSpec(rule)) : null,
    egress: types.includes("Egress") ? (spec.egress ?? []).map((rule) => ruleFromSpec(rule)) : null,
    origin: line(1),
  };
}

function typesOf({ policyTypes, egress }: PolicySpec): readonly ("Ingress" | "Egress")[] {
  if (policyTypes !== null && policyTypes !== undefined && policyTypes.length > 0) return policyTypes;
  return (egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function ruleFromSpec(given: RuleSpec | null): Rule {
  const peers = given?.from ?? given?.to ?? [];
  const ports = given?.ports ?? [];
  return {
    peers: peers.length === 0 ? null : peers.map(peerFromSpec),
    ports: ports.length === 0 ? null : ports.map((port) => portFromSpec(port ?? {})),
    origin: line(1),
  };
}

function peerFromSpec({ podSelector, namespaceSelector, ipBlock }: PeerSpec): Peer {
  if (ipBlock !== null && ipBlock !== undefined) {
    const except = (ipBlock.except ?? []).map(blockRange);
    return { type: "ipBlock", cidr: blockRange(ipBlock.cidr), except, origin: line(1) };
  }
  const namespaces =
    namespaceSelector === null || namespaceSelector === undefined ? null : selectorFromSpec(namespaceSelector);
  return { type: "pods", namespaces, pods: selectorFromSpec(podSelector), origin: line(1) };
}

/** Kubernetes reads leading zeros as decimal, and IPv4 that is written as IPv6 as IPv4. */
function blockRange(text: string): AddressRange {
  const [, mapped, length] = /^::ffff:(\d+\.\d+\.\d+\.\d+)\/(\d+)$/i.exec(text) ?? [];
  if (mapped !== undefined && Number(length) >= 96) return blockRange(`${mapped}/${String(Number(length) - 96)}`);
  return range(text.includes(":") ? text : text.replace(/(?<![0-9])0+(?=[0-9])/g, ""));
}

function portFromSpec({ protocol, port, endPort }: PortSpec): PolicyPort {
  const common = { protocol: protocol ?? "TCP", origin: line(1) } as const;
  if (typeof port === "string") return { type: "name", name: port, ...common };
  return { type: "range", first: port ?? 1, last: endPort ?? port ?? 65535, ...common };
}

function selectorFromSpec(spec: SelectorSpec | null | undefined): Selector {
  const labels = Object.entries(spec?.matchLabels ?? {});
  const equal = labels.map(([key, value]): Requirement => ({ key, operator: "In", values: [value ?? ""] }));
  const expressions = (spec?.matchExpressions ?? []).map(({ key, operator, values }): Requirement => ({
    key,
    operator,
    values: [...(values ?? [])].sort(),
  }));
  return { requirements: [...equal, ...expressions] };
}
