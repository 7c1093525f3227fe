import { readPrivateKey } from "./private-key.ts";

/** From the fewest words to the most. `silent` writes nothing. */
export const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where a server listens. Port 0 is any free port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** All that the environment decides about the server. */
export interface Settings {
  readonly appId: number;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly address: Address;
  readonly metricsAddress: Address;
  /** Starts with `/`; no query. */
  readonly webhookPath: string;
  readonly logLevel: LogLevel;
  /** Of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Pull requests analysed at the same time, at least 1; one installation takes all but one of them. */
  readonly concurrency: number;
  /** Between two sweeps over open pull requests, at least 1. */
  readonly sweepMinutes: number;
  /** Between two looks for failed deliveries of commands, at least 1. */
  readonly redeliveryMinutes: number;
}

/** Either complete settings, or everything that is wrong, each in one line that says what to do. */
export type SettingsReading = { readonly settings: Settings } | { readonly problems: readonly string[] };

/** GitHub takes longer secrets, but nobody types one by accident that is this long. */
const MIN_SECRET_LENGTH = 32;
/** Of letters and digits that are not part of a well-known word, and of different characters. */
const MIN_SECRET_REST = 16;
const MIN_SECRET_CHARACTERS = 8;
/** Words of examples and defaults: Probot takes `development` for a secret where none is set. */
const KNOWN_WORDS = /development|production|webhook|github|netpol|secret|password|change-?me|example|default|test/g;

const MAX_PATH_LENGTH = 200;
const MAX_QUOTED_LENGTH = 40;

/** Endpoints of the server's own; a webhook path must not hide them. */
const OWN_PATHS = ["/healthz", "/readyz"];

/**
 * Reads the settings from variables of the environment. An empty variable counts as missing. No file is read but the one
 * that `PRIVATE_KEY_PATH` names, and nothing is written.
 */
export function readSettings(env: NodeJS.ProcessEnv): SettingsReading {
  const problems: string[] = [];
  const variables: Variables = { env, report: (problem) => void problems.push(problem) };
  const privateKey = readPrivateKey(env);
  if ("problem" in privateKey) problems.push(privateKey.problem);
  const settings: Settings = {
    appId: readAppId(variables),
    privateKey: "pem" in privateKey ? privateKey.pem : "",
    webhookSecret: readSecret(variables),
    // The loopback interface, so that nothing is open to a network by accident; an image sets `0.0.0.0`.
    address: { host: text(variables, "HOST", "127.0.0.1"), port: number(variables, "PORT", 3000, [0, 65_535]) },
    metricsAddress: {
      host: text(variables, "METRICS_HOST", "127.0.0.1"),
      port: number(variables, "METRICS_PORT", 9090, [0, 65_535]),
    },
    webhookPath: readWebhookPath(variables),
    logLevel: oneOf(variables, "LOG_LEVEL", logLevels, "info"),
    apiUrl: readApiUrl(variables),
    concurrency: number(variables, "NETPOL_CONCURRENCY", 3, [1, 64]),
    sweepMinutes: number(variables, "SWEEP_MINUTES", 15, [1, 1440]),
    redeliveryMinutes: number(variables, "REDELIVERY_MINUTES", 10, [1, 1440]),
  };
  if (settings.address.port !== 0 && settings.address.port === settings.metricsAddress.port) {
    problems.push("`PORT` and `METRICS_PORT` are the same: metrics are served on a port of their own, so change one");
  }
  return problems.length === 0 ? { settings } : { problems };
}

interface Variables {
  readonly env: NodeJS.ProcessEnv;
  readonly report: (problem: string) => void;
}

function readAppId({ env, report }: Variables): number {
  const value = env["APP_ID"] ?? "";
  if (/^[1-9]\d{0,14}$/.test(value)) return Number(value);
  // The value is not quoted: whoever mixes up variables may have put a secret here.
  report(
    value === ""
      ? "`APP_ID` is missing: set it to the App ID, a number, from the settings page of the GitHub App"
      : "`APP_ID` is not a number: set it to the App ID of the GitHub App, not to its name or client ID",
  );
  return 0;
}

function readSecret({ env, report }: Variables): string {
  const secret = env["WEBHOOK_SECRET"] ?? "";
  const remedy = "make one with `openssl rand -hex 32` and set it here and in the settings of the GitHub App";
  if (secret === "") report(`\`WEBHOOK_SECRET\` is missing: ${remedy}`);
  else if (secret !== secret.trim()) {
    report("`WEBHOOK_SECRET` starts or ends with white space: remove it, GitHub would not sign with it");
  } else if (secret.length < MIN_SECRET_LENGTH) {
    report(`\`WEBHOOK_SECRET\` is shorter than ${MIN_SECRET_LENGTH} characters: ${remedy}`);
  } else if (isGuessable(secret)) report(`\`WEBHOOK_SECRET\` is easy to guess: ${remedy}`);
  return secret;
}

/** Few different characters, or hardly more than well-known words. */
function isGuessable(secret: string): boolean {
  const rest = secret
    .toLowerCase()
    .replaceAll(KNOWN_WORDS, "")
    .replaceAll(/[^a-z0-9]/g, "");
  return new Set(secret).size < MIN_SECRET_CHARACTERS || rest.length < MIN_SECRET_REST;
}

function readWebhookPath(variables: Variables): string {
  const path = text(variables, "WEBHOOK_PATH", "/api/github/webhooks");
  if (!/^\/[\w./~-]*$/.test(path) || path.length > MAX_PATH_LENGTH) {
    variables.report(
      `\`WEBHOOK_PATH\` is ${quote(path)}: give the path of a URL that starts with \`/\`, of letters, digits and \`-._~/\``,
    );
  } else if (OWN_PATHS.includes(path)) {
    variables.report(`\`WEBHOOK_PATH\` is ${quote(path)}, where the server reports its own state: choose another path`);
  }
  return path;
}

/** Probot's variables: `https://HOST/api/v3` of an Enterprise Server, else the API of github.com. */
function readApiUrl(variables: Variables): string {
  const protocol = oneOf(variables, "GHE_PROTOCOL", ["https", "http"], "https");
  const host = text(variables, "GHE_HOST", "");
  if (host === "") return "https://api.github.com";
  if (!/^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-fA-F:]+\])(?::\d{1,5})?$/.test(host)) {
    variables.report(
      "`GHE_HOST` is not a host name: give only the name, with a port where it needs one, as in `github.example.com`",
    );
  } else if (/^(?:www\.|api\.)?github\.com$/i.test(host)) {
    variables.report("`GHE_HOST` names github.com: leave it empty, it is for GitHub Enterprise Server");
  }
  return `${protocol}://${host}/api/v3`;
}

function number({ env, report }: Variables, name: string, missing: number, [least, most]: [number, number]): number {
  const value = env[name] ?? "";
  if (value === "") return missing;
  if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  report(`\`${name}\` is ${quote(value)}: give a whole number from ${least} to ${most}`);
  return missing;
}

function oneOf<T extends string>({ env, report }: Variables, name: string, values: readonly T[], missing: T): T {
  const value = env[name] ?? "";
  if (value === "") return missing;
  const found = values.find((known) => known === value.toLowerCase());
  if (found === undefined) {
    report(`\`${name}\` is ${quote(value)}: give one of ${values.map((known) => `\`${known}\``).join(", ")}`);
  }
  return found ?? missing;
}

function text({ env }: Variables, name: string, missing: string): string {
  const value = env[name] ?? "";
  return value === "" ? missing : value;
}

function quote(value: string): string {
  const short = value.length > MAX_QUOTED_LENGTH ? `${value.slice(0, MAX_QUOTED_LENGTH)}…` : value;
  return `\`${short.replaceAll(/[^ -~…]/g, "?")}\``;
}
