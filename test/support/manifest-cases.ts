/** The project's own conformance cases about the text of manifests; their file tells the format. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Verdict } from "../../src/engine/explanation.ts";

export interface ManifestCase {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly number[];
  readonly text: string;
  /** `namespace/name`, sorted; left out: not checked. */
  readonly policies?: readonly string[];
  readonly says?: readonly string[];
  readonly checks?: readonly string[];
  readonly same?: string;
}

export interface ValidationCase {
  readonly id: string;
  readonly spec?: unknown;
  readonly object?: unknown;
  readonly errors?: readonly string[];
  readonly strict?: readonly string[];
}

/** One line of `checks`; `from` and `to` are words for endpoints. */
export interface ManifestCheck {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly verdict: Verdict;
}

export function readManifestCases(): {
  readonly manifests: readonly ManifestCase[];
  readonly validation: readonly ValidationCase[];
} {
  const path = fileURLToPath(new URL("../conformance/own-manifests.yaml", import.meta.url));
  return parse(readFileSync(path, "utf8")) as ReturnType<typeof readManifestCases>;
}

/** `TCP/80: shop/web -> shop/db allow`. */
export function parseCheck(line: string): ManifestCheck {
  const [, protocol, port, from, to, verdict] = /^(\w+)\/(\d+): (\S+) -> (\S+) (\w+)$/.exec(line) ?? [];
  if (protocol === undefined || from === undefined || to === undefined) throw new Error(`this is no check: ${line}`);
  return { from, to, protocol, port: Number(port), verdict: verdict as Verdict };
}
