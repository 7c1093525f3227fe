/** Rules about one side: what both sides have is standing, and is counted only. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const spec = (app: string, rule: string): string =>
  `  podSelector: { matchLabels: { app: ${app} } }\n  policyTypes: [Ingress]\n  ingress:\n    - ${rule}`;
const FROM_WEB = "from: [{ podSelector: { matchLabels: { app: web } } }]";

describe("wide-open-rule", () => {
  const strict = api + policy("shop", "api", spec("api", FROM_WEB));
  const open = api + policy("shop", "api", spec("api", "{}"));

  it("fires for a rule with nothing in it", async () => {
    expect((await tell(strict, open, "wide-open-rule")).lines).toEqual([
      "warning wide-open-rule head k8s.yaml:18: rule `ingress[0]` of NetworkPolicy `shop/api` has nothing in it, " +
        "so that everything may connect: name the `from` and `ports` that are meant",
    ]);
  });

  it("is silent about a rule that names ports or peers", async () => {
    const ports = api + policy("shop", "api", spec("api", "ports: [{ port: 80 }]"));
    expect((await tell(strict, ports, "wide-open-rule")).lines).toEqual([]);
  });

  it("counts what the base had, also under another name, in another file, written otherwise", async () => {
    const elsewhere = { "b.yaml": policy("shop", "other", spec("api", "from: []\n      ports: []")), "a.yaml": api };
    const { lines, standing } = await tell(open, elsewhere, "wide-open-rule");
    expect(lines).toEqual([]);
    expect(standing).toEqual(["wide-open-rule 1"]);
  });
});

describe("a policy that is renamed together with its workload's labels", () => {
  const web = deployment("shop", "web", { app: "web" });
  const open = (app: string): string => deployment("shop", app, { app }) + policy("shop", app, spec(app, "{}"));

  it("is the same one, whether the workload keeps its name or not", async () => {
    expect(await tell(open("api") + web, open("rest") + web, "wide-open-rule")).toMatchObject({
      lines: [],
      standing: ["wide-open-rule 1"],
    });
    const relabelled = open("rest").replace(
      "name: rest, namespace: shop }\nspec:\n  selector",
      "name: api, namespace: shop }\nspec:\n  selector",
    );
    expect((await tell(open("api") + web, relabelled + web, "wide-open-rule")).lines).toEqual([]);
  });

  it("is another one where the workload was there before, or the old one stays", async () => {
    const web2 = policy("shop", "web", spec("web", "{}"));
    expect((await tell(open("api") + web, api + web + web2, "wide-open-rule")).lines).toHaveLength(1);
    expect((await tell(open("api") + web, open("api") + web + web2, "wide-open-rule")).lines).toHaveLength(1);
    expect((await tell(open("api"), open("api") + open("rest"), "wide-open-rule")).lines).toHaveLength(1);
  });
});

describe("selects-nothing", () => {
  const right = policy("shop", "api", spec("api", FROM_WEB));
  const wrong = policy("shop", "api", spec("apii", FROM_WEB));

  it("fires where a label is mistyped, at the selector", async () => {
    const { lines } = await tell(api + right, api + wrong, "selects-nothing");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^warning selects-nothing head k8s\.yaml:15: NetworkPolicy `shop\/api` selects `app=apii`/,
    );
  });

  it("fires where the workload is relabelled", async () => {
    const relabelled = deployment("shop", "api", { app: "front" });
    expect((await tell(api + right, relabelled + right, "selects-nothing")).lines).toHaveLength(1);
  });

  it("counts what the base had", async () => {
    const elsewhere = { "x.yaml": wrong.replace("name: api", "name: x"), "y.yaml": api };
    const { lines, standing } = await tell(api + wrong, elsewhere, "selects-nothing");
    expect(lines).toEqual([]);
    expect(standing).toEqual(["selects-nothing 1"]);
  });

  const operated = (kind: string, name: string, namespace = "shop"): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: { replicas: 2 }
`;

  it.each([
    ["name", operated("Prometheus", "apii")],
    ["kind", operated("Apii", "main")],
    ["name, of a kind that GitOps repositories are full of", operated("Alertmanager", "apii")],
  ])(
    "is a notice where a custom resource has a label's value as its %s: its operator may make the pods",
    async (_, made) => {
      const { lines } = await tell(api + right + made, api + wrong + made, "selects-nothing");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(
        /^notice selects-nothing .* carries: it has no effect on them; if the operator of `\w+ shop\/\w+` makes such pods, name them in `cluster\.workloads` of the configuration$/,
      );
    },
  );

  it("stays a warning beside custom resources of another namespace or name, and what is none", async () => {
    const others = [
      operated("Prometheus", "apii", "web"),
      operated("Prometheus", "k8s"),
      operated("ConfigMap", "apii").replace("monitoring.coreos.com/v1", "v1"),
      operated("Ingress", "apii").replace("monitoring.coreos.com", "networking.k8s.io"),
    ].join("");
    const { lines } = await tell(api + right + others, api + wrong + others, "selects-nothing");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["warning"]);
  });

  it("means the template of a workload, too, whose known pods were not made from it", async () => {
    const stray = `---
apiVersion: v1
kind: Pod
metadata:
  name: api-0
  namespace: shop
  resourceVersion: "7"
  labels: { app: old }
  ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: api, uid: u, controller: true }]
spec: { containers: [{ name: main, image: example.org/main }] }
`;
    expect((await tell(api + stray, api + stray + right, "selects-nothing")).lines).toEqual([]);
  });

  it("is silent where pods of the namespace live elsewhere, and about a good new app", async () => {
    const elsewhere = wrong.replace("namespace: shop", "namespace: web");
    expect((await tell(api, api + elsewhere, "selects-nothing")).lines).toEqual([]);
    const web = deployment("shop", "web", { app: "web" });
    expect(
      (await tell("", api + web + right + policy("shop", "web", spec("web", "{}")), "selects-nothing")).lines,
    ).toEqual([]);
    expect((await tell("", api + web + right)).lines).toEqual([]);
  });
});

describe("an ordinary good pull request", () => {
  it("that adds an app with its default-deny, its rules and its DNS has no finding", async () => {
    const web = deployment("shop", "web", { app: "web" });
    const deny = policy("shop", "deny", "  podSelector: {}\n  policyTypes: [Ingress, Egress]");
    const dns = policy(
      "shop",
      "dns",
      `  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ port: 53, protocol: UDP }, { port: 53 }]`,
    );
    const base = api + deny + dns;
    const own = policy("shop", "web", spec("web", "from: [{ podSelector: { matchLabels: { app: api } } }]"));
    expect((await tell(base, base + web + own)).lines).toEqual([]);
    expect((await tell("", base)).lines).toEqual([]);
  });

  it("that moves, renames and re-orders has none either", async () => {
    const one = policy("shop", "one", spec("api", FROM_WEB));
    const two = policy("shop", "two", spec("api", "ports: [{ port: 80 }, { port: 443 }]"));
    const base = { "a.yaml": api + one, "b.yaml": two };
    const head = { "c.yaml": two.replace("name: two", "name: deux") + one, "d/e.yaml": api };
    expect((await tell(base, head)).lines).toEqual([]);
  });
});
