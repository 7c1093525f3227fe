import type { Address } from "../engine/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { PodObjectFacts } from "./facts.ts";
import { labelOfNamed, type NamedObject } from "./named-objects.ts";
import { diagnosticAt } from "./object-report.ts";

type PodObject = NamedObject<PodObjectFacts>;

/** Pods with those addresses only that count. */
export interface AddressedPods {
  /** As given, in their order. */
  readonly pods: readonly PodObject[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whoever writes a Pod into a manifest may write any address into its status, which the API server ignores. Of what no
 * cluster has given out, an address is believed where nothing else is judged by it: on a side that stands alone, and in
 * the base of a change. The head of a change is believed what the base says of the same pod (decision 0097).
 * `before`: the objects of the base by their keys; `null` for a side that is no head.
 * Source: core/v1 `PodStatus`, "most recently observed".
 */
export function statedAddresses(
  pods: readonly PodObject[],
  before: ReadonlyMap<string, NamedObject> | null,
): AddressedPods {
  const diagnostics: Diagnostic[] = [];
  const counting = pods.map((object): PodObject => {
    const { facts, key } = object;
    if (facts.dumped || facts.finished || facts.addresses.length === 0) return object;
    const isBelieved = before === null || haveSameAddresses(facts, before.get(key)?.facts);
    diagnostics.push(isBelieved ? believed(object) : notBelieved(object));
    return isBelieved ? object : { ...object, facts: { ...facts, addresses: [] } };
  });
  return { pods: counting, diagnostics };
}

function haveSameAddresses({ addresses }: PodObjectFacts, old: NamedObject["facts"] | undefined): boolean {
  if (old?.type !== "pod" || old.addresses.length !== addresses.length) return false;
  return addresses.every((address, index) => isSame(address, old.addresses[index]));
}

function isSame({ family, value }: Address, other: Address | undefined): boolean {
  return other?.family === family && other.value === value;
}

const REMEDY =
  "the API server ignores the status of an applied object: remove it here, or keep `metadata.resourceVersion` if this is " +
  "the dump of a cluster";

function believed(object: PodObject): Diagnostic {
  const message = `${labelOfNamed(object)}: its \`status\` is believed, and says which address it has; ${REMEDY}`;
  return diagnosticAt("warning", "status-believed", message, object.facts.statusOrigin);
}

function notBelieved(object: PodObject): Diagnostic {
  const message =
    `${labelOfNamed(object)}: its \`status\` says which address it has, and the base does not; its address is taken for ` +
    `unknown, because ${REMEDY}`;
  return diagnosticAt("warning", "status-not-believed", message, object.facts.statusOrigin);
}
