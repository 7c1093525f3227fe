import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const db = deployment("shop", "db", { app: "db" });
const apps = api + db;
const out = (name: string, app: string, rules: string): string =>
  policy("shop", name, `  podSelector: { matchLabels: { app: ${app} } }\n  policyTypes: [Egress]\n  egress:\n${rules}`);
const TO_DB = "    - to: [{ podSelector: { matchLabels: { app: db } } }]";
const dns = (ports: string, pods = "k8s-app: kube-dns", namespace = "kube-system"): string =>
  `    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }
          podSelector: { matchLabels: { ${pods} } }
      ports: [${ports}]`;
const BOTH = "{ port: 53, protocol: UDP }, { port: 53 }";
const toDb = out("db", "api", TO_DB);

describe("dns-cut-off", () => {
  it("fires where a workload may call its database alone", async () => {
    const { lines } = await tell(apps, apps + toDb, "dns-cut-off");
    expect(lines).toEqual([
      "warning dns-cut-off head k8s.yaml:20: shop/Deployment/api: may call others, but no longer the DNS of the cluster " +
        "(UDP and TCP 53), without which no name is found: allow UDP and TCP 53 to pods `k8s-app=kube-dns` of `kube-system`",
    ]);
  });

  it("tells what one policy does to several in one finding, whatever else they lose", async () => {
    const only = (namespace: string, name: string, from: string): string =>
      policy(namespace, name, `  podSelector: { matchLabels: { app: ${name} } }\n  ingress: [{ from: [{ ${from} }] }]`);
    const guards =
      only("web", "web", "namespaceSelector: {}, podSelector: { matchLabels: { app: api } }") +
      only("shop", "db", "podSelector: { matchExpressions: [{ key: app, operator: In, values: [api, job] }] }");
    const others = deployment("shop", "job", { app: "job" }) + deployment("web", "web", { app: "web" });
    const base = apps + others + guards;
    const all = policy("shop", "out", `  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n${TO_DB}`);
    const { lines } = await tell(base, base + all, "dns-cut-off");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(": shop/Deployment/api shop/Deployment/job: may call others");
  });

  it("fires where UDP goes and TCP stays", async () => {
    const { lines } = await tell(
      apps + toDb + out("dns", "api", dns(BOTH)),
      apps + toDb + out("dns", "api", dns("{ port: 53 }")),
      "dns-cut-off",
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("(UDP 53)");
  });

  it("fires where the labels of DNS that the manifests hold are missed", async () => {
    const server = deployment("kube-system", "coredns", { "k8s-app": "kube-dns" });
    const base = apps + server + toDb + out("dns", "api", dns(BOTH));
    const wrong = apps + server + toDb + out("dns", "api", dns(BOTH, "k8s-app: core-dns"));
    expect((await tell(base, wrong, "dns-cut-off")).lines).toHaveLength(1);
  });

  it.each([
    ["to DNS", out("dns", "api", dns(BOTH))],
    [
      "to all of its namespace",
      out("dns", "api", "    - to: [{ namespaceSelector: {} }]\n      ports: [{ port: 53, protocol: UDP }]"),
    ],
    [
      "to DNS under other labels",
      out("dns", "api", dns(BOTH, "dns.operator.openshift.io/daemonset-dns: default", "openshift-dns")),
    ],
    [
      "to the address of its Service",
      out("dns", "api", "    - to: [{ ipBlock: { cidr: 10.96.0.10/32 } }]\n      ports: [{ port: 53, protocol: UDP }]"),
    ],
    ["to everybody", out("dns", "api", "    - ports: [{ port: 53, protocol: UDP }]")],
    ["for all pods", policy("shop", "dns", `  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n${dns(BOTH)}`)],
  ])("is silent where a rule lets it out %s", async (_, rule) => {
    expect((await tell(apps, apps + toDb + rule, "dns-cut-off")).lines).toEqual([]);
  });

  it("is silent where nobody can be called any more, and about new workloads", async () => {
    const deny = policy("shop", "deny", "  podSelector: {}\n  policyTypes: [Egress]");
    expect((await tell(apps, apps + deny, "dns-cut-off")).lines).toEqual([]);
    expect((await tell(db, apps + toDb, "dns-cut-off")).lines).toEqual([]);
  });

  it("is silent where the base had it", async () => {
    const moved = { "z.yaml": toDb.replace("name: db,", "name: other,"), "a.yaml": apps };
    expect((await tell(apps + toDb, moved, "dns-cut-off")).lines).toEqual([]);
  });
});
