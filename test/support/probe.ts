import type { Party, Probe } from "../../src/engine/explanation.ts";
import type { Family } from "../../src/engine/model.ts";
import { address } from "./addresses.ts";

/** `shop/Deployment/web`, `shop/Deployment/web#web-1` (one pod), or an IP address. */
function party(text: string): Party {
  if (!text.includes("/")) return { type: "address", address: address(text) };
  const [id = "", pod = null] = text.split("#");
  return { type: "workload", id, pod };
}

/** A pod that the manifests do not hold, in a namespace of which they may hold the labels. */
export function stranger(namespace: string, labels: Readonly<Record<string, string>>): Party {
  return { type: "pod", namespace, namespaceLabels: null, labels: new Map(Object.entries(labels)) };
}

/** `port` is `TCP 80`; `family` left out: whichever both ends share. */
export function probe(from: string | Party, to: string | Party, port: string, family: Family | null = null): Probe {
  const [protocol = "", number = "0"] = port.split(" ");
  const asParty = (end: string | Party): Party => (typeof end === "string" ? party(end) : end);
  return { from: asParty(from), to: asParty(to), protocol, port: Number(number), family };
}
