import { nearestKey } from "../config/index.ts";
import { UsageError } from "./usage-error.ts";

/** One entry of the list that `netpol eval` reads. */
export interface RawProbe {
  readonly from: string;
  readonly to: string;
  /** `null` for a protocol without ports. */
  readonly port: number | null;
  readonly protocol: string;
  readonly family: 4 | 6 | null;
  /** As it stood in the list; the answer repeats it. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** What a probe may say; `note` is for its author and means nothing. */
const KEYS: readonly string[] = ["from", "to", "port", "protocol", "family", "note"];

/** Most characters of an unknown key that its message repeats. */
const MAX_KEY = 64;

/** An answer may be asked again: what it says is then said anew. */
const ANSWER_KEYS: readonly string[] = ["verdict", "because"];

/** Protocols that have ports. */
const PORTED: ReadonlySet<string> = new Set(["TCP", "UDP", "SCTP"]);

/**
 * Reads the text of a list of probes. `name` names it in messages.
 *
 * @throws UsageError that names the first wrong entry by its index: a typo must not look like a verdict
 */
export function parseProbes(text: string, name: string): readonly RawProbe[] {
  const list = parseJson(text, name);
  if (!Array.isArray(list)) throw new UsageError(`${name} is no JSON list of probes`);
  return list.map((entry: unknown, index) => parseProbe(entry, `${name}, probe [${index}]`));
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseProbe(entry: unknown, name: string): RawProbe {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new UsageError(`${name}: must be an object such as {"from": "shop/web", "to": "shop/db", "port": 5432}`);
  }
  const fields = entry as Readonly<Record<string, unknown>>;
  refuseUnknownKeys(fields, name);
  const protocol = parseProtocol(fields["protocol"], name);
  return {
    from: parseEnd(fields, "from", name),
    to: parseEnd(fields, "to", name),
    port: parsePort(fields["port"], protocol, name),
    protocol,
    family: parseFamily(fields["family"], name),
    entry: fields,
  };
}

/** A mistyped key would otherwise be one that is left out: `protcol` would be judged as TCP. */
function refuseUnknownKeys(fields: Readonly<Record<string, unknown>>, name: string): void {
  const unknown = Object.keys(fields).find((key) => !KEYS.includes(key) && !ANSWER_KEYS.includes(key));
  if (unknown === undefined) return;
  const nearest = nearestKey(unknown, KEYS);
  const advice =
    nearest === null ? `known here: ${KEYS.map((key) => `\`${key}\``).join(", ")}` : `did you mean \`${nearest}\`?`;
  throw new UsageError(`${name}: unknown key \`${unknown.slice(0, MAX_KEY)}\`; ${advice}`);
}

function parseEnd(fields: Readonly<Record<string, unknown>>, key: "from" | "to", name: string): string {
  const value = fields[key];
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`${name}: \`${key}\` must be an endpoint, such as "shop/web" or "10.0.0.7"`);
}

function parseProtocol(value: unknown, name: string): string {
  if (value === undefined || value === null) return "TCP";
  if (typeof value === "string" && /^[A-Za-z0-9-]{1,32}$/.test(value)) return value.toUpperCase();
  throw new UsageError(`${name}: \`protocol\` must be a name such as "TCP"`);
}

function parsePort(value: unknown, protocol: string, name: string): number | null {
  if (!PORTED.has(protocol)) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535) return value;
  throw new UsageError(`${name}: \`port\` must be a number, 1 to 65535`);
}

/** A number, or the word that Kubernetes has for it in `ipFamilies`. */
function parseFamily(value: unknown, name: string): 4 | 6 | null {
  switch (value) {
    case undefined:
    case null:
      return null;
    case 4:
    case "IPv4":
      return 4;
    case 6:
    case "IPv6":
      return 6;
    default:
      throw new UsageError(`${name}: \`family\` must be 4 or 6, or "IPv4" or "IPv6"`);
  }
}
