/** A label that changes in a workload and in its policy alike leaves nobody open. */
import { expect, it } from "vitest";
import { tell } from "./support.ts";

const shop = (label: string, isolated = "pay"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: pay, namespace: shop }
spec: { selector: { matchLabels: { app: ${label} } }, template: { metadata: { labels: { app: ${label} } }, spec: { containers: [{ name: c, image: i }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: redis, namespace: shop }
spec: { selector: { matchLabels: { app: redis } }, template: { metadata: { labels: { app: redis } }, spec: { containers: [{ name: c, image: i }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: pay, namespace: shop }
spec: { podSelector: { matchLabels: { app: ${isolated} } }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: {} }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: redis, namespace: shop }
spec: { podSelector: { matchLabels: { app: redis } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: pay } } }] }] }
`;

it("is no exposure and no lost isolation, though another policy still names the old label; what it cuts off is told", async () => {
  const { lines } = await tell(shop("pay"), shop("payx", "payx"));
  expect(lines.filter((line) => /exposed-to-internet|isolation-lost|reaches-internet/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.includes("peer-matches-nothing"))).toHaveLength(1);
});

it("is both where only the workload changes, and where only the policy does", async () => {
  for (const head of [shop("payx"), shop("pay", "payx")]) {
    const { lines } = await tell(shop("pay"), head);
    expect(lines.filter((line) => /exposed-to-internet|isolation-lost/.test(line)).length).toBeGreaterThan(0);
  }
});

const open = (label: string, selected: string, cidr: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec: { selector: { matchLabels: { role: ${label} } }, template: { metadata: { labels: { role: ${label} } }, spec: { containers: [{ name: c, image: i }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api, namespace: shop }
spec: { podSelector: ${selected}, policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: ${cidr} } }], ports: [{ port: 8080 }] }] }
`;

it("opens nobody where the workload was open and stays so", async () => {
  const { lines } = await tell(
    open("api", "{ matchLabels: { role: api } }", "0.0.0.0/0"),
    open("backend", "{ matchLabels: { role: backend } }", "0.0.0.0/0"),
  );
  expect(lines).toEqual([]);
});

it.each([
  ["the policy selects everybody", open("backend", "{}", "0.0.0.0/0"), "0.0.0.0/0"],
  ["the policy lets in more", open("backend", "{ matchLabels: { role: backend } }", "0.0.0.0/0"), "192.0.2.0/24"],
  ["the workload keeps its label", open("api", "{ matchLabels: { role: backend } }", "0.0.0.0/0"), "0.0.0.0/0"],
])("opens somebody where %s", async (_, head, before) => {
  const { lines } = await tell(open("api", "{ matchLabels: { role: api } }", before), head);
  expect(lines.filter((line) => line.includes("exposed-to-internet"))).not.toEqual([]);
});
