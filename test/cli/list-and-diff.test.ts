import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inOneText } from "../../src/cli/terminal.ts";
import { commitAll, git, temporaryDirectory, temporaryRepository, writeFiles } from "../sources/temporary.ts";
import { netpol, netpolInShell, netpolIntoHead, type Run } from "./netpol.ts";
import { below, changedShop, shop } from "./shop.ts";

interface JsonFlow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly connections: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

interface JsonRoot {
  readonly endpoints: readonly { readonly id: string }[];
  readonly flows: readonly JsonFlow[];
  readonly newlyAllowed: readonly JsonFlow[];
  readonly newlyDenied: readonly JsonFlow[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly path: string }[];
}

function rootOf({ status, stdout, stderr }: Run): JsonRoot {
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { roots } = JSON.parse(stdout) as { readonly roots: readonly JsonRoot[] };
  if (roots[0] === undefined) throw new Error("no root");
  return roots[0];
}

/** `from -> to TCP 1-2` for every pair of workloads. */
function pairs(flows: readonly JsonFlow[]): readonly string[] {
  const isWorkload = (id: string): boolean => id.startsWith("shop/");
  return flows
    .flatMap(({ from, to, connections }) =>
      from.filter(isWorkload).flatMap((source) =>
        to.filter(isWorkload).map((destination) => {
          const ports = Object.entries(connections).flatMap(([protocol, ranges]) =>
            ranges.map(([first, last]) => `${protocol} ${first}-${last}`),
          );
          return `${source} -> ${destination} ${ports.join(" ")}`;
        }),
      ),
    )
    .sort();
}

const every = "TCP 1-65535 UDP 1-65535 SCTP 1-65535";
const web = "shop/Deployment/web";
const db = "shop/StatefulSet/db";

describe("netpol list", () => {
  it("gives the flows of a directory as JSON", () => {
    const root = rootOf(netpol(temporaryDirectory(shop), ["list", ".", "--format", "json"]));
    expect(pairs(root.flows)).toEqual([
      `${web} -> ${web} ${every}`,
      `${web} -> ${db} TCP 5432-5432`,
      `${db} -> ${web} ${every}`,
    ]);
    expect(root.diagnostics).toEqual([]);
  });

  it.each([
    ["text", "Reachability"],
    ["markdown", "## "],
    ["csv", "root,"],
    ["dot", "digraph"],
  ])("has the form %s, without colours when it is no terminal", (format, start) => {
    const { status, stdout, stderr } = netpol(temporaryDirectory(shop), ["list", ".", "--format", format]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(start);
    expect(stdout).toContain("db");
    expect(stdout).not.toContain("\u001b");
  });

  it("reads one file, such as a dump", () => {
    const directory = temporaryDirectory({ "dump.yaml": Object.values(shop).join("---\n") });
    const root = rootOf(netpol(directory, ["list", "dump.yaml", "--format", "json"]));
    expect(pairs(root.flows)).toContain(`${web} -> ${db} TCP 5432-5432`);
  });

  it("shows only flows of the endpoints in focus", () => {
    const directory = temporaryDirectory(shop);
    const root = rootOf(netpol(directory, ["list", ".", "--format", "json", "--focus", "shop/db"]));
    expect(pairs(root.flows)).toEqual([`${web} -> ${db} TCP 5432-5432`, `${db} -> ${web} ${every}`]);
    expect(root.flows.every(({ from, to }) => from.includes(db) || to.includes(db))).toBe(true);
  });

  it("takes an address in --focus for the pod that has it, not for the block around it", () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: { name: probe, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: probe, image: probe }] }
status: { phase: Running, podIP: 10.1.2.3, podIPs: [{ ip: 10.1.2.3 }] }
`;
    const directory = temporaryDirectory({ ...shop, "probe.yaml": pod });
    const { flows } = rootOf(netpol(directory, ["list", ".", "--format", "json", "--focus", "10.1.2.3"]));
    const probe = "shop/Pod/probe";
    expect(pairs(flows)).toContain(`${probe} -> ${db} TCP 5432-5432`);
    expect(flows.every(({ from, to }) => from.includes(probe) || to.includes(probe))).toBe(true);
  });

  it("says in its headline that it has a focus", () => {
    const { stdout } = netpol(temporaryDirectory(shop), ["list", ".", "--focus", "shop/db"]);
    expect(stdout).toMatch(/^Reachability \(only flows of shop\/db\): 2 workloads: /);
  });

  it("puts objects without a namespace where --namespace says", () => {
    const files = Object.fromEntries(
      Object.entries(shop).map(([path, text]) => [path, text.replace(", namespace: shop", "")]),
    );
    const directory = temporaryDirectory(files);
    const root = rootOf(netpol(directory, ["list", ".", "--format", "json", "--namespace", "shop"]));
    expect(pairs(root.flows)).toContain(`${web} -> ${db} TCP 5432-5432`);
    const other = rootOf(netpol(directory, ["list", ".", "--format", "json"]));
    expect(other.endpoints.map(({ id }) => id)).toContain("default/Deployment/web");
  });

  it("heeds the configuration of the directory, or the one that --config names", () => {
    const workload = "cluster:\n  workloads:\n    - { namespace: shop, name: probe, labels: { app: web } }\n";
    const directory = temporaryDirectory({ ...shop, ".github/netpol.yml": workload, "other.yml": "cluster: {}\n" });
    const own = rootOf(netpol(directory, ["list", ".", "--format", "json"]));
    expect(pairs(own.flows)).toContain(`shop/Deployment/probe -> ${db} TCP 5432-5432`);
    const other = rootOf(netpol(directory, ["list", ".", "--format", "json", "--config", "other.yml"]));
    expect(other.endpoints.map(({ id }) => id)).not.toContain("shop/Deployment/probe");
  });

  it("answers for addresses in focus", () => {
    const { stdout } = netpol(temporaryDirectory(shop), ["list", ".", "--focus", "internet"]);
    expect(stdout).toContain("internet (0.0.0.0/0, ::/0)");
    expect(stdout).toContain("may reach");
  });

  it("says that the configuration has another name", () => {
    const directory = temporaryDirectory({ ...shop, ".github/netpol.yaml": "cluster: {}\n" });
    const codes = (...words: readonly string[]): readonly string[] =>
      rootOf(netpol(directory, ["list", ".", "--format", "json", ...words])).diagnostics.map(({ code }) => code);
    expect(codes()).toEqual(["configuration-misnamed"]);
    expect(codes("--config", ".github/netpol.yaml")).toEqual([]);
  });

  it("ends with 3 on --fail-on-errors when a file could not be read", () => {
    const directory = temporaryDirectory(shop);
    symlinkSync("nowhere.yaml", join(directory, "dangling.yaml"));
    const { status, stderr } = netpol(directory, ["list", ".", "--fail-on-errors"]);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: "netpol: dangling.yaml:1:1: error: not read: a symbolic link to a file that does not exist\n",
    });
  });

  it("names files that it does not read", () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    const root = rootOf(
      netpol(temporaryDirectory({ ...shop, "big.yaml": pointer }), ["list", ".", "--format", "json"]),
    );
    expect(root.diagnostics.map(({ path, message }) => [path, message])).toEqual([
      ["big.yaml", expect.stringContaining("Git LFS pointer")],
    ]);
  });
});

/** What `changedShop` changes. */
const changed = { newlyAllowed: [`${web} -> ${db} TCP 5433-5433`], newlyDenied: [`${web} -> ${db} TCP 5432-5432`] };

function changesOf(run: Run): { newlyAllowed: readonly string[]; newlyDenied: readonly string[] } {
  const root = rootOf(run);
  return { newlyAllowed: pairs(root.newlyAllowed), newlyDenied: pairs(root.newlyDenied) };
}

describe("netpol diff", () => {
  it("compares two directories", () => {
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after", changedShop) });
    expect(changesOf(netpol(directory, ["diff", "before", "after", "--format", "json"]))).toEqual(changed);
    expect(changesOf(netpol(directory, ["diff", "before", "before", "--format", "json"]))).toEqual({
      newlyAllowed: [],
      newlyDenied: [],
    });
  });

  it("takes `../before` for a directory, although it holds two dots", () => {
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after/k8s", changedShop) });
    const run = netpol(`${directory}/after`, ["diff", "../before", "k8s", "--format", "json"]);
    expect(changesOf(run)).toEqual(changed);
  });

  it("compares two revisions, from any directory of the repository or by --repo", () => {
    const repository = temporaryRepository(below("k8s", shop));
    git(repository, "tag", "v1");
    writeFiles(repository, below("k8s", changedShop));
    commitAll(repository, "change");
    for (const words of [["HEAD~1..HEAD"], ["v1.."], ["v1..main"]]) {
      expect(changesOf(netpol(`${repository}/k8s`, ["diff", ...words, "--format", "json"]))).toEqual(changed);
    }
    const elsewhere = temporaryDirectory();
    for (const words of [["v1..main"], ["v1", "main"]]) {
      const run = netpol(elsewhere, ["diff", "--repo", repository, ...words, "--format", "json"]);
      expect(changesOf(run)).toEqual(changed);
    }
  });

  it("compares with the point where a branch began when there are three dots", () => {
    const repository = temporaryRepository(shop);
    git(repository, "checkout", "-q", "-b", "feature");
    writeFiles(repository, changedShop);
    commitAll(repository, "change");
    git(repository, "checkout", "-q", "main");
    writeFiles(repository, { "db-policy.yaml": shop["db-policy.yaml"].replace("5432", "6000") });
    commitAll(repository, "meanwhile");
    expect(changesOf(netpol(repository, ["diff", "main...feature", "--format", "json"]))).toEqual(changed);
    expect(changesOf(netpol(repository, ["diff", "main..feature", "--format", "json"])).newlyDenied).toEqual([
      `${web} -> ${db} TCP 6000-6000`,
    ]);
  });

  it("compares a revision with the working tree, new files included", () => {
    const { "db-policy.yaml": policy, ...rest } = shop;
    const repository = temporaryRepository(rest);
    writeFiles(repository, { "db-policy.yaml": policy });
    const { newlyAllowed, newlyDenied } = changesOf(netpol(repository, ["diff", "main", "--format", "json"]));
    expect(newlyAllowed).toEqual([]);
    expect(newlyDenied).toEqual([
      `${web} -> ${db} TCP 1-5431 TCP 5433-65535 UDP 1-65535 SCTP 1-65535`,
      `${db} -> ${db} ${every}`,
    ]);
  });

  it("ends with 1 on --exit-code when flows differ, else with 0", () => {
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after", changedShop) });
    expect(netpol(directory, ["diff", "before", "after"]).status).toBe(0);
    expect(netpol(directory, ["diff", "before", "after", "--exit-code"]).status).toBe(1);
    expect(netpol(directory, ["diff", "before", "before", "--exit-code"]).status).toBe(0);
    expect(netpol(directory, ["diff", "before", "after", "--exit-code", "--focus", "shop/web"]).status).toBe(1);
  });

  it("ends with 3 on --fail-on-errors when something of the head was not evaluated, and says what", () => {
    const broken = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("port: 5432", "port: 0") };
    const directory = temporaryDirectory({
      ...below("good", shop),
      ...below("other", changedShop),
      ...below("broken", broken),
    });
    const statusOf = (...words: readonly string[]): number | null => netpol(directory, words).status;
    expect(statusOf("list", "broken")).toBe(0);
    expect(statusOf("list", "good", "--fail-on-errors")).toBe(0);
    expect(statusOf("diff", "good", "broken", "--exit-code")).toBe(0);
    expect(statusOf("diff", "good", "other", "--fail-on-errors")).toBe(0);
    // What the change repairs is no reason to refuse it; what stood before and still stands is one.
    expect(statusOf("diff", "broken", "good", "--fail-on-errors")).toBe(0);
    expect(statusOf("diff", "broken", "broken", "--fail-on-errors")).toBe(3);
    expect(statusOf("diff", "other", "broken", "--fail-on-errors", "--exit-code")).toBe(3);
    expect(statusOf("diff", "broken", "good", "--fail-on-errors", "--exit-code")).toBe(1);
    for (const words of [
      ["list", "broken", "--format", "csv"],
      ["diff", "good", "broken", "--format", "csv"],
    ]) {
      const { status, stdout, stderr } = netpol(directory, [...words, "--fail-on-errors"]);
      expect({ status, hasResult: stdout.startsWith("root,") }).toEqual({ status: 3, hasResult: true });
      expect(stderr).toMatch(/^netpol: db-policy\.yaml:9:23: error: [^\n]+\n$/);
    }
  });

  it("names the line that caused a change", () => {
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after", changedShop) });
    const { stdout } = netpol(directory, ["diff", "before", "after", "--format", "markdown"]);
    expect(stdout).toContain("`db-policy.yaml:8`");
  });

  it("judges by the configuration of the base, and says when that of the head differs", () => {
    const external = "cluster:\n  workloads:\n    - { namespace: shop, name: probe, labels: { app: web } }\n";
    const repository = temporaryRepository({ ...shop, ".github/netpol.yml": external });
    writeFiles(repository, { ...changedShop, ".github/netpol.yml": "cluster: {}\n" });
    commitAll(repository, "change");
    const root = rootOf(netpol(repository, ["diff", "HEAD~1..HEAD", "--format", "json"]));
    expect(pairs(root.newlyAllowed)).toContain(`shop/Deployment/probe -> ${db} TCP 5433-5433`);
    expect(root.diagnostics).toEqual([
      expect.objectContaining({ code: "configuration-of-base", path: ".github/netpol.yml", line: 1, column: 1 }),
    ]);
    expect(root.diagnostics[0]?.message).toContain("that of `HEAD~1` is used");
  });

  it("says what was wrong before the change and is no more", () => {
    const broken = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("port: 5432", "port: 0") };
    const directory = temporaryDirectory({ ...below("before", broken), ...below("after", shop) });
    const root = rootOf(netpol(directory, ["diff", "before", "after", "--format", "json"]));
    expect(root.diagnostics.map(({ message }) => message.startsWith("before the change: "))).toEqual([true]);
  });

  it("compares with nothing when one side holds no manifests", () => {
    const directory = temporaryDirectory({ "before/readme.md": "", ...below("after", shop) });
    const { diagnostics } = rootOf(netpol(directory, ["diff", "before", "after", "--format", "json"]));
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["empty-side", "the base `before` holds no manifests: all of the other side counts as changed"],
    ]);
  });

  it("counts what stands on both sides alike instead of repeating it, wherever it stands in the file", () => {
    const files = { ...shop, "broken.yaml": "kind: NetworkPolicy\n  bad: [\n" };
    const warned = shop["db-policy.yaml"].replace("podSelector: {", "podSelector: { matchlabels: {},");
    const before = below("before", { ...files, "db-policy.yaml": warned });
    const after = below("after", { ...files, "db-policy.yaml": `# moved\n${warned}` });
    const directory = temporaryDirectory({ ...before, ...after });
    const { stdout } = netpol(directory, ["diff", "before", "after"]);
    expect(stdout.split("\n").slice(0, 5)).toEqual([
      "NetworkPolicy: no reachability change",
      "",
      "Notes",
      "",
      "- notice: 1 error and 1 warning stand on both sides alike; `netpol list` shows them",
    ]);
  });

  it("repeats an error in a file that changed: it may hide what the change does", () => {
    const directory = temporaryDirectory({
      ...below("before", { ...shop, "broken.yaml": "kind: NetworkPolicy\n  bad: [\n" }),
      ...below("after", { ...shop, "broken.yaml": "kind: NetworkPolicy\n  bad: [\n# changed\n" }),
    });
    const { diagnostics } = rootOf(netpol(directory, ["diff", "before", "after", "--format", "json"]));
    expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([["yaml-syntax", "broken.yaml"]]);
  });

  it("says in its headline that it has a focus", () => {
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after", shop) });
    const text = netpol(directory, ["diff", "before", "after", "--focus", "shop/db"]).stdout;
    expect(text.split("\n")[0]).toBe("NetworkPolicy (only flows of shop/db): no reachability change");
    const markdown = netpol(directory, [
      "diff",
      "before",
      "after",
      "--focus",
      "shop/db",
      "--format",
      "markdown",
    ]).stdout;
    expect(markdown.split("\n")[0]).toBe("## NetworkPolicy (only flows of `shop/db`): no reachability change");
  });
});

describe("new workloads beside a focus", () => {
  it("are counted, for only a part of their flows is known", () => {
    const cart = shop["web.yaml"].replaceAll("web", "cart");
    const after = { ...changedShop, "cart.yaml": cart };
    const directory = temporaryDirectory({ ...below("before", shop), ...below("after", after) });
    const { stdout } = netpol(directory, ["diff", "before", "after", "--focus", "shop/db"]);
    expect(stdout).toContain("- not in focus: 1 new or gone workload\n");
    expect(stdout).not.toContain("new: ");
    expect(netpol(directory, ["diff", "before", "after", "--focus", "shop/cart"]).stdout).toContain("- new: shop/");
  });
});

describe("a result that cannot be written", () => {
  const full = existsSync("/dev/full");

  it.runIf(full).each(["list .", "list . --format json", "diff before . --exit-code", "--help"])(
    "is told, and ends with 2: %s",
    (words) => {
      const directory = temporaryDirectory({ ...shop, ...below("before", changedShop) });
      expect(netpolInShell(directory, `"$NETPOL" ${words} > /dev/full`)).toEqual({
        status: 2,
        stdout: "",
        stderr: "netpol: the result cannot be written: no space is left on the device\n",
      });
    },
  );

  it.runIf(full)("is told where the first bytes of it fit", () => {
    const directory = temporaryDirectory(shop);
    const { status, stderr } = netpolInShell(directory, `ulimit -f 1; "$NETPOL" list . --format json > result`);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "netpol: the result cannot be written: the file would be larger than it may be\n",
    });
  });

  it("is refused where one text would be too long", () => {
    expect(() => inOneText(() => "x".repeat(2 ** 30))).toThrow("the result is too large for this format");
    expect(inOneText(() => "x")).toBe("x");
  });
});

describe("a reader that closes the pipe", () => {
  it("is no failure", async () => {
    const many = Array.from({ length: 300 }, (_, i) => shop["web.yaml"].replace("name: web,", `name: web${i},`));
    const directory = temporaryDirectory({ ...shop, "many.yaml": many.join("---\n") });
    const args = ["list", ".", "--format", "csv"];
    expect(netpol(directory, args).stdout.length).toBeGreaterThan(1_000_000);
    expect(await netpolIntoHead(directory, args)).toEqual({ status: 0, stderr: "" });
  });
});
