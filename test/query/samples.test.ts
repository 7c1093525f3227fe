import { describe, expect, it } from "vitest";
import { formatAddress, type Cluster, type ClusterSettings } from "../../src/engine/index.ts";
import { publicSamples, samplesOf } from "../../src/query/index.ts";
import { range } from "../support/addresses.ts";
import { block, cluster, node, pod, policy, ranges, rule, settings } from "../support/cluster.ts";

function withBlocks(...blocks: readonly ReturnType<typeof block>[]): Cluster {
  return cluster({ policies: [policy("shop/p", { egress: [rule({ peers: blocks })] })] });
}

function publicTexts(where: Cluster, changes: Partial<ClusterSettings> = {}): readonly string[] {
  return publicSamples([where], settings(changes)).addresses.map(formatAddress);
}

describe("publicSamples", () => {
  it("gives one address of each family when nothing divides them", () => {
    expect(publicTexts(cluster({}))).toEqual(["1.0.0.0", "2000::"]);
    expect(publicTexts(withBlocks(block("0.0.0.0/0"), block("::/0")))).toEqual(["1.0.0.0", "2000::"]);
  });

  it("does not care for blocks of private and reserved addresses", () => {
    const where = withBlocks(
      block("0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.169.254/32"),
      block("fd00::/8"),
    );
    expect(publicTexts(where)).toEqual(["1.0.0.0", "2000::"]);
  });

  it("gives one of every group that cidr and except tell apart, a group in two places once", () => {
    const where = withBlocks(block("8.0.0.0/8", "8.8.0.0/16"), block("9.9.9.9/32"), block("2606:4700::/32"));
    expect(publicTexts(where)).toEqual(["1.0.0.0", "8.0.0.0", "8.8.0.0", "9.9.9.9", "2000::", "2606:4700::"]);
  });

  it("takes a block that begins in reserved space where it becomes public", () => {
    expect(publicTexts(withBlocks(block("0.0.0.0/1")))).toEqual(["1.0.0.0", "128.0.0.0", "2000::"]);
  });

  it("leaves out what belongs to the cluster itself", () => {
    const where = cluster({
      workloads: [pod("shop/a", { addresses: ["1.0.0.0"] })],
      nodes: [node("n1", "1.0.0.1")],
    });
    expect(publicTexts(where)).toEqual(["1.0.0.2", "2000::"]);
    expect(publicTexts(where, { podRanges: ranges("1.0.0.0/8"), nodeRanges: ranges("2.0.0.0/16") })).toEqual([
      "2.1.0.0",
      "2000::",
    ]);
  });

  it("says when there are more groups than it looks at", () => {
    const many = Array.from({ length: 1001 }, (_, index) =>
      block(`8.${String(index >> 8)}.${String(index & 255)}.0/24`),
    );
    const samples = publicSamples([withBlocks(...many)], settings());
    expect([samples.addresses.length, samples.complete]).toEqual([1000, false]);
    expect(publicSamples([withBlocks(...many.slice(0, 900))], settings()).complete).toBe(true);
  });
});

describe("samplesOf", () => {
  it("gives one of every group of the block, pods and nodes each for itself", () => {
    const where = cluster({
      workloads: [pod("shop/a", { addresses: ["10.0.0.1"] }), pod("shop/b", { addresses: ["10.0.0.2"] })],
      policies: [policy("shop/p", { egress: [rule({ peers: [block("10.0.0.0/30"), block("10.0.0.128/25")] })] })],
    });
    const { addresses, complete } = samplesOf(range("10.0.0.0/24"), [where], settings());
    expect(addresses.map(formatAddress)).toEqual(["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.128"]);
    expect(complete).toBe(true);
  });

  it("gives one address of a block that nothing divides", () => {
    expect(samplesOf(range("fd00::/64"), [cluster({})], settings()).addresses.map(formatAddress)).toEqual(["fd00::"]);
  });
});
