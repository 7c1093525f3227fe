import { statSync } from "node:fs";
import { resolve } from "node:path";
import { nearestKey, type Config } from "../config/index.ts";
import { createFileReader, type ClusterReading, type Diagnostic, type Snapshot } from "../manifests/index.ts";
import { openSandbox, renderChange } from "../render/index.ts";
import {
  idlePoliciesApart,
  isEmpty,
  misnamedConfiguration,
  readChange,
  readConfigurationChange,
  unmatchedRoots,
  type ChangeOptions,
  type ChangeReading,
  type LookUpOptions,
  type RenderedSides,
  type SideReading,
} from "../review/index.ts";
import {
  defaultLimits,
  mergeBase,
  readDirectory,
  readRevision,
  readRevisions,
  readWorkingTree,
  SourceError,
  UnknownRevisionError,
} from "../sources/index.ts";
import { configurationNotices, loadConfig, namedConfig } from "./load-config.ts";
import type { CommonOptions } from "./options.ts";
import type { Progress } from "./progress.ts";
import { checkRoots, isRootWanted } from "./roots.ts";
import { isPath, namesOf, type Sides } from "./sides.ts";
import { diagnosticText } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** One directory, each of its roots with the configuration applied. */
export interface LoadedOne {
  /** At least one; sorted by name. */
  readonly roots: readonly LoadedRoot[];
  /** What is said of the repository rather than of a root. */
  readonly repository: readonly Diagnostic[];
  /** Of the repository and of all roots, each once. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedRoot extends Pick<SideReading, "cluster" | "counts" | "diagnostics"> {
  readonly root: string;
  /** As it holds for this root. */
  readonly config: Config;
}

/** What is to be read of a change. `all`: also the roots that read the same files on both sides. */
export type Which = "changed" | "all";

/** @throws UsageError when there is nothing to analyse; SourceError when the directory cannot be read */
export async function loadDirectory(directory: string, options: CommonOptions, progress: Progress): Promise<LoadedOne> {
  await progress.step(`reading ${directory}`);
  const snapshot = await readDirectory(directory);
  const config = await loadConfig(snapshot, options.config);
  await progress.step(`reading the manifests of ${snapshot.files.length} files`);
  const notices = options.config === undefined ? misnamedConfiguration([snapshot]) : [];
  const snapshots = { base: snapshot, head: snapshot };
  const change = await readRoots(
    snapshots,
    config,
    options,
    {
      names: { base: directory, head: directory },
      notices: ({ rendered }) => [...notices, ...unmatchedRoots(rendered, config)],
    },
    "all",
  );
  const idle = idlePoliciesApart(change.roots.map(({ root, head: { cluster } }) => ({ root, cluster })));
  const roots = change.roots.map(({ root, config: own, head, diagnostics }) => ({
    ...head,
    root,
    config: own,
    diagnostics: [...diagnostics, ...(idle.get(root) ?? [])],
  }));
  if (roots.every(({ cluster }) => isEmpty(cluster))) {
    throw nothingToAnalyse(
      directory,
      snapshot,
      roots.map(({ counts }) => counts),
      change.diagnostics.filter(({ code }) => code !== "empty-side"),
    );
  }
  return {
    roots,
    repository: change.repository.diagnostics,
    diagnostics: [...change.diagnostics, ...[...idle.values()].flat()],
  };
}

/** @throws UsageError when both sides hold nothing to analyse; SourceError when one cannot be read */
export async function loadSides(
  sides: Sides,
  options: CommonOptions,
  progress: Progress,
  which: Which,
): Promise<ChangeReading> {
  const names = namesOf(sides);
  await progress.step(`reading ${names.base} and ${names.head}`);
  const snapshots = await readSnapshots(sides);
  const own = options.config === undefined ? await readConfigurationChange(snapshots) : null;
  const { config } = own ?? (await namedConfig(options.config ?? ""));
  await progress.step(`reading the manifests of ${snapshots.head.files.length} files`);
  const words = {
    names,
    notices: async (sides: RenderedSides, lookUp: LookUp) => [
      ...(own === null ? [] : await configurationNotices(own, names, sides, lookUp)),
      ...(own === null ? [] : misnamedConfiguration([snapshots.base, snapshots.head])),
    ],
  };
  const change = await readRoots(snapshots, config, options, words, which);
  if (change.holds === "nothing") {
    const counts = change.roots.map(({ head }) => head.counts);
    throw nothingToAnalyse(`${names.base} and ${names.head}`, snapshots.head, counts, change.diagnostics);
  }
  return change;
}

/** How words of a configuration are looked up. */
type LookUp = Omit<LookUpOptions, "toldElsewhere">;

/** What the sides are called, and what is to be said besides, as soon as it is known what each root reads. */
interface ReadingWords extends Pick<ChangeOptions, "names"> {
  readonly notices: (sides: RenderedSides, lookUp: LookUp) => Promise<readonly Diagnostic[]> | readonly Diagnostic[];
}

/** The roots of both sides that were asked for. */
export async function readRoots(
  snapshots: RenderedSides["snapshots"],
  config: Config,
  { namespace, root }: CommonOptions,
  { names, notices }: ReadingWords,
  which: Which,
): Promise<ChangeReading> {
  const reader = createFileReader();
  const sandbox = openSandbox();
  try {
    const { renderAll } = sandbox;
    const { environments } = config;
    const isWanted = isRootWanted(root);
    const rendered = await renderChange(snapshots, {
      renderAll,
      environments,
      defaultNamespace: namespace,
      reader,
      which,
      isWanted,
    });
    checkRoots(root, rendered.names);
    const sides = { snapshots, rendered };
    const lookUp: LookUp = {
      reader,
      defaultNamespace: namespace,
      render: (own, groups) =>
        renderChange(own, { renderAll, environments: groups, defaultNamespace: namespace, reader, which: "all" }),
    };
    const options = { defaultNamespace: namespace, reader, names, notices: await notices(sides, lookUp) };
    return readChange(sides, config, options);
  } finally {
    await sandbox.close();
  }
}

async function readSnapshots(sides: Sides): Promise<{ readonly base: Snapshot; readonly head: Snapshot }> {
  switch (sides.type) {
    case "directories": {
      const base = await readDirectory(sides.before);
      return { base, head: await readDirectory(sides.after, defaultLimits, base) };
    }
    case "working-tree":
      return {
        base: await explainUnknown(explainOutside(readRevision(sides.repo, sides.base), sides.base)),
        head: await readWorkingTree(sides.repo),
      };
    case "revisions": {
      const base =
        sides.from === "base" ? sides.base : await explainUnknown(mergeBase(sides.repo, sides.base, sides.head));
      const [before, after] = await explainUnknown(readRevisions(sides.repo, [base, sides.head]));
      if (before === undefined || after === undefined) throw new Error("two revisions give two snapshots");
      return { base: before, head: after };
    }
  }
}

/** Says what a person probably meant by one directory outside of any repository. */
async function explainOutside<T>(reading: Promise<T>, word: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof SourceError) || error.problem !== "not-a-repository" || !isDirectory(word)) throw error;
    throw new UsageError(error.message, `to compare two directories, name both: netpol diff ${word} <after>`);
  }
}

/** Says what a person probably meant by a revision that does not exist. */
async function explainUnknown<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UnknownRevisionError)) throw error;
    const { message, revision, known } = error;
    if (isDirectory(revision)) {
      throw new UsageError(
        `\`${revision}\` is a directory, not a revision`,
        `name the directory to compare it with: netpol diff ${revision} <after>`,
        "or, to compare revisions of the repository in it: netpol diff --repo <path> <base>..<head>",
      );
    }
    const remote = known.find((name) => name.endsWith(`/${revision}`));
    const nearest = remote ?? nearestKey(revision, known);
    throw new UsageError(message, ...(nearest === null ? [] : [`did you mean \`${nearest}\`?`]));
  }
}

function isDirectory(word: string): boolean {
  return isPath(word) && statSync(word).isDirectory();
}

/** Most diagnostics that are shown when nothing else can be. */
const SHOWN_DIAGNOSTICS = 10;

/** Why there is nothing to analyse, and what was found instead. `what`: the user's words for the place. */
export function nothingToAnalyse(
  what: string,
  snapshot: Snapshot,
  counts: readonly ClusterReading["counts"][],
  diagnostics: readonly Diagnostic[],
): UsageError {
  const files = snapshot.files.length;
  const reason =
    files === 0
      ? "no file in it ends in `.yaml`, `.yml` or `.json`"
      : `no workload, namespace or NetworkPolicy in ${files === 1 ? "its only file" : `its ${files} files`}`;
  const others = counts
    .flatMap(({ notEvaluated }) => notEvaluated)
    .map(({ count, kind, apiVersion }) => `${count} × ${kind} (${apiVersion}): not evaluated`);
  const shown = diagnostics.slice(0, SHOWN_DIAGNOSTICS).map(diagnosticText);
  const rest = diagnostics.length > shown.length ? [`and ${diagnostics.length - shown.length} more messages`] : [];
  const place = isPath(what) ? resolve(what) : what;
  return new UsageError(`nothing to analyse in ${place}: ${reason}`, ...others, ...shown, ...rest);
}
