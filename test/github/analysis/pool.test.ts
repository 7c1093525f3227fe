/** The processes that analyse, with scripts in the place of the real one that do what a hostile change might. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AnalysisRequest } from "../../../src/github/analysis/analyse.ts";
import { AnalysisError, createPool, type AnalysisPool } from "../../../src/github/analysis/pool.ts";
import { temporaryDirectory } from "../../sources/temporary.ts";

/** Does what the name of the head asks for, and answers with what it was given. */
const SCRIPT = `
let answered = 0;
process.on("message", (request) => {
  const { head } = request.subject.names;
  if (head === "loop") for (;;);
  if (head === "exit") process.exit(3);
  if (head === "memory") for (const map = new Map(); ; ) map.set(map.size, {});
  if (head === "failure") return void process.send({ type: "failure", message: "said so" });
  const { files } = request.subject.before;
  const told = { head, answered: answered++, bytes: files.map(({ bytes }) => bytes.length), env: Object.keys(process.env) };
  process.send({ type: "result", result: told, files: { remembered: 1, read: 2 } });
});
`;

function start(milliseconds = 60_000, processes = 1): AnalysisPool {
  const script = join(temporaryDirectory(), "child.mjs");
  writeFileSync(script, SCRIPT);
  const pool = createPool({
    script: pathToFileURL(script),
    processes,
    milliseconds: ({ type }) => (type === "review" ? milliseconds : 1),
    megabytes: 64,
    observe: () => undefined,
  });
  onTestFinished(() => pool.close());
  return pool;
}

function ask(pool: AnalysisPool, head: string, signal = new AbortController().signal): Promise<unknown> {
  const side = { files: [{ path: "a.yaml", bytes: new Uint8Array(3), blobId: "1" }], skipped: [] };
  const request: AnalysisRequest = {
    type: "review",
    installation: 1,
    subject: {
      before: side,
      after: side,
      pair: { type: "merge-group", base: "b", head: "h" },
      names: { base: "main", head },
      addresses: { base: "b", head: "h" },
    },
  };
  return pool.run(request, signal);
}

describe("createPool", () => {
  it("hands bytes over, keeps the process for the next analysis, and gives it no environment", async () => {
    const pool = start();
    expect(await ask(pool, "one")).toEqual({ head: "one", answered: 0, bytes: [3], env: [] });
    expect(await ask(pool, "two")).toMatchObject({ head: "two", answered: 1 });
  });

  it.each([
    ["memory", "the analysis needed more than 64 MB of memory"],
    ["exit", "the analysis ended without a result"],
    ["failure", "said so"],
  ])("says why an analysis came to no result, and does the next one: %s", async (hostile, message) => {
    const pool = start();
    const [bad, good] = [ask(pool, hostile), ask(pool, "next")];
    await expect(bad).rejects.toThrow(new AnalysisError(message));
    expect(await good).toMatchObject({ head: "next" });
  });

  it("ends an analysis that does not come to an end, and does the next one", async () => {
    const pool = start(2000);
    const [bad, good] = [ask(pool, "loop"), ask(pool, "next")];
    await expect(bad).rejects.toThrow(new AnalysisError("the analysis took longer than 2 seconds"));
    expect(await good).toMatchObject({ head: "next", answered: 0 });
  });

  it("ends an analysis that nobody waits for any more", async () => {
    const pool = start();
    const abort = new AbortController();
    const [bad, good] = [ask(pool, "loop", abort.signal), ask(pool, "next")];
    abort.abort(new DOMException("superseded", "AbortError"));
    await expect(bad).rejects.toThrow("superseded");
    expect(await good).toMatchObject({ head: "next" });
    await expect(ask(pool, "never", abort.signal)).rejects.toThrow("superseded");
  });

  it("leaves nothing running when it is closed", async () => {
    const pool = start();
    const ends = Promise.allSettled([ask(pool, "loop"), ask(pool, "waits")]);
    await pool.close();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(ask(pool, "late")).rejects.toThrow("the analysis was stopped");
  });
});
