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
