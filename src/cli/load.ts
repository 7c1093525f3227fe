import { statSync } from "node:fs";
import { resolve } from "node:path";
import { nearestKey, withElsewhere, type Config } from "../config/index.ts";
import type { Cluster } from "../engine/index.ts";
import { readCluster, readClusters, type ClusterReading, type Diagnostic, type Snapshot } from "../manifests/index.ts";
import {
  mergeBase,
  readDirectory,
  readRevision,
  readRevisions,
  readWorkingTree,
  SourceError,
  UnknownRevisionError,
} from "../sources/index.ts";
import { baseConfigNotice, loadConfig } from "./load-config.ts";
import type { CommonOptions } from "./options.ts";
import type { Progress } from "./progress.ts";
import { isPath, namesOf, type Sides } from "./sides.ts";
import { changedPaths, foldStanding } from "./standing.ts";
import { diagnosticText } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** One directory or revision, with the configuration applied. */
export interface LoadedCluster {
  readonly cluster: Cluster;
  readonly counts: ClusterReading["counts"];
}

export interface LoadedOne extends LoadedCluster {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedTwo {
  readonly base: LoadedCluster;
  readonly head: LoadedCluster;
  readonly config: Config;
  /** Those of the head, then what was wrong in the base only. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same, but what stands on both sides alike only counted. */
  readonly news: readonly Diagnostic[];
}

/** @throws UsageError when there is nothing to analyse; SourceError when the directory cannot be read */
export async function loadDirectory(directory: string, options: CommonOptions, progress: Progress): Promise<LoadedOne> {
  await progress.step(`reading ${directory}`);
  const snapshot = await readDirectory(directory);
  const config = await loadConfig(snapshot, options.config);
  await progress.step(`reading the manifests of ${snapshot.files.length} files`);
  const reading = readCluster(snapshot, { defaultNamespace: options.namespace });
  if (isEmpty(reading)) throw nothingToAnalyse(directory, snapshot, reading);
  const { cluster, notices } = withElsewhere(reading.cluster, config);
  return { cluster, counts: reading.counts, config, diagnostics: [...reading.diagnostics, ...notices] };
}

/** @throws UsageError when both sides hold nothing to analyse; SourceError when one cannot be read */
export async function loadSides(sides: Sides, options: CommonOptions, progress: Progress): Promise<LoadedTwo> {
  const names = namesOf(sides);
  await progress.step(`reading ${names.base} and ${names.head}`);
  const snapshots = await readSnapshots(sides);
  const config = await loadConfig(snapshots.base, options.config);
  await progress.step(`reading the manifests of ${snapshots.head.files.length} files`);
  const { base, head } = readClusters(snapshots.base, snapshots.head, { defaultNamespace: options.namespace });
  if (isEmpty(base) && isEmpty(head)) {
    throw nothingToAnalyse(`${names.base} and ${names.head}`, snapshots.head, head);
  }
  const before = withElsewhere(base.cluster, config);
  const after = withElsewhere(head.cluster, config);
  const ofChange = [
    ...after.notices,
    ...onlyBefore(base.diagnostics, head.diagnostics),
    ...(options.config === undefined ? baseConfigNotice(snapshots, names) : []),
    ...emptySides({ base, head }, names),
  ];
  return {
    base: { cluster: before.cluster, counts: base.counts },
    head: { cluster: after.cluster, counts: head.counts },
    config,
    diagnostics: [...head.diagnostics, ...ofChange],
    news: [
      ...foldStanding(base.diagnostics, head.diagnostics, changedPaths(snapshots.base, snapshots.head)),
      ...ofChange,
    ],
  };
}

async function readSnapshots(sides: Sides): Promise<{ readonly base: Snapshot; readonly head: Snapshot }> {
  switch (sides.type) {
    case "directories":
      return { base: await readDirectory(sides.before), head: await readDirectory(sides.after) };
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

function isEmpty({ cluster }: ClusterReading): boolean {
  const { namespaces, workloads, policies, nodes } = cluster;
  return namespaces.length + workloads.length + policies.length + nodes.length === 0;
}

/** One side without anything is more often a wrong path than a change that adds or deletes all. */
function emptySides(
  sides: Readonly<Record<"base" | "head", ClusterReading>>,
  names: Readonly<Record<"base" | "head", string>>,
): readonly Diagnostic[] {
  return (["base", "head"] as const)
    .filter((side) => isEmpty(sides[side]))
    .map((side) => ({
      severity: "warning",
      code: "empty-side",
      message: `the ${side} \`${names[side]}\` holds no manifests: all of the other side counts as changed`,
      path: ".",
      line: 1,
      column: 1,
    }));
}

/** Most diagnostics that are shown when nothing else can be. */
const SHOWN_DIAGNOSTICS = 10;

function nothingToAnalyse(what: string, snapshot: Snapshot, reading: ClusterReading): UsageError {
  const files = snapshot.files.length;
  const reason =
    files === 0
      ? "no file in it ends in `.yaml`, `.yml` or `.json`"
      : `no workload, namespace or NetworkPolicy in ${files === 1 ? "its only file" : `its ${files} files`}`;
  const { diagnostics, counts } = reading;
  const others = counts.notEvaluated.map(
    ({ count, kind, apiVersion }) => `${count} × ${kind} (${apiVersion}): not evaluated`,
  );
  const shown = diagnostics.slice(0, SHOWN_DIAGNOSTICS).map(diagnosticText);
  const rest = diagnostics.length > shown.length ? [`and ${diagnostics.length - shown.length} more messages`] : [];
  const place = isPath(what) ? resolve(what) : what;
  return new UsageError(`nothing to analyse in ${place}: ${reason}`, ...others, ...shown, ...rest);
}

/** What was wrong before the change and is no more: the base was not evaluated as written. */
function onlyBefore(base: readonly Diagnostic[], head: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(head.map(keyOf));
  return base
    .filter((diagnostic) => diagnostic.severity === "error" && !known.has(keyOf(diagnostic)))
    .map((diagnostic) => ({
      ...diagnostic,
      severity: "warning" as const,
      message: `before the change: ${diagnostic.message}`,
    }));
}

/** Without the place: lines move. */
function keyOf({ code, message, path }: Diagnostic): string {
  return JSON.stringify([code, message, path]);
}
