import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { ByName } from "../support/conformance.ts";

const command = fileURLToPath(new URL("../../bin/netpol.js", import.meta.url));

/** What `netpol eval` said: the verdict on each probe, in order, and everything on standard error. */
export interface Evaluated {
  readonly status: number | null;
  readonly verdicts: readonly string[];
  readonly stderr: string;
}

/** Starts the built command on such files, as a user does. The files are gone after the tests of the calling file. */
export function createEvalRunner(): (files: ByName<string>, probes: readonly object[]) => Promise<Evaluated> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "netpol-conformance-")));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return async (files, probes) => {
    const directory = mkdtempSync(join(root, "case-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return runEval(directory, probes);
  };
}

async function runEval(directory: string, probes: readonly object[]): Promise<Evaluated> {
  const child = spawn(process.execPath, [command, "eval", "--in", ".", "--probes", "-"], {
    cwd: directory,
    env: { PATH: process.env["PATH"] ?? "", HOME: directory },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end(JSON.stringify(probes));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  const answers = status === 0 ? (JSON.parse(stdout) as readonly { readonly verdict: string }[]) : [];
  return { status, verdicts: answers.map(({ verdict }) => verdict), stderr };
}
