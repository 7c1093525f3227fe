import { failure } from "./failure.ts";
import { floatKey, readFloat, readInteger } from "./number.ts";
import { resolvePlain } from "./resolve.ts";
import type { YamlNode } from "./tree.ts";

const INT64_MAX = 2n ** 63n - 1n;

/**
 * The text that a plain key becomes in JSON: `yes` is `true`, `0120` is `80`, `1.0` is `1`. A null key, or an integer beyond
 * 64 bits, has none: a failure.
 */
export function plainKey(text: string, offset: number): string {
  const value = resolvePlain(text);
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      // `1e3` and `1000` are the same value but not the same key.
      return readInteger(text) === null && readFloat(text) !== null ? floatKey(value) : keyOfValue(value, offset);
    default:
      return keyOfValue(value, offset);
  }
}

/**
 * The text that any other key becomes: quoted, tagged or an alias. A mapping or list is no key. Two keys that nobody writes
 * differ from Kubernetes: `!!float 1e10: x` is `10000000000` here (there `1e+10`), and `!!float .inf: x` is refused.
 */
export function keyOfNode(node: YamlNode): string {
  if (node.type === "scalar") return keyOfValue(node.value, node.offset);
  const kind = node.type === "mapping" ? "mapping" : "list";
  throw failure("yaml-value", `a ${kind} cannot be a key in Kubernetes: write a text as the key`, node.offset);
}

function keyOfValue(value: string | number | bigint | boolean | null, offset: number): string {
  if (value === null)
    throw failure("yaml-value", 'a key is missing or null: write the key, as `"null"` if meant', offset);
  if (typeof value === "bigint" && value > INT64_MAX)
    throw failure("yaml-value", `the key \`${value}\` is beyond 64 bits: put it in quotes`, offset);
  return typeof value === "number" && !Number.isInteger(value) ? floatKey(value) : String(value);
}
