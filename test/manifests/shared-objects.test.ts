import { expect, it } from "vitest";
import { readClusters } from "../../src/manifests/index.ts";
import { snapshot } from "./files.ts";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress] }
`;
const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: main, image: example.org/${name} }] }
`;

it("objects of files that did not change are one and the same on both sides, others are not", () => {
  const files = { "db.yaml": pod("db"), "policy.yaml": POLICY, "web.yaml": pod("web") };
  const { base, head } = readClusters(
    snapshot(files),
    snapshot({ ...files, "web.yaml": pod("web").replace("app: web", "app: frontend") }),
    { defaultNamespace: "default" },
  );
  const same = (name: string): boolean => {
    const [before, after] = [base, head].map(({ cluster }) => cluster.workloads.find((one) => one.name === name));
    return before !== undefined && before === after;
  };
  expect(base.cluster.policies).toHaveLength(1);
  expect(head.cluster.policies[0]).toBe(base.cluster.policies[0]);
  expect(same("db")).toBe(true);
  expect(same("web")).toBe(false);
});
