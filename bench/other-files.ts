/**
 * The rest of a monorepo: what stands beside its policies, and holds neither pods nor policies. The mixture and the size
 * of a file (2.2 KB on average) are about those of a large public repository of namespaces.
 */
import { createRandom, type Random } from "../test/oracle/random.ts";

const SEED = 20_240_608;

/** `count` files by path, the same for every run. */
export function otherFiles(count: number): ReadonlyMap<string, string> {
  const random = createRandom(SEED);
  return new Map(
    Array.from({ length: count }, (_, index): readonly [path: string, text: string] => {
      const namespace = `ns-${String(Math.floor(index / FORMS.length)).padStart(4, "0")}`;
      const form = FORMS[index % FORMS.length] ?? settings;
      return [`others/${namespace}/${form.name}.yaml`, `${form(namespace, random).join("\n")}\n`];
    }),
  );
}

const FORMS: readonly ((namespace: string, random: Random) => readonly string[])[] = [
  settings,
  rights,
  alerts,
  services,
  quotas,
];

/** Text in a text, as dashboards and programs' own configurations are kept. */
function settings(namespace: string, random: Random): readonly string[] {
  const lines = Array.from(
    { length: 200 },
    (_, line) => `    "panel-${String(line)}": ${String(random.integer(1e6))},`,
  );
  return [...head("v1", "ConfigMap", namespace), "data:", "  dashboard.json: |", "    {", ...lines, "    }"];
}

function rights(namespace: string, random: Random): readonly string[] {
  const groups = Array.from({ length: 20 }, () => [
    "  - kind: Group",
    `    name: "github:team-${String(random.integer(1000))}"`,
    "    apiGroup: rbac.authorization.k8s.io",
  ]);
  return [
    ...head("rbac.authorization.k8s.io/v1", "RoleBinding", namespace),
    "subjects:",
    ...groups.flat(),
    "roleRef:",
    "  kind: ClusterRole",
    "  name: admin",
    "  apiGroup: rbac.authorization.k8s.io",
  ];
}

function alerts(namespace: string, random: Random): readonly string[] {
  const rules = Array.from({ length: 8 }, (_, rule) => [
    `        - alert: alert-${String(rule)}`,
    "          expr: |-",
    `            sum(rate(requests_total{namespace="${namespace}",status=~"5.*"}[5m])) > ${String(random.integer(100))}`,
    "          for: 5m",
    "          labels: {severity: warning}",
    "          annotations:",
    `            message: "{{ $labels.ingress }} in ${namespace} is failing"`,
  ]);
  return [
    ...head("monitoring.coreos.com/v1", "PrometheusRule", namespace),
    "spec:",
    "  groups:",
    "    - name: application",
    "      rules:",
    ...rules.flat(),
  ];
}

/** Several documents, and comments that people leave. */
function services(namespace: string, random: Random): readonly string[] {
  return Array.from({ length: 6 }, (_, service) => [
    "---",
    "# Reached through the gateway only.",
    ...head("v1", "Service", namespace),
    "spec:",
    `  selector: {app: "app-${String(service)}"}`,
    "  ports:",
    `    - {name: http, port: 80, targetPort: ${String(8000 + random.integer(1000))}}`,
  ]).flat();
}

function quotas(namespace: string, random: Random): readonly string[] {
  const memory = String(random.integer(4000));
  const limits = ["    - type: Container", "      default:", `        memory: ${memory}Mi`, "        cpu: 250m"];
  return [
    ...[...head("v1", "LimitRange", namespace), "spec:", "  limits:", ...limits, "---"],
    ...[...head("v1", "ResourceQuota", namespace), "spec:", "  hard:", `    pods: "${memory}"`],
  ];
}

function head(apiVersion: string, kind: string, namespace: string): readonly string[] {
  return [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    "metadata:",
    `  name: ${namespace}`,
    `  namespace: ${namespace}`,
  ];
}
