import { describe, expect, test } from "vitest";
import type { RenderedSource } from "../../../src/render/places/index.ts";
import { places, side } from "./story.ts";

const root = { type: "kustomization", directory: "overlays/prod" } as const;

const policy = `# Who may talk to the API.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: ["Ingress"]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
      ports:
        - port: 80
          protocol: TCP
    - from:
        - namespaceSelector:
            matchLabels:
              team: monitoring
      ports:
        - port: 9090
          protocol: TCP
`;

/** What `kubectl kustomize` prints: the keys of each mapping in alphabetical order. */
function rendered(changes: Readonly<Record<string, string>> = {}): RenderedSource {
  let text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
  namespace: prod
spec:
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
    ports:
    - port: 80
      protocol: TCP
  - from:
    - namespaceSelector:
        matchLabels:
          team: monitoring
    ports:
    - port: 9090
      protocol: TCP
  podSelector:
    matchLabels:
      app: api
  policyTypes:
  - Ingress
`;
  for (const [from, to] of Object.entries(changes)) text = text.replace(from, to);
  return { text, path: "../../base/policy.yaml" };
}

const base = { "base/kustomization.yaml": "resources:\n- policy.yaml\n", "base/policy.yaml": policy };

function overlay(...lines: readonly string[]) {
  return {
    "overlays/prod/kustomization.yaml": ["namespace: prod", "resources:", "- ../../base", ...lines, ""].join("\n"),
  };
}

const before = { ...base, ...overlay() };

describe("a resource that nothing changes", () => {
  test("is where it is written, rule by rule, whatever the order of its keys", () => {
    const here = side(before, [rendered()]);
    const at = places(root, rendered(), here, here);
    expect(at("apiVersion")).toBe("base/policy.yaml:2 apiVersion: networking.k8s.io/v1");
    expect(at("name: api")).toBe("base/policy.yaml:5 name: api");
    expect(at("- podSelector:")).toBe("base/policy.yaml:11 - podSelector:");
    expect(at("port: 80")).toBe("base/policy.yaml:15 - port: 80");
    expect(at("port: 9090")).toBe("base/policy.yaml:22 - port: 9090");
    expect(at("app: api")).toBe("base/policy.yaml:7 podSelector: {matchLabels: {app: api}}");
    expect(at("- Ingress")).toBe('base/policy.yaml:8 policyTypes: ["Ingress"]');
    expect(at("namespace: prod")).toBe("overlays/prod/kustomization.yaml:1 namespace: prod");
  });

  test("is found in a file with several documents", () => {
    const files = { ...before, "base/policy.yaml": `${policy.replace("name: api", "name: db")}---\n${policy}` };
    const at = places(root, rendered(), side(files, [rendered()]), null);
    expect(at("name: api")).toBe("base/policy.yaml:29 name: api");
    expect(at("port: 9090")).toBe("base/policy.yaml:46 - port: 9090");
  });

  test("is found under a name with a prefix and a suffix among others of its kind", () => {
    const other = policy.replace("name: api", "name: a").replace("port: 80", "port: 81");
    const files = { ...before, "base/policy.yaml": `${other}---\n${policy}` };
    const document = rendered({ "name: api": "name: p-api-v2" });
    const at = places(root, document, side(files, [document]), null);
    expect(at("port: 80")).toBe("base/policy.yaml:39 - port: 80");
    expect(at("name: p-api-v2")).toBe("base/policy.yaml:29 name: api");
  });

  test("keeps its lines when the file ends them with CRLF", () => {
    const files = { ...before, "base/policy.yaml": policy.replaceAll("\n", "\r\n") };
    const at = places(root, rendered(), side(files, [rendered()]), null);
    expect(at("port: 9090")).toBe("base/policy.yaml:22 - port: 9090");
  });

  test("is found by kind and name when the renderer does not name a file", () => {
    const document = { ...rendered(), path: null };
    expect(places(root, document, side(before, [document]), null)("port: 9090")).toBe(
      "base/policy.yaml:22 - port: 9090",
    );
  });
});

describe("an overlay's patch", () => {
  const patch = (port: number) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
spec:
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
      ports:
        - protocol: TCP
          port: ${port}
`;
  const withPatch = (port: number) => ({
    ...base,
    ...overlay("patches:", "- path: port.yaml"),
    "overlays/prod/port.yaml": patch(port),
  });
  /** The patch replaces the list of rules. */
  const patched = (port: number): RenderedSource => {
    const { text, path } = rendered({ "port: 80\n": `port: ${port}\n` });
    return { text: text.replace(/ {2}- from:\n {4}- namespaceSelector:[^]*(?= {2}podSelector)/, ""), path };
  };

  test("explains the port that it changes, and the rule that has the port", () => {
    const at = places(
      root,
      patched(8080),
      side(withPatch(8080), [patched(8080)]),
      side(withPatch(8081), [patched(8081)]),
    );
    expect(at("port: 8080")).toBe("overlays/prod/port.yaml:13 port: 8080");
    expect(at("- from:")).toBe("overlays/prod/port.yaml:7 - from:");
    expect(at("app: api")).toBe("base/policy.yaml:7 podSelector: {matchLabels: {app: api}}");
  });

  test("is where what it sets is written, also when nothing changes", () => {
    const here = side(withPatch(8080), [patched(8080)]);
    const at = places(root, patched(8080), here, here);
    expect(at("app: web")).toBe("overlays/prod/port.yaml:10 app: web");
    expect(at("kind:")).toBe("base/policy.yaml:3 kind: NetworkPolicy");
  });

  test("that the change brings in by one line is explained by this line where it is an old file", () => {
    const files = { ...before, "overlays/prod/port.yaml": patch(8080) };
    const at = places(root, patched(8080), side(withPatch(8080), [patched(8080)]), side(files, [rendered()]));
    expect(at("port: 8080")).toBe("overlays/prod/kustomization.yaml:5 - path: port.yaml");
  });

  test("written as JSON6902 inside of the kustomization explains the port and the rule", () => {
    const files = (port: number) => ({
      ...base,
      ...overlay(
        "patches:",
        "- target: {kind: NetworkPolicy}",
        "  patch: |-",
        "    - op: replace",
        "      path: /spec/ingress/1/ports/0/port",
        `      value: ${port}`,
      ),
    });
    const document = (port: number) => rendered({ "port: 9090": `port: ${port}` });
    const at = places(root, document(9091), side(files(9091), [document(9091)]), side(files(9090), [document(9090)]));
    expect(at("port: 9091")).toBe("overlays/prod/kustomization.yaml:9 value: 9091");
    expect(at("port: 80")).toBe("base/policy.yaml:15 - port: 80");
    expect(at("- from:", 1)).toBe("base/policy.yaml:10 - from:");
    expect(at("- from:", 2)).toBe("overlays/prod/kustomization.yaml:9 value: 9091");
  });

  test("that adds a rule is where the rule is", () => {
    const files = {
      ...base,
      ...overlay(
        "patches:",
        "- target: {kind: NetworkPolicy}",
        "  patch: |-",
        "    - op: add",
        "      path: /spec/ingress/-",
        "      value:",
        "        from:",
        "        - ipBlock:",
        "            cidr: 10.0.0.0/8",
      ),
    };
    const document = rendered({
      "  podSelector:\n    matchLabels:\n      app: api":
        "  - from:\n    - ipBlock:\n        cidr: 10.0.0.0/8\n  podSelector:\n    matchLabels:\n      app: api",
    });
    const at = places(root, document, side(files, [document]), side(before, [rendered()]));
    expect(at("cidr: 10.0.0.0/8")).toBe("overlays/prod/kustomization.yaml:12 cidr: 10.0.0.0/8");
    expect(at("- ipBlock")).toBe("overlays/prod/kustomization.yaml:12 cidr: 10.0.0.0/8");
    expect(at("port: 9090")).toBe("base/policy.yaml:22 - port: 9090");
  });
});

describe("a line of a kustomization", () => {
  test("that changes the namespace explains all of the policy that moves", () => {
    const there = { ...base, "overlays/prod/kustomization.yaml": "namespace: live\nresources:\n- ../../base\n" };
    const old = rendered({ "namespace: prod": "namespace: live" });
    const at = places(root, rendered(), side(before, [rendered()]), side(there, [old]));
    for (const words of ["apiVersion", "namespace: prod", "- from", "port: 9090"])
      expect(at(words)).toBe("overlays/prod/kustomization.yaml:1 namespace: prod");
    const back = places(root, old, side(there, [old]), side(before, [rendered()]));
    expect(back("port: 9090")).toBe("overlays/prod/kustomization.yaml:1 namespace: live");
  });

  test("that changes a common label explains it wherever it is put", () => {
    const files = (team: string) => ({ ...base, ...overlay("commonLabels:", `  team: ${team}`) });
    const document = (team: string) =>
      rendered({
        "          app: web": `          app: web\n          team: ${team}`,
        "      app: api": `      app: api\n      team: ${team}`,
      });
    const at = places(root, document("b"), side(files("b"), [document("b")]), side(files("a"), [document("a")]));
    expect(at("team: b")).toBe("overlays/prod/kustomization.yaml:5 team: b");
    expect(at("- podSelector:")).toBe("overlays/prod/kustomization.yaml:5 team: b");
    expect(at("app: web")).toBe("base/policy.yaml:13 app: web");
    expect(at("apiVersion")).toBe("overlays/prod/kustomization.yaml:5 team: b");
  });

  test("that changes the labels of pairs explains the label of the pods", () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers: [{name: api, image: "api:1"}]
`;
    const files = (tier: string, tag: string) => ({
      "base/kustomization.yaml": "resources:\n- app.yaml\n",
      "base/app.yaml": deployment,
      ...overlay(
        "labels:",
        `- pairs: {tier: ${tier}}`,
        "  includeTemplates: true",
        "images:",
        "- name: api",
        `  newTag: "${tag}"`,
      ),
    });
    const document = (tier: string, tag: string) => ({
      text: `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    tier: ${tier}
  name: api
  namespace: prod
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
        tier: ${tier}
    spec:
      containers:
      - image: api:${tag}
        name: api
`,
      path: "base/app.yaml",
    });
    const at = places(
      root,
      document("x", "9"),
      side(files("x", "9"), [document("x", "9")]),
      side(files("y", "8"), [document("y", "8")]),
    );
    expect(at("tier: x")).toBe("overlays/prod/kustomization.yaml:5 - pairs: {tier: x}");
    expect(at("image: api:9")).toBe('overlays/prod/kustomization.yaml:9 newTag: "9"');
    // The Deployment goes with its labels, not with its image.
    expect(at("apiVersion")).toBe("overlays/prod/kustomization.yaml:5 - pairs: {tier: x}");
    const image = places(
      root,
      document("x", "9"),
      side(files("x", "9"), [document("x", "9")]),
      side(files("x", "8"), [document("x", "8")]),
    );
    expect(image("apiVersion")).toBe("base/app.yaml:1 apiVersion: apps/v1");
  });

  test("that changes the prefix explains the name, and no rule", () => {
    const files = (prefix: string) => ({ ...base, ...overlay(`namePrefix: ${prefix}`) });
    const document = (prefix: string) => rendered({ "name: api": `name: ${prefix}api` });
    const at = places(root, document("q-"), side(files("q-"), [document("q-")]), side(files("p-"), [document("p-")]));
    expect(at("name: q-api")).toBe("overlays/prod/kustomization.yaml:4 namePrefix: q-");
    expect(at("apiVersion")).toBe("overlays/prod/kustomization.yaml:4 namePrefix: q-");
    expect(at("port: 80")).toBe("base/policy.yaml:15 - port: 80");
  });

  test("that brings in a component explains all that the component brings", () => {
    const component = {
      "components/extra/kustomization.yaml": "kind: Component\nresources:\n- policy.yaml\n",
      "components/extra/policy.yaml": policy.replace("name: api", "name: extra"),
    };
    const extra = { text: rendered({ "name: api": "name: extra" }).text, path: "../../components/extra/policy.yaml" };
    const files = { ...base, ...component, ...overlay("components:", "- ../../components/extra") };
    const at = places(root, extra, side(files, [rendered(), extra]), side({ ...before, ...component }, [rendered()]));
    expect(at("port: 80")).toBe("overlays/prod/kustomization.yaml:5 - ../../components/extra");
    expect(at("apiVersion")).toBe("overlays/prod/kustomization.yaml:5 - ../../components/extra");
    const old = places(
      root,
      rendered(),
      side(files, [rendered(), extra]),
      side({ ...before, ...component }, [rendered()]),
    );
    expect(old("port: 80")).toBe("base/policy.yaml:15 - port: 80");
  });
});

test("a new file is where it is written", () => {
  const files = {
    ...before,
    "base/kustomization.yaml": "resources:\n- policy.yaml\n- extra.yaml\n",
    "base/extra.yaml": policy.replace("name: api", "name: extra"),
  };
  const extra = { text: rendered({ "name: api": "name: extra" }).text, path: "base/extra.yaml" };
  const at = places(root, extra, side(files, [rendered(), extra]), side(before, [rendered()]));
  expect(at("port: 80")).toBe("base/extra.yaml:15 - port: 80");
});

test("a value that a replacement copies is explained by the changed line with this value", () => {
  const files = (port: number) => ({
    ...base,
    ...overlay("replacements:", "- path: ports.yaml", "configurations: []"),
    "overlays/prod/ports.yaml": "source: {kind: ConfigMap, name: ports, fieldPath: data.api}\ntargets: []\n",
    "overlays/prod/config.yaml": `kind: ConfigMap\nmetadata: {name: ports}\ndata:\n  api: "${port}"\n`,
  });
  const document = (port: number) => rendered({ "port: 80": `port: ${port}` });
  const at = places(root, document(8088), side(files(8088), [document(8088)]), side(files(8087), [document(8087)]));
  expect(at("port: 8088")).toBe('overlays/prod/config.yaml:4 api: "8088"');
});

test("what nobody wrote is on the first line of the kustomization", () => {
  const document = { text: "kind: Odd\nmetadata: {name: x}\n", path: null };
  const at = places(root, document, side(before, [document]), null);
  expect(at("kind")).toBe("overlays/prod/kustomization.yaml:1 namespace: prod");
});

test("documents of the same name are not compared with one of them", () => {
  const there = { ...base, ...overlay("# nothing") };
  const document = rendered({ "port: 80\n": "port: 82\n" });
  const at = places(root, document, side(before, [document, document]), side(there, [rendered(), rendered()]));
  expect(at("port: 82")).toBe("base/policy.yaml:15 - port: 80");
});

test("a rule that the change inserts before others leaves them where they are", () => {
  const added = "    - from: [{podSelector: {}}]\n      ports: [{port: 443, protocol: TCP}]\n";
  const files = { ...before, "base/policy.yaml": policy.replace("  ingress:\n", `  ingress:\n${added}`) };
  const rule = "  - from:\n    - podSelector: {}\n    ports:\n    - port: 443\n      protocol: TCP\n";
  const document = rendered({ "  ingress:\n": `  ingress:\n${rule}` });
  const at = places(root, document, side(files, [document]), side(before, [rendered()]));
  expect(at("- from:", 1)).toBe("base/policy.yaml:10 - from: [{podSelector: {}}]");
  expect(at("port: 443")).toBe("base/policy.yaml:11 ports: [{port: 443, protocol: TCP}]");
  expect(at("port: 80")).toBe("base/policy.yaml:17 - port: 80");
});
