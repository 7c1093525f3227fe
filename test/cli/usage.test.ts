import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, temporaryDirectory, temporaryRepository } from "../sources/temporary.ts";
import { netpol } from "./netpol.ts";
import { below, changedShop, shop } from "./shop.ts";

describe("help", () => {
  it("lists the commands and examples", () => {
    const { status, stdout, stderr } = netpol(temporaryDirectory(), ["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const word of ["list", "diff", "review", "explain", "eval", "config", "init", "Examples:"])
      expect(stdout).toContain(word);
  });

  it.each(["list", "diff", "review", "explain", "eval"])(
    "of `%s` shows examples and what the status means",
    (command) => {
      const { status, stdout } = netpol(temporaryDirectory(), [command, "--help"]);
      expect(status).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}/);
      expect(stdout).toContain("2  bad usage, nothing could be analysed, or the result could not be written");
    },
  );

  it("speaks of options only where they mean something", () => {
    const help = (command: string): string => netpol(temporaryDirectory(), [command, "--help"]).stdout;
    expect(help("eval")).not.toMatch(/--no-color|base side/);
    expect(help("list")).not.toContain("base side");
    expect(help("diff")).toMatch(/of the\s+base\s+side/);
    expect(help("diff")).toContain("--no-color");
  });

  it("prints the version", () => {
    expect(netpol(temporaryDirectory(), ["--version"]).stdout).toMatch(/^netpol \d+\.\d+\.\d+\n$/);
  });
});

/** Every case ends with status 2, nothing on standard output, and words that help on standard error. */
describe("bad usage", () => {
  const repository = (): string =>
    temporaryRepository({ ...below("k8s", shop), ...below("after", changedShop), "empty/readme.md": "" });

  it.each([
    ["no command", [], "Usage: netpol"],
    ["an unknown command", ["lst", "k8s"], "Did you mean list?"],
    ["an unknown option", ["list", "k8s", "--formt", "json"], "Did you mean --format?"],
    ["an unknown format", ["list", "k8s", "--format", "xml"], "Allowed choices are text, markdown, json, csv, dot"],
    ["a missing argument", ["list"], "netpol list --help"],
    ["a wrong namespace", ["list", "k8s", "--namespace", "A_b"], "no name of a namespace"],
    ["a directory that does not exist", ["list", "k9s"], "no such directory: `k9s`"],
    ["a directory without manifests", ["list", "empty"], "nothing to analyse in"],
    ["one directory to compare", ["diff", "k8s"], "netpol diff k8s <after>"],
    ["two branches as two words", ["diff", "main", "main"], "netpol diff main..main"],
    ["a range with a blank in it", ["diff", "main..", "feat"], "netpol diff main..feat\n"],
    ["a range of three dots with a blank in it", ["diff", "main", "...feat"], "netpol diff main...feat\n"],
    ["three things to compare", ["diff", "k8s", "after", "k8s"], "too many arguments: 3"],
    ["an unknown revision", ["diff", "mian..HEAD"], "did you mean `main`?"],
    ["a revision that looks like an option", ["diff", "--", "--output=x..HEAD"], "no revision `--output=x`"],
    [
      "a configuration that does not exist",
      ["list", "k8s", "--config", "none.yml"],
      "`none.yml` cannot be read: there is no such file",
    ],
    ["a mistyped focus", ["list", "k8s", "--focus", "shop/wbe"], "did you mean `shop/Deployment/web`"],
    [
      "a focus on labels that no selector names",
      ["list", "k8s", "--focus", "shop/{app=nothere}"],
      "no selector names the labels of `shop/{app=nothere}`",
    ],
    [
      "a port behind the source",
      ["explain", "shop/web:80", "shop/db", "--in", "k8s"],
      "the source takes no port: write `shop/web shop/db:80`",
    ],
    [
      "a port behind a focus",
      ["list", "k8s", "--focus", "shop/web:80"],
      "--focus: `shop/web:80` names a port, and an endpoint alone has none: write `shop/web`",
    ],
    ["a namespace as a focus", ["list", "k8s", "--focus", "shop"], "it is a namespace; write `shop/*`"],
    [
      "a namespace that nothing names",
      ["explain", "shpo/*", "shop/db:1", "--in", "k8s"],
      "the manifests name no namespace `shpo`: did you mean `shop/*`",
    ],
    [
      "probes that do not exist",
      ["eval", "--in", "k8s", "--probes", "none.json"],
      "cannot be read: there is no such file",
    ],
    ["a focus that is no endpoint", ["list", "k8s", "--focus", "shop/{"], "--focus: "],
    ["explain without manifests", ["explain", "shop/web", "shop/db:1"], "--in <directory>"],
    ["explain with both forms", ["explain", "shop/web", "shop/db:1", "main", "--in", "k8s"], "leave out the words"],
    ["an unknown endpoint", ["explain", "shop/wbe", "shop/db:1", "--in", "k8s"], "did you mean `shop/Deployment/web`"],
    ["an unknown port", ["explain", "shop/web", "shop/db:0", "--in", "k8s"], "ports are 1 to 65535"],
    [
      "an unknown port name",
      ["explain", "shop/web", "shop/db:http", "--in", "k8s"],
      "declares no TCP port named `http`",
    ],
  ])("%s", (_, args, words) => {
    const { status, stdout, stderr } = netpol(repository(), args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("mistake in netpol itself");
  });

  it("outside of a repository", () => {
    const { status, stderr } = netpol(temporaryDirectory(), ["diff", "main..HEAD"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "netpol: `.` is not inside a git repository\n" });
  });

  it("outside of a repository, with one directory", () => {
    const { status, stderr } = netpol(temporaryDirectory(below("k8s", shop)), ["diff", "k8s/"]);
    expect(status).toBe(2);
    expect(stderr).toContain("to compare two directories, name both: netpol diff k8s/ <after>");
  });

  it("points at the remote branch of the same name", () => {
    const origin = temporaryRepository(shop);
    git(origin, "branch", "feature");
    const clone = join(temporaryDirectory(), "clone");
    git(origin, "clone", "-q", origin, clone);
    expect(netpol(clone, ["diff", "feature..HEAD"]).stderr).toContain("did you mean `origin/feature`?");
  });
});

describe("a configuration with a mistake", () => {
  it("is refused with its place and the nearest key", () => {
    const directory = temporaryDirectory({ ...shop, ".github/netpol.yml": "cluster:\n  podCidrs: []\n" });
    const { status, stdout, stderr } = netpol(directory, ["list", "."]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(".github/netpol.yml:2:3: unknown key `podCidrs` in `cluster`; did you mean `podCIDRs`?");
  });
});

describe("a configuration that cannot be read", () => {
  it.each([
    ["is a pipe", (path: string) => execFileSync("mkfifo", [path]), "not a regular file"],
    ["leads outside", (path: string) => symlinkSync("/etc/hosts", path), "a symbolic link that leaves the directory"],
    ["leads nowhere", (path: string) => symlinkSync("none", path), "a symbolic link to a file that does not exist"],
  ])("is not taken for none when it %s", (_, make, reason) => {
    const directory = temporaryDirectory({ ...shop, ".github/CODEOWNERS": "" });
    make(join(directory, ".github/netpol.yml"));
    const { status, stdout, stderr } = netpol(directory, ["list", "."]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`the configuration \`.github/netpol.yml\` is not read: ${reason}`);
  });
});

describe("nothing to analyse", () => {
  it("says what was found instead", () => {
    const directory = temporaryDirectory({
      "cilium.yaml": "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: a }\n",
      "broken.yaml": "kind: NetworkPolicy\n  bad: [\n",
    });
    const { status, stdout, stderr } = netpol(directory, ["list", "."]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("no workload, namespace or NetworkPolicy in its 2 files");
    expect(stderr).toContain("1 × CiliumNetworkPolicy (cilium.io/v2): not evaluated");
    expect(stderr).toContain("broken.yaml:");
  });
});
