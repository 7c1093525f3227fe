import { describe, expect, it } from "vitest";
import { commitAll, temporaryDirectory, temporaryRepository, writeFiles } from "../sources/temporary.ts";
import { netpol } from "./netpol.ts";
import { below, changedShop, shop } from "./shop.ts";

describe("netpol explain", () => {
  it("says which rule grants a connection", () => {
    const { status, stdout, stderr } = netpol(temporaryDirectory(shop), [
      "explain",
      "shop/web",
      "shop/db:5432",
      "--in",
      ".",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^allowed: shop\/Deployment\/web → shop\/StatefulSet\/db, TCP 5432\n/);
    expect(stdout).toContain("allowed by rule ingress[0] of shop/db (db-policy.yaml:8)");
  });

  it("says which rule came nearest when none does", () => {
    const { stdout } = netpol(temporaryDirectory(shop), ["explain", "shop/web", "shop/db:80", "--in", "."]);
    expect(stdout).toMatch(/^denied: /);
    expect(stdout).toContain("nearest: rule ingress[0] of shop/db");
  });

  it("answers for a named port, and for every port when none is given", () => {
    const directory = temporaryDirectory(shop);
    const named = netpol(directory, ["explain", "shop/web", "shop/db:postgres", "--in", "."]);
    expect(named.stdout).toMatch(/^allowed: .* TCP 5432\n/);
    const all = netpol(directory, ["explain", "shop/web", "shop/db", "--in", "."]);
    expect(all.stdout.match(/^(allowed|denied): .*/gm)).toEqual([
      "allowed: shop/Deployment/web → shop/StatefulSet/db, TCP 5432",
      "denied: shop/Deployment/web → shop/StatefulSet/db, any port except TCP 5432",
    ]);
  });

  it("says once what holds for all ports, with what a near rule missed for every one of them", () => {
    const withPorts = shop["db-policy.yaml"].replace(
      "[{ port: 5432 }]",
      "[{ port: 5432 }, { port: 53, protocol: UDP }]",
    );
    const directory = temporaryDirectory({ ...shop, "db-policy.yaml": withPorts });
    const { stdout } = netpol(directory, ["explain", "shop/{app=other}", "shop/db", "--in", "."]);
    expect(stdout).toMatch(/^denied: shop\/\{app=other\} → shop\/StatefulSet\/db, any port\n/);
    expect(stdout.match(/^(allowed|denied): .*/gm)).toHaveLength(1);
    expect(stdout.match(/^- nearest: .*/gm)).toEqual([
      "- nearest: rule ingress[0] of shop/db (db-policy.yaml:8): the labels do not match app=web",
    ]);
    const fromWeb = netpol(directory, ["explain", "shop/web", "shop/db", "--in", "."]);
    expect(fromWeb.stdout.match(/^(allowed|denied): .*/gm)).toEqual([
      "allowed: shop/Deployment/web → shop/StatefulSet/db, TCP 5432; UDP 53",
      "denied: shop/Deployment/web → shop/StatefulSet/db, any port except TCP 5432; UDP 53",
    ]);
    expect(fromWeb.stdout).toContain(
      "- nearest: rule ingress[0] of shop/db (db-policy.yaml:8): the port is not TCP 5432 and the port is not UDP 53\n",
    );
  });

  it("never says of one pair of ends and ports what holds for another", () => {
    const deployment = (name: string, http: number): string =>
      `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: api } }
    spec: { containers: [{ name: a, image: a, ports: [{ name: http, containerPort: ${http} }] }] }
`;
    const policy = shop["db-policy.yaml"].replace("app: db", "tier: api").replace("port: 5432", "port: http");
    const directory = temporaryDirectory({
      "web.yaml": shop["web.yaml"],
      "api.yaml": deployment("one", 8001) + deployment("two", 8002),
      "policy.yaml": policy,
    });
    const { stdout } = netpol(directory, ["explain", "shop/web", "shop/{tier=api}", "--in", "."]);
    expect(stdout.match(/^allowed: .*/gm)).toEqual([
      "allowed: shop/Deployment/web → shop/Deployment/one, TCP 8001",
      "allowed: shop/Deployment/web → shop/Deployment/two, TCP 8002",
    ]);
  });

  it("answers for a port name that policies use on pods that live elsewhere", () => {
    const policy = shop["db-policy.yaml"].replace("port: 5432", "port: postgres");
    const directory = temporaryDirectory({ ...shop, "db-policy.yaml": policy });
    const explain = (to: string): ReturnType<typeof netpol> =>
      netpol(directory, ["explain", "shop/web", to, "--in", "."]);
    const title = "allowed: shop/Deployment/web → shop/{app=db,zone=b}, TCP postgres";
    for (const port of ["postgres", "postgres/TCP"]) {
      const { status, stdout } = explain(`shop/{app=db,zone=b}:${port}`);
      expect({ status, title: stdout.split("\n")[0] }).toEqual({ status: 0, title });
    }
    const unused = explain("shop/{app=db,zone=b}:http");
    expect({ status: unused.status, stdout: unused.stdout }).toEqual({ status: 2, stdout: "" });
    expect(unused.stderr).toContain("no policy names a TCP port `http`");
    expect(explain("shop/{app=db,zone=b}:postgres/UDP").status).toBe(2);
    expect(explain("shop/db:http").stderr).toContain("the destination declares no TCP port named `http`");
  });

  it("answers for addresses, the internet and pods that live elsewhere", () => {
    const directory = temporaryDirectory(shop);
    const explain = (from: string, to: string): string => {
      const { status, stdout, stderr } = netpol(directory, ["explain", from, to, "--in", "."]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      return stdout;
    };
    expect(explain("203.0.113.7", "shop/web:80")).toMatch(/^allowed: 203\.0\.113\.7 → shop\/Deployment\/web, TCP 80\n/);
    expect(explain("internet", "shop/db:5432")).toMatch(/^denied: internet → /);
    expect(explain("shop/{app=web,tier=a}", "shop/db:5432")).toMatch(/^allowed: shop\/\{app=web,tier=a\} → /);
    expect(explain("shop/web", "[2001:db8::1]:443")).toMatch(/^allowed: .* → 2001:db8::1, TCP 443\n/);
  });

  it("shows before and after of directories, revisions and the working tree", () => {
    const directories = temporaryDirectory({ ...below("before", shop), ...below("after", changedShop) });
    const expected = /^denied, before: allowed: shop\/Deployment\/web → shop\/StatefulSet\/db, TCP 5432\n/;
    const words = ["explain", "shop/web", "shop/db:5432"];
    expect(netpol(directories, [...words, "before", "after"]).stdout).toMatch(expected);
    const repository = temporaryRepository(shop);
    writeFiles(repository, changedShop);
    expect(netpol(repository, [...words, "main"]).stdout).toMatch(expected);
    commitAll(repository, "change");
    expect(netpol(repository, [...words, "HEAD~1..HEAD"]).stdout).toMatch(expected);
    expect(netpol(temporaryDirectory(), [...words, "HEAD~1..HEAD", "--repo", repository]).stdout).toMatch(expected);
  });

  it("answers for the side that holds both ends, and says which", () => {
    const { "web.yaml": web, ...rest } = shop;
    const directory = temporaryDirectory({ ...below("before", rest), ...below("after", { ...rest, "web.yaml": web }) });
    const { status, stdout, stderr } = netpol(directory, ["explain", "shop/web", "shop/db:5432", "before", "after"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^allowed: /);
    expect(stderr).toBe("netpol: `shop/Deployment/web` is new: the answer is that after the change\n");
  });

  it("tells what was not evaluated", () => {
    const broken = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("port: 5432", "port: 0") };
    const { status, stderr } = netpol(temporaryDirectory(broken), ["explain", "shop/web", "shop/db:80", "--in", "."]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^netpol: db-policy\.yaml:9:23: error: /);
  });
});

describe("netpol eval", () => {
  const evaluate = (probes: unknown, directory = temporaryDirectory(shop)): ReturnType<typeof netpol> =>
    netpol(directory, ["eval", "--in", ".", "--probes", "-"], JSON.stringify(probes));

  it("answers every probe, in order, and keeps what it was given", () => {
    const { status, stdout, stderr } = evaluate([
      { from: "shop/web", to: "shop/db", port: 5432, protocol: "TCP", note: "kept" },
      { from: "shop/Deployment/web", to: "shop/StatefulSet/db", port: 5433 },
      { from: "10.0.0.7", to: "shop/db", port: 1, protocol: "ICMP" },
      { from: "shop/db", to: "10.0.0.7", port: 53, protocol: "UDP", family: 4 },
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual([
      {
        from: "shop/web",
        to: "shop/db",
        port: 5432,
        protocol: "TCP",
        note: "kept",
        verdict: "allow",
        because: "egress: no policy isolates it; ingress: ingress[0] of shop/db grants it (db-policy.yaml:8)",
      },
      {
        from: "shop/Deployment/web",
        to: "shop/StatefulSet/db",
        port: 5433,
        verdict: "deny",
        because: "ingress: isolated by shop/db (db-policy.yaml:1), and no rule grants it",
      },
      {
        from: "10.0.0.7",
        to: "shop/db",
        port: 1,
        protocol: "ICMP",
        verdict: "undefined",
        because:
          "ingress: isolated by shop/db (db-policy.yaml:1), which leaves other protocols than TCP, UDP and SCTP undefined",
      },
      {
        from: "shop/db",
        to: "10.0.0.7",
        port: 53,
        protocol: "UDP",
        family: 4,
        verdict: "allow",
        because: "egress: no policy isolates it; ingress: not a pod",
      },
    ]);
  });

  it("answers its own answer again", () => {
    const { stdout } = evaluate([{ from: "shop/web", to: "shop/db", port: 5432, note: "kept" }]);
    expect(evaluate(JSON.parse(stdout)).stdout).toBe(stdout);
  });

  it("is strict: what only an assumption would decide is unknown", () => {
    const policy = shop["db-policy.yaml"].replace(
      "{ podSelector: { matchLabels: { app: web } } }",
      "{ ipBlock: { cidr: 0.0.0.0/0 } }",
    );
    const directory = temporaryDirectory({ ...shop, "db-policy.yaml": policy });
    const { stdout } = evaluate([{ from: "shop/web", to: "shop/db", port: 5432 }], directory);
    expect(JSON.parse(stdout)).toMatchObject([
      { verdict: "unknown", because: "ingress: not in the manifests: address of a pod" },
    ]);
  });

  it("reads the probes of a file, and gives an empty list for none", () => {
    const directory = temporaryDirectory({ ...shop, "probes.txt": "[]" });
    const { status, stdout } = netpol(directory, ["eval", "--in", ".", "--probes", "probes.txt"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "[]\n" });
  });

  const good = { from: "shop/web", to: "shop/db", port: 1 };

  it.each([
    ["text that is no JSON", "[", "standard input is no JSON"],
    ["no list", "{}", "standard input is no JSON list of probes"],
    ["no object", "[1]", "probe [0]: must be an object"],
    ["a missing end", [good, { from: "shop/web", port: 1 }], "probe [1]: `to` must be an endpoint"],
    ["a port out of range", [{ ...good, port: 65536 }], "probe [0]: `port` must be a number, 1 to 65535"],
    ["a port in quotes", [{ ...good, port: "80" }], "probe [0]: `port` must be a number, 1 to 65535"],
    ["an unknown family", [{ ...good, family: 5 }], "probe [0]: `family` must be 4 or 6"],
    ["an unknown protocol", [{ ...good, protocol: 6 }], "probe [0]: `protocol` must be a name"],
    ["a mistyped key", [{ ...good, protcol: "UDP" }], "probe [0]: unknown key `protcol`; did you mean `protocol`?"],
    [
      "a key of somebody else",
      [{ ...good, expected: "deny" }],
      "probe [0]: unknown key `expected`; known here: `from`, ",
    ],
    ["an unknown name", [good, { ...good, from: "shop/wbe" }], "probe [1]: the manifests hold no workload `shop/wbe`"],
    [
      "several endpoints",
      [{ ...good, from: "internet" }],
      "probe [0]: `internet` means 2 endpoints: name one of them, such as `",
    ],
    ["several endpoints", [{ ...good, from: "shop/*" }], "probe [0]: `shop/*` means 2 endpoints: name one of them"],
  ])("refuses %s with its index", (_, probes, words) => {
    const input = typeof probes === "string" ? probes : JSON.stringify(probes);
    const { status, stdout, stderr } = netpol(temporaryDirectory(shop), ["eval", "--in", ".", "--probes", "-"], input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(words);
  });
});
