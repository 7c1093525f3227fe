/**
 * Reads a YAML tree the way Go's JSON decoder fills a struct: null is absent, unknown fields are dropped, a value of
 * the wrong type is an error. Everything odd becomes a `Remark`; nothing throws.
 *
 * The list of remarks is the one thing that is written to: it is made for one object and read when the object is done.
 */
import { looksTemplated } from "./yaml/index.ts";
import type { YamlNode } from "./yaml/index.ts";

/** A value of an object, and the way to it. */
export interface Value {
  readonly node: YamlNode;
  /** The value that holds this one; `null` for the root of the object. */
  readonly parent: Value | null;
  /** The key or 0-based index under which `parent` holds it. */
  readonly step: string | number;
  /** Where the key, the list item or the root starts in the text of the file. */
  readonly offset: number;
}

/** Something odd about one value. */
export interface Remark {
  readonly type: "wrong-type" | "unknown-field" | "templated";
  /** `unknown-field`: the path of the field; otherwise the whole message. */
  readonly text: string;
  readonly offset: number;
}

/** One entry of a map of strings, such as labels. */
export interface TextEntry {
  readonly key: string;
  readonly value: string;
  readonly keyOffset: number;
  readonly valueOffset: number;
}

/** Longest text quoted in a message, in UTF-16 code units. */
export const MAX_QUOTED_LENGTH = 120;

/** The root of an object. */
export function rootValue(node: YamlNode): Value {
  return { node, parent: null, step: "", offset: node.offset };
}

/** The way from the root of the object, as the API server writes it: `spec.ingress[0].from`. Empty for the root. */
export function pathOf(value: Value): string {
  if (value.parent === null) return "";
  return join(pathOf(value.parent), value.step);
}

/** `path` extended by a key or an index. */
export function join(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${String(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

/** A field of an object; `null` when the object, the field or its value is absent or null. */
export function field(value: Value | null, key: string): Value | null {
  if (value?.node.type !== "mapping") return null;
  for (const entry of value.node.entries) {
    if (entry.key !== key) continue;
    return isNull(entry.value) ? null : { node: entry.value, parent: value, step: key, offset: entry.keyOffset };
  }
  return null;
}

/**
 * Checks that a value is an object and, when `known` is given, remarks every field that is not in it.
 * `null` for an absent value and for one of another type.
 */
export function struct(value: Value | null, known: ReadonlySet<string> | null, remarks: Remark[]): Value | null {
  if (value === null || isNull(value.node)) return null;
  if (value.node.type !== "mapping") {
    remarks.push(wrongType(value, "object"));
    return null;
  }
  if (known === null) return value;
  for (const entry of value.node.entries) {
    if (!known.has(entry.key)) {
      remarks.push({ type: "unknown-field", text: join(pathOf(value), entry.key), offset: entry.keyOffset });
    }
  }
  return value;
}

/** The items of a list, in order; an item may be null. Absent: none. */
export function list(value: Value | null, remarks: Remark[]): readonly Value[] {
  if (value === null) return [];
  if (value.node.type !== "sequence") {
    remarks.push(wrongType(value, "array"));
    return [];
  }
  return value.node.items.map((node, index) => ({ node, parent: value, step: index, offset: node.offset }));
}

/** A text; `""` when absent, as in Go. */
export function text(value: Value | null, remarks: Remark[]): string {
  if (value === null || isNull(value.node)) return "";
  if (value.node.type !== "scalar" || typeof value.node.value !== "string") {
    remarks.push(wrongType(value, "string"));
    return "";
  }
  remarkTemplate(value.node.value, value, remarks);
  return value.node.value;
}

/** A map of texts in the order written; a null value is `""`. */
export function textMap(
  value: Value | null,
  values: "may-be-templated" | "plain",
  remarks: Remark[],
): readonly TextEntry[] {
  const map = struct(value, null, remarks);
  if (map?.node.type !== "mapping") return [];
  return map.node.entries.map((entry) => {
    const item: Value = { node: entry.value, parent: map, step: entry.key, offset: entry.keyOffset };
    remarkTemplate(entry.key, item, remarks);
    let content = "";
    if (entry.value.type !== "scalar" || (entry.value.value !== null && typeof entry.value.value !== "string")) {
      // The decoder names the map, not the key.
      remarks.push(wrongType({ ...map, node: entry.value }, "string"));
    } else if (entry.value.value !== null) {
      content = entry.value.value;
      if (values === "plain") remarkTemplate(content, item, remarks);
    }
    return { key: entry.key, value: content, keyOffset: entry.keyOffset, valueOffset: entry.value.offset };
  });
}

/** A 32-bit integer; `null` when absent or of another type. */
export function integer(value: Value | null, remarks: Remark[]): number | null {
  if (value === null || isNull(value.node)) return null;
  const number = value.node.type === "scalar" ? value.node.value : null;
  if (typeof number === "number" && Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31) return number;
  remarks.push(wrongType(value, "int32"));
  return null;
}

/** A boolean; `false` when absent, as in Go. */
export function flag(value: Value | null, remarks: Remark[]): boolean {
  if (value === null || isNull(value.node)) return false;
  if (value.node.type === "scalar" && typeof value.node.value === "boolean") return value.node.value;
  remarks.push(wrongType(value, "bool"));
  return false;
}

export function isNull(node: YamlNode): boolean {
  return node.type === "scalar" && node.value === null;
}

/** Quotes a text for a message: on one line, cut in the middle when long. */
export function quote(content: string): string {
  const plain = content.replace(/[\s`]+/g, " ");
  const half = MAX_QUOTED_LENGTH / 2;
  return `\`${plain.length <= MAX_QUOTED_LENGTH ? plain : `${plain.slice(0, half)}…${plain.slice(-half)}`}\``;
}

/** Why a value that a template is to fill cannot be read, with the tool the text looks like. */
function remarkTemplate(content: string, value: Value, remarks: Remark[]): void {
  if (looksTemplated(content) === null) return;
  remarks.push({
    type: "templated",
    text: `\`${pathOf(value)}\` holds the template ${quote(content)}`,
    offset: value.offset,
  });
}

/** The message of Go's JSON decoder, but for the names of its structs. */
function wrongType(value: Value, wanted: string): Remark {
  const { node } = value;
  if (node.type === "scalar" && typeof node.value === "string" && looksTemplated(node.value) !== null) {
    return {
      type: "templated",
      text: `\`${pathOf(value)}\` holds the template ${quote(node.value)}`,
      offset: node.offset,
    };
  }
  const hint =
    wanted === "string" && node.type === "scalar"
      ? ` (YAML reads \`${String(node.value)}\` here; put the text in quotes)`
      : "";
  return {
    type: "wrong-type",
    text: `cannot unmarshal ${typeName(node, wanted)} into Go struct field ${pathOf(value)} of type ${wanted}${hint}`,
    offset: node.offset,
  };
}

function typeName(node: YamlNode, wanted: string): string {
  if (node.type === "mapping") return "object";
  if (node.type === "sequence") return "array";
  switch (typeof node.value) {
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return wanted === "int32" ? `number ${String(node.value)}` : "number";
    default:
      return "string";
  }
}
