import { describe as suite, expect, test } from "vitest";
import type { Diagnostic } from "../../src/manifests/index.ts";
import { PLAIN_OPTIONS, renderDiff } from "../../src/report/index.ts";
import {
  ANY_PORT,
  cause,
  changed,
  diffOf,
  diffReport,
  diffRoot,
  external,
  internet,
  NO_COUNTS,
  origin,
  pods,
  ports,
  tcp,
  workload,
} from "./support.ts";

const ENDPOINTS = [
  workload("dns/Deployment/coredns"), // 0
  workload("monitoring/DaemonSet/agent"), // 1
  workload("payments/Deployment/api"), // 2
  workload("payments/StatefulSet/db"), // 3
  workload("shop/Deployment/a"), // 4
  workload("shop/Deployment/b"), // 5
  workload("shop/Deployment/c"), // 6
  workload("shop/Deployment/web"), // 7
  pods("shop"), // 8
  external("10.0.0.0/8"), // 9
  internet("11.0.0.0/8"), // 10
];

const GRANTS_DB = cause(
  "rule-grants",
  "head",
  "NetworkPolicy payments/db-allow",
  "ingress[0]",
  origin("netpol.yaml", 14),
);
const GRANTS_API = cause("rule-grants", "head", "NetworkPolicy payments/api", "ingress[1]", origin("netpol.yaml", 31));
const DELETED = cause("policy-isolated", "base", "NetworkPolicy shop/default-deny", null, origin("deny.yaml", 1));
const ISOLATES = cause("policy-isolates", "head", "NetworkPolicy payments/api", null, origin("netpol.yaml", 30));

const POLICIES = { base: ["payments/api", "shop/default-deny"], head: ["payments/api", "payments/db-allow"] };

const CHANGES = diffOf(ENDPOINTS, {
  newlyAllowed: [
    changed([7], [2], tcp(8080, 9090), GRANTS_API),
    changed([4, 5, 6, 7], [0], ports({ UDP: [[53, 53]] }), DELETED),
    changed([10], [3], tcp(5432), GRANTS_DB),
  ],
  newlyDenied: [changed([1], [2], tcp(9102), ISOLATES)],
});

suite("markdown", () => {
  test("the verdict, then the worst first, each row with its cause", () => {
    const report = diffReport(CHANGES, { policies: POLICIES });
    expect(renderDiff(report, "markdown", PLAIN_OPTIONS)).toBe(`\
## 🔴 NetworkPolicy: 3 flows newly allowed (6 pairs), 1 newly denied

|  | Source | Destination | Port | Why |
| :-: | :-- | :-- | :-- | :-- |
| ➕ allowed | internet (11.0.0.0/8) | \`payments/StatefulSet/db\` | TCP 5432 | rule \`ingress[0]\` of new policy \`payments/db-allow\` allows it (\`netpol.yaml:14\`) |
| ➕ allowed | all 4 workloads in \`shop\` | \`dns/Deployment/coredns\` | UDP 53 | \`shop/default-deny\` was deleted (\`deny.yaml:1\`) |
| ➕ allowed | \`shop/Deployment/web\` | \`payments/Deployment/api\` | TCP 8080, 9090 | rule \`ingress[1]\` of \`payments/api\` allows it (\`netpol.yaml:31\`) |
| ➖ denied | \`monitoring/DaemonSet/agent\` | \`payments/Deployment/api\` | TCP 9102 | now isolated by \`payments/api\`, which has no rule for it (\`netpol.yaml:30\`) |

<sub>compared base \`before\` with head \`after\` · base: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file · head: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file</sub>
`);
  });

  test("places become links when they have an address", () => {
    const report = diffReport(diffOf(ENDPOINTS, { newlyAllowed: [changed([7], [2], tcp(80), GRANTS_API)] }));
    const link = (): string => "https://example.test/a b(c)/x.yaml#L31";
    expect(renderDiff(report, "markdown", { ...PLAIN_OPTIONS, link })).toContain(
      "([`netpol.yaml:31`](https://example.test/a%20b%28c%29/x.yaml#L31))",
    );
    expect(renderDiff(report, "markdown", { ...PLAIN_OPTIONS, link: () => "javascript:alert(1)" })).not.toContain("](");
  });

  test("no change says what was compared", () => {
    expect(renderDiff(diffReport(diffOf(ENDPOINTS, {})), "markdown", PLAIN_OPTIONS)).toBe(`\
## ✅ NetworkPolicy: no reachability change

<sub>compared base \`before\` with head \`after\` · base: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file · head: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file</sub>
`);
  });
});

suite("text", () => {
  test("a table that fits the terminal", () => {
    const report = diffReport(
      diffOf(ENDPOINTS, {
        newlyAllowed: [changed([7], [2], tcp(80), GRANTS_API)],
        newlyDenied: [changed([1], [2], tcp(9102), ISOLATES)],
      }),
      { policies: POLICIES },
    );
    expect(renderDiff(report, "text", { ...PLAIN_OPTIONS, width: 110 })).toBe(`\
NetworkPolicy: 1 flow newly allowed, 1 newly denied

           Source                      Destination              Port      Why
+ allowed  shop/Deployment/web         payments/Deployment/api  TCP 80    rule ingress[1] of payments/api
                                                                          allows it (netpol.yaml:31)
- denied   monitoring/DaemonSet/agent  payments/Deployment/api  TCP 9102  now isolated by payments/api, which
                                                                          has no rule for it (netpol.yaml:30)

compared base before with head after · base: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1
file · head: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file
`);
  });

  test("colours are there when asked for, and the words are the same", () => {
    const report = diffReport(CHANGES, { policies: POLICIES });
    const painted = renderDiff(report, "text", { ...PLAIN_OPTIONS, paint: "ansi" });
    expect(painted).toContain("\u001B[32m+ allowed\u001B[0m");
    // eslint-disable-next-line no-control-regex
    expect(painted.replace(/\u001B\[\d+m/g, "")).toBe(renderDiff(report, "text", PLAIN_OPTIONS));
  });

  test("rows beyond the cap are counted exactly, the headline counts all", () => {
    const words = renderDiff(diffReport(CHANGES, { policies: POLICIES }), "text", { ...PLAIN_OPTIONS, maxRows: 1 });
    expect(words).toContain("NetworkPolicy: 3 flows newly allowed (6 pairs), 1 newly denied");
    expect(words).toContain("… and 3 more rows (6 pairs): 2 newly allowed, 1 newly denied");
  });

  test("a workload that reaches itself reaches its replicas", () => {
    const report = diffReport(diffOf(ENDPOINTS, { newlyAllowed: [changed([7], [7], tcp(80), GRANTS_API)] }));
    expect(renderDiff(report, "text", PLAIN_OPTIONS)).toContain("shop/Deployment/web  its own replicas  TCP 80");
  });
});

suite("rows", () => {
  test("flows that share ports, cause and one end are one row", () => {
    const split = diffOf(ENDPOINTS, {
      newlyAllowed: [4, 5, 6, 7].map((index) => changed([index], [0], tcp(53), DELETED)),
    });
    expect(renderDiff(diffReport(split), "text", PLAIN_OPTIONS)).toContain("1 flow newly allowed (4 pairs)");
  });

  test("policies of one name in several namespaces are one cause", () => {
    const other = { ...DELETED, object: "NetworkPolicy payments/default-deny", origin: origin("deny.yaml", 20) };
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [changed([0], [4, 5], tcp(53), DELETED), changed([0], [2], tcp(53), other)],
    });
    const words = renderDiff(diffReport(diff), "markdown", PLAIN_OPTIONS);
    expect(words).toContain("1 flow newly allowed (3 pairs)");
    expect(words).toContain(
      "`shop/default-deny` was deleted (`deny.yaml:1`); `payments/default-deny` was deleted (`deny.yaml:20`)",
    );
  });

  test("certain over one family and assumed over the other is assumed over both", () => {
    const half = changed([4], [0], tcp(53), DELETED);
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [
        { ...half, family: 6 },
        { ...half, family: 4, certainty: "assumed" },
      ],
    });
    const words = renderDiff(diffReport(diff), "markdown", PLAIN_OPTIONS);
    expect(words).toContain("1 flow newly allowed\n");
    expect(words).toContain("| TCP 53 (assumed) |");
  });

  test("an end that lacks nothing but the other end is everything else", () => {
    const diff = diffOf([workload("a/Pod/b"), workload("a/Pod/c"), internet("0.0.0.0/0")], {
      newlyAllowed: [changed([1, 2], [0], tcp(80), DELETED)],
    });
    expect(renderDiff(diffReport(diff), "markdown", PLAIN_OPTIONS)).toContain(
      "| everything else | `a/Pod/b` | TCP 80 |",
    );
  });

  test("different ports, certainty or causes stay apart", () => {
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [
        changed([4], [0], tcp(53), DELETED),
        changed([5], [0], tcp(54), DELETED),
        changed([6], [0], tcp(53), GRANTS_API),
        { ...changed([7], [0], tcp(53), DELETED), certainty: "assumed" },
      ],
    });
    const words = renderDiff(diffReport(diff), "markdown", PLAIN_OPTIONS);
    expect(words).toContain("4 flows newly allowed");
    expect(words).toContain("| TCP 53 (assumed) |");
  });
});

suite("what stands beside the table", () => {
  const endpoints = [...ENDPOINTS, workload("shop/Deployment/cart", "head"), workload("shop/Deployment/old", "base")];
  const fresh = cause("workload", "head", "Deployment shop/cart", null, origin("cart.yaml", 1));
  const gone = cause("workload", "base", "Deployment shop/old", null, origin("old.yaml", 1));
  const head = endpoints.map((_, index) => index).filter((index) => index !== 12);

  test("new and gone workloads have a line each and no rows", () => {
    const diff = diffOf(endpoints, {
      newlyAllowed: [changed(head, [11], ANY_PORT, fresh), changed([11], [3], tcp(5432), fresh)],
      newlyDenied: [changed([12], [3], tcp(5432), gone)],
    });
    expect(renderDiff(diffReport(diff), "markdown", PLAIN_OPTIONS)).toBe(`\
## NetworkPolicy: no reachability change between what stays; 1 new workload; 1 workload gone

- new: \`shop/Deployment/cart\`: reachable from everything (any port); may call \`shop/Deployment/cart\` (any port), \`payments/StatefulSet/db\` (TCP 5432)
- gone: \`shop/Deployment/old\`: was reachable from nothing; could call \`payments/StatefulSet/db\` (TCP 5432)

<sub>compared base \`before\` with head \`after\` · base: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file · head: 3 workloads, 1 policy, 1 namespace; 2 documents understood in 1 file</sub>
`);
  });

  test("a flow of old and new endpoints is told in both places", () => {
    const diff = diffOf(endpoints, { newlyAllowed: [changed([7, 11], [3], tcp(5432), GRANTS_DB)] });
    const words = renderDiff(diffReport(diff), "text", PLAIN_OPTIONS);
    expect(words).toContain("1 flow newly allowed; 1 new workload; 1 workload gone");
    expect(words).toContain("+ allowed  shop/Deployment/web  payments/StatefulSet/db  TCP 5432");
    expect(words).toContain(
      "- new: shop/Deployment/cart: reachable from nothing; may call payments/StatefulSet/db (TCP 5432)",
    );
  });

  test("flows that cannot be decided, assumptions, errors before warnings, what was not read", () => {
    const diff = diffOf(ENDPOINTS, {
      newlyAllowed: [{ ...changed([7], [2], tcp(80), GRANTS_API), certainty: "unknown" }],
      assumptions: [
        { type: "pod-addresses", setting: "cluster.podCIDRs", origins: [origin("netpol.yaml", 14)] },
        { type: "namespace-labels", setting: "cluster.namespaces", namespaces: ["shop"] },
      ],
    });
    const report = diffReport(diff, {
      policies: POLICIES,
      diagnostics: [
        {
          severity: "warning",
          code: "unknown-field",
          message: "unknown field `matchlabels`",
          path: "a.yaml",
          line: 3,
          column: 1,
        },
        { severity: "error", code: "invalid-object", message: "`spec` is missing", path: "b.yaml", line: 1, column: 1 },
      ],
      counts: {
        base: { ...NO_COUNTS, notEvaluated: [{ kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: 1 }] },
        head: { ...NO_COUNTS, notEvaluated: [{ kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: 2 }] },
      },
    });
    const lines = renderDiff(report, "markdown", PLAIN_OPTIONS).split("\n").slice(0, -3);
    expect(lines).toEqual([
      "## 🔴 NetworkPolicy: not fully analysed: 1 error; 1 flow not decidable; 2 policies of other kinds not evaluated",
      "",
      "### Not decidable from the manifests",
      "",
      "- may be newly allowed: `shop/Deployment/web` → `payments/Deployment/api`, TCP 80: " +
        "rule `ingress[1]` of `payments/api` allows it (`netpol.yaml:31`)",
      "",
      "### Notes",
      "",
      "- assumed: pods of unknown address lie in an ipBlock only if it is a whole address family without `except` " +
        "(`netpol.yaml:14`); set `cluster.podCIDRs` in `.github/netpol.yml` to replace the guess",
      "- not known: the labels of namespace `shop`, which no manifest declares; " +
        "set `cluster.namespaces` in `.github/netpol.yml`",
      "- error: `b.yaml:1`: `spec` is missing",
      "- warning: `a.yaml:3`: unknown field `matchlabels`",
      "- not evaluated: 2 `CiliumNetworkPolicy` (`cilium.io/v2`)",
    ]);
  });
});

suite("kinds that are not evaluated", () => {
  const told = (path: string): Diagnostic => ({
    severity: "notice",
    code: "not-evaluated",
    message: "1 CiliumNetworkPolicy (cilium.io/v2) not evaluated: only NetworkPolicy of `networking.k8s.io/v1` is",
    path,
    line: 1,
    column: 1,
  });
  const render = (paths: readonly string[]): string => {
    const notEvaluated = [{ kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: paths.length }];
    const counts = { base: NO_COUNTS, head: { ...NO_COUNTS, notEvaluated } };
    return renderDiff(diffReport(diffOf([], {}), { diagnostics: paths.map(told), counts }), "markdown", PLAIN_OPTIONS);
  };

  test("there is no all-clear, and a few are told by their place", () => {
    const [heading, ...rest] = render(["a.yaml"]).split("\n");
    expect(heading).toBe("## NetworkPolicy: no reachability change; 1 policy of other kinds not evaluated");
    expect(rest.filter((line) => line.includes("Cilium"))).toEqual([
      "- notice: `a.yaml:1`: 1 CiliumNetworkPolicy (cilium.io/v2) not evaluated: only NetworkPolicy of `networking.k8s.io/v1` is",
    ]);
  });

  test("many are summed up", () => {
    const lines = render(["a", "b", "c", "d", "e", "f"]).split("\n");
    expect(lines.filter((line) => line.includes("Cilium"))).toEqual([
      "- not evaluated: 6 `CiliumNetworkPolicy` (`cilium.io/v2`)",
    ]);
  });
});

suite("causes", () => {
  test.each([
    {
      made: cause("rule-granted", "base", "NetworkPolicy a/gone", "egress[2]", origin("p.yaml", 7)),
      words: "`a/gone` was deleted, whose rule `egress[2]` allowed it (`p.yaml:7`)",
    },
    {
      made: cause("rule-granted", "base", "NetworkPolicy payments/api", "egress[2]", origin("p.yaml", 7)),
      words: "rule `egress[2]` of `payments/api` no longer allows it (`p.yaml:7`)",
    },
    {
      made: cause("policy-isolated", "base", "NetworkPolicy payments/api", null, origin("p.yaml", 7)),
      words: "`payments/api` no longer isolates it (`p.yaml:7`)",
    },
    {
      made: cause("policy-isolates", "head", "NetworkPolicy a/new", null, origin("p.yaml", 7)),
      words: "now isolated by new policy `a/new`, which has no rule for it (`p.yaml:7`)",
    },
    {
      made: cause("labels", "head", "Deployment shop/web", "app", origin("w.yaml", 14)),
      words: "label `app` of `Deployment shop/web` changed (`w.yaml:14`)",
    },
    {
      made: cause("namespace-labels", "head", "Namespace shop", "team", origin("n.yaml", 4)),
      words: "label `team` of `Namespace shop` changed (`n.yaml:4`)",
    },
    {
      made: cause("named-port", "head", "Deployment shop/web", "pg", origin("w.yaml", 14)),
      words: "port `pg` of `Deployment shop/web` changed (`w.yaml:14`)",
    },
    {
      made: cause("addresses", "head", "Pod shop/web", null, origin("w.yaml", 14)),
      words: "addresses of `Pod shop/web` changed (`w.yaml:14`)",
    },
    {
      made: cause("workload", "base", "Pod shop/web", null, origin("w.yaml", 14)),
      words: "`Pod shop/web` is gone (`w.yaml:14`)",
    },
  ])("$words", ({ made, words }) => {
    const report = diffReport(diffOf(ENDPOINTS, { newlyDenied: [changed([1], [2], tcp(1), made)] }), {
      policies: POLICIES,
    });
    expect(renderDiff(report, "markdown", PLAIN_OPTIONS)).toContain(`| TCP 1 | ${words} |`);
  });

  test("a label that changed is told once, by its new line", () => {
    const before = cause("labels", "base", "Deployment shop/web", "app", origin("w.yaml", 14));
    const after = { ...before, side: "head" as const, origin: origin("w.yaml", 15) };
    const report = diffReport(diffOf(ENDPOINTS, { newlyDenied: [changed([1], [2], tcp(1), before, after)] }));
    expect(renderDiff(report, "markdown", PLAIN_OPTIONS)).toContain(
      "| label `app` of `Deployment shop/web` changed (`w.yaml:15`) |",
    );
  });

  test("more than three are counted", () => {
    const made = ["a", "b", "c", "d", "e"].map((name) => ({ ...GRANTS_API, object: `NetworkPolicy payments/${name}` }));
    const report = diffReport(diffOf(ENDPOINTS, { newlyAllowed: [changed([1], [2], tcp(1), ...made)] }));
    expect(renderDiff(report, "markdown", PLAIN_OPTIONS)).toContain("(`netpol.yaml:31`); and 2 more |");
  });
});

test("several roots: the sum first, those without change in one list", () => {
  const report = {
    roots: [diffRoot("apps/a", CHANGES, { policies: POLICIES }), diffRoot("apps/b", diffOf(ENDPOINTS, {}))],
  };
  const lines = renderDiff(report, "markdown", PLAIN_OPTIONS).split("\n");
  expect(lines[0]).toBe("## 🔴 NetworkPolicy: 3 flows newly allowed (6 pairs), 1 newly denied");
  expect(lines[2]).toBe("### 🔴 `apps/a`: 3 flows newly allowed (6 pairs), 1 newly denied");
  expect(lines.at(-4)).toBe("- `apps/b`: no reachability change");
});
