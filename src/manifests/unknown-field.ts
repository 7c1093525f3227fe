/** Says what to do about a field that Kubernetes does not know, which it drops without a word. */
import { nearestWord } from "./nearest-word.ts";

/** Where the fields of a NetworkPolicy belong; a field in the wrong place is a matter of indentation. */
const HOMES: ReadonlyMap<string, string> = new Map([
  ["podSelector", "`spec`, or in an item of `from` or `to`"],
  ["policyTypes", "`spec`"],
  ["ingress", "`spec`"],
  ["egress", "`spec`"],
  ["from", "a rule of `ingress`"],
  ["to", "a rule of `egress`"],
  ["ports", "a rule of `ingress` or `egress`"],
  ["namespaceSelector", "an item of `from` or `to`"],
  ["ipBlock", "an item of `from` or `to`"],
  ["matchLabels", "`podSelector` or `namespaceSelector`"],
  ["matchExpressions", "`podSelector` or `namespaceSelector`"],
  ["port", "an item of `ports`"],
  ["protocol", "an item of `ports`"],
  ["endPort", "an item of `ports`"],
  ["cidr", "`ipBlock`"],
  ["except", "`ipBlock`"],
]);

/** Fields of other objects that are misspelt often enough. */
const OTHER_FIELDS: readonly string[] = [
  "annotations",
  "containerPort",
  "generateName",
  "labels",
  "metadata",
  "name",
  "namespace",
  "spec",
];

/** `port` in a rule itself: for `ports`, or without the list around it. */
const RULE_PORT = /^spec\.(?:ingress|egress)\[\d+\]\.port$/;

/** What the author probably meant by an unknown field. */
export interface Proposal {
  /** The end of a message; `""` when nothing suggests itself. */
  readonly hint: string;
  /** The key to write instead, where the field is in the right place. */
  readonly key: string | null;
}

export function proposalFor(kind: string, path: string): Proposal {
  const name = lastKeyOf(path);
  if (kind === "NetworkPolicy" && RULE_PORT.test(path)) {
    return { hint: "; write a list `ports`, whose items have `port`", key: null };
  }
  const home = HOMES.get(name);
  if (kind === "NetworkPolicy" && home !== undefined) {
    return { hint: `; \`${name}\` belongs in ${home}: check the indentation`, key: null };
  }
  const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  if (parent.endsWith("Selector")) {
    const near = nearestWord(name, ["matchLabels", "matchExpressions"]);
    return { hint: near === null ? "; write labels under `matchLabels`" : `; write \`${near}\``, key: near };
  }
  const near = nearestWord(name, kind === "NetworkPolicy" ? [...HOMES.keys(), ...OTHER_FIELDS] : OTHER_FIELDS);
  return { hint: near === null ? "" : `; did you mean \`${near}\`?`, key: near };
}

/** The field itself, behind the way to it. */
export function lastKeyOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
