import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Files } from "../../../src/render/sandbox/index.ts";

export const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));

/** All files of a directory, as the sandbox takes them. */
export function readFiles(directory: string): Files {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [relative(directory, path), new Uint8Array(readFileSync(path))]));
}

/** Files from their texts. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  const encoder = new TextEncoder();
  return new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)]));
}
