import { describe, expect, test } from "vitest";
import { promised } from "./promised.ts";
import { deployment, policy } from "./support.ts";

const SHOP = "---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n";
const WEB = deployment("shop", "web", { app: "web" });
const API = deployment("shop", "api", { app: "api", role: "api" });
const DB = deployment("shop", "db", { app: "db", tier: "db" });
const DENY = policy("shop", "deny", "  podSelector: {}");
const ALL = SHOP + WEB + API + DB + DENY;

/** A policy of the database: who may connect, on which ports. */
function letIn(peer: string, ports: string): string {
  return policy(
    "shop",
    "db",
    `  podSelector: { matchLabels: { tier: db } }\n  ingress: [{ from: [${peer}], ports: [${ports}] }]`,
  );
}

const FROM_API = "{ podSelector: { matchLabels: { role: api } } }";
const FROM_WEB = "{ podSelector: { matchLabels: { app: web } } }";
const POSTGRES = "{ port: 5432 }";
const CHANGE_IT = "or change the assertion in `.github/netpol.yml:2`";

describe("deny", () => {
  const assertion = '- { name: closed, deny: { from: internet, to: "shop/{tier=db}" } }';
  const message = "failure closed: allowed, though this assertion denies it: take it back";

  test("is broken by what is newly allowed, for its causes", async () => {
    expect(await promised(ALL, SHOP + WEB + API + DB, assertion)).toEqual([
      `${message}, ${CHANGE_IT} [base k8s.yaml:33]`,
      " allowed external:0.0.0.0/0 external:::/0 -> shop/Deployment/db: TCP 1-65535, UDP 1-65535, SCTP 1-65535",
    ]);
  });

  test("says nothing of what it does not deny, or where nothing is allowed", async () => {
    expect(await promised(ALL, ALL + letIn(FROM_WEB, POSTGRES), assertion)).toEqual([]);
    expect(await promised(ALL, ALL, assertion)).toEqual([]);
  });

  test("that was broken before is counted; it fails when it is enforced always", async () => {
    const open = SHOP + DB;
    expect(await promised(open, open, assertion)).toEqual(["standing 1"]);
    expect(await promised(open, open, `${assertion.slice(0, -1)}, enforce: always }`)).toEqual([
      `failure closed: still allowed, though this assertion denies it: take it back, ${CHANGE_IT} [head k8s.yaml:6]`,
      " still-allowed external:0.0.0.0/0 external:::/0 -> shop/Deployment/db: TCP 1-65535, UDP 1-65535, SCTP 1-65535",
    ]);
  });

  test("that fails always names the rule that grants it", async () => {
    const open = ALL + letIn(FROM_WEB, POSTGRES);
    const always = "- { name: a, enforce: always, deny: { from: shop/web, to: shop/db } }";
    expect(await promised(open, open, always)).toEqual([
      `failure a: still allowed, though this assertion denies it: take it back, ${CHANGE_IT} [head k8s.yaml:44]`,
      " still-allowed shop/Deployment/web -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("of some ports says nothing of others", async () => {
    const head = ALL + letIn(FROM_WEB, "{ port: 5432 }, { port: 9187 }, { port: 53, protocol: UDP }");
    const only = (ports: string): string => `- { name: a, deny: { from: shop/web, to: shop/db, ports: "${ports}" } }`;
    const broken = `failure a: allowed, though this assertion denies it: take it back, ${CHANGE_IT} [head k8s.yaml:44]`;
    expect(await promised(ALL, head, only("TCP 80; UDP 5432"))).toEqual([]);
    expect(await promised(ALL, head, only("TCP 5000-9999; UDP 53-54"))).toEqual([
      broken,
      " allowed shop/Deployment/web -> shop/Deployment/db: TCP 5432, TCP 9187, UDP 53",
    ]);
    expect(await promised(ALL, head, only("UDP"))).toEqual([
      broken,
      " allowed shop/Deployment/web -> shop/Deployment/db: UDP 53",
    ]);
  });

  test("holds for pods that the manifests do not hold", async () => {
    const assertionAboutPods = '- { name: a, deny: { from: "shop/{role=batch}", to: shop/db } }';
    const head = ALL + letIn("{ podSelector: { matchLabels: { role: batch } } }", POSTGRES);
    expect(await promised(ALL, head, assertionAboutPods)).toEqual([
      `failure a: allowed, though this assertion denies it: take it back, ${CHANGE_IT} [head k8s.yaml:44]`,
      " allowed pods:shop/{role=batch} pods:shop/{role=batch,tier=db} -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("is broken by a workload that is new, and by one that gets the labels it speaks of", async () => {
    const open = SHOP + DB.replaceAll('"tier":"db"', '"tier":"x"');
    expect(await promised(SHOP + WEB + DENY, SHOP + WEB + DB, assertion)).toEqual([
      `${message}, ${CHANGE_IT} [head k8s.yaml:15]`,
      " allowed external:0.0.0.0/0 external:::/0 -> shop/Deployment/db: TCP 1-65535, UDP 1-65535, SCTP 1-65535",
    ]);
    const told = await promised(open, SHOP + DB, assertion);
    expect(told.slice(0, 2)).toEqual([
      `${message}, ${CHANGE_IT} [head k8s.yaml:12]`,
      " allowed external:0.0.0.0/0 external:::/0 -> shop/Deployment/db: TCP 1-65535, UDP 1-65535, SCTP 1-65535",
    ]);
  });

  test("that cannot be proved is a warning", async () => {
    const hashed = letIn("{ podSelector: { matchLabels: { pod-template-hash: abc } } }", POSTGRES);
    expect(await promised(ALL, ALL + hashed, "- { name: a, deny: { from: shop/web, to: shop/db } }")).toEqual([
      "warning a: the manifests do not decide whether this is allowed, and this assertion denies it: take it back, " +
        `${CHANGE_IT} [head k8s.yaml:44]`,
      " allowed shop/Deployment/web -> shop/Deployment/db: TCP 5432",
    ]);
  });
});

describe("allow", () => {
  const assertion = "- { name: api-keeps-db, allow: { from: shop/api, to: shop/db, ports: TCP 5432 } }";
  const kept = ALL + letIn(FROM_API, POSTGRES);

  test("is broken by what is newly denied, on its ports only", async () => {
    const broken = `failure api-keeps-db: denied, though this assertion needs it: allow it, ${CHANGE_IT}`;
    expect(await promised(kept, kept, assertion)).toEqual([]);
    expect(await promised(kept, ALL, assertion)).toEqual([
      `${broken} [base k8s.yaml:44]`,
      " denied shop/Deployment/api -> shop/Deployment/db: TCP 5432",
    ]);
    expect(await promised(ALL + letIn(FROM_API, "{ port: 5432 }, { port: 80 }"), kept, assertion)).toEqual([]);
    expect(await promised(kept, ALL + letIn(FROM_API, "{ port: 5432, protocol: UDP }"), assertion)).toEqual([
      `${broken} [base k8s.yaml:44]`,
      " denied shop/Deployment/api -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("of a port name means the number that the destination gives to it", async () => {
    const db = DB.replace("image: example.org/main", "image: db, ports: [{ name: pg, containerPort: 5432 }]");
    const all = SHOP + WEB + API + db + DENY;
    const named = "- { name: a, allow: { from: shop/api, to: shop/db, ports: pg } }";
    expect(await promised(all + letIn(FROM_API, POSTGRES), all + letIn(FROM_API, "{ port: pg }"), named)).toEqual([]);
    expect(await promised(all + letIn(FROM_API, POSTGRES), all + letIn(FROM_API, "{ port: 5433 }"), named)).toEqual([
      `failure a: denied, though this assertion needs it: allow it, ${CHANGE_IT} [base k8s.yaml:44]`,
      " denied shop/Deployment/api -> shop/Deployment/db: TCP 5432",
    ]);
    expect(await promised(ALL, ALL, named)).toEqual([
      "warning a: none of the destinations of this assertion has a port of that name: write its number, or the name " +
        "as it is [base .github/netpol.yml:2]",
    ]);
  });

  test("is broken by a new workload that is not let in", async () => {
    const all = '- { name: a, allow: { from: "shop/{app=api}", to: shop/db, ports: 5432 } }';
    expect(await promised(kept, kept + deployment("shop", "api2", { app: "api" }), all)).toEqual([
      `failure a: denied, though this assertion needs it: allow it, ${CHANGE_IT} [head k8s.yaml:46]`,
      " denied shop/Deployment/api2 -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("that was broken over one address family before is broken by the loss of the other", async () => {
    const dual = `${assertion}\ncluster: { podCIDRs: [10.244.0.0/16, 'fd00:10::/48'] }`;
    const over = (cidr: string): string => ALL + letIn(`{ ipBlock: { cidr: '${cidr}' } }`, POSTGRES);
    const [four, six] = [over("10.244.0.0/16"), over("fd00:10::/48")];
    const denied = " denied shop/Deployment/api -> shop/Deployment/db: TCP 5432";
    expect(await promised(four, ALL, dual)).toEqual([
      `failure api-keeps-db: denied, though this assertion needs it: allow it, ${CHANGE_IT} [base k8s.yaml:44]`,
      `${denied} (IPv4)`,
    ]);
    expect((await promised(four, six, dual))[1]).toBe(`${denied} (IPv4)`);
    expect((await promised(kept, six, dual))[1]).toBe(`${denied} (IPv4)`);
    expect((await promised(kept, ALL, dual))[1]).toBe(denied);
    expect(await promised(four, four, dual)).toEqual(["standing 1"]);
    expect(await promised(ALL, four, dual)).toEqual(["standing 1"]);
    const always = dual.replace("TCP 5432 }", "TCP 5432 }, enforce: always");
    expect((await promised(four, four, always))[1]).toBe(
      " still-denied shop/Deployment/api -> shop/Deployment/db: TCP 5432 (IPv6)",
    );
  });

  test("that was broken before is counted; always enforced it names the policy in the way", async () => {
    expect(await promised(ALL, ALL, assertion)).toEqual(["standing 1"]);
    expect(await promised(ALL, ALL, `${assertion.slice(0, -1)}, enforce: always }`)).toEqual([
      "failure api-keeps-db: still denied, though this assertion needs it: allow it, " +
        `${CHANGE_IT} [head k8s.yaml:33]`,
      " still-denied shop/Deployment/api -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("that holds under an assumption only is a warning", async () => {
    const outside = letIn("{ ipBlock: { cidr: 0.0.0.0/0 } }, { ipBlock: { cidr: '::/0' } }", POSTGRES);
    expect(await promised(kept, ALL + outside, assertion)).toEqual([
      "warning api-keeps-db: allowed under an assumption at most, and this assertion needs it: allow it, " +
        `${CHANGE_IT} [base .github/netpol.yml:2]`,
      " denied shop/Deployment/api -> shop/Deployment/db: TCP 5432",
    ]);
  });
});

describe("only", () => {
  const ingress = '- { name: a, only: { from: [shop/api], to: "shop/Deployment/db" } }';
  const kept = ALL + letIn("{ podSelector: { matchLabels: { app: api, role: api } } }", POSTGRES);

  test("permits nobody else to connect, pods that the manifests do not hold included", async () => {
    expect(await promised(ALL, kept, ingress)).toEqual([]);
    expect(await promised(kept, ALL + letIn(FROM_WEB, POSTGRES), ingress)).toEqual([
      `failure a: allowed, though only \`shop/api\` may connect: take it back, ${CHANGE_IT} [head k8s.yaml:44]`,
      " allowed shop/Deployment/web pods:shop/{app=web,tier=db} -> shop/Deployment/db: TCP 5432",
    ]);
    // Nobody can tell any pod with `role=api` from that workload, until a policy asks for another of its labels.
    expect(await promised(kept, ALL + letIn(FROM_API, POSTGRES), ingress)).toEqual([]);
    const told = policy("shop", "api", "  podSelector: { matchLabels: { app: api } }");
    expect(await promised(kept, ALL + letIn(FROM_API, POSTGRES) + told, ingress)).toEqual([
      `failure a: allowed, though only \`shop/api\` may connect: take it back, ${CHANGE_IT} [head k8s.yaml:44]`,
      " allowed pods:shop/{role=api} pods:shop/{role=api,tier=db} -> shop/Deployment/db: TCP 5432",
    ]);
  });

  test("permits nothing else to be called", async () => {
    const locked = (peer: string): string =>
      SHOP +
      WEB +
      DB +
      policy("shop", "web", `  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{ to: [${peer}] }]`);
    const closed = locked("{ podSelector: { matchLabels: { app: db, tier: db } } }");
    const open = locked("{ ipBlock: { cidr: 203.0.113.0/24 } }");
    const egress = "- { name: a, only: { from: shop/web, to: [shop/db, 'shop/{tier=db}'] } }";
    expect(await promised(closed, closed, egress)).toEqual([]);
    const told = await promised(closed, open, egress);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain("it may connect to `shop/db`, `shop/{tier=db}` only: take it back");
    expect(told[1]).toContain(" allowed shop/Deployment/web -> external:203.0.113.0/24: TCP 1-65535");
    expect(
      await promised(closed, open, "- { name: a, only: { from: shop/web, to: [203.0.113.0/24, shop/db] } }"),
    ).toEqual([]);
    // Addresses that no policy tells from those permitted are not permitted.
    const narrow = "- { name: a, only: { from: shop/web, to: [203.0.113.0/25, shop/db] } }";
    expect(await promised(closed, open, narrow)).toHaveLength(2);
  });

  test("is broken when a permitted caller loses the label that permits it", async () => {
    const permitted = '- { name: a, only: { from: ["shop/{app=api}", "shop/{role=api}"], to: shop/Deployment/db } }';
    const renamed = SHOP + WEB + deployment("shop", "api", { app: "other", kind: "api" }) + DB + DENY;
    const byKind = letIn("{ podSelector: { matchLabels: { kind: api } } }", POSTGRES);
    const told = await promised(
      SHOP + WEB + deployment("shop", "api", { app: "api", kind: "api" }) + DB + DENY + byKind,
      renamed + byKind,
      permitted,
    );
    expect(told[0]).toBe(
      "failure a: allowed, though only `shop/{app=api}`, `shop/{role=api}` may connect: take it back, " +
        `${CHANGE_IT} [head k8s.yaml:21]`,
    );
    expect(told[1]).toBe(" allowed shop/Deployment/api -> shop/Deployment/db: TCP 5432");
  });
});

describe("words that mean nothing", () => {
  test("are a warning, with what could be meant", async () => {
    const typo = "- { name: a, deny: { from: shop/apo, to: [shop/db, 'x/{a=b}'] } }";
    expect(await promised(ALL, ALL, typo)).toEqual([
      "warning a: `from: shop/apo` of this assertion means nothing here: the manifests hold no workload `shop/apo`: " +
        "did you mean `shop/Deployment/api`, `shop/Deployment/db`, `shop/Deployment/web`? [base .github/netpol.yml:2]",
      "warning a: `to: x/{a=b}` of this assertion means nothing here: neither the manifests nor the configuration name a " +
        "namespace `x`: declare it in `cluster.namespaces` of the configuration if it lives elsewhere " +
        "[base .github/netpol.yml:2]",
    ]);
  });

  describe("since the change that takes away whom they meant", () => {
    const closed = "- { name: a, deny: { from: shop/web, to: 'shop/{tier=db}' } }";
    const allowed = "- { name: a, allow: { from: shop/api, to: 'shop/{tier=db}', ports: TCP 5432 } }";
    const relabelled = (text: string): string =>
      text.replaceAll('"tier":"db"', '"tier":"x"').replaceAll("tier: db", "tier: x");
    const before = ALL + letIn(FROM_API, POSTGRES);
    const nothing =
      "warning a: `to: shop/{tier=db}` of this assertion means nothing here: nothing that the manifests hold or policies " +
      "speak of [base .github/netpol.yml:2]";

    test("are told in it, though the policies of the base asked for the labels", async () => {
      const opened = relabelled(ALL + letIn(`${FROM_API}, ${FROM_WEB}`, POSTGRES));
      expect(opened).not.toMatch(/tier"?: ?"?db/u);
      expect(await promised(before, opened, closed)).toEqual([nothing]);
      expect(await promised(opened, opened, closed)).toEqual([nothing]);
      expect(await promised(before, opened, allowed)).toContain(nothing);
    });

    test("are not, where a workload or a policy of the head still carries or asks for the labels", async () => {
      const second = deployment("shop", "db2", { tier: "db" });
      expect(await promised(before, relabelled(before) + second, closed)).toEqual([]);
      expect(await promised(before, relabelled(ALL) + letIn(FROM_API, POSTGRES), closed)).toEqual([]);
    });

    test("are, where only a policy of the head that speaks of another namespace asks for the labels", async () => {
      const peer = (namespace: string): string =>
        letIn(
          `{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }, podSelector: { matchLabels: { tier: "db" } } }`,
          POSTGRES,
        ).replace("matchLabels: { tier: db }", "matchLabels: { tier: x }");
      expect(await promised(before, relabelled(ALL) + peer("mon"), closed)).toEqual([nothing]);
      expect(await promised(before, relabelled(ALL) + peer("shop"), closed)).toEqual([]);
    });
  });

  describe("though a policy lets in pods of any namespace", () => {
    const open = ALL + letIn("{ namespaceSelector: {} }", POSTGRES);
    const asked = (from: string): string => `- { name: a, deny: { from: '${from}', to: shop/db } }`;
    const warning = (from: string, namespace: string, hint: string): readonly string[] => [
      `warning a: \`from: ${from}\` of this assertion means nothing here: neither the manifests nor the configuration ` +
        `name a namespace \`${namespace}\`: ${hint} [base .github/netpol.yml:2]`,
    ];

    test("are those of a namespace that nothing names", async () => {
      expect(await promised(ALL, ALL, asked("shpo/*"))).toEqual(warning("shpo/*", "shpo", "did you mean `shop/*`?"));
      expect((await promised(open, open, asked("shpo/{app=web}")))[0]).toEqual(
        warning("shpo/{app=web}", "shpo", "did you mean `shop/{app=web}`?")[0],
      );
      expect((await promised(open, open, asked("shpo/*"))).at(-1)).toBe("standing 1");
    });

    test("are not those of one that a policy or the configuration names, nor those with a star", async () => {
      const policyNames = letIn(
        "{ namespaceSelector: {} }, { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: mon } } }",
        POSTGRES,
      );
      expect(await promised(ALL + policyNames, ALL + policyNames, asked("mon/*"))).toEqual(["standing 1"]);
      expect((await promised(ALL + policyNames, ALL + policyNames, asked("mno/*")))[0]).toContain(
        "did you mean `mon/*`",
      );
      const configured = `${asked("mon/*")}\ncluster: { namespaces: { mon: {} } }`;
      expect(await promised(open, open, configured)).toEqual(["standing 1"]);
      expect(await promised(open, open, asked("*/{app=web}"))).toEqual(["standing 1"]);
    });
  });
});

test("a description is told with the finding, and the level is the assertion's", async () => {
  const noted = "- { name: a, level: notice, description: PCI zone, deny: { from: internet, to: shop/db } }";
  const [line] = await promised(ALL, SHOP + WEB + API + DB, noted);
  expect(line).toContain("notice a: allowed, though this assertion denies it (`PCI zone`): take it back");
});

test("assertions come before rules, worst first", async () => {
  const { tell } = await import("./support.ts");
  const { regressions } = await tell(
    ALL,
    SHOP + WEB + API + DB,
    null,
    "assertions:\n- { name: b, level: warning, deny: { from: internet, to: shop/db } }\n" +
      "- { name: a, deny: { from: internet, to: shop/db } }",
  );
  expect(regressions.slice(0, 2).map(({ assertion, rule }) => `${rule} ${assertion ?? ""}`)).toEqual([
    "assertion a",
    "exposed-to-internet ",
  ]);
  expect(regressions.map(({ assertion }) => assertion)).toContain("b");
});

/** Labels of assertions make no representative pods: docs/what-is-not-known.md. */
describe("labels that a policy lets in without naming their value", () => {
  const mon = (pods: string): string =>
    letIn(
      `{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: mon } }, podSelector: { ${pods} } }`,
      POSTGRES,
    );
  const batch = deployment("other", "batch", { role: "batch" });
  const before = ALL + batch;
  const [byLabels, byNamespace, byOnly] = [
    "- { name: a, deny: { from: '*/{role=batch}', to: shop/db } }",
    "- { name: a, deny: { from: mon/*, to: shop/db } }",
    "- { name: a, only: { from: [shop/api], to: shop/db } }",
  ];
  const exists = "matchExpressions: [{ key: role, operator: Exists }]";
  const notIn = "matchExpressions: [{ key: role, operator: NotIn, values: [frontend] }]";

  test.each([exists, notIn, "matchLabels: { team: x }", ""])(
    "break a claim about the namespace or about who else may, not one about the labels: %s",
    async (pods) => {
      const head = before + mon(pods);
      expect(await promised(before, head, byLabels)).toEqual([]);
      expect((await promised(before, head, byNamespace))[0]).toContain("failure a: allowed");
      expect((await promised(before, head, byOnly))[0]).toContain("failure a: allowed");
    },
  );

  test.each(["matchLabels: { role: batch }", "matchExpressions: [{ key: role, operator: In, values: [batch, x] }]"])(
    "break it where the value is named: %s",
    async (pods) => {
      expect((await promised(before, before + mon(pods), byLabels))[0]).toContain("failure a: allowed");
    },
  );

  test.each([exists, notIn, ""])("break it where a workload carries them: %s", async (pods) => {
    const known = before + deployment("mon", "nightly", { role: "batch" });
    expect((await promised(known, known + mon(pods), byLabels))[0]).toContain("failure a: allowed");
  });
});
