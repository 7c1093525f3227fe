import { randomBytes } from "node:crypto";
import type { Logger as ProbotLogger } from "probot";
import { describeError } from "./error-text.ts";
import { redact } from "./redact.ts";
import { logLevels, type LogLevel } from "./settings.ts";

/**
 * All that a line of the log may hold beside its message: this list is the promise that no payload, manifest, token or
 * query string gets in. Texts are redacted and cut.
 */
export interface LogFields {
  readonly component?: string;
  readonly installation?: number;
  /** `owner/name`. */
  readonly repository?: string;
  readonly pull?: number;
  readonly commit?: string;
  /** GitHub's name of the event, and the identifier of its delivery. */
  readonly event?: string;
  readonly delivery?: string;
  readonly command?: string;
  readonly key?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly attempt?: number;
  readonly count?: number;
  readonly requests?: number;
  readonly milliseconds?: number;
  readonly host?: string;
  readonly port?: number;
  /** ISO 8601. */
  readonly until?: string;
  readonly version?: string;
}

export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /**
   * Writes what failed as an error. Returns a short identifier of this line, 8 hexadecimal digits, that a report to users
   * can name without saying anything else.
   */
  failure(message: string, error: unknown, fields?: LogFields): string;
  /** A log whose lines all hold `fields`. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line, with its line end. */
  readonly write: (line: string) => void;
}

const MAX_MESSAGE_LENGTH = 500;
const MAX_FIELD_LENGTH = 200;

/** Writes one JSON object per line: `time`, `level`, `message`, fields, and for failures `errorId`, `error`, `at`. */
export function createLog({ level, write }: LogOptions): Log {
  const threshold = logLevels.indexOf(level);

  const put = (lineLevel: LogLevel, message: string, fields: LogFields, error?: ErrorFields): void => {
    if (logLevels.indexOf(lineLevel) > threshold) return;
    const line = {
      time: new Date().toISOString(),
      level: lineLevel,
      message: clean(message, MAX_MESSAGE_LENGTH),
      ...cleanFields(fields),
      ...error,
    };
    write(`${JSON.stringify(line)}\n`);
  };

  const logWith = (common: LogFields): Log => ({
    error: (message, fields) => put("error", message, { ...common, ...fields }),
    warn: (message, fields) => put("warn", message, { ...common, ...fields }),
    info: (message, fields) => put("info", message, { ...common, ...fields }),
    debug: (message, fields) => put("debug", message, { ...common, ...fields }),
    failure: (message, error, fields) => {
      const errorId = randomBytes(4).toString("hex");
      put("error", message, { ...common, ...fields }, { errorId, ...describeError(error) });
      return errorId;
    },
    with: (fields) => logWith({ ...common, ...fields }),
  });

  return logWith({});
}

/**
 * The same log for Probot and Octokit, which want pino's. They log bodies of requests and responses as objects: of what
 * they say only the sentence and an error's messages are kept.
 */
export function probotLog(log: Log): ProbotLogger {
  const say = (level: "error" | "warn" | "info" | "debug") => (first: unknown, second?: unknown) => {
    const error = errorIn(first);
    const message = [first, second].find((part) => typeof part === "string") ?? "no message";
    if (error === undefined) log[level](message);
    else log.failure(message, error);
  };
  const ignore = (): void => undefined;
  const logger = {
    fatal: say("error"),
    error: say("error"),
    warn: say("warn"),
    info: say("info"),
    debug: say("debug"),
    trace: ignore,
    silent: ignore,
    child: ({ name }: { name?: unknown }) => probotLog(typeof name === "string" ? log.with({ component: name }) : log),
  };
  // Of pino's logger they call nothing else.
  return logger as unknown as ProbotLogger;
}

interface ErrorFields {
  readonly errorId: string;
  readonly error: string;
  readonly at: readonly string[];
}

/** Pino takes an error as it is, or as `err` of an object. */
function errorIn(value: unknown): Error | undefined {
  if (value instanceof Error) return value;
  if (typeof value === "object" && value !== null && "err" in value && value.err instanceof Error) return value.err;
  return undefined;
}

/** The types hold the list while our own code is compiled; this holds it where a value came from elsewhere. */
const fieldNames: Readonly<Record<keyof LogFields, true>> = {
  component: true,
  installation: true,
  repository: true,
  pull: true,
  commit: true,
  event: true,
  delivery: true,
  command: true,
  key: true,
  outcome: true,
  status: true,
  attempt: true,
  count: true,
  requests: true,
  milliseconds: true,
  host: true,
  port: true,
  until: true,
  version: true,
};

function cleanFields(fields: LogFields): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(fieldNames, name)) continue;
    if (typeof value === "number") kept[name] = value;
    else if (typeof value === "string") kept[name] = clean(value, MAX_FIELD_LENGTH);
  }
  return kept;
}

function clean(text: string, length: number): string {
  const clear = redact(text);
  return clear.length > length ? `${clear.slice(0, length)}…` : clear;
}
