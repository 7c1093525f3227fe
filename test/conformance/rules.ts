/**
 * The numbered rules of the specification that the conformance cases name. They are the statements of the Kubernetes
 * documentation and API types about NetworkPolicies, counted through.
 */
export const RULE_COUNT = 57;

/** Rules without a case, and why no manifest and no probe can tell whether the product follows them. */
export const RULES_NOT_OBSERVABLE: Readonly<Record<number, string>> = {
  39:
    "whether an ipBlock sees an address before or after a Service, load balancer or SNAT rewrote it is undefined; a probe " +
    "is about the packet that reaches the pod, which no longer tells",
  55:
    "Services are not endpoints here: a probe names the pod behind one, after its address was translated (that a policy " +
    "sees the pod's port, rule 48, has a case)",
  56: "connections that exist when a policy changes are up to the network plugin; verdicts are about new ones",
  57: "a policy without a network plugin that enforces it has no effect; the product takes it that there is one",
};
