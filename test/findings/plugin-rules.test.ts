/** Rules about what network plugins do not enforce. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const agent = deployment("shop", "agent", { app: "agent" }).replace(
  "spec: { containers",
  "spec: { hostNetwork: true, containers",
);
const apps = api + agent;
const select = (subject: string, rest = ""): string => policy("shop", "p", `  podSelector: ${subject}${rest}`);
const of = (app: string): string => `{ matchLabels: { app: ${app} } }`;
const from = (rule: string): string => select(of("api"), `\n  ingress:\n    - ${rule}`);
const to = (rule: string): string => select(of("api"), `\n  policyTypes: [Egress]\n  egress:\n    - ${rule}`);
const moved = (text: string) => ({ "z.yaml": text.replace("name: p,", "name: q,"), "a.yaml": apps });

describe("host-network-selected", () => {
  it("fires for a policy that names such a workload by its labels", async () => {
    const { lines } = await tell(apps, apps + select(of("agent")), "host-network-selected");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^notice host-network-selected head k8s\.yaml:24: NetworkPolicy `shop\/p` selects `shop\/Deployment\/agent` with `hostNetwork: true`/,
    );
  });

  it("is silent about policies for everybody or for others, and where the plugin takes such pods for pods", async () => {
    expect((await tell(apps, apps + select("{}"), "host-network-selected")).lines).toEqual([]);
    expect((await tell(apps, apps + select(of("api")), "host-network-selected")).lines).toEqual([]);
    const config = "cluster: { hostNetworkPods: pod }";
    expect((await tell(apps, apps + select(of("agent")), "host-network-selected", config)).lines).toEqual([]);
  });

  it("counts what the base had", async () => {
    expect(await tell(apps + select(of("agent")), moved(select(of("agent"))), "host-network-selected")).toMatchObject({
      lines: [],
      standing: ["host-network-selected 1"],
    });
  });
});

describe("not-enforced", () => {
  const pod = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: tool, namespace: shop, labels: { app: api } }\nspec: { containers: [{ name: main, image: x }] }\n`;
  const cases = [
    [
      "flannel",
      select("{}"),
      "NetworkPolicy `shop/p` has no effect, for `flannel` does not enforce policies by itself",
    ],
    ["weave", from("ports: [{ port: http }]"), "`weave` refuses policies with port names: give the number"],
    ["ovn-kubernetes", from("ports: [{ port: http }]"), "lets a port name match every port of its protocol"],
    ["kube-router", to("ports: [{ port: http }]"), "only in the policy's namespace"],
    ["azure-npm", from("from: [{ ipBlock: { cidr: 'fd00::/8' } }]"), "`azure-npm` does not know IPv6"],
    ["cilium", from("from: [{ ipBlock: { cidr: 10.244.1.0/24 } }]"), "select the pods by their labels"],
    ["aws-vpc-cni", pod + select(of("api")), "selects the bare Pod `shop/tool`"],
  ] as const;
  const config = (cni: string): string => `cluster: { cni: ${cni}, podCIDRs: [10.244.0.0/16] }`;

  it.each(cases)("fires for what %s does not enforce", async (cni, text, words) => {
    const { lines } = await tell(apps, apps + text, "not-enforced", config(cni));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warning not-enforced head k8s\.yaml:\d+: /);
    expect(lines[0]).toContain(words);
  });

  it.each(cases)("is silent about the same where the plugin is not %s", async (_, text) => {
    expect((await tell(apps, apps + text, "not-enforced", config("calico"))).lines).toEqual([]);
    expect((await tell(apps, apps + text, "not-enforced")).lines).toEqual([]);
  });

  it("is silent about addresses outside of the cluster, and about a policy for all pods", async () => {
    const outside = from("from: [{ ipBlock: { cidr: 8.8.8.0/24 } }]");
    expect((await tell(apps, apps + outside, "not-enforced", config("cilium"))).lines).toEqual([]);
    expect((await tell(apps, apps + pod + select("{}"), "not-enforced", config("aws-vpc-cni"))).lines).toEqual([]);
  });

  it.each(cases)("counts what the base had under %s", async (cni, text) => {
    expect(await tell(apps + text, moved(text), "not-enforced", config(cni))).toMatchObject({
      lines: [],
      standing: ["not-enforced 1"],
    });
  });
});
