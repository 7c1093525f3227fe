import type { NamedPort, Origin, PodFacts, Protocol } from "../engine/index.ts";
import { PROTOCOLS } from "../engine/index.ts";
import { isPortNumber } from "./network-policy-validation.ts";
import { field, flag, list, pathOf, quote, struct, text } from "./narrow.ts";
import type { Remark, TextEntry, Value } from "./narrow.ts";
import type { Locate } from "./policy.ts";
import type { RunTimeLabels } from "./run-time-labels.ts";

/** Something to say about a container port that is left out; `offset` is in the text of the file. */
export interface OddPort {
  readonly message: string;
  readonly offset: number;
}

export interface PodSpecReading {
  readonly namedPorts: readonly NamedPort[];
  readonly hostNetwork: boolean;
  /** Where it is written; `null` when it is not. */
  readonly hostNetworkOrigin: Origin | null;
  readonly oddPorts: readonly OddPort[];
}

const PORT_FIELDS: ReadonlySet<string> = new Set(["name", "hostPort", "containerPort", "protocol", "hostIP"]);

/** Whether `spec` of a pod or pod template lists at least one container. */
export function hasContainers(spec: Value | null): boolean {
  const containers = field(spec, "containers");
  return containers?.node.type === "sequence" && containers.node.items.length > 0;
}

/**
 * The facts of a pod spec that policies look at. Sidecars (init containers with `restartPolicy: Always`) serve ports
 * like containers do; plain init containers end before the pod serves anything.
 * Source: core/v1 `PodSpec`; "Sidecar Containers".
 */
export function readPodSpec(spec: Value | null, remarks: Remark[], locate: Locate): PodSpecReading {
  const oddPorts: OddPort[] = [];
  const sidecars = list(field(spec, "initContainers"), remarks).filter(
    (container) => text(field(struct(container, null, remarks), "restartPolicy"), remarks) === "Always",
  );
  const containers = [...list(field(spec, "containers"), remarks), ...sidecars];
  const namedPorts = containers.flatMap((container) =>
    list(field(struct(container, null, remarks), "ports"), remarks).flatMap(
      (port) => readPort(port, remarks, oddPorts, locate) ?? [],
    ),
  );
  const hostNetwork = field(spec, "hostNetwork");
  return {
    namedPorts,
    hostNetwork: flag(hostNetwork, remarks),
    hostNetworkOrigin: hostNetwork === null ? null : locate(hostNetwork.offset),
    oddPorts,
  };
}

/** `null` for a port without a name, which no policy can refer to, and for an odd one. */
function readPort(item: Value, remarks: Remark[], oddPorts: OddPort[], locate: Locate): NamedPort | null {
  const port = struct(item, PORT_FIELDS, remarks);
  const name = text(field(port, "name"), remarks);
  if (name === "") return null;
  const number = field(port, "containerPort");
  const value = number?.node.type === "scalar" ? number.node.value : null;
  if (typeof value !== "number" || !isPortNumber(value)) {
    oddPorts.push({
      message: `port ${quote(name)} is left out: \`${pathOf(item)}.containerPort\` must be a number from 1 to 65535`,
      offset: number?.node.offset ?? item.offset,
    });
    return null;
  }
  const protocolValue = field(port, "protocol");
  const protocol = protocolValue === null ? "TCP" : protocolNamed(text(protocolValue, remarks));
  if (protocol === null) {
    oddPorts.push({
      message: `port ${quote(name)} is left out: \`${pathOf(item)}.protocol\` must be one of ${PROTOCOLS.join(", ")}`,
      offset: protocolValue?.node.offset ?? item.offset,
    });
    return null;
  }
  return { name, protocol, number: value, origin: locate(item.offset) };
}

function protocolNamed(word: string): Protocol | null {
  return PROTOCOLS.find((protocol) => protocol === word) ?? null;
}

/** Puts together what a template says and what a controller adds; the controller's values win. */
export function toPodFacts(
  labels: readonly TextEntry[],
  added: RunTimeLabels,
  spec: PodSpecReading,
  locate: Locate,
): PodFacts {
  const values = new Map<string, string | null>();
  const labelOrigins = new Map<string, Origin>();
  for (const { key, value, keyOffset } of labels) {
    values.set(key, value);
    labelOrigins.set(key, locate(keyOffset));
  }
  for (const [key, value] of added) {
    values.set(key, value);
    labelOrigins.delete(key);
  }
  const { namedPorts, hostNetwork, hostNetworkOrigin } = spec;
  return { labels: values, labelOrigins, namedPorts, hostNetwork, hostNetworkOrigin };
}
