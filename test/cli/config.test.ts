import { describe, expect, it } from "vitest";
import { commitAll, temporaryDirectory, temporaryRepository, writeFiles } from "../sources/temporary.ts";
import { netpol } from "./netpol.ts";
import { shop } from "./shop.ts";

const file = ".github/netpol.yml";

const everything = `mode: advisory
cluster:
  podCIDRs: [10.244.0.0/16, "fd00:10::/48"]
  cni: cilium
  namespaces:
    monitoring: { team: ops }
  workloads:
    - { namespace: monitoring, name: prometheus, labels: { app: p }, ports: [{ name: web, port: 9090 }] }
rules:
  cut-off: "off"
assertions:
  - name: no-internet-to-db
    description: since the audit
    deny: { from: internet, to: ["shop/{tier=db}", shop/db], ports: "TCP 80, 443-445; UDP; http" }
  - { name: db-only-from-api, level: warning, enforce: always, only: { from: ["*/{role=api}"], to: shop/db } }
waivers:
  - { rule: exposed-to-internet, to: shop/web, reason: the shop window, until: 2026-12-31 }
  - { rule: assertion, assertion: db-only-from-api, from: [shop/a, shop/b], reason: nightly dump }
`;

/** Cells of the rows of a Markdown table by their first cell. */
function rowsOf(markdown: string): readonly string[] {
  return markdown.split("\n").filter((line) => line.startsWith("| `"));
}

describe("netpol config", () => {
  it("prints every setting with where it comes from", () => {
    const directory = temporaryDirectory({ [file]: everything });
    const { status, stdout, stderr } = netpol(directory, ["config", "--format", "markdown"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("From `.github/netpol.yml`.");
    const rows = rowsOf(stdout);
    const from = (line: number): string => `\`${file}:${String(line)}\` |`;
    expect(rows.filter((row) => !row.endsWith("| default |"))).toEqual([
      `| \`mode\` | \`advisory\` | ${from(1)}`,
      `| \`cluster.podCIDRs\` | \`10.244.0.0/16\` and \`fd00:10::/48\` | ${from(3)}`,
      `| \`cluster.cni\` | \`cilium\` | ${from(4)}`,
      `| \`cluster.namespaces\` | \`monitoring {team=ops}\` | ${from(6)}`,
      `| \`cluster.workloads\` | \`monitoring/Deployment/prometheus {app=p}\` and \`port web TCP 9090\` | ${from(8)}`,
      `| \`rules.cut-off\` | \`off\` | ${from(10)}`,
      `| \`assertions\` | \`no-internet-to-db: deny\`, \`from internet\`, \`to shop/{tier=db}\`, \`to shop/db\`, \`TCP 80\`, \`TCP 443-445\`, \`UDP\`, \`http\`, \`level failure\`, \`enforce regression\` and \`since the audit\` | ${from(12)}`,
      `| \`assertions\` | \`db-only-from-api: only\`, \`only from */{role=api}\`, \`to shop/db\`, \`level warning\` and \`enforce always\` | ${from(15)}`,
      `| \`waivers\` | \`exposed-to-internet\`, \`to shop/web\`, \`until 2026-12-31\` and \`the shop window\` | ${from(17)}`,
      `| \`waivers\` | \`assertion db-only-from-api\`, \`from shop/a\`, \`from shop/b\` and \`nightly dump\` | ${from(18)}`,
    ]);
    expect(rows).toContain("| `cluster.nodeCIDRs` | not set | default |");
    expect(rows).toContain("| `rules.exposed-to-internet` | `failure` | default |");
    expect(netpol(directory, ["config", "--print", "--format", "markdown"]).stdout).toBe(stdout);
    expect(netpol(directory, ["config", "--check"])).toEqual({ status: 0, stdout: `${file} is valid\n`, stderr: "" });
  });

  it("prints the defaults where there is no configuration", () => {
    const directory = temporaryDirectory();
    const { status, stdout } = netpol(directory, ["config"]);
    expect(status).toBe(0);
    expect(stdout).toContain("There is no .github/netpol.yml, so the defaults hold.");
    expect(stdout).toMatch(/^mode +enforce +default$/m);
    expect(stdout).toMatch(/^assertions +not set +default$/m);
    const checked = netpol(directory, ["config", "--check"]);
    expect(checked).toEqual({ status: 0, stdout: `there is no ${file}, so the defaults hold\n`, stderr: "" });
  });

  it.each([["--check"], ["--print"]])("refuses a mistake under %s, with its place and the nearest key", (flag) => {
    const wrong = "cluster:\n  podCIDR: [10.244.0.0/16]\nrules: { isolation-loss: off }\nmode: lax\n";
    const { status, stdout, stderr } = netpol(temporaryDirectory({ [file]: wrong }), ["config", flag]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      "netpol: the configuration holds a mistake",
      `  ${file}:2:3: unknown key \`podCIDR\` in \`cluster\`; did you mean \`podCIDRs\`?`,
      `  ${file}:3:10: unknown key \`isolation-loss\` in \`rules\`; did you mean \`isolation-lost\`?`,
      `  ${file}:4:1: \`mode\` must be \`enforce\` or \`advisory\``,
      "",
    ]);
  });

  it("reads a directory, a revision, the working tree of a repository, or the file that is named", () => {
    const repository = temporaryRepository({ [file]: "mode: advisory\n" });
    writeFiles(repository, { [file]: "mode: lax\n" });
    commitAll(repository, "second");
    writeFiles(repository, { [file]: "rules: { cut-off: failure }\n", "other.yml": "mode: enforced\n" });
    const elsewhere = temporaryDirectory({ "sub/.github/netpol.yml": "mode: loose\n" });
    const run = (...args: readonly string[]) => netpol(elsewhere, ["config", ...args]);
    expect(run("sub").stderr).toContain(`${file}:1:1: \`mode\` must be`);
    expect(run("--repo", repository).stdout).toMatch(/^rules\.cut-off +failure +\.github\/netpol\.yml:1$/m);
    expect(run("main", "--repo", repository, "--check").status).toBe(2);
    expect(run("main~1", "--repo", repository).stdout).toMatch(/^mode +advisory /m);
    expect(netpol(repository, ["config", "main~1"]).stdout).toMatch(/^mode +advisory /m);
    expect(netpol(repository, ["config", "--config", "other.yml"]).stderr).toContain("other.yml:1:1: `mode` must be");
  });

  it("says so where there is neither directory nor revision, and where both forms are asked for", () => {
    const directory = temporaryRepository({ "a.txt": "" });
    const nowhere = netpol(directory, ["config", "nowhere"]);
    expect({ status: nowhere.status, stdout: nowhere.stdout }).toEqual({ status: 2, stdout: "" });
    expect(nowhere.stderr).toContain("no such directory: `nowhere`\n  nor is it a revision: ");
    expect(netpol(directory, ["config", "--check", "--print"]).status).toBe(2);
  });

  it("says under --check which words and roots mean nothing in the manifests, with their places", () => {
    const text = `assertions:
  - { name: a, deny: { from: internet, to: [shop/db, shop/dbb] } }
environments:
  - { name: live, roots: ["."] }
  - { name: test, roots: [nowhere] }
`;
    const directory = temporaryDirectory({ ...shop, [file]: text });
    const { status, stdout, stderr } = netpol(directory, ["config", "--check"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${file} is valid\n` });
    expect(stderr.split("\n")).toEqual([
      expect.stringContaining(
        `netpol: ${file}:2:54: warning: \`to: shop/dbb\` of the assertion \`a\` means nothing here`,
      ),
      `netpol: ${file}:5:27: warning: \`nowhere\` of the environment \`test\` means no root; there are \`.\``,
      "",
    ]);
    expect(netpol(directory, ["config", "--check", "--config", file]).stderr).toBe("");
    expect(netpol(directory, ["list", "."]).stdout).toContain("`nowhere` of the environment `test` means no root");
  });

  it("says that a file under the other ending is not the configuration", () => {
    const directory = temporaryDirectory({ ".github/netpol.yaml": "mode: advisory\n" });
    const { status, stderr } = netpol(directory, ["config", "--check"]);
    expect(status).toBe(0);
    expect(stderr).toContain(".github/netpol.yaml:1:1: notice: this file is not the configuration: rename it");
  });
});
