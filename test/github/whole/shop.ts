import type { Files } from "../fake/index.ts";

/** Two workloads and a policy that lets one of them in. */
export const SHOP: Files = {
  "k8s/web.yaml": deployment("web"),
  "k8s/db.yaml": deployment("db"),
  "k8s/policy.yaml": policy("web"),
};

function deployment(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec: { containers: [{ name: main, image: "example.org/${app}" }] }
`;
}

export function policy(from: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: { matchLabels: { app: ${from} } }
      ports: [{ port: 5432 }]
`;
}
