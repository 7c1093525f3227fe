/** Typical mistakes, each one edit of the valid repository, and the rule that must tell. */
import type { RuleId } from "../../src/findings/index.ts";
import { REPOSITORY } from "./repository.ts";

export interface Mistake {
  readonly what: string;
  readonly rule: RuleId;
  /** The head, by path. */
  readonly files: Files;
}

type Files = Readonly<Record<string, string>>;

type Edit = (files: Files) => Files;

/** Replaces the one place where a file says `from`. */
function replace(path: string, from: string, to: string): Edit {
  return (files) => {
    const text = files[path] ?? "";
    if (text.split(from).length !== 2) throw new Error(`${path} must say once: ${from}`);
    return { ...files, [path]: text.replace(from, () => to) };
  };
}

function replaceAll(path: string, from: string, to: string): Edit {
  return (files) => {
    const text = files[path] ?? "";
    if (!text.includes(from)) throw new Error(`${path} must say: ${from}`);
    return { ...files, [path]: text.replaceAll(from, () => to) };
  };
}

function remove(path: string): Edit {
  return ({ [path]: text, ...rest }) => {
    if (text === undefined) throw new Error(`no ${path}`);
    return rest;
  };
}

function add(path: string, text: string): Edit {
  return (files) => ({ ...files, [path]: text });
}

function mistake(what: string, rule: RuleId, ...edits: readonly Edit[]): Mistake {
  return { what, rule, files: edits.reduce((files, edit) => edit(files), REPOSITORY) };
}

const WEB = "shop/web-policy.yaml";
const API = "shop/api-policy.yaml";
const DB = "shop/db-policy.yaml";
const IMPORTER = "jobs/importer-policy.yaml";
export const MISTAKES: readonly Mistake[] = [
  mistake("the default-deny of a namespace is deleted", "isolation-lost", remove("shop/default-deny.yaml")),
  mistake(
    "the default-deny is applied to another namespace",
    "isolation-lost",
    replace("shop/default-deny.yaml", "namespace: shop", "namespace: shp"),
  ),
  mistake(
    "`policyTypes` of the only policy loses `Ingress`",
    "isolation-lost",
    replace(IMPORTER, "[Ingress, Egress]", "[Egress]"),
  ),
  mistake(
    "the default-deny selects one label",
    "isolation-lost",
    replace("monitoring/default-deny.yaml", "podSelector: {}", "podSelector: { matchLabels: { app: prometheus } }"),
  ),
  mistake("the only policy of a workload is deleted", "isolation-lost", remove(IMPORTER)),
  mistake(
    "the label of a workload that its policy selects is renamed",
    "isolation-lost",
    replaceAll("jobs/importer.yaml", "app: importer", "app: import"),
  ),
  mistake("a rule's CIDR is widened to everybody", "exposed-to-internet", replace(WEB, "198.51.100.0/24", "0.0.0.0/0")),
  mistake(
    "a rule loses its `from`",
    "exposed-to-internet",
    replace(
      WEB,
      `    - from:
        - ipBlock:
            cidr: 198.51.100.0/24
      ports:`,
      "    - ports:",
    ),
  ),
  mistake(
    "`from` stays with nothing behind it",
    "exposed-to-internet",
    replace(
      DB,
      `
        - podSelector:
            matchLabels:
              app: api
`,
      "\n",
    ),
  ),
  mistake(
    "a rule is emptied to `{}`",
    "wide-open-rule",
    replace(
      WEB,
      `    - from:
        - ipBlock:
            cidr: 198.51.100.0/24
      ports:
        - port: http
`,
      "    - {}\n",
    ),
  ),
  mistake("a prefix length loses a digit", "reaches-internet", replace(API, "203.0.113.0/24", "192.0.0.0/2")),
  mistake("an exception is dropped", "reaches-internet", replace(API, "            except: [203.0.113.128/25]\n", "")),
  mistake(
    "a peer loses its `podSelector`",
    "cross-namespace",
    replace(
      API,
      `
          podSelector:
            matchLabels:
              app: prometheus`,
      "",
    ),
  ),
  mistake(
    "`namespaceSelector` is emptied to `{}`",
    "cross-namespace",
    replace(
      API,
      `namespaceSelector:
            matchLabels:
              team: monitoring
`,
      "namespaceSelector: {}\n",
    ),
  ),
  mistake(
    "a dash makes two peers of one",
    "or-instead-of-and",
    replace(
      API,
      `team: monitoring
          podSelector:`,
      `team: monitoring
        - podSelector:`,
    ),
  ),
  mistake(
    "`matchLabels` is misspelt",
    "unknown-field",
    replace(
      API,
      `namespaceSelector:
            matchLabels:`,
      `namespaceSelector:
            matchlabels:`,
    ),
  ),
  mistake("`ports` is misspelt", "unknown-field", replace(DB, "ports:", "port:")),
  mistake(
    "`ingress` is indented below `podSelector`",
    "unknown-field",
    replace(
      DB,
      `  policyTypes: [Ingress]
  ingress:`,
      `  policyTypes: [Ingress]
    ingress:`.replace("  policyTypes: [Ingress]\n", ""),
    ),
  ),
  mistake(
    "labels stand in the selector without `matchLabels`",
    "unknown-field",
    replace(
      DB,
      `  podSelector:
    matchLabels:
      app: db`,
      `  podSelector:
    app: db`,
    ),
  ),
  mistake("a policy selects a misspelt label", "selects-nothing", replace(DB, "app: db", "app: bd")),
  mistake(
    "the label of a workload is renamed, its policies are not",
    "selects-nothing",
    replaceAll("shop/db.yaml", "app: db", "app: database"),
  ),
  mistake("a peer names a misspelt label", "peer-matches-nothing", replace(DB, "app: api", "app: apu")),
  mistake(
    "a peer names a label that no namespace carries",
    "peer-matches-nothing",
    replace(API, "team: monitoring", "name: monitoring"),
  ),
  mistake("a port's name is misspelt", "named-port-unknown", replace(WEB, "port: http", "port: htpp")),
  mistake("a container's port is renamed", "named-port-unknown", replace("shop/web.yaml", "name: http", "name: web")),
  mistake(
    "the only caller of a workload is dropped",
    "cut-off",
    replace(
      DB,
      "  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: api\n      ports:\n        - port: 5432\n",
      "",
    ),
  ),
  mistake(
    "a policy goes to a namespace that does not exist",
    "cut-off",
    replace(DB, "namespace: shop", "namespace: shopp"),
  ),
  mistake("the rule for DNS is deleted", "dns-cut-off", remove("shop/dns.yaml")),
  mistake(
    "the rule for DNS names TCP alone",
    "dns-cut-off",
    replace("shop/dns.yaml", "        - port: 53\n          protocol: UDP\n", ""),
  ),
  mistake(
    "DNS is looked for under a wrong label",
    "dns-cut-off",
    replace("shop/dns.yaml", "k8s-app: kube-dns", "app: kube-dns"),
  ),
  mistake(
    "`policyTypes` does not name the direction of the rules",
    "rule-ignored",
    replace(DB, "[Ingress]", "[Egress]"),
  ),
  mistake(
    "`policyTypes` of an egress policy is forgotten",
    "implied-ingress-deny",
    replace("monitoring/prometheus-policy.yaml", "  policyTypes: [Egress]\n", ""),
  ),
  mistake("a port number is in quotes", "invalid-object", replace(DB, "port: 5432", 'port: "5432"')),
  mistake("a CIDR is none", "invalid-object", replace(API, "203.0.113.0/24", "203.0.113.0/33")),
  mistake(
    "an exception lies outside of its block",
    "invalid-object",
    replace(API, "203.0.113.128/25", "203.0.114.128/25"),
  ),
  mistake(
    "`apiVersion` is one that Kubernetes dropped",
    "invalid-object",
    replace(DB, "networking.k8s.io/v1", "extensions/v1beta1"),
  ),
  mistake(
    "a workload comes without a policy",
    "not-isolated",
    add("jobs/exporter.yaml", (REPOSITORY["jobs/importer.yaml"] ?? "").replaceAll("importer", "exporter")),
  ),
  mistake(
    "a workload moves to a namespace without policies",
    "not-isolated",
    replace("jobs/importer.yaml", "namespace: jobs", "namespace: tools"),
  ),
  mistake(
    "a second block opens what the first excepts",
    "except-reopened",
    replace(
      API,
      "            except: [203.0.113.128/25]\n",
      "            except: [203.0.113.128/25]\n        - ipBlock:\n            cidr: 203.0.113.128/25\n",
    ),
  ),
  mistake(
    "the block for IPv6 is forgotten",
    "ipv4-only",
    replace(IMPORTER, '        - ipBlock:\n            cidr: ::/0\n            except: ["fc00::/7"]\n', ""),
  ),
  mistake(
    "a rule is copied and left behind",
    "redundant-rule",
    replace(
      DB,
      "  ingress:\n",
      "  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: api\n      ports:\n        - port: 5432\n",
    ),
  ),
  mistake(
    "a workload goes to the network of its node",
    "host-network-selected",
    replace("shop/web.yaml", "      containers:", "      hostNetwork: true\n      containers:"),
  ),
  mistake(
    "an `ipBlock` is to mean pods, with Cilium",
    "not-enforced",
    replace(
      DB,
      "        - podSelector:\n            matchLabels:\n              app: api\n",
      "        - ipBlock:\n            cidr: 10.244.7.0/24\n",
    ),
  ),
];
