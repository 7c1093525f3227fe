import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWritePace } from "../../../src/github/pace.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks for so many writes, and tells how many of them left. */
function writes(pace: ReturnType<typeof createWritePace>, installation: string, count: number): () => number {
  let left = 0;
  for (let index = 0; index < count; index += 1) {
    void pace.key(installation).schedule(() => {
      left += 1;
      return Promise.resolve();
    });
  }
  return () => left;
}

it("lets the writes of a review leave at once", async () => {
  const left = writes(createWritePace(), "1", 3);
  await vi.advanceTimersByTimeAsync(100);
  expect(left()).toBe(3);
});

it("never lets more leave in a minute than GitHub allows an installation", async () => {
  const left = writes(createWritePace(), "1", 200);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(left()).toBeGreaterThan(60);
  expect(left()).toBeLessThanOrEqual(80);
});

it("fills the burst up again, and not beyond", async () => {
  const pace = createWritePace();
  writes(pace, "1", 10);
  await vi.advanceTimersByTimeAsync(60_000);
  const left = writes(pace, "1", 20);
  await vi.advanceTimersByTimeAsync(100);
  expect(left()).toBe(10);
});

it("holds nobody up for another installation", async () => {
  const pace = createWritePace();
  writes(pace, "1", 100);
  const left = writes(pace, "2", 3);
  await vi.advanceTimersByTimeAsync(100);
  expect(left()).toBe(3);
});
