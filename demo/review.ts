/**
 * The GitHub App in a minute, without an account or network: the server as it is deployed, and a GitHub of our own on
 * loopback that holds the shop. Opens a pull request, and prints what the app makes of it; then one that fails the check,
 * which somebody else accepts.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filesOfFolder, startFakeGitHub, type Files } from "../test/github/fake/index.ts";
import { startServer } from "../test/github/whole/server.ts";

const demo = new URL("../../../demo/", import.meta.url);
const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, demo)), "utf8");

const manifests = Object.entries(filesOfFolder(fileURLToPath(new URL("shop", demo))));
const files: Files = Object.fromEntries([
  [".github/netpol.yml", read("netpol.yml")],
  ...manifests.map(([path, content]) => [`k8s/${path}`, content] as const),
]);
const before = read("shop/db.yaml");
const after = before.replace("monitoring\n          podSelector", "monitoring\n        - podSelector");
if (after === before) throw new Error("the demo's change is not in its files any more");

const github = await startFakeGitHub();
const roles = { alice: "write", carol: "write" } as const;
const repository = github.createRepository({ owner: "acme", name: "gitops", files, roles });
const server = await startServer(github);
try {
  title("a pull request is opened: one dash in k8s/db.yaml");
  repository.push({ branch: "tidy-up", changes: { "k8s/db.yaml": after } });
  const { number, webhooks } = repository.openPullRequest({ branch: "tidy-up" });
  await github.deliver(webhooks, server.target);
  await github.until(() => repository.checkRuns().some(({ status }) => status === "completed"));
  const [run] = repository.checkRuns();
  print(`check run \`${run?.name ?? ""}\`: ${run?.conclusion ?? ""}: ${run?.output.title ?? ""}`);
  title("the comment");
  print(repository.comments(number)[0]?.body ?? "");
  const question = "/netpol explain monitoring/grafana -> shop/db:9187";
  title(`somebody asks: ${question}`);
  await github.deliver(repository.comment(number, question).webhooks, server.target);
  await github.until(() => repository.comments(number).length === 3);
  print(repository.comments(number)[2]?.body ?? "");
  await approval();
} finally {
  await server.stop("SIGTERM");
  await github.close();
}

/** A check that fails, and somebody with the right who accepts that. */
async function approval(): Promise<void> {
  title("alice opens another one: k8s/default-deny.yaml goes");
  const branch = "no-default-deny";
  const { sha } = repository.push({ branch, changes: { "k8s/default-deny.yaml": null }, by: "alice" });
  const { number, webhooks } = repository.openPullRequest({ branch, by: "alice" });
  await github.deliver(webhooks, server.target);
  const judged = async (count: number): Promise<string> => {
    const completed = () => repository.checkRuns(sha).filter(({ status }) => status === "completed");
    await github.until(() => completed().length === count);
    const { name, conclusion, output } = completed().at(-1) ?? {};
    print(`check run \`${name ?? ""}\`: ${conclusion ?? ""}: ${output?.title ?? ""}`);
    return output?.summary ?? "";
  };
  const summary = await judged(1);
  const lines = (start: string, from: string): readonly string[] =>
    from.split("\n").filter((line) => line.startsWith(start));
  print(["", ...lines("**", summary), "", ...lines("| ⛔", summary)].join("\n"));
  const [command = ""] = /\/netpol approve [0-9a-f]+/.exec(summary) ?? [];
  const words = `${command} until the new policies are there`;
  title(`carol comments: ${words}`);
  await github.deliver(repository.comment(number, words, "carol").webhooks, server.target);
  const accepted = await judged(2);
  print(["", ...lines("**", accepted), ...lines("- ", accepted)].join("\n"));
}

function title(text: string): void {
  print(`\n=== ${text}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
