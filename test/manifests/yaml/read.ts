import { readYaml } from "../../../src/manifests/yaml/index.ts";
import type { YamlFile, YamlNode } from "../../../src/manifests/yaml/index.ts";

/** Reads a text, every kind wanted. */
export function read(text: string): YamlFile {
  return readYaml(new TextEncoder().encode(text), () => true);
}

/** The plain value of a tree, as `JSON.parse` would give it. */
export function plain(node: YamlNode | null): unknown {
  if (node === null) return null;
  switch (node.type) {
    case "scalar":
      return node.value;
    case "sequence":
      return node.items.map(plain);
    case "mapping":
      // Not an assignment: `__proto__` must become an ordinary key here as well.
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  }
}

/** The value of the first document; a problem fails the test. */
export function valueOf(text: string): unknown {
  const file = read(text);
  if (file.problems.length > 0) throw new Error(JSON.stringify(file.problems));
  return plain(file.documents[0]?.root ?? null);
}

/** Where and what the first problem is: `line:column code`. */
export function problemOf(text: string): string {
  const [problem] = read(text).problems;
  return problem === undefined ? "none" : `${problem.line}:${problem.column} ${problem.code}`;
}
