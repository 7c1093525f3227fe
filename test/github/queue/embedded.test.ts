import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EmbeddedQueue } from "../../../src/github/queue/embedded.ts";
import { harness, inAMinute, job, limits, pass, type Job, type Running } from "./harness.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("offers of one key", () => {
  it("are one job when they come in a burst: the newest", async () => {
    const { queue, notes } = harness();
    const results: string[] = [];
    for (let push = 1; push <= 10; push++) {
      results.push(queue.offer("a", job(`push ${push}`)));
      await pass(99);
    }
    expect(notes()).toEqual([]);
    expect(results).toEqual(["queued", ...Array.from({ length: 9 }, () => "replaced")]);
    await pass(10);
    expect(notes()).toEqual(["push 10"]);
    await pass(10_000);
    expect(notes()).toEqual(["push 10"]);
  });

  it("are not put off by more offers", async () => {
    const { queue, notes } = harness();
    for (let push = 0; push <= 20; push++) {
      queue.offer("a", job(`push ${push}`));
      await pass(100);
    }
    expect(notes()).toEqual(["push 9"]);
  });

  it("never run at the same time: a newer one aborts the one that runs, and waits until it has ended", async () => {
    const { queue, started, settled, notes } = harness({ debounceMilliseconds: 0 });
    queue.offer("a", job("old"));
    expect(started[0]?.signal.aborted).toBe(false);
    expect([queue.offer("a", job("newer")), queue.offer("a", job("newest"))]).toEqual(["queued", "replaced"]);
    expect(started[0]?.signal.aborted).toBe(true);
    await pass(60_000);
    expect(notes()).toEqual(["old"]);
    started[0]?.fail(started[0].signal.reason as Error);
    await pass(0);
    expect(notes()).toEqual(["old", "newest"]);
    started[1]?.end();
    await pass(0);
    expect(settled.map(({ job, outcome }) => [job.note, outcome])).toEqual([
      ["old", "superseded"],
      ["newest", "done"],
    ]);
    expect(queue.state()).toEqual({ waiting: 0, running: 0, oldestSeconds: 0 });
  });

  it("abort with an error that says so", () => {
    const { queue, started } = harness({ debounceMilliseconds: 0 });
    queue.offer("a", job("old"));
    queue.offer("a", job("new"));
    expect(started[0]?.signal.reason).toMatchObject({ name: "AbortError", message: "superseded by a newer job" });
  });

  it("can be made only where there is none", async () => {
    const { queue, started, notes } = harness();
    expect([queue.ensure("a", job("first")), queue.ensure("a", job("second"))]).toEqual(["queued", "known"]);
    await pass(1000);
    expect(queue.ensure("a", job("third"))).toBe("known");
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.end();
    await pass(0);
    expect(queue.ensure("a", job("fourth"))).toBe("queued");
    await pass(1000);
    expect(notes()).toEqual(["first", "fourth"]);
  });
});

describe("installations", () => {
  it("take turns, whoever came first", async () => {
    const { queue, started, notes } = harness({ running: 1, debounceMilliseconds: 0 });
    for (const pull of [1, 2, 3, 4]) queue.offer(`1/${pull}`, job(`one ${pull}`, 1));
    for (const pull of [1, 2]) queue.offer(`2/${pull}`, job(`two ${pull}`, 2));
    queue.offer("3/1", job("three 1", 3));
    for (let turn = 0; turn < 7; turn++) {
      started[turn]?.end();
      await pass(0);
    }
    expect(notes()).toEqual(["one 1", "one 2", "two 1", "three 1", "one 3", "two 2", "one 4"]);
  });

  it("leave room for others", () => {
    const { queue, notes } = harness({ running: 3, runningPerInstallation: 2, debounceMilliseconds: 0 });
    for (const pull of [1, 2, 3]) queue.offer(`1/${pull}`, job(`one ${pull}`, 1));
    queue.offer("2/1", job("two 1", 2));
    expect(notes()).toEqual(["one 1", "one 2", "two 1"]);
    expect(queue.state()).toMatchObject({ waiting: 1, running: 3 });
  });
});

describe("repositories of an installation", () => {
  it("take turns, whoever came first", async () => {
    const { queue, started, notes } = harness({ running: 1, debounceMilliseconds: 0 });
    for (const pull of [1, 2, 3, 4]) queue.offer(`busy/${pull}`, job(`busy ${pull}`, 1, 10));
    for (const pull of [1, 2]) queue.offer(`calm/${pull}`, job(`calm ${pull}`, 1, 11));
    queue.offer("other/1", job("other 1", 2, 20));
    for (let turn = 0; turn < 7; turn++) {
      started[turn]?.end();
      await pass(0);
    }
    expect(notes()).toEqual(["busy 1", "busy 2", "other 1", "calm 1", "busy 3", "calm 2", "busy 4"]);
  });

  it("have had equally many turns as long as all of them wait, and so have installations", async () => {
    const place = fc.record({
      installation: fc.integer({ min: 1, max: 3 }),
      repository: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 40 }), async (places) => {
        const { queue, started } = harness({ running: 1, debounceMilliseconds: 0 });
        queue.offer("first", job("first", 9));
        places.forEach(({ installation, repository }, index) =>
          queue.offer(String(index), job(String(index), installation, 10 * installation + repository)),
        );
        const turnsOf = (kind: "installation" | "repository") => {
          const turns = new Map<number, number>();
          for (const { job: done } of started.slice(1)) turns.set(done[kind], (turns.get(done[kind]) ?? 0) + 1);
          return turns;
        };
        const waiting = () => {
          const begun = new Set(started.map(({ job: { note } }) => note));
          return places
            .map(({ installation, repository }) => ({ installation, repository: 10 * installation + repository }))
            .filter((_, index) => !begun.has(String(index)));
        };
        const spread = (turns: ReadonlyMap<number, number>, of: readonly number[]): number => {
          const counts = of.map((id) => turns.get(id) ?? 0);
          return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
        };
        for (let turn = 0; turn <= places.length; turn++) {
          const left = waiting();
          expect(
            spread(
              turnsOf("installation"),
              left.map(({ installation }) => installation),
            ),
          ).toBeLessThanOrEqual(1);
          for (const id of [1, 2, 3]) {
            const own = left.filter(({ installation }) => installation === id).map(({ repository }) => repository);
            expect(spread(turnsOf("repository"), own)).toBeLessThanOrEqual(1);
          }
          started[turn]?.end();
          await pass(0);
        }
        expect(started).toHaveLength(places.length + 1);
        expect(waiting()).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("jobs that fail", () => {
  it("are given up when the decision says so", async () => {
    const { queue, started, settled } = harness({ debounceMilliseconds: 0 });
    const error = new Error("no");
    queue.offer("a", job("a"));
    await pass(2000);
    started[0]?.fail(error);
    await pass(3_600_000);
    expect(started).toHaveLength(1);
    expect(settled).toEqual([{ key: "a", job: job("a"), outcome: "failed", attempt: 0, seconds: 2, error }]);
  });

  it("run again at the time that the decision names, which hears how often they failed", async () => {
    const attempts: number[] = [];
    const { queue, started, settled } = harness({ debounceMilliseconds: 0 }, (_, attempt) => {
      attempts.push(attempt);
      return attempt < 2 ? { at: inAMinute(), scope: "job" } : null;
    });
    queue.offer("a", job("a"));
    for (const failures of [1, 2, 3]) {
      started[failures - 1]?.fail(new Error("500"));
      await pass(59_999);
      expect(started).toHaveLength(failures);
      await pass(1);
    }
    expect(attempts).toEqual([0, 1, 2]);
    expect(settled.map(({ outcome }) => outcome)).toEqual(["retrying", "retrying", "failed"]);
  });

  it("make way for a newer one, which does not wait for their time", async () => {
    const { queue, started, notes } = harness({}, () => ({ at: inAMinute(), scope: "job" }));
    queue.offer("a", job("old"));
    await pass(1000);
    started[0]?.fail(new Error("500"));
    await pass(10);
    expect(queue.offer("a", job("new"))).toBe("replaced");
    await pass(1000);
    started[1]?.end();
    await pass(120_000);
    expect(notes()).toEqual(["old", "new"]);
  });

  it("let a newer one take their turn when their time has come", async () => {
    const { queue, started, notes } = harness({ running: 1 }, () => ({ at: inAMinute(), scope: "job" }));
    queue.offer("a", job("old"));
    await pass(1000);
    started[0]?.fail(new Error("500"));
    await pass(10);
    queue.offer("b", job("other"));
    await pass(120_000);
    expect(queue.offer("a", job("new"))).toBe("replaced");
    started[1]?.end();
    await pass(120_000);
    started[2]?.end();
    await pass(120_000);
    expect(notes()).toEqual(["old", "other", "new"]);
    expect(queue.state()).toMatchObject({ waiting: 0, running: 0 });
  });

  it("make their installation wait, and nobody else, when the decision says so", async () => {
    const { queue, started, notes } = harness({ running: 1, debounceMilliseconds: 0 }, () => ({
      at: inAMinute(),
      scope: "installation",
    }));
    queue.offer("1/1", job("one 1", 1));
    queue.offer("1/2", job("one 2", 1));
    queue.offer("2/1", job("two 1", 2));
    started[0]?.fail(new Error("429"));
    await pass(10);
    queue.offer("1/3", job("one 3", 1));
    started[1]?.end();
    await pass(59_000);
    expect(notes()).toEqual(["one 1", "two 1"]);
    await pass(1000);
    for (const index of [2, 3]) {
      started[index]?.end();
      await pass(0);
    }
    expect(new Set(notes().slice(2))).toEqual(new Set(["one 1", "one 2", "one 3"]));
  });

  it("wait no longer than two hours", async () => {
    const { queue, started, notes } = harness({}, () => ({ at: new Date(8.64e15), scope: "installation" }));
    queue.offer("a", job("a"));
    await pass(1000);
    started[0]?.fail(new Error("429"));
    await pass(2 * 60 * 60 * 1000);
    expect(notes()).toEqual(["a", "a"]);
  });

  it("are aborted when they take too long", async () => {
    const { queue, started, settled } = harness({ runMilliseconds: 5000, debounceMilliseconds: 0 });
    queue.offer("a", job("a"));
    await pass(4999);
    expect(started[0]?.signal.aborted).toBe(false);
    await pass(1);
    expect(started[0]?.signal.reason).toMatchObject({ name: "AbortError", message: "the job takes too long" });
    queue.offer("a", job("b"));
    started[0]?.fail(new Error("aborted"));
    await pass(0);
    expect(settled.map(({ outcome }) => outcome)).toEqual(["superseded"]);
    expect(started[1]?.job.note).toBe("b");
  });
});

describe("a full queue", () => {
  it("takes no more, says so, and forgets nothing that it took", async () => {
    const { queue, started, notes } = harness({ running: 1, waiting: 2, debounceMilliseconds: 0 });
    const results = ["a", "b", "c", "d"].map((key) => queue.offer(key, job(key)));
    expect(results).toEqual(["queued", "queued", "queued", "full"]);
    // What it knows it may still learn better.
    expect([queue.offer("b", job("b2")), queue.offer("a", job("a2")), queue.ensure("d", job("d"))]).toEqual([
      "replaced",
      "queued",
      "full",
    ]);
    for (let index = 0; index < 4; index++) {
      started[index]?.end();
      await pass(0);
    }
    expect(notes()).toEqual(["a", "b2", "c", "a2"]);
  });
});

describe("the state", () => {
  it("counts what waits and runs, and for how long", async () => {
    const { queue } = harness({ running: 1 });
    queue.offer("a", job("a"));
    await pass(500);
    queue.offer("b", job("b"));
    expect(queue.state()).toEqual({ waiting: 2, running: 0, oldestSeconds: 0.5 });
    await pass(2500);
    expect(queue.state()).toEqual({ waiting: 1, running: 1, oldestSeconds: 2.5 });
  });
});

describe("drain", () => {
  it("takes no more, starts at once what waits for a burst to end, and resolves when all is done", async () => {
    const { queue, started, notes } = harness({ running: 1 });
    queue.offer("a", job("a"));
    queue.offer("b", job("b"));
    const drained = queue.drain(25_000);
    expect([queue.offer("a", job("late")), queue.ensure("c", job("late"))]).toEqual(["closed", "closed"]);
    expect(notes()).toEqual(["a"]);
    started[0]?.end();
    await pass(0);
    started[1]?.end();
    await expect(drained).resolves.toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("aborts what is not done in time, and names it", async () => {
    const { queue, started, settled } = harness({ running: 1, debounceMilliseconds: 0 });
    queue.offer("a", job("a"));
    queue.offer("b", job("b"));
    const drained = queue.drain(25_000);
    await pass(25_000);
    await expect(drained).resolves.toEqual(["a", "b"]);
    expect(started[0]?.signal.aborted).toBe(true);
    started[0]?.fail(new Error("aborted"));
    await pass(3_600_000);
    expect(settled.map(({ outcome }) => outcome)).toEqual(["stopped"]);
    expect(started).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait for jobs that are to be tried again", async () => {
    const { queue, started } = harness({}, () => ({ at: inAMinute(), scope: "installation" }));
    queue.offer("a", job("a"));
    await pass(1000);
    started[0]?.fail(new Error("429"));
    await pass(10);
    queue.offer("b", job("b"));
    await expect(queue.drain(25_000)).resolves.toEqual(["a", "b"]);
    expect(started).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of an empty queue is done at once", async () => {
    await expect(harness().queue.drain(25_000)).resolves.toEqual([]);
  });
});

describe("whatever happens", () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("offer" as const),
      installation: fc.integer({ min: 1, max: 3 }),
      pull: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constantFrom("end" as const, "fail" as const), index: fc.nat() }),
    fc.record({ kind: fc.constant("pass" as const), milliseconds: fc.integer({ min: 1, max: 3000 }) }),
  );

  it("keeps its limits, runs a key once at a time, and ends with the newest job of every key", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let number = 0;
        const running: Running[] = [];
        const broken: string[] = [];
        const newest = new Map<string, string>();
        const last = new Map<string, string>();
        const queue = new EmbeddedQueue<Job>({
          work: (job, signal) =>
            new Promise((resolve, reject) => {
              const key = `${job.installation}/${job.pull}`;
              if (running.some(({ job }) => `${job.installation}/${job.pull}` === key))
                broken.push(`${key} runs twice`);
              last.set(key, job.note);
              const leave = (): void => void running.splice(running.indexOf(entry), 1);
              const entry: Running = {
                job,
                signal,
                end: () => {
                  leave();
                  resolve();
                },
                fail: (error) => {
                  leave();
                  reject(error);
                },
              };
              running.push(entry);
              if (running.length > 3) broken.push("too many run");
              const own = running.filter(({ job: { installation } }) => installation === job.installation);
              if (own.length > 2) broken.push("too many of one installation run");
            }),
          retry: (_, attempt) => ({
            at: new Date(Date.now() + 2000),
            scope: attempt % 2 === 0 ? "job" : "installation",
          }),
          settled: () => undefined,
          limits: { ...limits, running: 3 },
        });
        for (const step of steps) {
          if (step.kind === "offer") {
            const { installation, pull } = step;
            const note = `job ${++number}`;
            newest.set(`${installation}/${pull}`, note);
            queue.offer(`${installation}/${pull}`, { installation, repository: pull % 2, pull, note });
          } else if (step.kind === "pass") await pass(step.milliseconds);
          else {
            const chosen = running[step.index % Math.max(running.length, 1)];
            if (step.kind === "end") chosen?.end();
            else chosen?.fail(new Error("fails"));
            await pass(0);
          }
          for (const { job, signal } of running) {
            const isNewest = newest.get(`${job.installation}/${job.pull}`) === job.note;
            expect(signal.aborted).toBe(!isNewest);
          }
          expect(queue.state().running).toBe(running.length);
        }
        while (queue.state().waiting + queue.state().running > 0) {
          running[0]?.end();
          await pass(1000);
        }
        expect(broken).toEqual([]);
        expect(last).toEqual(newest);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
