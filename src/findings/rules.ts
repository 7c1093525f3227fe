import { crossNamespace } from "./rules/cross-namespace.ts";
import { cutOff } from "./rules/cut-off.ts";
import { dnsCutOff } from "./rules/dns-cut-off.ts";
import { exceptReopened } from "./rules/except-reopened.ts";
import { exposedToInternet } from "./rules/exposed-to-internet.ts";
import { hostNetworkSelected } from "./rules/host-network-selected.ts";
import { impliedIngressDeny } from "./rules/implied-ingress-deny.ts";
import { invalidObject } from "./rules/invalid-object.ts";
import { ipv4Only } from "./rules/ipv4-only.ts";
import { isolationLost } from "./rules/isolation-lost.ts";
import { namedPortUnknown } from "./rules/named-port-unknown.ts";
import { notEnforced } from "./rules/not-enforced.ts";
import { notIsolated } from "./rules/not-isolated.ts";
import { orInsteadOfAnd } from "./rules/or-instead-of-and.ts";
import { peerMatchesNothing } from "./rules/peer-matches-nothing.ts";
import { reachesInternet } from "./rules/reaches-internet.ts";
import { redundantRule } from "./rules/redundant-rule.ts";
import { ruleIgnored } from "./rules/rule-ignored.ts";
import { selectsNothing } from "./rules/selects-nothing.ts";
import { unknownField } from "./rules/unknown-field.ts";
import { wideOpenRule } from "./rules/wide-open-rule.ts";

/** All rules, in the order in which their findings are told within one level. */
export const RULES = Object.freeze([
  exposedToInternet,
  isolationLost,
  notIsolated,
  crossNamespace,
  reachesInternet,
  invalidObject,
  unknownField,
  cutOff,
  dnsCutOff,
  wideOpenRule,
  orInsteadOfAnd,
  selectsNothing,
  peerMatchesNothing,
  namedPortUnknown,
  ruleIgnored,
  exceptReopened,
  notEnforced,
  impliedIngressDeny,
  redundantRule,
  hostNetworkSelected,
  ipv4Only,
] as const);

export type RuleId = (typeof RULES)[number]["id"];
