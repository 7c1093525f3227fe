/** A shop of two workloads: `web` may call `db` on its PostgreSQL port, and nothing else may. */
export const shop = {
  "web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`,
  "db.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers: [{ name: db, image: db, ports: [{ name: postgres, containerPort: 5432 }] }]
`,
  "db-policy.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 5432 }]
`,
  "namespace.yaml": `apiVersion: v1
kind: Namespace
metadata: { name: shop }
`,
} as const;

/** The same after a change: the policy has another port. */
export const changedShop = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("port: 5432", "port: 5433") };

/** The files below a directory. */
export function below(directory: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
}
