/** Rules about flows that come or go. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const web = deployment("web", "web", { app: "web" });
const api = deployment("shop", "api", { app: "api" });
const job = deployment("shop", "job", { app: "job" });
const deny = policy("shop", "deny", "  podSelector: {}\n  policyTypes: [Ingress, Egress]");
const spaces = ["shop", "web"]
  .map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${name} } }\n`)
  .join("");

const allow = (name: string, app: string, rules: string): string =>
  policy("shop", name, `  podSelector: { matchLabels: { app: ${app} } }\n  policyTypes: [Ingress, Egress]\n${rules}`);
const fromTeam = (team: string): string =>
  `  ingress:\n    - from: [{ namespaceSelector: { matchLabels: { team: ${team} } } }]`;
const toInternet = "  egress:\n    - to: [{ ipBlock: { cidr: 8.8.8.0/24 } }]";
const fromJob = "  ingress:\n    - from: [{ podSelector: { matchLabels: { app: job } } }]";
const toApi = "  egress:\n    - to: [{ podSelector: { matchLabels: { app: api } } }]";

describe("cross-namespace", () => {
  const shop = spaces + web + api + job + deny;

  it("fires where a rule lets another namespace in", async () => {
    const { lines } = await tell(shop, shop + allow("api", "api", fromTeam("web")), "cross-namespace");
    expect(lines.filter((line) => line.includes("shop/Deployment/api: newly open to other namespaces"))).not.toEqual(
      [],
    );
    expect(lines.every((line) => line.startsWith("warning cross-namespace head k8s.yaml:"))).toBe(true);
  });

  it("is silent within one namespace, and where the base had it", async () => {
    expect((await tell(shop, shop + allow("api", "api", fromTeam("shop")), "cross-namespace")).lines).toEqual([]);
    const open = shop + allow("api", "api", fromTeam("web"));
    expect((await tell(open, open + allow("again", "api", fromTeam("web")), "cross-namespace")).lines).toEqual([]);
  });

  it("fires where a rule lets a workload out to another namespace, known or not", async () => {
    for (const team of ["web", "vault"]) {
      const rule = `  egress:\n    - to: [{ namespaceSelector: { matchLabels: { team: ${team} } } }]`;
      const { lines } = await tell(shop, shop + allow("api", "api", rule), "cross-namespace");
      expect(lines).toEqual([
        expect.stringMatching(
          /^warning cross-namespace head k8s\.yaml:\d+: shop\/Deployment\/api: may newly call other namespaces/,
        ),
      ]);
    }
  });

  it("is silent about a new caller of what let in everybody before, and tells of one that a rule lets in", async () => {
    const batch = deployment("web", "batch", { app: "batch" });
    const ports = (rule: string): string => allow("api", "api", `  ingress: [${rule}]`);
    for (const rule of ["{}", "{ ports: [{ port: 80 }] }", "{ from: [{ namespaceSelector: {} }] }"]) {
      const open = spaces + api + ports(rule);
      expect((await tell(open, open + batch, "cross-namespace")).lines).toEqual([]);
    }
    const team = spaces + api + allow("api", "api", fromTeam("web"));
    expect((await tell(team, team + batch, "cross-namespace")).lines).toHaveLength(1);
    const wider = spaces + api + ports("{ ports: [{ port: 80, endPort: 90 }] }") + batch;
    const { lines } = await tell(spaces + api + ports("{ ports: [{ port: 80 }] }"), wider, "cross-namespace");
    expect(lines.join()).toContain("shop/Deployment/api: newly open to other namespaces");
  });

  it("is silent about a new workload that nothing isolates", async () => {
    expect((await tell(spaces + web, spaces + web + api, "cross-namespace")).lines).toEqual([]);
  });
});

describe("a workload that comes with its policy", () => {
  const lb = deployment("shop", "lb", { app: "lb" });
  const shop = spaces + web + api + deny;
  const open = policy("shop", "lb", "  podSelector: { matchLabels: { app: lb } }\n  ingress: [{}]");

  it("shows what the policy does, in place of pods that the manifests do not hold", async () => {
    for (const rule of ["cross-namespace", "exposed-to-internet"] as const) {
      const { lines } = await tell(shop, shop + lb + open, rule);
      expect(lines).toEqual([expect.stringContaining(": shop/Deployment/lb: newly open")]);
      expect((await tell(shop, shop + open, rule)).lines.join()).toContain("pods:shop/{app=lb}");
    }
  });

  it("does not show what another policy does", async () => {
    const other = open.replace("name: lb,", "name: edge,").replace("app: lb }", "app: edge }");
    const { lines } = await tell(shop, shop + lb + open + other, "exposed-to-internet");
    expect(lines.join()).toContain("pods:shop/{app=edge}");
  });
});

describe("a namespace that goes with all that it holds", () => {
  const old = (name: string): string =>
    `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n` +
    deployment(name, "api", { app: "api" }) +
    policy(name, "deny", "  podSelector: {}\n  policyTypes: [Ingress, Egress]") +
    policy(name, "api", "  podSelector: { matchLabels: { app: api } }\n  ingress: [{ from: [{ podSelector: {} }] }]");
  const mon = policy(
    "shop",
    "mon",
    "  podSelector: { matchLabels: { app: api } }\n  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: mon } } }] }]",
  );
  const shop = spaces + api + deny + mon;

  it("is no regression, nor is another name for it", async () => {
    expect((await tell(shop + old("old"), shop, "cross-namespace")).lines).toEqual([]);
    expect((await tell(shop + old("old"), shop + old("new"), "cross-namespace")).lines).toEqual([]);
  });

  it("is told of where a rule newly lets it in, or where its policies alone go", async () => {
    const named = mon.replace("metadata.name: mon", "metadata.name: old");
    expect((await tell(shop + old("old"), spaces + api + deny + named, "cross-namespace")).lines).not.toEqual([]);
    const bare = old("old").split("---\n").slice(0, 3).join("---\n");
    expect((await tell(shop + old("old"), shop + bare, "cross-namespace")).lines).not.toEqual([]);
  });
});

describe("a workload that is new by its name only", () => {
  const front = deployment("shop", "front", { app: "front" });
  const open = front + policy("shop", "front", "  podSelector: {}\n  policyTypes: [Ingress]\n  ingress: [{}]");

  it("is no regression: a rename, another kind, a canary", async () => {
    expect((await tell(open, open.replace("name: front,", "name: edge,"))).lines).toEqual([]);
    expect((await tell(open, open.replace("kind: Deployment", "kind: StatefulSet"))).lines).toEqual([]);
    expect((await tell(open, open + front.replace("name: front,", "name: canary,"))).lines).toEqual([]);
  });

  it("is one where the rename opens it further", async () => {
    const part = open.replace("[{}]", "[{ ports: [{ port: 443 }] }]");
    const { lines } = await tell(part, open.replace("name: front,", "name: edge,"), "exposed-to-internet");
    expect(lines.join("\n")).toContain("shop/Deployment/edge: newly open to the internet");
  });
});

describe("reaches-internet", () => {
  it("fires where a rule lets a workload out", async () => {
    const { lines } = await tell(api + deny, api + deny + allow("api", "api", toInternet), "reaches-internet");
    expect(lines).toEqual([
      "notice reaches-internet head k8s.yaml:25: shop/Deployment/api: may newly call the internet: " +
        "name the addresses it needs, if that is not meant",
    ]);
  });

  it("is silent where the base had it, about private networks, and about a new app that nothing isolates", async () => {
    const open = api + deny + allow("api", "api", toInternet);
    expect((await tell(open, open + allow("twice", "api", toInternet), "reaches-internet")).lines).toEqual([]);
    const inside = allow("api", "api", toInternet.replace("8.8.8.0", "10.1.2.0"));
    expect((await tell(api + deny, api + deny + inside, "reaches-internet")).lines).toEqual([]);
    expect((await tell(web, web + api, "reaches-internet")).lines).toEqual([]);
  });
});

describe("not-isolated", () => {
  const only = allow("api", "api", "");

  it("fires for a new workload among isolated ones", async () => {
    expect((await tell(api + only, api + only + job, "not-isolated")).lines).toEqual([
      "failure not-isolated head k8s.yaml:19: shop/Deployment/job: new, and no policy isolates it for ingress and egress, " +
        "as all others of `shop` are or were: add a policy that selects it",
    ]);
  });

  it("is silent where a policy selects it, where its neighbours are open, and for the first of a namespace", async () => {
    expect((await tell(api + deny, api + deny + job, "not-isolated")).lines).toEqual([]);
    expect((await tell(api, api + job, "not-isolated")).lines).toEqual([]);
    expect((await tell(api + only, api + only + web, "not-isolated")).lines).toEqual([]);
  });

  it("fires where the policies go together with the old name", async () => {
    const { lines } = await tell(api + deny, api.replace("name: api,", "name: rest,"), "not-isolated");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("shop/Deployment/rest: new, and no policy isolates it for ingress and egress");
  });

  it("fires where a workload moves to a namespace without policies", async () => {
    const moved = spaces + api.replace("namespace: shop", "namespace: web") + web + deny;
    expect((await tell(spaces + api + web + deny, moved, "not-isolated")).lines).toEqual([
      "failure not-isolated head k8s.yaml:10: web/Deployment/api: new, and no policy isolates it for ingress and egress, " +
        "as `shop/Deployment/api` was, which it seems to follow: add a policy that selects it",
    ]);
    const guarded = moved + deny.replace("namespace: shop", "namespace: web");
    expect((await tell(spaces + api + web + deny, guarded, "not-isolated")).lines).toEqual([]);
  });

  it("fires where a workload is renamed, labels and all, beside an open neighbour", async () => {
    const renamed = deployment("shop", "rest", { app: "rest" });
    const { lines } = await tell(api + job + only, renamed + job + only, "not-isolated");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("as `shop/Deployment/api` was, which it seems to follow");
    const followed = renamed + job + only.replace("app: api", "app: rest");
    expect((await tell(api + job + only, followed, "not-isolated")).lines).toEqual([]);
  });

  it("fires where a workload becomes one of another kind, labels and all, beside an open neighbour", async () => {
    const set = deployment("shop", "api", { app: "store" }).replace("kind: Deployment", "kind: StatefulSet");
    const { lines } = await tell(api + job + only, set + job + only, "not-isolated");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("as `shop/Deployment/api` was, which it seems to follow");
    const followed = set + job + only.replace("app: api", "app: store");
    expect((await tell(api + job + only, followed, "not-isolated")).lines).toEqual([]);
  });

  it("fires where the pods go on in another namespace, under another name and of another kind", async () => {
    const set = deployment("web", "store", { app: "api" }).replace("kind: Deployment", "kind: StatefulSet");
    for (const moved of [set, set.replace("kind: StatefulSet", "kind: Deployment")]) {
      const { lines } = await tell(spaces + api + web + only, spaces + moved + web + only, "not-isolated");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain("as `shop/Deployment/api` was, which it seems to follow");
      const guarded = spaces + moved + web + only.replace("namespace: shop", "namespace: web");
      expect((await tell(spaces + api + web + only, guarded, "not-isolated")).lines).toEqual([]);
    }
  });

  it("is silent about the same labels in another namespace where they stand there already, or another one follows", async () => {
    const store = deployment("web", "store", { app: "api" });
    const there = deployment("web", "old", { app: "api" });
    const before = spaces + api + web + there + only;
    expect((await tell(before, spaces + store + web + there + only, "not-isolated")).lines).toEqual([]);
    expect((await tell(before, before + store, "not-isolated")).lines).toEqual([]);
    const job2 = api.replace("kind: Deployment", "kind: StatefulSet");
    const followed = spaces + job2 + web + store + only;
    expect((await tell(spaces + api + web + only, followed, "not-isolated")).lines).toEqual([]);
  });

  it("is silent about a new neighbour where another one surely follows, or where it has twins", async () => {
    const renamed = api.replace("name: api,", "name: rest,");
    const tool = deployment("shop", "tool", { app: "tool" });
    expect((await tell(api + job + only, renamed + job + tool + only, "not-isolated")).lines).toEqual([]);
    const canary = job.replace("name: job,", "name: canary,");
    expect((await tell(api + job + only, job + canary, "not-isolated")).lines).toEqual([]);
  });

  it("warns where it may follow an isolated one, or an open one that went with it", async () => {
    const renamed = deployment("shop", "rest", { app: "rest" });
    const stays = deployment("shop", "tool", { app: "tool" });
    const { lines } = await tell(api + job + stays + only, renamed + stays, "not-isolated");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("warning not-isolated head");
    expect(lines[0]).toContain("as `shop/Deployment/api` was, which it may follow");
    const both = renamed + deployment("shop", "task", { app: "task" }) + stays;
    const followed = both + only.replace("app: api", "app: rest");
    expect((await tell(api + job + stays + only, followed, "not-isolated")).lines).toEqual([]);
  });

  it("is silent about pods that are their node: no policy affects them", async () => {
    const agent = job.replace("spec: { containers", "spec: { hostNetwork: true, containers");
    expect((await tell(api + deny, api + deny + agent, "not-isolated")).lines).toEqual([]);
    const { lines } = await tell(
      api + only + agent,
      api + only + agent + deployment("shop", "new", { app: "new" }),
      "not-isolated",
    );
    expect(lines).toHaveLength(1);
  });

  it("is silent where it stood there before", async () => {
    const before = api + only + job;
    expect((await tell(before, job + api + only + web, "not-isolated")).lines).toEqual([]);
  });
});

describe("isolation-lost", () => {
  it("names hostNetwork where that takes a workload out of its policies", async () => {
    const onHost = api.replace("containers", "hostNetwork: true, containers");
    const { regressions } = await tell(api + deny, onHost + deny, "isolation-lost");
    expect(regressions).toHaveLength(2);
    for (const { message, causes } of regressions) {
      expect(message).toMatch(/: policies do not affect pods on the network of their host$/);
      expect(causes[0]).toMatchObject({ rule: "hostNetwork", object: "Deployment shop/api", origin: { line: 9 } });
    }
  });

  it.each([
    ["the policy is deleted", api + deny, api, "base k8s.yaml:11"],
    ["its selector changes", api + job + allow("a", "api", ""), api + job + allow("a", "job", ""), "head k8s.yaml:24"],
    [
      "the labels of the workload change",
      api + job + allow("a", "api", ""),
      api.replaceAll("api}", "app}").replaceAll('"api"', '"app"') + job + allow("a", "api", ""),
      "head k8s.yaml:8",
    ],
    ["the policy moves to another namespace", api + deny, api + deny.replace("shop", "web"), "base k8s.yaml:11"],
  ])("fires where %s", async (_, base, head, place) => {
    const { lines } = await tell(base, head, "isolation-lost");
    const mine = lines.filter((line) => line.includes("shop/Deployment/api"));
    expect(mine).toHaveLength(2);
    for (const line of mine) expect(line).toContain(`failure isolation-lost ${place}: shop/Deployment/api`);
  });

  it("fires for one direction where policyTypes changes", async () => {
    const { lines } = await tell(api + deny, api + deny.replace(", Egress", ""), "isolation-lost");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("no longer isolated for egress");
  });

  it("fires for pods that the manifests do not hold", async () => {
    const { lines } = await tell(
      deny,
      policy("shop", "db", "  podSelector: { matchLabels: { app: db } }"),
      "isolation-lost",
    );
    expect(lines.length).toBeGreaterThan(0);
  });

  it("is silent where another policy goes on, where it was open before, and where the workload goes", async () => {
    expect((await tell(api + deny + allow("a", "api", ""), api + deny, "isolation-lost")).lines).toEqual([]);
    expect((await tell(api, api + job, "isolation-lost")).lines).toEqual([]);
    expect((await tell(api + job + allow("a", "job", ""), api, "isolation-lost")).lines).toEqual([]);
  });

  it.each([
    [
      "a label that only the cluster knows",
      api + deny,
      api + deny.replace("podSelector: {}", "podSelector: { matchLabels: { pod-template-hash: abc } }"),
      "no longer surely isolated",
    ],
    [
      "default-deny beside the workload's own policy",
      api + deny + allow("a", "api", ""),
      api + allow("a", "api", ""),
      "pods:shop/{}: no longer isolated",
    ],
  ])("fires for %s", async (_, base, head, words) => {
    const { lines } = await tell(base, head, "isolation-lost");
    expect(lines.join("\n")).toContain(words);
  });

  it("is silent about pods of a namespace that goes with its policies", async () => {
    expect((await tell(spaces + deny, spaces.slice(spaces.lastIndexOf("---")), "isolation-lost")).lines).toEqual([]);
  });

  it("is silent where a workload goes together with its policy", async () => {
    expect((await tell(api + job + allow("a", "job", fromJob), api)).lines).toEqual([]);
  });

  it("is silent where the policy becomes invalid, because the old one stays in force", async () => {
    const broken = deny.replace("podSelector: {}", "podSelector: { matchLabels: { a: -b- } }");
    expect((await tell(api + deny, api + broken, "isolation-lost")).lines).toEqual([]);
  });
});

describe("cut-off", () => {
  const open = api + job + deny + allow("api", "api", fromJob) + allow("job", "job", toApi);

  it("fires for the workload whose last caller goes, and for the caller", async () => {
    const { lines } = await tell(open, open.replace("{ app: job } } }]", "{ app: jab } } }]"), "cut-off");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^warning cut-off .*shop\/Deployment\/api: had callers, and nobody can connect any more/);
    expect(lines[1]).toMatch(/shop\/Deployment\/job: called others, and can connect to nobody any more/);
  });

  it("fires though a pod on its host's network may be the node of the workload", async () => {
    const agent = deployment("web", "agent", { app: "agent" }).replace("containers", "hostNetwork: true, containers");
    const { lines } = await tell(
      agent + open,
      agent + open.replace("{ app: job } } }]", "{ app: jab } } }]"),
      "cut-off",
    );
    expect(lines).toHaveLength(2);
    const all = api + deny + allow("api", "api", "  ingress:\n    - ports: [{ port: 80 }]");
    expect((await tell(agent + open, agent + all + job, "cut-off")).lines.join()).not.toContain(
      "shop/Deployment/api: had",
    );
  });

  it("is silent where one caller is left, and about what never had one", async () => {
    const two = open.replace("{ app: job } } }]", "{ app: job } } }, { podSelector: {} }]");
    expect((await tell(two, open, "cut-off")).lines).toEqual([]);
    expect((await tell(api + deny, api + deny + job, "cut-off")).lines).toEqual([]);
  });
});
