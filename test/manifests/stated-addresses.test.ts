/** Addresses in the status of Pods: a change is not judged by those that it brings along itself. */
import { expect, it } from "vitest";
import { formatAddress } from "../../src/engine/index.ts";
import { readClusters } from "../../src/manifests/index.ts";
import { readText, snapshot } from "./files.ts";

const options = { defaultNamespace: "default" };

function pod(ips: readonly string[], metadata = "", name = "web"): string {
  const status = ips.length === 0 ? "" : `status: { podIPs: [${ips.map((ip) => `{ ip: "${ip}" }`).join(", ")}] }\n`;
  return (
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop${metadata} }\n` +
    `spec: { containers: [{ name: c, image: i }] }\n${status}`
  );
}

const dumped = ', resourceVersion: "7"';

/** The addresses of the pods of the head, then what is said of it. */
function head(base: string, after: string): readonly string[] {
  const { cluster, diagnostics } = readClusters(
    snapshot({ "p.yaml": base }),
    snapshot({ "p.yaml": after }),
    options,
  ).head;
  return [
    ...cluster.workloads.flatMap(({ pods }) => pods.map(({ addresses }) => addresses.map(formatAddress).join(" "))),
    ...diagnostics.map(({ code, line }) => `${code} ${String(line)}`),
  ];
}

it.each<[string, string, string, readonly string[]]>([
  ["brings the pod", "", pod(["8.8.8.8"]), ["", "status-not-believed 5"]],
  ["gives the pod an address", pod([]), pod(["10.0.0.1"]), ["", "status-not-believed 5"]],
  ["gives it another one", pod(["10.0.0.1"]), pod(["10.0.0.2"]), ["", "status-not-believed 5"]],
  ["gives it one more", pod(["10.0.0.1"]), pod(["10.0.0.1", "fd00::1"]), ["", "status-not-believed 5"]],
  ["gives it that of another pod", pod(["10.0.0.1"], "", "db"), pod(["10.0.0.1"]), ["", "status-not-believed 5"]],
  [
    "leaves it as it was",
    pod(["10.0.0.1", "fd00::1"]),
    pod(["10.0.0.1", "fd00::1"]),
    ["10.0.0.1 fd00::1", "status-believed 5"],
  ],
  ["takes the version away", pod(["10.0.0.1"], dumped), pod(["10.0.0.1"]), ["10.0.0.1", "status-believed 5"]],
  ["is that of a dump", "", pod(["2a00:1::1"], dumped), ["2a00:1::1"]],
])("where the head %s", (_, base, after, expected) => {
  expect(head(base, after)).toEqual(expected);
});

it("is believed on a side that stands alone", () => {
  const { cluster, diagnostics } = readText(pod(["8.8.8.8"]));
  expect(cluster.workloads[0]?.pods[0]?.addresses).toEqual([{ family: 4, value: 0x08080808n }]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["status-believed"]);
});
