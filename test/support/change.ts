/** Changes as tests make them: of plain manifests, which no renderer touches, and of what a renderer makes. */
import { defaultConfig, type Config } from "../../src/config/index.ts";
import { createFileReader, type Snapshot } from "../../src/manifests/index.ts";
import { renderChange, type RenderAll, type RenderedChange, type RenderOptions } from "../../src/render/index.ts";
import { readChange, type ChangeReading, type RootReading } from "../../src/review/index.ts";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** What the sides of such a change are called. */
export const SIDE_NAMES = { base: "base", head: "head" } as const;

/** A revision with these files; equal texts are equal blobs. */
export function snapshotOf(files: Files): Snapshot {
  const encoder = new TextEncoder();
  const paths = Object.keys(files).toSorted();
  return {
    files: paths.map((path) => ({ path, bytes: encoder.encode(files[path]), blobId: files[path] ?? "" })),
    skipped: [],
  };
}

/** Both sides root by root, those that may differ. */
export async function readRendered(
  base: Files,
  head: Files,
  renderAll: RenderAll,
  environments: RenderOptions["environments"] = [],
): Promise<{ readonly rendered: RenderedChange; readonly reading: ChangeReading }> {
  const snapshots = { base: snapshotOf(base), head: snapshotOf(head) };
  const reader = createFileReader();
  const rendered = await renderChange(snapshots, {
    renderAll,
    environments,
    defaultNamespace: "default",
    reader,
    which: "changed",
  });
  const reading = readChange({ snapshots, rendered }, defaultConfig, {
    defaultNamespace: "default",
    names: SIDE_NAMES,
    notices: [],
    reader,
  });
  return { rendered, reading };
}

/** Where only plain manifests are expected. */
export const noRenderer = (): Promise<never> => Promise.reject(new Error("nothing was to be rendered"));

/** Both sides as one root each. */
export function readPlain(base: Snapshot, head: Snapshot, config: Config = defaultConfig): ChangeReading {
  const none = { known: new Map(), diagnostics: [] };
  const empty = { base: [], head: [] };
  const root = { name: ".", deployed: "alone" as const, base, head, diagnostics: empty, unjudged: new Set<string>() };
  const rendered = {
    roots: [root],
    names: ["."],
    plans: { base: ["."], head: ["."] },
    unmatched: [],
    altered: () => ({ plans: "same" as const, paths: new Set<string>() }),
    unchanged: [],
    neighbours: [],
    diagnostics: empty,
    namespaces: { base: none, head: none },
    relabelled: new Set<string>(),
  };
  return readChange({ snapshots: { base, head }, rendered }, config, {
    defaultNamespace: "default",
    names: SIDE_NAMES,
    notices: [],
  });
}

/** The same, its only root. */
export function readPlainRoot(base: Snapshot, head: Snapshot, config: Config = defaultConfig): RootReading {
  const [root] = readPlain(base, head, config).roots;
  if (root === undefined) throw new Error("one root was to be read");
  return root;
}
