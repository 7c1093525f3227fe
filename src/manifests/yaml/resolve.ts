import { failure } from "./failure.ts";
import { quote } from "./quote.ts";
import { isTimestamp, readFloat, readInteger } from "./number.ts";

/** The value of a scalar; infinities and NaN are numbers here and refused once it is known that they are no key. */
export type ScalarValue = string | number | bigint | boolean | null;

const CORE = "tag:yaml.org,2002:";

const words: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"].map((w) => [w, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"].map((w) => [w, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((w) => [w, null] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((w) => [w, Infinity] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((w) => [w, -Infinity] as const),
  ...[".nan", ".NaN", ".NAN"].map((w) => [w, NaN] as const),
]);

/** The longest of the words above. */
const LONGEST_WORD = 5;
const PLUS = 43;
const NINE = 57;

/**
 * What Kubernetes makes of a plain scalar without a tag: go-yaml v2's reading of YAML 1.1. Dates and base 60 stay text.
 */
export function resolvePlain(text: string): ScalarValue {
  if (text.length <= LONGEST_WORD) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const c = text.charCodeAt(0);
  if (c < PLUS || c > NINE) return text;
  return readInteger(text) ?? readFloat(text) ?? text;
}

/** What Kubernetes makes of a scalar with a tag; throws a failure when the text does not fit the tag. */
export function resolveTagged(tag: string, text: string, offset: number): ScalarValue {
  if (!tag.startsWith(CORE)) return text;
  const type = tag.slice(CORE.length);
  const value = resolvePlain(text);
  switch (type) {
    case "null":
      if (value === null) return value;
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    case "int":
      if (readInteger(text) !== null) return value;
      break;
    case "float":
      if (typeof value === "number" || typeof value === "bigint") return Number(value);
      break;
    case "timestamp":
      if (isTimestamp(text)) return text;
      break;
    case "binary":
      return decodeBase64(text, offset);
    default:
      return text;
  }
  throw failure("yaml-value", `\`${quote(text)}\` is no \`!!${type}\`: correct the value or remove the tag`, offset);
}

function decodeBase64(text: string, offset: number): string {
  const dense = text.replace(/[\r\n]/g, "");
  if (dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(dense))
    throw failure("yaml-value", "the `!!binary` value is no base64: encode it again", offset);
  const bytes = Uint8Array.from(atob(dense), (c) => c.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
