/** A change of a thousand rows: what is published stays within GitHub's bounds, and counts what it leaves out. */
import { expect, it } from "vitest";
import type { Files } from "../fake/index.ts";
import type { Page } from "../../report/pull-request/read-page.ts";
import { readCheckRun, readPublished, readReply } from "./published.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

/** Each has a policy that opens one port; a change of all ports is a row newly allowed and one newly denied for each. */
const APPS = Array.from({ length: 500 }, (_, index) => index);

function files(firstPort: number): Files {
  return {
    "k8s/apps.yaml": APPS.map(deployment).join(""),
    "k8s/policies.yaml": APPS.map((app) => policy(app, firstPort + app)).join(""),
  };
}

function deployment(app: number): string {
  const labels = `{ app: app-${String(app)} }`;
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${String(app)}, namespace: shop }
spec:
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels} }
    spec: { containers: [{ name: main, image: example.org/app }] }
`;
}

function policy(app: number, port: number): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: app-${String(app)}, namespace: shop }
spec:
  podSelector: { matchLabels: { app: app-${String(app)} } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ ipBlock: { cidr: 10.0.0.0/8 } }]
      ports: [{ port: ${String(port)} }]
`;
}

function rows({ tables }: Page, mark: string): number {
  return tables.flat().filter(([first = ""]) => first.includes(mark)).length;
}

/** The number in "… and 262 more flows newly denied". */
function hidden({ text }: Page, change: string): number {
  const [, count = "0"] = new RegExp(`… and ([0-9,]+) more flows? newly ${change}`).exec(text) ?? [];
  return Number(count.replaceAll(",", ""));
}

it("publishes a review of a thousand rows", async () => {
  const scene = stage.scene({ files: files(1000) });
  const { github, repository, propose, judged, said, send } = scene;
  const number = await propose(files(5000));
  const run = await judged();
  expect(run).toMatchObject({
    conclusion: "neutral",
    output: { title: "500 flows newly allowed · 500 newly denied" },
  });
  expect(run.annotations).toHaveLength(50);

  const comment = await said(number);
  expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
  expect(Buffer.byteLength(comment)).toBeGreaterThan(55_000);
  const page = readPublished(scene, comment);
  expect(page.text).toContain("500 flows newly allowed, 500 newly denied");
  expect(rows(page, "➕") + hidden(page, "allowed")).toBe(500);
  expect(rows(page, "➖") + hidden(page, "denied")).toBe(500);

  const [, summary, text] = readCheckRun(scene, run);
  if (summary === undefined || text === undefined) throw new Error("what the summary has no room for is in the text");
  expect(rows(summary, "➕") + hidden(summary, "allowed")).toBe(500);
  const allowed = rows(summary, "➕") + rows(text, "➕") + hidden(text, "allowed");
  const denied = rows(summary, "➖") + rows(text, "➖") + hidden(text, "denied");
  expect([allowed, denied]).toEqual([500, 500]);

  const asked = repository.comment(number, "/netpol diff");
  await send(asked);
  await github.until(() => repository.comments(number).length === 3);
  const reply = repository.comments(number)[2]?.body ?? "";
  expect(Buffer.byteLength(reply)).toBeLessThanOrEqual(60_000);
  readReply(scene, reply, 1);
});
