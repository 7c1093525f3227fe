import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../bin/netpol.js", import.meta.url));

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command in `directory`, as a user does. */
export function netpol(directory: string, args: readonly string[], input = ""): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    ...surroundings(directory),
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** The same while this process goes on, with variables of the environment: for a command that asks a server of the test. */
export async function netpolOnline(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env["PATH"] ?? "", ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}

/** Runs a line of the shell in which `$NETPOL` is the command. */
export function netpolInShell(directory: string, line: string): Run {
  const { cwd, env } = surroundings(directory);
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
    cwd,
    env: { ...env, NETPOL: command },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Runs it like `netpol … | head -c 1`: the reader closes the pipe after the first piece. */
export async function netpolIntoHead(directory: string, args: readonly string[]): Promise<Omit<Run, "stdout">> {
  const child = spawn(process.execPath, [command, ...args], surroundings(directory));
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stderr })));
}

function surroundings(directory: string): { cwd: string; env: NodeJS.ProcessEnv } {
  return { cwd: directory, env: { PATH: process.env["PATH"] ?? "", HOME: directory } };
}
