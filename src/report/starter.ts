/** The starter of a configuration: all of it comments, so that the defaults hold until somebody decides otherwise. */
import type { Finding, Level } from "../findings/index.ts";
import { counted } from "./spans.ts";

/** What the starter is fitted to. */
export interface Starter {
  /** The JSON Schema as an editor finds it from the file; `null`: nowhere. */
  readonly schema: string | null;
  /** What the rules would say if everything in these manifests were new. */
  readonly findings: readonly Finding[];
  /** Namespaces that no manifest declares. */
  readonly undeclared: readonly string[];
}

/** Most namespaces that are named. */
const MAX_NAMESPACES = 20;

/** A name of Kubernetes for namespaces; anything else could end the comment it stands in. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** One level less than the rule has. */
const MILDER: Readonly<Record<Level, string>> = { failure: "warning", warning: "notice", notice: "off" };

/** YAML without any value. Lines of prose have one blank after `#`, examples none or more: without `#` they are valid. */
export function starterText({ schema, findings, undeclared }: Starter): string {
  return [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
    "# How netpol reviews this repository. `netpol config --check` validates this file, `netpol config` shows what is in force.",
    "# Everything below is an example: take away the `#` in front of a key and of the key above it.",
    "",
    "# With `advisory` nothing that rules find fails a check: a way to begin.",
    "#mode: advisory",
    "",
    "# What the manifests cannot tell about the cluster that they go to; the values are examples.",
    "#cluster:",
    "#  podCIDRs: [10.244.0.0/16]",
    "#  nodeCIDRs: [192.168.0.0/16]",
    "#  ipBlocks: pods-and-external",
    "#  hostNetworkPods: node",
    "#  cni: calico",
    ...namespaceLines(undeclared),
    "",
    ...ruleLines(findings),
    "",
    "# What the team promises about its network: a change that breaks one fails.",
    "#assertions:",
    "#  - name: db-only-from-web",
    "#    only: { from: [shop/web], to: shop/db }",
    "",
    "# What somebody other than the author has to accept, whatever its level; and who may, instead of all who can write.",
    "#require-approval: [assertion, isolation-lost]",
    "#approvers: [carol, dave]",
    "",
    "# What is accepted knowingly, with a reason and a last day.",
    "#waivers:",
    "#  - rule: exposed-to-internet",
    "#    to: shop/web",
    "#    reason: the shop window is public",
    "#    until: 2099-12-31",
    "",
  ].join("\n");
}

function namespaceLines(undeclared: readonly string[]): readonly string[] {
  const names = undeclared.filter((name) => NAME.test(name));
  const shown = names.slice(0, MAX_NAMESPACES);
  if (shown.length === 0) return [];
  const rest = undeclared.length - shown.length;
  return [
    "# No manifest declares these namespaces: say which labels they carry.",
    "#  namespaces:",
    ...shown.map((name) => `#    ${JSON.stringify(name)}: {}`),
    ...(rest === 0 ? [] : [`# And ${counted(rest, "more namespace")}.`]),
  ];
}

/** Rules that have something to say today, each with a milder level. */
function ruleLines(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, { readonly level: Level; readonly count: number }>();
  for (const { rule, level } of findings) counts.set(rule, { level, count: (counts.get(rule)?.count ?? 0) + 1 });
  if (counts.size === 0) return ["# No rule would say anything of these manifests if all of them were new."];
  return [
    "# What rules would say of these manifests if all of them were new. What stands already never fails a change; a change",
    "# that adds more of it does. Each line makes its rule one level milder; `off` silences it.",
    "#rules:",
    ...[...counts].map(
      ([rule, { level, count }]) =>
        `#  ${rule}: ${quoted(MILDER[level])} # ${level} otherwise; ${counted(count, "finding")}`,
    ),
  ];
}

/** Some readers of YAML take a bare `off` for a truth value. */
function quoted(level: string): string {
  return level === "off" ? '"off"' : level;
}
