/** Rules about whom the peers and ports of a policy mean. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const web = deployment("shop", "web", { app: "web" });
const prometheus = deployment("ops", "prometheus", { app: "prometheus" });
const spaces = ["shop", "ops"]
  .map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${name} } }\n`)
  .join("");
const apps = spaces + api + web + prometheus;

const from = (...peers: readonly string[]): string =>
  policy(
    "shop",
    "api",
    `  podSelector: { matchLabels: { app: api } }\n  ingress:\n    - from:\n${peers.map((peer) => `        - ${peer}`).join("\n")}`,
  );
const pods = (app: string): string => `podSelector: { matchLabels: { app: ${app} } }`;
const team = (name: string): string => `namespaceSelector: { matchLabels: { team: ${name} } }`;
const named = (name: string): string => `namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } }`;
const both = (one: string, two: string): string => `${one}\n          ${two}`;

const elsewhere = (text: string) => ({
  "z/a.yaml": text.replace("name: api, namespace: shop }\nspec", "name: other, namespace: shop }\nspec"),
  "b.yaml": apps,
});

describe("peer-matches-nothing", () => {
  it.each([
    ["pods of the own namespace", pods("wep"), "`pods app=wep`, but no workload of `shop` carries `app=wep`"],
    ["pods of another one", both(team("ops"), pods("prometheos")), "but no workload of those namespaces carries"],
    ["pods of one by its name", both(named("ops"), pods("prometheos")), "but no workload of those namespaces carries"],
    ["labels of a namespace", team("opps"), "but no namespace carries `team=opps`"],
  ])("fires for %s that nobody has", async (_, peer, words) => {
    const { lines } = await tell(apps + from(pods("web")), apps + from(pods("web"), peer), "peer-matches-nothing");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^warning peer-matches-nothing head k8s\.yaml:\d+: rule `ingress\[0\]` of NetworkPolicy `shop\/api` names/,
    );
    expect(lines[0]).toContain(words);
  });

  it.each([
    ["somebody", apps, from(pods("web"), both(team("ops"), pods("prometheus")), team("ops"))],
    ["a namespace that is known by its name only", apps, from(both(named("monitoring"), pods("x")))],
    ["a namespace without workloads here", apps.replace(prometheus, ""), from(both(team("ops"), pods("x")))],
    ["pods of any namespace", apps, from(both("namespaceSelector: {}", pods("x")))],
    ["a label where no manifest declares a namespace", apps.replace(spaces, ""), from(team("x"))],
    ["pods where an undeclared namespace may be meant", apps.replace(spaces, ""), from(both(team("x"), pods("y")))],
  ])("is silent about %s", async (_, base, text) => {
    expect((await tell(base, base + text, "peer-matches-nothing")).lines).toEqual([]);
  });

  it("fires where the workload is relabelled, and counts what the base had", async () => {
    const right = from(pods("web"));
    const relabelled = apps.replaceAll('"web"', '"front"');
    expect((await tell(apps + right, relabelled + right, "peer-matches-nothing")).lines).toHaveLength(1);
    const wrong = from(pods("wep"));
    expect(await tell(apps + wrong, elsewhere(wrong), "peer-matches-nothing")).toMatchObject({
      lines: [],
      standing: ["peer-matches-nothing 1"],
    });
  });
});

describe("peer-matches-nothing, of pods that an operator may make", () => {
  const operated = (namespace: string): string => `---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata: { name: main, namespace: ${namespace} }
`;

  it.each([
    ["shop", pods("alertmanager")],
    ["ops", both(team("ops"), pods("main"))],
  ])("is a notice where a custom resource of namespace %s has such a name or kind", async (namespace, peer) => {
    const base = apps + operated(namespace) + from(pods("web"));
    const { lines } = await tell(base, base.replace(from(pods("web")), from(peer)), "peer-matches-nothing");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^notice /);
    expect(lines[0]).toContain(`if the operator of \`Alertmanager ${namespace}/main\` makes such pods, name them in`);
    const elsewhere = base.replace(operated(namespace), operated("web"));
    const other = await tell(elsewhere, elsewhere.replace(from(pods("web")), from(peer)), "peer-matches-nothing");
    expect(other.lines[0]).toMatch(/^warning /);
  });
});

describe("peer-matches-nothing, of several rules", () => {
  it("tells a peer once, and not again where the base named it already", async () => {
    const wrong = from(pods("wep"));
    const second = policy("shop", "web", `  podSelector: {}\n  ingress:\n    - from: [{ ${pods("wep")} }]`);
    const { lines } = await tell(apps, apps + wrong + second, "peer-matches-nothing");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("rule `ingress[0]` of NetworkPolicy `shop/api` and 1 more name `pods app=wep`");
    expect(await tell(apps + wrong, apps + wrong + second, "peer-matches-nothing")).toMatchObject({
      lines: [],
      standing: ["peer-matches-nothing 1"],
    });
  });
});

describe("or-instead-of-and", () => {
  const meant = from(both(team("ops"), pods("prometheus")));
  const dashed = from(team("ops"), pods("prometheus"));

  it("fires where a dash tears a peer apart, instead of peer-matches-nothing", async () => {
    const { lines } = await tell(apps + meant, apps + dashed, "or-instead-of-and");
    expect(lines).toEqual([
      "warning or-instead-of-and head k8s.yaml:45: rule `ingress[0]` of NetworkPolicy `shop/api` means all pods of " +
        "namespaces `team=ops`, or pods `app=prometheus` of `shop`, where there are none: if pods `app=prometheus` of " +
        "those namespaces are meant, remove the dash that makes two items of `namespaceSelector` and `podSelector`",
    ]);
    expect((await tell(apps + meant, apps + dashed, "peer-matches-nothing")).lines).toEqual([]);
    expect(
      (await tell(apps + meant, apps + from(pods("prometheus"), named("ops")), "or-instead-of-and")).lines,
    ).toHaveLength(1);
  });

  it("is silent where the pods are of the own namespace, and where they are nowhere", async () => {
    expect((await tell(apps + meant, apps + from(team("ops"), pods("web")), "or-instead-of-and")).lines).toEqual([]);
    expect((await tell(apps + meant, apps + from(team("ops"), pods("x")), "or-instead-of-and")).lines).toEqual([]);
  });

  it("counts what the base had", async () => {
    expect(await tell(apps + dashed, elsewhere(dashed), "or-instead-of-and")).toMatchObject({
      lines: [],
      standing: ["or-instead-of-and 1"],
    });
  });
});

describe("named-port-unknown", () => {
  const ported = apps.replaceAll(
    "{ name: main, image: example.org/main }",
    "{ name: main, image: example.org/main, ports: [{ name: http, containerPort: 8080 }] }",
  );
  const on = (port: string): string => from(pods("web")) + `      ports: [${port}]\n`;

  it("fires for a name that no pod of the policy declares, and for one of another protocol", async () => {
    expect(
      (await tell(ported + on("{ port: http }"), ported + on("{ port: htpp }"), "named-port-unknown")).lines,
    ).toEqual([
      "warning named-port-unknown head k8s.yaml:45: rule `ingress[0]` of NetworkPolicy `shop/api` names the port `htpp` " +
        "(TCP), which none of its pods declares: compare it with the names of their container ports, or give the number",
    ]);
    const udp = ported + on("{ port: http, protocol: UDP }");
    expect((await tell(ported, udp, "named-port-unknown")).lines[0]).toContain("write `protocol: TCP`");
  });

  it("fires for egress to known pods", async () => {
    const egress = (port: string): string =>
      policy(
        "shop",
        "web",
        `  podSelector: { matchLabels: { app: web } }\n  policyTypes: [Egress]\n  egress:\n    - to: [{ ${pods("api")} }]\n      ports: [{ port: ${port} }]`,
      );
    expect((await tell(ported, ported + egress("htpp"), "named-port-unknown")).lines).toHaveLength(1);
    expect((await tell(ported, ported + egress("http"), "named-port-unknown")).lines).toEqual([]);
  });

  it("is silent about declared names, numbers, and pods that live elsewhere", async () => {
    expect((await tell(ported, ported + on("{ port: http }, { port: 99 }"), "named-port-unknown")).lines).toEqual([]);
    expect((await tell("", on("{ port: htpp }"), "named-port-unknown")).lines).toEqual([]);
  });

  it("counts what the base had", async () => {
    const wrong = on("{ port: htpp }");
    const moved = {
      "z.yaml": wrong.replace("name: api, namespace: shop }\nspec", "name: other, namespace: shop }\nspec"),
      "a.yaml": ported,
    };
    expect(await tell(ported + wrong, moved, "named-port-unknown")).toMatchObject({
      lines: [],
      standing: ["named-port-unknown 1"],
    });
  });
});
