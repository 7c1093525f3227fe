import { field, integer, list, pathOf, struct, text } from "./narrow.ts";
import type { Remark, Value } from "./narrow.ts";
import { decodeMetadata } from "./metadata.ts";
import type { Metadata, Placed } from "./metadata.ts";
import { decodeSelector } from "./selector.ts";
import type { SelectorFacts } from "./selector.ts";

/** A NetworkPolicy as written: unknown fields dropped, no default applied, nothing checked but the types. */
export interface PolicyObject {
  readonly metadata: Metadata;
  readonly podSelector: SelectorFacts | null;
  readonly ingress: readonly RuleObject[];
  readonly egress: readonly RuleObject[];
  readonly policyTypes: readonly Placed[];
  /** Where `spec` stands, or the object when it has none. */
  readonly specOffset: number;
  readonly policyTypesOffset: number;
  readonly ingressOffset: number;
  readonly egressOffset: number;
}

export interface RuleObject {
  readonly peers: readonly PeerObject[];
  readonly ports: readonly PortObject[];
  readonly offset: number;
}

export interface PeerObject {
  readonly podSelector: SelectorFacts | null;
  readonly namespaceSelector: SelectorFacts | null;
  readonly ipBlock: IpBlockObject | null;
  readonly path: string;
  readonly offset: number;
}

export interface IpBlockObject {
  readonly cidr: Placed;
  readonly except: readonly Placed[];
  readonly path: string;
}

/** `null` for what is not written. */
export interface PortObject {
  readonly protocol: Placed | null;
  readonly port: { readonly value: number | string; readonly offset: number } | null;
  readonly endPort: { readonly value: number; readonly offset: number } | null;
  readonly path: string;
  readonly offset: number;
}

const OBJECT_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "spec", "status"]);
const SPEC_FIELDS: ReadonlySet<string> = new Set(["podSelector", "ingress", "egress", "policyTypes"]);
const INGRESS_FIELDS: ReadonlySet<string> = new Set(["ports", "from"]);
const EGRESS_FIELDS: ReadonlySet<string> = new Set(["ports", "to"]);
const PEER_FIELDS: ReadonlySet<string> = new Set(["podSelector", "namespaceSelector", "ipBlock"]);
const IP_BLOCK_FIELDS: ReadonlySet<string> = new Set(["cidr", "except"]);
const PORT_FIELDS: ReadonlySet<string> = new Set(["protocol", "port", "endPort"]);

/** Decodes a NetworkPolicy. Source: networking/v1 `NetworkPolicy`. */
export function decodeNetworkPolicy(object: Value, remarks: Remark[]): PolicyObject {
  struct(object, OBJECT_FIELDS, remarks);
  const metadata = decodeMetadata(object, remarks);
  const spec = struct(field(object, "spec"), SPEC_FIELDS, remarks);
  const ingress = field(spec, "ingress");
  const egress = field(spec, "egress");
  const policyTypes = field(spec, "policyTypes");
  const specOffset = spec?.offset ?? object.offset;
  return {
    metadata,
    podSelector: decodeSelector(field(spec, "podSelector"), remarks),
    ingress: list(ingress, remarks).map((item) => decodeRule(item, "from", INGRESS_FIELDS, remarks)),
    egress: list(egress, remarks).map((item) => decodeRule(item, "to", EGRESS_FIELDS, remarks)),
    policyTypes: list(policyTypes, remarks).map((item) => ({ text: text(item, remarks), offset: item.offset })),
    specOffset,
    policyTypesOffset: policyTypes?.offset ?? specOffset,
    ingressOffset: ingress?.offset ?? specOffset,
    egressOffset: egress?.offset ?? specOffset,
  };
}

function decodeRule(item: Value, peers: "from" | "to", fields: ReadonlySet<string>, remarks: Remark[]): RuleObject {
  const rule = struct(item, fields, remarks);
  return {
    peers: list(field(rule, peers), remarks).map((peer) => decodePeer(peer, remarks)),
    ports: list(field(rule, "ports"), remarks).map((port) => decodePort(port, remarks)),
    offset: item.offset,
  };
}

function decodePeer(item: Value, remarks: Remark[]): PeerObject {
  const peer = struct(item, PEER_FIELDS, remarks);
  return {
    podSelector: decodeSelector(field(peer, "podSelector"), remarks),
    namespaceSelector: decodeSelector(field(peer, "namespaceSelector"), remarks),
    ipBlock: decodeIpBlock(field(peer, "ipBlock"), remarks),
    path: pathOf(item),
    offset: item.offset,
  };
}

function decodeIpBlock(value: Value | null, remarks: Remark[]): IpBlockObject | null {
  if (value === null) return null;
  const block = struct(value, IP_BLOCK_FIELDS, remarks);
  const cidr = field(block, "cidr");
  return {
    cidr: { text: text(cidr, remarks), offset: cidr?.node.offset ?? value.offset },
    except: list(field(block, "except"), remarks).map((item) => ({ text: text(item, remarks), offset: item.offset })),
    path: pathOf(value),
  };
}

function decodePort(item: Value, remarks: Remark[]): PortObject {
  const entry = struct(item, PORT_FIELDS, remarks);
  const protocol = field(entry, "protocol");
  const port = field(entry, "port");
  const endPort = field(entry, "endPort");
  const last = integer(endPort, remarks);
  return {
    protocol: protocol === null ? null : { text: text(protocol, remarks), offset: protocol.node.offset },
    port: decodePortValue(port, remarks),
    endPort: last === null ? null : { value: last, offset: endPort?.node.offset ?? item.offset },
    path: pathOf(item),
    offset: item.offset,
  };
}

/** Source: apimachinery `intstr.IntOrString`: a text is a name, even `"80"`. */
function decodePortValue(port: Value | null, remarks: Remark[]): PortObject["port"] {
  if (port === null) return null;
  const isText = port.node.type === "scalar" && typeof port.node.value === "string";
  const value = isText ? text(port, remarks) : integer(port, remarks);
  return value === null ? null : { value, offset: port.node.offset };
}
