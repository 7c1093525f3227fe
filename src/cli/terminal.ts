import packageJson from "../../package.json" with { type: "json" };
import { fstatSync, writeSync } from "node:fs";
import type { Diagnostic } from "../manifests/index.ts";
import type { ReportOptions } from "../report/index.ts";
import { failureWords } from "./failure-words.ts";
import { UsageError } from "./usage-error.ts";

/** What the command writes where: results to standard output, everything else to standard error. */

/** Status of the process: the work is done. */
export const DONE = 0;

/** `diff --exit-code`: flows differ. */
export const DIFFERENT = 1;

/** Bad usage, nothing could be analysed, or the result could not be written. */
export const FAILED = 2;

/** `--fail-on-errors`: something was not evaluated, so the result may lack it. */
export const NOT_EVALUATED = 3;

/** Columns when standard output is no terminal. */
const DEFAULT_WIDTH = 120;

/** Most rows of one table; JSON and CSV are complete. */
const MAX_ROWS = 50;

/** How results for people look here. */
export function reportOptions(color: "allowed" | "forbidden"): ReportOptions {
  const { stdout } = process;
  const { version } = packageJson;
  const width = stdout.isTTY ? stdout.columns : DEFAULT_WIDTH;
  return { paint: stdout.isTTY ? paint(color) : "plain", width, maxRows: MAX_ROWS, link: () => null, version };
}

/** Source: no-color.org */
function paint(color: "allowed" | "forbidden"): "ansi" | "plain" {
  const { NO_COLOR = "", TERM } = process.env;
  return color === "forbidden" || NO_COLOR !== "" || TERM === "dumb" ? "plain" : "ansi";
}

/**
 * A result that is one text.
 *
 * @throws UsageError when it would be longer than a text can be
 */
export function inOneText(render: () => string): string {
  try {
    return render();
  } catch (error) {
    // What V8 says at 512 MiB, before it takes the memory.
    if (!(error instanceof RangeError) || error.message !== "Invalid string length") throw error;
    throw new UsageError(
      "the result is too large for this format",
      "`--format csv` has no such limit",
      "`--focus <endpoint>` shows a part",
    );
  }
}

/** Writes a result and waits until it is handed over. Where that fails the process ends. */
export async function writeResult(text: string): Promise<void> {
  if (fstatSync(process.stdout.fd).isFile()) {
    writeFully(process.stdout.fd, text);
    return;
  }
  await new Promise<void>((resolve) => {
    process.stdout.write(text, (error) => {
      // After a failure nobody goes on: the event ends the process.
      if (error === null || error === undefined) resolve();
    });
  });
}

/** Characters that are written at once. */
const PIECE = 64 * 1024;

/** Writes lines as they come, no faster than they are taken: there may be more than memory holds. */
export async function writeLines(lines: Iterable<string>): Promise<void> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    await writeResult(piece);
    piece = "";
  }
  await writeResult(piece);
}

/** Stream writing takes it for success when a disk that is nearly full takes the first bytes only. */
function writeFully(file: number, text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    endWithoutOutput(error);
  }
}

/** Writes one message for the person who runs the command. */
export function writeMessage(text: string): void {
  process.stderr.write(`netpol: ${visible(text)}\n`);
}

/** Most diagnostics that are shown where the result has no place for them. */
const SHOWN_ERRORS = 10;

/** Whether something was not evaluated. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError);
}

/** Tells what was not evaluated, for commands whose result does not, or whose status needs a reason. */
export function writeErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(isError);
  for (const error of errors.slice(0, SHOWN_ERRORS)) writeMessage(diagnosticText(error));
  const rest = errors.length - SHOWN_ERRORS;
  if (rest > 0) writeMessage(`${counted(rest)}: \`netpol list --format json\` names every one`);
}

function counted(rest: number): string {
  return rest === 1 ? "1 more error" : `${String(rest)} more errors`;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** `k8s/db.yaml:3:7: error: …` */
export function diagnosticText({ path, line, column, severity, message }: Diagnostic): string {
  return `${path}:${line}:${column}: ${severity}: ${message}`;
}

/** Names from repositories must not steer the terminal: control characters become `?`. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => (character === "\n" ? "\n" : "?"));
}

/**
 * Ends the process when nothing more can be written. A reader that has seen enough (`netpol list . | head`) closes the
 * pipe: that is no failure. A full disk is one.
 */
export function endWhenOutputFails(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? DONE);
    endWithoutOutput(error);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? (process.exitCode ?? DONE) : FAILED);
  });
}

function endWithoutOutput(error: unknown): never {
  writeMessage(`the result cannot be written: ${failureWords(error)}`);
  process.exit(FAILED);
}
