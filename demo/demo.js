// The main job in a minute: makes a real git repository of two commits (a small shop, and an innocent-looking change),
// prints the review of the second commit as Markdown, then explains one of the connections it opened. Then the same for a
// repository of Kustomize overlays and a Helm chart.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const command = fileURLToPath(new URL("../bin/netpol.js", import.meta.url));
let repository = "";

inRepository(() => {
  cpSync(join(here, "shop"), join(repository, "k8s"), { recursive: true });
  cpSync(join(here, "netpol.yml"), join(repository, ".github/netpol.yml"));
  commit("the shop");
  // One word of a label, and one dash: what reviewers overlook.
  edit("k8s/api.yaml", "        app: api\n    spec:", "        app: backend\n    spec:");
  edit("k8s/db.yaml", "monitoring\n          podSelector", "monitoring\n        - podSelector");
  commit("name the api after what it is; tidy up the metrics policy");

  title("git show");
  print(git("show", "--format=%h %s", "--unified=2"));
  title("netpol diff HEAD~1..HEAD --format markdown");
  netpol("diff", "HEAD~1..HEAD", "--format", "markdown");
  title("netpol explain monitoring/grafana shop/db:9187 HEAD~1..HEAD");
  netpol("explain", "monitoring/grafana", "shop/db:9187", "HEAD~1..HEAD");
});

// Overlays and a chart: no line of a policy changes.
inRepository(() => {
  cpSync(join(here, "platform"), repository, { recursive: true });
  commit("base, overlays and a chart");
  edit("overlays/prod/kustomization.yaml", "203.0.113.0/24", "203.0.0.0/16");
  edit("charts/metrics/values.yaml", "port: 9090", "port: 9091");
  edit("cluster/namespaces.yaml", "team: research", "team: observability");
  commit("the new office; the new port; the sandbox goes to observability");

  title("git show");
  print(git("show", "--format=%h %s", "--unified=0"));
  title("netpol diff HEAD~1..HEAD");
  netpol("diff", "HEAD~1..HEAD");
});

function inRepository(work) {
  repository = mkdtempSync(join(tmpdir(), "netpol-demo-"));
  try {
    git("init", "-q", "-b", "main");
    work();
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

function edit(path, from, to) {
  const file = join(repository, path);
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${path} no longer holds the lines that the demo changes`);
  writeFileSync(file, text.replace(from, to));
}

function commit(message) {
  git("add", "-A");
  git("-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "-q", "--no-gpg-sign", "-m", message);
}

function git(...args) {
  return execFileSync("git", ["--no-pager", ...args], { cwd: repository, encoding: "utf8" });
}

function netpol(...args) {
  execFileSync(process.execPath, [command, ...args], { cwd: repository, stdio: "inherit" });
}

function title(text) {
  print(`\n${"─".repeat(text.length + 2)}\n$ ${text}\n`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
