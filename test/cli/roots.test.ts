/** Repositories of several roots, rendered as the cluster gets them. */
import { describe, expect, it } from "vitest";
import { commitAll, temporaryDirectory, temporaryRepository, writeFiles } from "../sources/temporary.ts";
import { edited, platform, platformChange } from "../support/platform.ts";
import { netpol } from "./netpol.ts";

interface JsonFlow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly connections: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly causes: readonly { readonly path: string; readonly line: number }[];
}

interface JsonRoot {
  readonly root: string;
  readonly flows: readonly JsonFlow[];
  readonly newlyAllowed: readonly JsonFlow[];
  readonly newlyDenied: readonly JsonFlow[];
}

interface Json {
  readonly roots: readonly JsonRoot[];
  readonly unchanged?: readonly string[];
}

/** A repository of two commits: the platform, and a change of it. */
function changed(change: Readonly<Record<string, string>>): string {
  const repository = temporaryRepository(platform);
  writeFiles(repository, change);
  commitAll(repository, "change");
  return repository;
}

function json(directory: string, ...args: readonly string[]): Json {
  const { status, stdout, stderr } = netpol(directory, [...args, "--format", "json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as Json;
}

/** `root: +to TCP 1-2 path:line …` for every changed flow. */
function changes({ roots }: Json): readonly string[] {
  const line = (sign: string, root: string, { to, connections, causes }: JsonFlow): string => {
    const ports = Object.entries(connections).map(([name, ranges]) => `${name} ${ranges.map(String).join(" ")}`);
    const places = causes.map((cause) => `${cause.path}:${String(cause.line)}`);
    return [`${root}: ${sign}${to.join()}`, ...ports, ...places].join(" ");
  };
  return roots.flatMap(({ root, newlyAllowed, newlyDenied }) => [
    ...newlyAllowed.map((flow) => line("+", root, flow)),
    ...newlyDenied.map((flow) => line("-", root, flow)),
  ]);
}

describe("netpol check", () => {
  const kustomization = (resources: string, more = ""): string => `resources: [${resources}]\n${more}`;
  const open =
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: open, namespace: shop }\nspec: { podSelector: {}, ingress: [{}] }\n";
  const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } } }
`;
  const deny =
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec: { podSelector: {} }\n";
  const base = { "k/web.yaml": web, "k/deny.yaml": deny, "k/kustomization.yaml": kustomization("web.yaml, deny.yaml") };

  it.each([
    [
      "a resource without an ending",
      { "k/open": open, "k/kustomization.yaml": kustomization("web.yaml, deny.yaml, open") },
    ],
    [
      "one in capitals",
      { "k/open.YAML": open, "k/kustomization.yaml": kustomization("web.yaml, deny.yaml, open.YAML") },
    ],
    [
      "a patch without an ending",
      {
        "k/patch": "- { op: add, path: /spec/ingress, value: [{}] }\n",
        "k/kustomization.yaml": kustomization(
          "web.yaml, deny.yaml",
          "patches: [{ path: patch, target: { kind: NetworkPolicy } }]\n",
        ),
      },
    ],
  ])("reads what a kustomization names whatever it is called: %s", (_, files) => {
    const repository = temporaryRepository(base);
    writeFiles(repository, files);
    const { status, stdout } = netpol(repository, ["check", "HEAD"]);
    expect(stdout).toContain("exposed-to-internet");
    expect(status).toBe(1);
  });
});

describe("netpol diff", () => {
  it("names the line of a kustomization, of a values file and of a namespace, for each environment", () => {
    const prometheus = "monitoring/StatefulSet/metrics-prometheus";
    expect(changes(json(changed(platformChange), "diff", "HEAD~1..HEAD"))).toEqual([
      ...["charts/metrics", "charts/metrics:values-prod.yaml"].flatMap((root) => [
        `${root}: +${prometheus} TCP 9091,9091 charts/metrics/values.yaml:2`,
        `${root}: -${prometheus} TCP 9090,9090 charts/metrics/values.yaml:2`,
      ]),
      "overlays/dev: +shop-dev/StatefulSet/db TCP 9187,9187 cluster/namespaces.yaml:13 base/db.yaml:37",
      "overlays/prod: +shop/StatefulSet/db TCP 9187,9187 cluster/namespaces.yaml:13 base/db.yaml:37",
      "overlays/prod: +shop/Deployment/web TCP 8080,8080 overlays/prod/kustomization.yaml:13",
    ]);
  });

  it("looks only at roots that the change touches, and tells roots that change alike together", () => {
    const repository = changed(edited("charts/metrics/values.yaml", "port: 9090", "port: 9091"));
    const { roots, unchanged } = json(repository, "diff", "HEAD~1..HEAD");
    expect(roots.map(({ root }) => root)).toEqual(["charts/metrics", "charts/metrics:values-prod.yaml"]);
    expect(unchanged).toEqual([".", "overlays/dev", "overlays/prod"]);
    const { stdout } = netpol(repository, ["diff", "HEAD~1..HEAD"]);
    expect(stdout).toContain(
      "charts/metrics and charts/metrics:values-prod.yaml: 1 flow newly allowed, 1 newly denied",
    );
    expect(stdout).toContain("- 3 roots read the same files on both sides: ., overlays/dev and overlays/prod");
  });

  it("says nothing changed where a values file is only written another way", () => {
    const { stdout } = netpol(changed(edited("charts/metrics/values.yaml", "port: 9090", "port: 9090 # as ever")), [
      "diff",
      "HEAD~1..HEAD",
    ]);
    expect(stdout.split("\n")[0]).toBe("NetworkPolicy: no reachability change");
  });

  it("keeps to the roots that are asked for", () => {
    const repository = changed(platformChange);
    expect(json(repository, "diff", "--root", "overlays/*", "HEAD~1..HEAD").roots.map(({ root }) => root)).toEqual([
      "overlays/dev",
      "overlays/prod",
    ]);
    const { status, stderr } = netpol(repository, ["diff", "--root", "overlay/prod", "HEAD~1..HEAD"]);
    expect(status).toBe(2);
    expect(stderr).toContain("there is no root `overlay/prod`");
  });

  it("judges the roots of an environment together", () => {
    const config = "environments:\n  - { name: production, roots: [overlays/prod, 'charts/*:values-prod.yaml'] }\n";
    const repository = temporaryRepository({ ...platform, ".github/netpol.yml": config });
    writeFiles(repository, platformChange);
    commitAll(repository, "change");
    const { roots } = json(repository, "diff", "HEAD~1..HEAD");
    expect(roots.map(({ root }) => root)).toEqual([".", "charts/metrics", "overlays/dev", "production"]);
    const list = json(repository, "list", ".", "--root", "production");
    expect(JSON.stringify(list)).toContain("shop/Deployment/web");
    expect(JSON.stringify(list)).toContain("monitoring/StatefulSet/metrics-prometheus");
  });
});

describe("netpol check", () => {
  it("fails on what one root makes worse, and names the line", () => {
    const { status, stdout } = netpol(changed(platformChange), ["check", "HEAD~1..HEAD"]);
    expect(status).toBe(1);
    expect(stdout).toContain("exposed-to-internet");
    expect(stdout).toContain("overlays/prod/kustomization.yaml:13");
  });

  it("cannot tell where the change breaks a root, which stands as before", () => {
    const repository = changed(edited("overlays/prod/kustomization.yaml", "  - ../../base", "  - ../../bass"));
    const { status, stdout } = netpol(repository, ["check", "HEAD~1..HEAD"]);
    expect(status).toBe(2);
    expect(stdout).toContain("`overlays/prod` cannot be rendered");
    expect(changes(json(repository, "diff", "HEAD~1..HEAD"))).toEqual([]);
  });

  it("takes an assertion for meaningless only where no root holds what it means", () => {
    const assertion = (to: string): string =>
      `assertions: [{ name: a, deny: { from: internet, to: ${to}, ports: TCP 22 } }]\n`;
    const checked = (to: string): string => {
      const repository = temporaryRepository({ ...platform, ".github/netpol.yml": assertion(to) });
      writeFiles(repository, platformChange);
      commitAll(repository, "change");
      return netpol(repository, ["check", "HEAD~1..HEAD"]).stdout;
    };
    expect(checked("shop/db")).not.toContain("means nothing here");
    expect(checked("shop/nobody").split("means nothing here")).toHaveLength(2);
  });
});

describe("netpol explain and eval", () => {
  it("answer in the root that holds the ends", () => {
    const directory = temporaryDirectory(platform);
    const explained = netpol(directory, ["explain", "shop-dev/web", "shop-dev/db:5432", "--in", "."]);
    expect(explained.stdout).toContain("allowed by rule ingress[0] of shop-dev/db (base/db.yaml:31)");
    const probes = [
      { from: "shop/web", to: "shop/db", port: 5432 },
      { from: "198.51.100.7", to: "shop/web", port: 8080 },
      { from: "198.51.100.7", to: "shop-dev/web", port: 8080 },
    ];
    const { stdout } = netpol(directory, ["eval", "--in", ".", "--probes", "-"], JSON.stringify(probes));
    const verdicts = (JSON.parse(stdout) as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["allow", "deny", "allow"]);
  });

  it("say which roots an answer is of where several hold the ends", () => {
    const directory = temporaryDirectory(platform);
    const { stdout } = netpol(directory, ["explain", "internet", "monitoring/metrics-prometheus:9090", "--in", "."]);
    expect(stdout).toContain("In charts/metrics and charts/metrics:values-prod.yaml:");
  });
});
