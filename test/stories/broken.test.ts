/**
 * Manifests as people mistype and mis-indent them. What the API server would take otherwise than meant, or not at all, is
 * said with its place and what to do; never is it quietly a rule that nobody wrote.
 */
import { expect, test } from "vitest";
import { readCluster } from "../../src/manifests/index.ts";

interface Broken {
  readonly name: string;
  readonly text: string;
  /** `line:column severity message` */
  readonly says: readonly string[];
  /** Policies that are evaluated nevertheless. */
  readonly evaluated: number;
}

const HEAD = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: store, namespace: shop }
spec:
`;

const CASES: readonly Broken[] = [
  {
    name: "a bracket that is not closed: what follows has nothing wrong with it",
    text: `${HEAD}  podSelector: { matchLabels: { role: store } }
  policyTypes: [Ingress
  ingress:
    - from: [{ podSelector: {} }]
`,
    says: ["6:16 error this `[` is never closed"],
    evaluated: 0,
  },
  {
    name: "a brace that is not closed at the end of the file",
    text: `${HEAD}  podSelector: { matchLabels: { role: store }
`,
    says: ["5:16 error this `{` is never closed"],
    evaluated: 0,
  },
  {
    name: "the inner one of two brackets, above a block scalar",
    text: `${HEAD}  podSelector: { matchLabels: { role: store
  ingress: []
  note: |
    text
`,
    says: ["5:31 error this `{` is never closed"],
    evaluated: 0,
  },
  {
    name: "a bracket that another kind closes is no unclosed one",
    text: `${HEAD}  podSelector: {}
  policyTypes: [Ingress}
`,
    says: ["6:24 error a `,` or `]` is expected here"],
    evaluated: 0,
  },
  {
    name: "labels beside matchLabels instead of below it: the selector selects every pod",
    text: `${HEAD}   podSelector:
       matchLabels:
       role: store
   policyTypes:
   - Ingress
`,
    says: [
      '7:8 warning NetworkPolicy shop/store: unknown field "spec.podSelector.role" is ignored; write labels under `matchLabels`',
    ],
    evaluated: 1,
  },
  {
    name: "matchLabels at the indentation of the list it should stand in",
    text: `${HEAD}   podSelector: {}
   ingress:
   - from:
       - podSelector:
       matchLabels:
       name: api
   ports:
       - protocol: TCP
`,
    says: ["9:8 error only `- ` may start this line: the list it stands in goes on, or indent it differently"],
    evaluated: 0,
  },
  {
    name: "matchLabels beside podSelector: a peer that selects nothing",
    text: `${HEAD}  podSelector: {}
  ingress:
  - from:
    - podSelector:
      matchLabels:
        name: api
`,
    says: [
      "8:7 error NetworkPolicy shop/store is invalid and not evaluated: spec.ingress[0].from[0]: Required value: must specify a peer",
      '9:7 warning NetworkPolicy shop/store: unknown field "spec.ingress[0].from[0].matchLabels" is ignored; ' +
        "`matchLabels` belongs in `podSelector` or `namespaceSelector`: check the indentation",
    ],
    evaluated: 0,
  },
  {
    name: "policyTypes and ingress outside of spec: every ingress is denied",
    text: `${HEAD}    podSelector:
        matchLabels:
            role: store

policyTypes:
    - Ingress
ingress:
    - from:
        - podSelector:
            matchLabels:
                name: api
`,
    says: [
      '9:1 warning NetworkPolicy shop/store: unknown field "policyTypes" is ignored; `policyTypes` belongs in `spec`: check the indentation',
      '11:1 warning NetworkPolicy shop/store: unknown field "ingress" is ignored; `ingress` belongs in `spec`: check the indentation',
    ],
    evaluated: 1,
  },
  {
    name: "a port deeper than its protocol",
    text: `${HEAD}  podSelector: {}
  ingress:
  - ports:
    - protocol: TCP
        port: 3306
`,
    says: [
      "9:13 error a `key: value` pair cannot start here: indent it like the keys beside it, or put text that holds `: ` in quotes",
    ],
    evaluated: 0,
  },
  {
    name: "ports as a list item of from",
    text: `${HEAD}  podSelector: {}
  ingress:
  - from:
    - podSelector: {}
    - ports:
      - port: 3306
`,
    says: [
      "9:7 error NetworkPolicy shop/store is invalid and not evaluated: spec.ingress[0].from[1]: Required value: must specify a peer",
      '9:7 warning NetworkPolicy shop/store: unknown field "spec.ingress[0].from[1].ports" is ignored; ' +
        "`ports` belongs in a rule of `ingress` or `egress`: check the indentation",
    ],
    evaluated: 0,
  },
  {
    name: "an address and a port where a CIDR is wanted",
    text: `${HEAD}  podSelector: {}
  ingress:
  - from:
    - ipBlock:
        cidr: 127.0.26.33:31
`,
    says: [
      "9:15 error NetworkPolicy shop/store is invalid and not evaluated: spec.ingress[0].from[0].ipBlock.cidr: " +
        'Invalid value: "127.0.26.33:31": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    evaluated: 0,
  },
  {
    name: "a type of policy in lower case",
    text: `${HEAD}  podSelector: {}
  policyTypes: [ingress]
`,
    says: [
      '6:17 error NetworkPolicy shop/store is invalid and not evaluated: spec.policyTypes[0]: Unsupported value: "ingress": ' +
        'supported values: "Ingress", "Egress"',
    ],
    evaluated: 0,
  },
  {
    name: "a tab",
    text: `${HEAD}\tpodSelector: {}\n`,
    says: ["5:1 error a tab indents this line: YAML allows only spaces there"],
    evaluated: 0,
  },
  {
    name: "a kind in the wrong case",
    text: HEAD.replace("NetworkPolicy", "Networkpolicy") + "  podSelector: {}\n",
    says: [
      "2:1 error NetworkPolicy shop/store is not evaluated: there is no kind `Networkpolicy` in `networking.k8s.io/v1`; " +
        "write `kind: NetworkPolicy`",
    ],
    evaluated: 0,
  },
  {
    name: "the version of other kinds",
    text: HEAD.replace("networking.k8s.io/v1", "v1") + "  podSelector: {}\n",
    says: [
      "1:1 error NetworkPolicy shop/store is not evaluated: there is no kind `NetworkPolicy` in `v1`; " +
        "write `apiVersion: networking.k8s.io/v1`",
    ],
    evaluated: 0,
  },
];

test.each(CASES)("$name", ({ text, says, evaluated }) => {
  const file = { path: "policy.yaml", bytes: new TextEncoder().encode(text), blobId: "1" };
  const { cluster, diagnostics } = readCluster({ files: [file], skipped: [] }, { defaultNamespace: "default" });
  expect(diagnostics.map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`)).toEqual(
    says,
  );
  expect(cluster.policies.length).toBe(evaluated);
});
