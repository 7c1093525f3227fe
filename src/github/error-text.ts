import { basename } from "node:path";
import { redact } from "./redact.ts";

const MAX_CAUSES = 5;
const MAX_TEXT_LENGTH = 600;
const MAX_FRAMES = 5;

/** An error for the log: the messages of it and its causes, outermost first, and where in the code it arose. */
export function describeError(error: unknown): { readonly error: string; readonly at: readonly string[] } {
  const causes = causesOf(error);
  const text = redact(causes.map(messageOf).join(": "));
  return {
    error: text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text,
    at: framesOf(causes.at(-1)),
  };
}

function causesOf(error: unknown): unknown[] {
  const causes = [error];
  for (let cause = error; causes.length < MAX_CAUSES && cause instanceof Error && cause.cause !== undefined;) {
    cause = cause.cause;
    causes.push(cause);
  }
  return causes;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : "not an error";
  const status = "status" in error && typeof error.status === "number" ? ` ${error.status}` : "";
  return `${error.name}${status}: ${error.message}`;
}

/** File, line and column only: names of directories belong to the machine. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return [...error.stack.matchAll(/^ +at .*?([^\s()]+:\d+:\d+)\)?$/gm)]
    .slice(0, MAX_FRAMES)
    .map((frame) => basename(frame[1] ?? ""));
}
