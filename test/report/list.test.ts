import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/manifests/index.ts";
import { PLAIN_OPTIONS, renderList } from "../../src/report/index.ts";
import { ANY_PORT, flow, internet, listReport, NO_COUNTS, pods, podsElsewhere, tcp, workload } from "./support.ts";

const ENDPOINTS = [
  workload("shop/Deployment/api"), // 0
  workload("shop/Deployment/web"), // 1
  workload("shop/StatefulSet/db"), // 2
  pods("shop"), // 3
  podsElsewhere([]), // 4
  internet("0.0.0.0/0", "::/0"), // 5
];

/** The database is isolated; the web server takes calls from outside, and anybody may call the rest. */
const REACHABILITY = {
  endpoints: ENDPOINTS,
  flows: [
    flow([0, 1, 2, 3, 4], [0, 3, 4, 5], ANY_PORT),
    flow([5], [3, 4], ANY_PORT),
    flow([0, 1, 2, 3, 4, 5], [1], tcp(443)),
    flow([0], [2], tcp(5432)),
  ],
  assumptions: [],
};

test("who reaches each workload and whom it may call; other pods apart", () => {
  expect(renderList(listReport(REACHABILITY), "text", PLAIN_OPTIONS)).toBe(`\
Reachability: 3 workloads: 1 reachable from the internet, 3 may call it

Workload                             Peers                                                          Port
shop/Deployment/api  reachable from  every pod                                                      any port
                     may call        everything except shop/Deployment/web and shop/StatefulSet/db  any port
                                     shop/Deployment/web                                            TCP 443
                                     shop/StatefulSet/db                                            TCP 5432
shop/Deployment/web  reachable from  everything                                                     TCP 443
                     may call        everything except shop/Deployment/web and shop/StatefulSet/db  any port
                                     shop/Deployment/web                                            TCP 443
shop/StatefulSet/db  reachable from  shop/Deployment/api                                            TCP 5432
                     may call        everything except shop/Deployment/web and shop/StatefulSet/db  any port
                                     shop/Deployment/web                                            TCP 443

Pods that these manifests do not hold

Pods                                                Peers                                                       Port
any other pod in namespace shop or  reachable from  everything                                                  any port
another namespace
                                    may call        everything except shop/Deployment/web and                   any port
                                                    shop/StatefulSet/db
                                                    shop/Deployment/web                                         TCP 443

3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file
`);
});

test("endpoints with the same peers share their rows", () => {
  const open = {
    endpoints: ENDPOINTS,
    flows: [flow([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], ANY_PORT)],
    assumptions: [],
  };
  expect(renderList(listReport(open), "markdown", PLAIN_OPTIONS)).toBe(`\
## Reachability: 3 workloads: 3 reachable from the internet, 3 may call it

| Workload |  | Peers | Port |
| :-- | :-- | :-- | :-- |
| every workload | reachable from | everything | any port |
|  | may call | everything | any port |

### Pods that these manifests do not hold

| Pods |  | Peers | Port |
| :-- | :-- | :-- | :-- |
| any other pod in namespace \`shop\` or another namespace | reachable from | everything | any port |
|  | may call | everything | any port |

<sub>3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file</sub>
`);
});

test("equal peers count even when different flows lead to them", () => {
  const endpoints = ENDPOINTS.slice(0, 3);
  const flows = [flow([2], [0], tcp(80)), flow([2], [1], tcp(80))];
  expect(renderList(listReport({ endpoints, flows, assumptions: [] }), "markdown", PLAIN_OPTIONS)).toContain(
    "| `shop/Deployment/api` and `shop/Deployment/web` | reachable from | `shop/StatefulSet/db` | TCP 80 |\n" +
      "|  | may call | nothing |  |",
  );
});

test("manifests without workloads tell about the pods that policies speak of", () => {
  const endpoints = [pods("shop", "role=db"), podsElsewhere([])];
  const report = listReport(
    { endpoints, flows: [flow([1], [1], ANY_PORT)], assumptions: [] },
    { counts: { ...NO_COUNTS, workloads: 0 } },
  );
  expect(renderList(report, "markdown", PLAIN_OPTIONS)).toBe(`\
## Reachability: no workloads

| Pods |  | Peers | Port |
| :-- | :-- | :-- | :-- |
| any pod with \`role=db\` in namespace \`shop\` | reachable from | nothing |  |
|  | may call | nothing |  |
| any other pod in another namespace | reachable from | any other pod in another namespace | any port |
|  | may call | any other pod in another namespace | any port |

<sub>0 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file</sub>
`);
});

test("groups beyond the cap are counted", () => {
  const words = renderList(listReport(REACHABILITY), "text", { ...PLAIN_OPTIONS, maxRows: 5 });
  expect(words).toContain("… and 2 more groups of them (2 in all)");
});

test("what is assumed or not decidable says so", () => {
  const flows = [
    { ...flow([0], [1], tcp(80)), certainty: "assumed" as const },
    { ...flow([1], [2], tcp(80)), certainty: "unknown" as const, family: 6 as const },
  ];
  const words = renderList(
    listReport({ endpoints: ENDPOINTS.slice(0, 3), flows, assumptions: [] }),
    "markdown",
    PLAIN_OPTIONS,
  );
  expect(words).toContain("| TCP 80 (assumed) |");
  expect(words).toContain("| TCP 80 (IPv6 only) (not decidable) |");
});

test("what a single row reaches but for itself is everything else", () => {
  const open = { endpoints: ENDPOINTS, flows: [flow([0, 1, 3, 4, 5], [2], tcp(5432))], assumptions: [] };
  const lines = renderList(listReport(open), "text", PLAIN_OPTIONS).split("\n");
  expect(lines.find((line) => line.startsWith("shop/StatefulSet/db"))).toMatch(
    /^shop\/StatefulSet\/db +reachable from +everything else +TCP 5432$/,
  );
});

test("notes name a place of both sides once, and a lost NetworkPolicy before files that cannot be read", () => {
  const place = { path: "p.yaml", line: 7, column: 1 };
  const error = (code: string, message: string, path: string): Diagnostic => {
    return { severity: "error", code, message, path, line: 1, column: 1 };
  };
  const assumptions = [
    { type: "pod-addresses" as const, setting: "cluster.podCIDRs" as const, origins: [place, { ...place, column: 3 }] },
  ];
  const diagnostics = [
    error("templated", "not rendered", "a.yaml"),
    error("invalid-object", "NetworkPolicy shop/db is invalid and not evaluated: x", "b.yaml"),
    { ...error("standing", "2 errors stand", "."), severity: "notice" as const },
  ];
  const text = renderList(listReport({ ...REACHABILITY, assumptions }, { diagnostics }), "text", {
    ...PLAIN_OPTIONS,
    width: 400,
  });
  const notes = text.split("\n").filter((line) => line.startsWith("- "));
  expect(notes[0]).toContain("without except (p.yaml:7); set");
  expect(notes.slice(1)).toEqual([
    "- error: b.yaml:1: NetworkPolicy shop/db is invalid and not evaluated: x",
    "- error: a.yaml:1: not rendered",
    "- notice: 2 errors stand",
  ]);
});

test("addresses in focus have rows of their own, and none without a focus", () => {
  const focused = (...ids: readonly string[]): string =>
    renderList(listReport(REACHABILITY, { focus: new Set(ids), focusedOn: ["internet"] }), "text", PLAIN_OPTIONS);
  expect(focused("internet").split("\n").slice(2, 7)).toEqual([
    "Addresses                                   Peers                                                 Port",
    "internet (0.0.0.0/0, ::/0)  reachable from  everything else                                       any port",
    "                            may reach       any other pod in namespace shop or another namespace  any port",
    "                                            shop/Deployment/web                                   TCP 443",
    "",
  ]);
  expect(focused("internet", "shop/StatefulSet/db").split("\n")).toContain("Addresses outside of the cluster");
});
