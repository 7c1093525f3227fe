/**
 * The teaching documents of real users, read where they are: `../shared/seeds` beside the project. Their stories, told
 * anew with the project's own manifests, are in `test/cases/` and `broken.test.ts`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readCluster } from "../../src/manifests/index.ts";

const SEEDS = fileURLToPath(new URL("../../../shared/seeds/", import.meta.url));
const present = existsSync(SEEDS);

interface Extract {
  /** File and line of the first line. */
  readonly place: string;
  readonly text: string;
}

/** A line that may belong to a manifest: a blank one, one that is indented, a list item, a comment, `key:`. */
const MANIFEST_LINE = /^(?:\s.*|-(?: .*)?|#.*|[A-Za-z]+:(?: .*)?)?$/u;

/** The manifests in a text of prose, between code fences or not: from `apiVersion:` to the first line of anything else. */
function manifestsIn(name: string): readonly Extract[] {
  const lines = readFileSync(`${SEEDS}${name}`, "utf8").split(/\r?\n/u);
  return lines.flatMap((line, start) => {
    if (!line.startsWith("apiVersion:")) return [];
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((next) => !MANIFEST_LINE.test(next) || next.startsWith("apiVersion:"));
    const text = [line, ...(end < 0 ? rest : rest.slice(0, end))].join("\n");
    return [{ place: `${name}:${start + 1}`, text: `${text}\n` }];
  });
}

test.skipIf(!present)(
  `every policy is evaluated, or named with line and column${present ? "" : " (no ../shared/seeds here)"}`,
  () => {
    const names = readdirSync(SEEDS).filter((name) => name.endsWith(".txt"));
    const extracts = names.flatMap(manifestsIn);
    const written = names.flatMap(
      (name) => readFileSync(`${SEEDS}${name}`, "utf8").match(/^kind: NetworkPolicy$/gmu) ?? [],
    );
    expect(extracts.length).toBe(written.length);
    expect(extracts.length).toBeGreaterThan(0);

    const silent = extracts.filter(({ place, text }) => {
      const file = { path: "policy.yaml", bytes: new TextEncoder().encode(text), blobId: place };
      const { cluster, diagnostics } = readCluster({ files: [file], skipped: [] }, { defaultNamespace: "default" });
      const [error] = diagnostics.filter(({ severity }) => severity === "error");
      // Whole and clean, or refused with a place below the first line.
      return error === undefined ? cluster.policies.length !== 1 : error.line <= 1 || error.column < 1;
    });
    expect(silent.map(({ place }) => place)).toEqual([]);
  },
);
