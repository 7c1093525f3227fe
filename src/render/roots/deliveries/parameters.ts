import type { YamlNode } from "../../../manifests/index.ts";
import { directoryOf, nameOf } from "../../paths.ts";
import { textOf } from "../nodes.ts";
import type { Fill } from "./application.ts";

/** Parameters of an ApplicationSet by name, nested ones joined by dots. */
export type Parameters = ReadonlyMap<string, string>;

/** The leaves of a mapping; items of lists have their index as a name. */
export function flattened(node: YamlNode, prefix = ""): Parameters {
  const found = new Map<string, string>();
  const waiting: { readonly node: YamlNode; readonly name: string }[] = [{ node, name: prefix }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name } = next;
    const inner = (step: string) => (name === "" ? step : `${name}.${step}`);
    if (next.node.type === "mapping") {
      for (const { key, value } of next.node.entries) waiting.push({ node: value, name: inner(key) });
    } else if (next.node.type === "sequence") {
      for (const [index, item] of next.node.items.entries()) waiting.push({ node: item, name: inner(String(index)) });
    } else found.set(name, textOf(next.node) ?? "");
  }
  return found;
}

/** What a generator of git says about a directory, in both languages of templates. Source: Argo CD "Git Generator". */
export function pathParameters(directory: string, prefix: string): Parameters {
  const start = prefix === "" ? "path" : `${prefix}.path`;
  const base = nameOf(directory);
  const normalized = base.toLowerCase().replace(/[^a-z0-9.-]/g, "-");
  const parameters = new Map([
    [start, directory],
    [`${start}.path`, directory],
    [`${start}.basename`, base],
    [`${start}.basenameNormalized`, normalized],
  ]);
  for (const [index, segment] of directory.split("/").entries()) {
    parameters.set(`${start}[${String(index)}]`, segment);
    parameters.set(`${start}.segments.${String(index)}`, segment);
  }
  return parameters;
}

/** The same for a file, which stands for its directory. */
export function fileParameters(path: string, prefix: string): Parameters {
  const start = prefix === "" ? "path" : `${prefix}.path`;
  return new Map([...pathParameters(directoryOf(path), prefix), [`${start}.filename`, nameOf(path)]]);
}

/**
 * Fills in `{{name}}`, `{{.name}}` and `{{index .path.segments 1}}`. Any other expression has no value here: functions of
 * templates are not evaluated.
 */
export function filler(parameters: Parameters): Fill {
  return (text) => {
    const unknown: string[] = [];
    const filled = text.replace(/\{\{-?\s*([^{}]{1,300}?)\s*-?\}\}/g, (_, expression: string) => {
      const [, list, index] = /^index\s+\.?([\w.-]+)\s+"?([\w-]+)"?$/.exec(expression) ?? [];
      const name = list === undefined ? expression.replace(/^\./, "") : `${list}.${index ?? ""}`;
      const value = parameters.get(name);
      if (value === undefined) unknown.push(name);
      return value ?? "";
    });
    return unknown.length === 0 && !filled.includes("{{") ? filled : null;
  };
}
