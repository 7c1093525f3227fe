/** Changes of directories of plain manifests, which no renderer touches. */
import { defaultConfig, type Config } from "../../src/config/index.ts";
import type { Snapshot } from "../../src/manifests/index.ts";
import { readChange, type ChangeReading, type RootReading } from "../../src/review/index.ts";

/** Where only plain manifests are expected. */
export const noRenderer = (): Promise<never> => Promise.reject(new Error("nothing was to be rendered"));

/** Both sides as one root each. */
export function readPlain(base: Snapshot, head: Snapshot, config: Config = defaultConfig): ChangeReading {
  const none = { known: new Map(), diagnostics: [] };
  const empty = { base: [], head: [] };
  const root = { name: ".", base, head, diagnostics: empty, unjudged: new Set<string>() };
  const rendered = {
    roots: [root],
    names: ["."],
    unchanged: [],
    diagnostics: empty,
    namespaces: { base: none, head: none },
    relabelled: new Set<string>(),
  };
  return readChange({ snapshots: { base, head }, rendered }, config, {
    defaultNamespace: "default",
    names: { base: "base", head: "head" },
    notices: [],
  });
}

/** The same, its only root. */
export function readPlainRoot(base: Snapshot, head: Snapshot, config: Config = defaultConfig): RootReading {
  const [root] = readPlain(base, head, config).roots;
  if (root === undefined) throw new Error("one root was to be read");
  return root;
}
