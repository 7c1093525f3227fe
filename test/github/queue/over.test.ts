/** What a closed pull request comes to: a newer job under its key, whatever the older one is doing. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { harness, inAMinute, job, pass } from "./harness.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a pull request that is closed", () => {
  it("while its review runs ends that, and is looked at once it has ended", async () => {
    const { queue, started, settled, notes } = harness();
    queue.offer("a", job("opened"));
    await pass(1000);
    expect(queue.offer("a", job("closed"))).toBe("queued");
    expect(started[0]?.signal.aborted).toBe(true);
    await pass(5000);
    expect(notes()).toEqual(["opened"]);
    started[0]?.fail(started[0].signal.reason as Error);
    await pass(0);
    started[1]?.end();
    await pass(0);
    expect(settled.map((end) => [end.job.note, end.outcome])).toEqual([
      ["opened", "superseded"],
      ["closed", "done"],
    ]);
    expect(queue.state()).toEqual({ waiting: 0, running: 0, oldestSeconds: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("while its review waits for a burst to end is looked at in its place", async () => {
    const { queue, notes } = harness();
    queue.offer("a", job("opened"));
    await pass(500);
    expect(queue.offer("a", job("closed"))).toBe("replaced");
    await pass(500);
    expect(notes()).toEqual(["closed"]);
  });

  it("while its review waits to be tried again is looked at before that, and not tried again", async () => {
    const { queue, started, notes } = harness({}, () => ({ at: inAMinute(), scope: "job" }));
    queue.offer("a", job("opened"));
    await pass(1000);
    started[0]?.fail(new Error("502"));
    await pass(30_000);
    expect(queue.offer("a", job("closed"))).toBe("replaced");
    await pass(1000);
    started[1]?.end();
    await pass(120_000);
    expect(notes()).toEqual(["opened", "closed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("while its installation waits for a rate limit to end is looked at then, once", async () => {
    const { queue, started, notes } = harness({}, () => ({ at: inAMinute(), scope: "installation" }));
    queue.offer("a", job("opened"));
    await pass(1000);
    started[0]?.fail(new Error("429"));
    await pass(30_000);
    queue.offer("a", job("closed"));
    await pass(29_999);
    expect(notes()).toEqual(["opened"]);
    await pass(1);
    started[1]?.end();
    await pass(120_000);
    expect(notes()).toEqual(["opened", "closed"]);
  });

  it.each([0, 400, 1000, 1700])("and opened again, with %d ms between, ends with the newest", async (gap) => {
    const { queue, started, settled } = harness();
    for (const note of ["opened", "closed", "reopened"]) {
      queue.offer("a", job(note));
      await pass(gap);
    }
    for (let turn = 0; turn < 3; turn++) {
      await pass(1000);
      const running = started[turn];
      if (running?.signal.aborted === true) running.fail(running.signal.reason as Error);
      else running?.end();
    }
    await pass(1000);
    expect(settled.at(-1)).toMatchObject({ job: { note: "reopened" }, outcome: "done" });
    expect(settled.filter(({ outcome }) => outcome === "done")).toHaveLength(1);
    expect(queue.state()).toMatchObject({ waiting: 0, running: 0 });
  });

  it("while the queue is drained aborts nothing: the review finds it out itself", async () => {
    const { queue, started } = harness();
    queue.offer("a", job("opened"));
    await pass(1000);
    const drained = queue.drain(25_000);
    expect(queue.offer("a", job("closed"))).toBe("closed");
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.end();
    await expect(drained).resolves.toEqual([]);
  });

  it("before the queue is drained is looked at before its end", async () => {
    const { queue, started, notes } = harness();
    queue.offer("a", job("opened"));
    await pass(1000);
    queue.offer("a", job("closed"));
    const drained = queue.drain(25_000);
    started[0]?.fail(new Error("aborted"));
    await pass(0);
    expect(notes()).toEqual(["opened", "closed"]);
    started[1]?.end();
    await expect(drained).resolves.toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("ten events while a job runs abort it once, and lead to one job", async () => {
  const { queue, started, notes } = harness();
  queue.offer("a", job("first"));
  await pass(1000);
  let aborts = 0;
  started[0]?.signal.addEventListener("abort", () => (aborts += 1));
  for (let event = 1; event <= 10; event++) {
    queue.offer("a", job(`event ${event}`));
    await pass(300);
  }
  expect(queue.state()).toMatchObject({ waiting: 1, running: 1 });
  started[0]?.fail(new Error("aborted"));
  await pass(0);
  started[1]?.end();
  await pass(10_000);
  expect(notes()).toEqual(["first", "event 10"]);
  expect(aborts).toBe(1);
});
