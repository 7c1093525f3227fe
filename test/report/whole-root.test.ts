/** A root that is new as a whole is told in a few lines: its workloads, and not also pods that nobody has. */
import { expect, it } from "vitest";
import { PLAIN_OPTIONS, renderDiff, type DiffReport } from "../../src/report/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { noRenderer, readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: db } } }] }] }
`;
const ELSEWHERE = POLICY.replace("web, namespace: shop", "agents, namespace: agents").replace("app: web", "app: agent");

function workload(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: c, image: i }] } } }
`;
}

/** Directories with copies of one object are roots of their own. */
function version(name: string, more: Files = {}): Files {
  const files = { "web.yaml": workload("web"), "db.yaml": workload("db"), "p.yaml": POLICY, ...more };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]));
}

const OLD = { ...version("v1"), ...version("v2") };

async function compared(base: Files, head: Files): Promise<DiffReport> {
  const { reading } = await readRendered(base, head, noRenderer);
  return judgedReport(reading, SIDE_NAMES, "2026-06-15");
}

it("names the root, its workloads and what reaches them; other flows are counted", async () => {
  const text = renderDiff(await compared(OLD, { ...OLD, ...version("v3") }), "text", PLAIN_OPTIONS);
  const [head = ""] = text.split("\n\n- 2 roots read");
  expect(head).toBe(`NetworkPolicy: no reachability change between what stays; 2 new workloads

v3: new, with 2 workloads and 1 policy

- new: shop/Deployment/db: reachable from everything (any port); may call everything (any port)
- new: shop/Deployment/web: reachable from shop/Deployment/db (any port); may call everything except shop/Deployment/web
  (any port)
- not listed: 1 flow of pods that the root does not deploy and only its policies speak of; JSON has them`);
});

it("tells likewise of one that goes", async () => {
  const text = renderDiff(await compared({ ...OLD, ...version("v3") }, OLD), "text", PLAIN_OPTIONS);
  expect(text).toContain("\nv3: gone, with 2 workloads and 1 policy\n");
  expect(text).not.toContain("any pod with");
});

it("shows what a new root does to pods of namespaces where it has none itself", async () => {
  const head = { ...OLD, ...version("v3", { "agents.yaml": ELSEWHERE }) };
  const text = renderDiff(await compared(OLD, head), "text", PLAIN_OPTIONS);
  expect(text).toMatch(/\nv3: new, with 2 workloads and 2 policies; \d+ flows? newly denied/);
  expect(text).toContain("app=agent");
  expect(text).not.toContain("app=web");
});

it("shows all where the root is not new, and has it all in JSON", async () => {
  const report = await compared(OLD, { ...OLD, ...version("v3") });
  const [root] = (JSON.parse(renderDiff(report, "json", PLAIN_OPTIONS)) as { roots: { newlyDenied: unknown[] }[] })
    .roots;
  expect(root?.newlyDenied.length).toBeGreaterThan(0);
  const { "v1/p.yaml": _, ...open } = OLD;
  expect(renderDiff(await compared(open, OLD), "text", PLAIN_OPTIONS)).toContain("newly denied");
});
