import { CommanderError } from "commander";
import { optimiseLater } from "./compiler.ts";
import { createProgram } from "./program.ts";
import { DONE, endWhenOutputFails, FAILED, writeMessage } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Runs the command `netpol`; `argv` as node gives it. Sets the status of the process and never throws.
 *
 * This is the one place where failures of the world become messages.
 */
export async function run(argv: readonly string[]): Promise<void> {
  optimiseLater();
  endWhenOutputFails();
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    // Commander has said everything already; help and version are successes.
    if (!(error instanceof CommanderError)) writeMessage(await messageOf(error));
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? DONE : FAILED;
  }
}

async function messageOf(error: unknown): Promise<string> {
  if (error instanceof UsageError) return [error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n");
  // Loaded here, since `--help` need not wait for it.
  const { SourceError } = await import("../sources/index.ts");
  if (error instanceof SourceError) return error.message;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a mistake in netpol itself; please report it with the lines below\n${trace}`;
}
