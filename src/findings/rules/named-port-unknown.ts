import type { NamedPort, Peer, PortName, Workload } from "../../engine/index.ts";
import type { Discovery } from "../discovery.ts";
import { ruleName, whoseSubject, type PlacedRule } from "../identity.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";
import type { SideView } from "../views.ts";

/** Quiet where pods that live elsewhere may have the port. */
export const namedPortUnknown: SideRule<"named-port-unknown"> = {
  id: "named-port-unknown",
  scope: "side",
  level: "warning",
  summary: "A rule names a port that no container of the pods it is about declares.",
  find: (side) =>
    side.rules.flatMap((placed) => {
      const names = (placed.rule.ports ?? []).filter((port) => port.type === "name");
      if (names.length === 0) return [];
      const meant = destinations(side, placed);
      if (meant.length === 0) return [];
      const unknown = names.filter((port) => !meant.some((workload) => declares(portsOf(workload), port)));
      return unknown.length === 0 ? [] : unknown.map(tell(side, placed, meant.flatMap(portsOf)));
    }),
};

/** Those on whose ports the rule lets connect; empty where others than known workloads may be meant. */
function destinations({ selection }: SideView, { policy, direction, rule }: PlacedRule): readonly Workload[] {
  if (direction === "ingress") return selection.inNamespace(policy.namespace, policy.subject);
  const meant = (rule.peers ?? []).map((peer: Peer) =>
    peer.type === "pods" ? selection.peers(policy.namespace, peer) : [],
  );
  return meant.some((workloads) => workloads.length === 0) ? [] : meant.flat();
}

/** Pods of one template share their ports. */
function portsOf({ template, pods }: Workload): readonly NamedPort[] {
  const lists = new Set([template.namedPorts]);
  for (const { namedPorts } of pods) lists.add(namedPorts);
  return [...lists].flat();
}

function declares(declared: readonly NamedPort[], { protocol, name }: PortName): boolean {
  return declared.some((port) => port.name === name && port.protocol === protocol);
}

function tell(
  { side, wording }: SideView,
  placed: PlacedRule,
  declared: readonly NamedPort[],
): (port: PortName) => Discovery {
  return ({ protocol, name, origin }) => {
    const other = declared.find((port) => port.name === name);
    const advice =
      other === undefined
        ? "compare it with the names of their container ports, or give the number"
        : `they declare it under ${other.protocol}: write \`protocol: ${other.protocol}\``;
    return {
      subjects: [JSON.stringify([...whoseSubject(placed, wording), protocol, name])],
      endpoints: [],
      message: `${ruleName(placed)} names the port \`${name}\` (${protocol}), which none of its pods declares: ${advice}`,
      flows: [],
      causes: [],
      place: placeAt(side, origin),
      fix: null,
    };
  };
}
