/** Namespaces that another root declares. Really rendered. */
import { afterAll, expect, it } from "vitest";
import { openSandbox } from "../../src/render/index.ts";
import { judgedReport } from "../../src/review/index.ts";
import { readRendered, SIDE_NAMES, type Files } from "../support/change.ts";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

function space(name: string, label = ""): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${label} } }\n---\n`;
}

function shop(from: readonly string[]): Files {
  const rules = from.map((label) => `{ from: [{ namespaceSelector: { matchLabels: { ${label} } } }] }`).join(", ");
  return {
    "cluster/ns.yaml": space("ing", "role: ingress") + space("mon", "team: obs") + space("shop"),
    "o/kustomization.yaml": "resources: [all.yaml]\n",
    "o/all.yaml": `apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: c, image: i }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress], ingress: [${rules}] }
`,
  };
}

it("are known on both sides where the policies of one of them mean them", async () => {
  const { reading } = await readRendered(shop(["team: obs"]), shop(["team: obs", "role: ingress"]), sandbox.renderAll);
  const [root] = judgedReport(reading, SIDE_NAMES, "2026-06-15").roots.filter((one) => one.root === "o");
  const { endpoints, newlyAllowed } = root?.diff ?? { endpoints: [], newlyAllowed: [] };
  const told = newlyAllowed.map(({ from, certainty, causes }) => ({
    from: from.map((index) => endpoints[index]?.id),
    certainty,
    causes: causes.map(({ kind, rule }) => `${kind} ${rule ?? ""}`),
  }));
  expect(told.length).toBeGreaterThan(0);
  for (const { certainty, causes } of told) {
    expect(certainty).toBe("certain");
    expect(causes).toEqual(["rule-grants ingress[1]"]);
  }
});
