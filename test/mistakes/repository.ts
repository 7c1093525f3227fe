/** A repository without a mistake: a shop, its monitoring, its jobs and the DNS of the cluster, isolated by default. */
/** What the manifests cannot tell; the base side's, as `.github/netpol.yml`. */
export const CONFIGURATION = `cluster:
  cni: cilium
  podCIDRs: [10.244.0.0/16, "fd00:10::/48"]
`;

const namespace = (name: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    team: ${name}
`;

const workload = (space: string, name: string, labels: string, ports = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${space}
spec:
  selector:
    matchLabels:
      ${labels}
  template:
    metadata:
      labels:
        ${labels}
    spec:
      containers:
        - name: main
          image: example.org/${name}:1${ports}
`;

const port = (name: string, number: number): string => `
          ports:
            - name: ${name}
              containerPort: ${String(number)}`;

const policy = (space: string, name: string, spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${space}
spec:
${spec}`;

const DEFAULT_DENY = `  podSelector: {}
  policyTypes: [Ingress, Egress]
`;

const DNS = `  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
`;

/** By path. */
export const REPOSITORY: Readonly<Record<string, string>> = {
  "namespaces.yaml": ["shop", "monitoring", "jobs", "kube-system", "tools"].map(namespace).join("---\n"),
  "kube-system/coredns.yaml": workload("kube-system", "coredns", "k8s-app: kube-dns", port("dns-tcp", 53)),
  "shop/default-deny.yaml": policy("shop", "default-deny", DEFAULT_DENY),
  "shop/dns.yaml": policy("shop", "dns", DNS),
  "shop/web.yaml": workload("shop", "web", "app: web", port("http", 8080)),
  "shop/web-policy.yaml": policy(
    "shop",
    "web",
    `  podSelector:
    matchLabels:
      app: web
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - ipBlock:
            cidr: 198.51.100.0/24
      ports:
        - port: http
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: api
      ports:
        - port: 9000
`,
  ),
  "shop/api.yaml": workload("shop", "api", "app: api", port("grpc", 9000)),
  "shop/api-policy.yaml": policy(
    "shop",
    "api",
    `  podSelector:
    matchLabels:
      app: api
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
        - namespaceSelector:
            matchLabels:
              team: monitoring
          podSelector:
            matchLabels:
              app: prometheus
      ports:
        - port: 9000
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: db
      ports:
        - port: 5432
    - to:
        - ipBlock:
            cidr: 203.0.113.0/24
            except: [203.0.113.128/25]
      ports:
        - port: 443
`,
  ),
  "shop/db.yaml": workload("shop", "db", "app: db", port("postgres", 5432)),
  "shop/db-policy.yaml": policy(
    "shop",
    "db",
    `  podSelector:
    matchLabels:
      app: db
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: api
      ports:
        - port: 5432
`,
  ),
  "monitoring/default-deny.yaml": policy("monitoring", "default-deny", DEFAULT_DENY),
  "monitoring/dns.yaml": policy("monitoring", "dns", DNS),
  "monitoring/prometheus.yaml": workload("monitoring", "prometheus", "app: prometheus"),
  "monitoring/prometheus-policy.yaml": policy(
    "monitoring",
    "prometheus",
    `  podSelector:
    matchLabels:
      app: prometheus
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              team: shop
          podSelector:
            matchLabels:
              app: api
      ports:
        - port: 9000
`,
  ),
  "monitoring/grafana.yaml": workload("monitoring", "grafana", "app: grafana"),
  "jobs/importer.yaml": workload("jobs", "importer", "app: importer"),
  "jobs/importer-policy.yaml": policy(
    "jobs",
    "importer",
    `  podSelector:
    matchLabels:
      app: importer
  policyTypes: [Ingress, Egress]
  egress:
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [10.0.0.0/8, 169.254.169.254/32]
        - ipBlock:
            cidr: ::/0
            except: ["fc00::/7"]
      ports:
        - port: 443
    - to:
        - ipBlock:
            cidr: 10.96.0.10/32
      ports:
        - port: 53
          protocol: UDP
`,
  ),
  "tools/shell.yaml": workload("tools", "shell", "app: shell"),
};
