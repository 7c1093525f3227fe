// The main job in a minute: makes a real git repository of two commits (a small shop, and an innocent-looking change),
// prints the review of the second commit as Markdown, then explains one of the connections it opened.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const command = fileURLToPath(new URL("../bin/netpol.js", import.meta.url));
const repository = mkdtempSync(join(tmpdir(), "netpol-demo-"));

try {
  git("init", "-q", "-b", "main");
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
} finally {
  rmSync(repository, { recursive: true, force: true });
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
