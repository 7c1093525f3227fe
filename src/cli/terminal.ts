import type { Diagnostic } from "../manifests/index.ts";
import type { ReportOptions } from "../report/index.ts";

/** What the command writes where: results to standard output, everything else to standard error. */

/** Status of the process: the work is done. */
export const DONE = 0;

/** `diff --exit-code`: flows differ. */
export const DIFFERENT = 1;

/** Bad usage, or nothing could be analysed. */
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
  const width = stdout.isTTY ? stdout.columns : DEFAULT_WIDTH;
  return { paint: stdout.isTTY ? paint(color) : "plain", width, maxRows: MAX_ROWS, link: () => null };
}

/** Source: no-color.org */
function paint(color: "allowed" | "forbidden"): "ansi" | "plain" {
  const { NO_COLOR = "", TERM } = process.env;
  return color === "forbidden" || NO_COLOR !== "" || TERM === "dumb" ? "plain" : "ansi";
}

/** Writes a result and waits until it is handed over. */
export async function writeResult(text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  });
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
  if (rest > 0) writeMessage(`${rest} more errors: \`netpol list\` shows them`);
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

/** A reader that has seen enough (`netpol list . | head`) closes the pipe: that is no failure. */
export function endQuietlyWhenPipeCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(process.exitCode ?? DONE);
    });
  }
}
