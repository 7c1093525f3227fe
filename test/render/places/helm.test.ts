import { describe, expect, test } from "vitest";
import { places, side } from "./story.ts";

const root = { type: "chart", directory: "charts/shop", values: ["envs/prod.yaml"] } as const;

const template = `{{- if .Values.policy.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}-api
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- toYaml .Values.labels | nindent 6 }}
  ingress:
    - from:
        {{- range .Values.policy.cidrs }}
        - ipBlock:
            cidr: {{ . | quote }}
        {{- end }}
      ports:
        - port: {{ .Values.port }}
    {{- if .Values.policy.monitoring }}
    - from:
        - namespaceSelector:
            matchLabels:
              team: monitoring
    {{- end }}
{{- end }}
`;

const helpers = `{{- define "shop.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
team: x
{{- end }}
`;

const defaults = `port: 80
policy:
  enabled: true
  monitoring: false
  cidrs:
    - 10.0.0.0/8
    - 192.168.0.0/16
labels: {tier: a}
`;

const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "charts/shop/values.yaml": defaults,
  "charts/shop/templates/_helpers.tpl": helpers,
  "charts/shop/templates/policy.yaml": template,
  "envs/prod.yaml": "port: 8080\n",
};

/** What `helm template r charts/shop -f envs/prod.yaml` prints, and what a change makes of it. */
function rendered(changes: Readonly<Record<string, string>> = {}) {
  let text = `# Source: shop/templates/policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: r-api
  labels:
    app.kubernetes.io/name: shop
    team: x
spec:
  podSelector:
    matchLabels:
      tier: a
  ingress:
    - from:
        - ipBlock:
            cidr: "10.0.0.0/8"
        - ipBlock:
            cidr: "192.168.0.0/16"
      ports:
        - port: 8080
`;
  for (const [from, to] of Object.entries(changes)) text = text.replace(from, to);
  return { text, path: "shop/templates/policy.yaml" };
}

const old = side(chart, [rendered()]);

test("a document that nothing changes is where its template prints it", () => {
  const at = places(root, rendered(), old, old);
  expect(at("# Source")).toBe("nowhere");
  expect(at("apiVersion")).toBe("charts/shop/templates/policy.yaml:2 apiVersion: networking.k8s.io/v1");
  expect(at("name: r-api")).toBe("charts/shop/templates/policy.yaml:5 name: {{ .Release.Name }}-api");
  expect(at("team: x")).toBe('charts/shop/templates/policy.yaml:7 {{- include "shop.labels" . | nindent 4 }}');
  expect(at("tier: a")).toBe("charts/shop/templates/policy.yaml:11 {{- toYaml .Values.labels | nindent 6 }}");
  expect(at("- from")).toBe("charts/shop/templates/policy.yaml:13 - from:");
  for (const address of ["10.0.0.0/8", "192.168.0.0/16"])
    expect(at(address)).toBe("charts/shop/templates/policy.yaml:16 cidr: {{ . | quote }}");
  expect(at("port: 8080")).toBe("charts/shop/templates/policy.yaml:19 - port: {{ .Values.port }}");
});

/** The places of the head, when files and then rendered words of the chart change. */
function change(files: Readonly<Record<string, string>>, words: Readonly<Record<string, string>>) {
  const document = rendered(words);
  return places(root, document, side({ ...chart, ...files }, [document]), old);
}

describe("a changed line of a values file explains", () => {
  test("the port that it sets, and the rule that has the port", () => {
    const at = change({ "envs/prod.yaml": "port: 8081\n" }, { "port: 8080": "port: 8081" });
    expect(at("port: 8081")).toBe("envs/prod.yaml:1 port: 8081");
    expect(at("- from:")).toBe("envs/prod.yaml:1 port: 8081");
    expect(at("apiVersion")).toBe("envs/prod.yaml:1 port: 8081");
    expect(at("- ipBlock")).toBe("charts/shop/templates/policy.yaml:15 - ipBlock:");
  });

  test("on the base what it was", () => {
    const document = rendered({ "port: 8080": "port: 8081" });
    const at = places(root, rendered(), old, side({ ...chart, "envs/prod.yaml": "port: 8081\n" }, [document]));
    expect(at("port: 8080")).toBe("envs/prod.yaml:1 port: 8080");
  });

  test("nothing where a stronger file overrides it", () => {
    const at = change({ "charts/shop/values.yaml": defaults.replace("port: 80", "port: 8080") }, {});
    expect(at("port: 8080")).toBe("charts/shop/templates/policy.yaml:19 - port: {{ .Values.port }}");
  });

  test("an address in a list of the default values", () => {
    const at = change(
      { "charts/shop/values.yaml": defaults.replace("192.168.0.0/16", "172.16.0.0/12") },
      { "192.168.0.0/16": "172.16.0.0/12" },
    );
    expect(at("172.16.0.0/12")).toBe("charts/shop/values.yaml:7 - 172.16.0.0/12");
    expect(at("- ipBlock", 2)).toBe("charts/shop/values.yaml:7 - 172.16.0.0/12");
    expect(at("- ipBlock", 1)).toBe("charts/shop/templates/policy.yaml:15 - ipBlock:");
    expect(at("10.0.0.0/8")).toBe("charts/shop/templates/policy.yaml:16 cidr: {{ . | quote }}");
  });

  test("a label that `toYaml` prints", () => {
    const at = change({ "charts/shop/values.yaml": defaults.replace("tier: a", "tier: b") }, { "tier: a": "tier: b" });
    expect(at("tier: b")).toBe("charts/shop/values.yaml:8 labels: {tier: b}");
    expect(at("podSelector")).toBe("charts/shop/values.yaml:8 labels: {tier: b}");
  });

  test("a rule that a condition lets in", () => {
    const rule =
      "    - from:\n        - namespaceSelector:\n            matchLabels:\n              team: monitoring\n";
    const at = change(
      { "envs/prod.yaml": "port: 8080\npolicy:\n  monitoring: true\n" },
      { "port: 8080\n": `port: 8080\n${rule}` },
    );
    expect(at("- from:", 2)).toBe("envs/prod.yaml:3 monitoring: true");
    expect(at("team: monitoring")).toBe("envs/prod.yaml:3 monitoring: true");
    expect(at("- from:", 1)).toBe("charts/shop/templates/policy.yaml:13 - from:");
  });

  test("a whole policy that it enables, or disables", () => {
    const off = side({ ...chart, "charts/shop/values.yaml": defaults.replace("enabled: true", "enabled: false") }, []);
    const at = places(root, rendered(), old, off);
    for (const words of ["apiVersion", "- from", "port: 8080"])
      expect(at(words)).toBe("charts/shop/values.yaml:3 enabled: true");
  });
});

test("a changed line of an included template explains what it prints", () => {
  const at = change(
    { "charts/shop/templates/_helpers.tpl": helpers.replace("team: x", "team: y") },
    { "team: x": "team: y" },
  );
  expect(at("team: y")).toBe("charts/shop/templates/_helpers.tpl:3 team: y");
});

test("a changed line of the template explains what it prints", () => {
  const at = change(
    { "charts/shop/templates/policy.yaml": template.replace("port: {{ .Values.port }}", "port: 443") },
    { "port: 8080": "port: 443" },
  );
  expect(at("port: 443")).toBe("charts/shop/templates/policy.yaml:19 - port: 443");
  expect(at("- from:")).toBe("charts/shop/templates/policy.yaml:13 - from:");
});

test("a condition that is changed in the template explains what it lets in", () => {
  const condition = template.replace("{{- if .Values.policy.monitoring }}", "{{- if true }}");
  const rule = "    - from:\n        - namespaceSelector:\n            matchLabels:\n              team: monitoring\n";
  const at = change({ "charts/shop/templates/policy.yaml": condition }, { "port: 8080\n": `port: 8080\n${rule}` });
  expect(at("team: monitoring")).toBe("charts/shop/templates/policy.yaml:20 {{- if true }}");
});

test("a value that goes through a variable is explained by its line", () => {
  const variable = template
    .replace("spec:", "{{- $port := .Values.port }}\nspec:")
    .replace("{{ .Values.port }}", "{{ $port }}");
  const files = { ...chart, "charts/shop/templates/policy.yaml": variable };
  const document = rendered({ "port: 8080": "port: 8081" });
  const at = places(
    root,
    document,
    side({ ...files, "envs/prod.yaml": "port: 8081\n" }, [document]),
    side(files, [rendered()]),
  );
  expect(at("port: 8081")).toBe("envs/prod.yaml:1 port: 8081");
});

test("templates with CRLF have the same lines", () => {
  const files = { ...chart, "charts/shop/templates/policy.yaml": template.replaceAll("\n", "\r\n") };
  const document = { ...rendered(), text: rendered().text.replaceAll("\n", "\r\n") };
  const at = places(root, document, side(files, [document]), null);
  expect(at("- from")).toBe("charts/shop/templates/policy.yaml:13 - from:");
  expect(at("port: 8080")).toBe("charts/shop/templates/policy.yaml:19 - port: {{ .Values.port }}");
});

test("each document of a template has its own lines", () => {
  const one = (name: string, port: number) =>
    `kind: NetworkPolicy\nmetadata:\n  name: {{ .Release.Name }}-${name}\nspec:\n  ingress:\n    - ports:\n        - port: ${port}\n`;
  const files = {
    ...chart,
    "charts/shop/templates/policy.yaml": `${one("web", 80)}---\n${one("api", 81)}---\n${one("db", 82)}`,
  };
  const document = { text: one("api", 81).replace("{{ .Release.Name }}", "r"), path: "shop/templates/policy.yaml" };
  const at = places(root, document, side(files, [document]), null);
  expect(at("name: r-api")).toBe("charts/shop/templates/policy.yaml:11 name: {{ .Release.Name }}-api");
  expect(at("- ports")).toBe("charts/shop/templates/policy.yaml:14 - ports:");
  expect(at("port: 81")).toBe("charts/shop/templates/policy.yaml:15 - port: 81");
});

describe("a subchart", () => {
  const sub = {
    "charts/shop/Chart.yaml":
      "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- name: db\n  version: 1.0.0\n  condition: db.enabled\n",
    "charts/shop/charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/shop/charts/db/values.yaml": "port: 5432\nenabled: true\n",
    "charts/shop/charts/db/templates/policy.yaml":
      "kind: NetworkPolicy\nmetadata:\n  name: db\nspec:\n  ingress:\n    - ports:\n        - port: {{ .Values.port }}\n        - port: {{ .Values.global.metrics }}\n",
  };
  const values = (port: number, metrics: number, enabled: string) =>
    `db:\n  port: ${port}\n  enabled: ${enabled}\nglobal:\n  metrics: ${metrics}\n`;
  const document = (port: number, metrics: number) => ({
    text: `kind: NetworkPolicy\nmetadata:\n  name: db\nspec:\n  ingress:\n    - ports:\n        - port: ${port}\n        - port: ${metrics}\n`,
    path: "shop/charts/db/templates/policy.yaml",
  });
  const files = (text: string) => ({ ...chart, ...sub, "charts/shop/values.yaml": text });
  const before = side(files(values(5432, 9000, "true")), [document(5432, 9000)]);

  test("gets its values from the parent's", () => {
    const at = places(
      root,
      document(5433, 9001),
      side(files(values(5433, 9001, "true")), [document(5433, 9001)]),
      before,
    );
    expect(at("port: 5433")).toBe("charts/shop/values.yaml:2 port: 5433");
    expect(at("port: 9001")).toBe("charts/shop/values.yaml:5 metrics: 9001");
  });

  test("is explained by the condition that lets it in", () => {
    const at = places(root, document(5432, 9000), before, side(files(values(5432, 9000, "false")), []));
    expect(at("- ports")).toBe("charts/shop/values.yaml:3 enabled: true");
  });

  test("is found under its alias, and has the values under this name", () => {
    const aliased = {
      ...sub,
      "charts/shop/Chart.yaml":
        "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- name: db\n  version: 1.0.0\n  alias: main\n",
    };
    const all = (port: number) => ({ ...chart, ...aliased, "charts/shop/values.yaml": `main:\n  port: ${port}\n` });
    const named = (port: number) => ({ ...document(port, 9000), path: "shop/charts/main/templates/policy.yaml" });
    const at = places(root, named(5433), side(all(5433), [named(5433)]), side(all(5432), [named(5432)]));
    expect(at("port: 5433")).toBe("charts/shop/values.yaml:2 port: 5433");
    expect(at("- port: 9000")).toBe(
      "charts/shop/charts/db/templates/policy.yaml:8 - port: {{ .Values.global.metrics }}",
    );
  });
});

test("of two changed lines with the same value the one counts that the template asks for", () => {
  const values = (port: number) => `retries: ${port}\nother: {port: ${port}}\nport: ${port}\n`;
  const document = (port: number) => rendered({ "port: 8080": `port: ${port}` });
  const at = places(
    root,
    document(8082),
    side({ ...chart, "envs/prod.yaml": values(8082) }, [document(8082)]),
    side({ ...chart, "envs/prod.yaml": values(8081) }, [document(8081)]),
  );
  expect(at("port: 8082")).toBe("envs/prod.yaml:3 port: 8082");
});

test("a changed value that the document does not show explains nothing", () => {
  const at = change({ "envs/prod.yaml": "port: 8080\nreplicas: 3\n" }, { "team: x": "team: z" });
  expect(at("port: 8080")).toBe("charts/shop/templates/policy.yaml:19 - port: {{ .Values.port }}");
  expect(at("team: z")).toBe('charts/shop/templates/policy.yaml:7 {{- include "shop.labels" . | nindent 4 }}');
});

test("a template too long for the number of documents is known by its first line", () => {
  const long = `${"# filler\n".repeat(2100)}${template}`;
  const documents = Array.from({ length: 10_000 }, () => rendered());
  const files = { ...chart, "charts/shop/templates/policy.yaml": long };
  expect(places(root, rendered(), side(files, documents), null)("- from")).toBe(
    "charts/shop/templates/policy.yaml:1 # filler",
  );
  expect(places(root, rendered(), side(files, [rendered()]), null)("- from")).toBe(
    "charts/shop/templates/policy.yaml:2113 - from:",
  );
});
