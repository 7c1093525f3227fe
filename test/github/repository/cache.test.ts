import { describe, expect, it } from "vitest";
import { createCache } from "../../../src/github/repository/cache.ts";

function counting(limitBytes: number) {
  const counts = { hits: 0, misses: 0 };
  const cache = createCache<string>({
    limitBytes,
    onHit: () => (counts.hits += 1),
    onMiss: () => (counts.misses += 1),
  });
  return { cache, counts };
}

describe("createCache", () => {
  it("forgets what was used longest ago when bytes run out", () => {
    const { cache } = counting(3000);
    const one = cache.forInstallation("1");
    one.set("a", "A", 700);
    one.set("b", "B", 700);
    one.set("c", "C", 700);
    expect(one.get("a")).toBe("A");
    one.set("d", "D", 700);
    expect(["a", "b", "c", "d"].map((key) => one.get(key))).toEqual(["A", undefined, "C", "D"]);
    expect(cache.size()).toBeLessThanOrEqual(3000);
  });

  it("replaces a value and counts its bytes once", () => {
    const { cache } = counting(3000);
    const one = cache.forInstallation("1");
    one.set("a", "old", 2000);
    one.set("a", "new", 10);
    expect(one.get("a")).toBe("new");
    expect(cache.size()).toBeLessThan(1000);
  });

  it("does not keep what is larger than all, and forgets the old value of its key", () => {
    const { cache } = counting(1000);
    const one = cache.forInstallation("1");
    one.set("b", "B", 1);
    one.set("a", "old", 1);
    one.set("a", "huge", 5000);
    expect([one.get("a"), one.get("b")]).toEqual([undefined, "B"]);
  });

  it("bounds values without bytes, too", () => {
    const { cache } = counting(10_000);
    const one = cache.forInstallation("1");
    for (let index = 0; index < 1000; index += 1) one.set(String(index), "", 0);
    expect(cache.size()).toBeLessThanOrEqual(10_000);
    expect([one.get("0"), one.get("999")]).toEqual([undefined, ""]);
  });

  it("shows no installation what another one has read", () => {
    const { cache, counts } = counting(10_000);
    cache.forInstallation("1").set("1:x", "secret", 6);
    expect(cache.forInstallation("2").get("1:x")).toBeUndefined();
    expect(cache.forInstallation("1:1").get("x")).toBeUndefined();
    expect(cache.forInstallation("1").get("1:x")).toBe("secret");
    expect(counts).toEqual({ hits: 1, misses: 2 });
  });
});
