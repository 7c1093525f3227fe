import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const closed = policy("shop", "api", "  podSelector: {}\n  policyTypes: [Ingress]");
const openTo = (cidr: string): string =>
  policy(
    "shop",
    "api",
    `  podSelector: {}\n  policyTypes: [Ingress]\n  ingress:\n    - from: [{ ipBlock: { cidr: ${cidr} } }]`,
  );

describe("exposed-to-internet", () => {
  it("fires where a rule lets public addresses in", async () => {
    expect((await tell(api + closed, api + openTo("8.8.0.0/16"), "exposed-to-internet")).lines).toEqual([
      "failure exposed-to-internet head k8s.yaml:18: shop/Deployment/api: newly open to the internet: " +
        "let in only those addresses that need it",
    ]);
  });

  it("fires where a rule lets more of them in than before", async () => {
    const { lines } = await tell(api + openTo("8.8.8.0/24"), api + openTo("8.8.0.0/16"), "exposed-to-internet");
    expect(lines).toHaveLength(1);
  });

  it("is silent where the base already did", async () => {
    const { lines } = await tell(api + openTo("8.8.0.0/16"), openTo("8.8.0.0/16") + api, "exposed-to-internet");
    expect(lines).toEqual([]);
  });

  it("is silent about private networks", async () => {
    expect((await tell(api + closed, api + openTo("10.0.0.0/8"), "exposed-to-internet")).lines).toEqual([]);
  });

  it("leaves a new workload that nothing isolates to not-isolated, and takes one that a rule opens", async () => {
    expect(
      (await tell(closed, closed + deployment("web", "web", { app: "web" }), "exposed-to-internet")).lines,
    ).toEqual([]);
    const { lines } = await tell(openTo("8.8.0.0/16"), openTo("8.8.0.0/16") + api, "exposed-to-internet");
    expect(lines).toHaveLength(1);
  });

  describe("where a pod says that the public address is its own", () => {
    const pod = (metadata: string, address: string): string =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: shop, ${metadata}labels: { app: p } }\n` +
      `spec: { containers: [{ name: c, image: i }] }\nstatus: { podIP: ${address} }\n`;
    const opened = openTo("8.8.8.8/32");

    it.each([
      ["of a manifest", ""],
      ["of what looks like a dump", 'resourceVersion: "7", '],
    ])("fires when the change brings the pod, %s", async (_, metadata) => {
      const own = pod(metadata, "8.8.8.8");
      expect((await tell(api + closed, api + opened + own, "exposed-to-internet")).lines).not.toEqual([]);
      const moved = pod(metadata, "10.244.0.9");
      expect((await tell(api + closed + moved, api + opened + own, "exposed-to-internet")).lines).not.toEqual([]);
    });

    it("is silent when the base knows the pod by this address", async () => {
      const own = pod('resourceVersion: "7", ', "8.8.8.8");
      expect((await tell(api + closed + own, api + opened + own, "exposed-to-internet")).lines).toEqual([]);
    });
  });
});
