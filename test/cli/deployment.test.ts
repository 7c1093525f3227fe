/** The example of a deployment, judged by what it deploys. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { netpol } from "./netpol.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const BOT = "netpol-bot/netpol-bot";
const PROXY = "ingress-nginx/{app.kubernetes.io/name=ingress-nginx}";
const PROMETHEUS = "monitoring/{app.kubernetes.io/name=prometheus}";
const DNS = "kube-system/{k8s-app=kube-dns}";

it.each([
  { from: PROXY, to: BOT, port: 3000, verdict: "allow" },
  { from: PROMETHEUS, to: BOT, port: 9090, verdict: "allow" },
  { from: PROXY, to: BOT, port: 9090, verdict: "deny" },
  { from: PROMETHEUS, to: BOT, port: 3000, verdict: "deny" },
  { from: "monitoring/{app=other}", to: BOT, port: 9090, verdict: "deny" },
  { from: "netpol-bot/{app=other}", to: BOT, port: 3000, verdict: "deny" },
  { from: "140.82.112.1", to: BOT, port: 3000, verdict: "deny" },
  { from: BOT, to: "140.82.112.6", port: 443, verdict: "allow" },
  { from: BOT, to: "2606:50c0::1", port: 443, verdict: "allow" },
  { from: BOT, to: "140.82.112.6", port: 22, verdict: "deny" },
  { from: BOT, to: "169.254.169.254", port: 80, verdict: "deny" },
  { from: BOT, to: "169.254.169.254", port: 443, verdict: "deny" },
  { from: BOT, to: "10.0.0.1", port: 443, verdict: "deny" },
  { from: BOT, to: "fd00::1", port: 443, verdict: "deny" },
  { from: BOT, to: "shop/{app=db}", port: 5432, verdict: "deny" },
  { from: BOT, to: DNS, port: 53, protocol: "UDP", verdict: "allow" },
  { from: BOT, to: DNS, port: 8080, verdict: "deny" },
])("$verdict: $from -> $to:$port", ({ verdict, ...probe }) => {
  const { stdout, stderr } = netpol(root, ["eval", "--in", "deploy", "--probes", "-"], JSON.stringify([probe]));
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject([{ verdict }]);
});

it("lets the server need no more than it has: no root, no writing, no rights, no token of the cluster", () => {
  const manifest = readFileSync(new URL("../../deploy/kubernetes.yaml", import.meta.url), "utf8");
  for (const line of [
    "runAsNonRoot: true",
    "readOnlyRootFilesystem: true",
    "allowPrivilegeEscalation: false",
    "drop: [ALL]",
    "automountServiceAccountToken: false",
  ]) {
    expect(manifest).toContain(line);
  }
});
