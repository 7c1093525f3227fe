import type { Policy } from "../engine/index.ts";

/** As causes name a policy. */
export function objectOf({ namespace, name }: Policy): string {
  return `NetworkPolicy ${namespace}/${name}`;
}

export function policiesByObject(policies: readonly Policy[]): ReadonlyMap<string, Policy> {
  return new Map(policies.map((policy) => [objectOf(policy), policy]));
}
