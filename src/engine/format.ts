import { toCidrs } from "./addresses.ts";
import type { IpBlockPeer, PolicyPort, Requirement, Selector } from "./model.ts";

/**
 * A selector in the words of `kubectl -l`: `app=web,!legacy,tier in (a,b)`; `everything` when nothing is required.
 *
 * Requirements stand in the order of the selector. `In` with one value reads `key=value`.
 * Source: Labels and Selectors, "API"; apimachinery `labels.Everything`.
 */
export function formatSelector(selector: Selector): string {
  return selector.requirements.length === 0 ? "everything" : selector.requirements.map(formatRequirement).join(",");
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    case "In":
      return values.length === 1 ? `${key}=${values.join()}` : `${key} in (${values.join(",")})`;
    case "NotIn":
      return `${key} notin (${values.join(",")})`;
  }
}

/** `10.0.0.0/8`, `10.0.0.0/8 except 10.1.0.0/16, 10.2.0.0/16`. */
export function formatIpBlock({ cidr, except }: IpBlockPeer): string {
  const inside = toCidrs([cidr]).join();
  return except.length === 0 ? inside : `${inside} except ${except.flatMap((range) => toCidrs([range])).join(", ")}`;
}

/** `TCP 443`, `TCP 8000-8080`, `UDP dns`; `TCP` for every port of it. */
export function formatPolicyPort(port: PolicyPort): string {
  if (port.type === "name") return `${port.protocol} ${port.name}`;
  if (port.first === 1 && port.last === 65535) return port.protocol;
  const last = port.first === port.last ? "" : `-${String(port.last)}`;
  return `${port.protocol} ${String(port.first)}${last}`;
}
