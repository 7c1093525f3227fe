import { withElsewhere, type Config } from "../config/index.ts";
import type { Cluster } from "../engine/index.ts";
import {
  createLines,
  readClusters,
  type ClusterReading,
  type Diagnostic,
  type FileReader,
  type LineAt,
  type Snapshot,
} from "../manifests/index.ts";
import { movedFiles } from "./moved-files.ts";
import { changedPaths, foldStanding } from "./standing.ts";

/** One side of a change, with the configuration applied. */
export interface SideReading {
  readonly cluster: Cluster;
  readonly counts: ClusterReading["counts"];
  readonly diagnostics: readonly Diagnostic[];
  readonly customResources: ClusterReading["customResources"];
  readonly lineAt: LineAt;
}

/** What the manifests of both sides say, and what a reader must know about them. */
export interface ChangeReading {
  readonly base: SideReading;
  readonly head: SideReading;
  /** Those of the head, then what was wrong in the base only. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same, but what stands on both sides alike only counted. */
  readonly news: readonly Diagnostic[];
  /** Whether either side holds anything that could be analysed, besides what the configuration adds. */
  readonly holds: "something" | "nothing";
  /** Paths of files that are not on both sides with equal bytes. */
  readonly changed: ReadonlySet<string>;
}

export interface ChangeOptions {
  readonly defaultNamespace: string;
  /** What the sides are called in messages. */
  readonly names: Readonly<Record<"base" | "head", string>>;
  /** Remembers files from one change to the next. */
  readonly reader?: FileReader;
  /** What is to be said besides, for example about the configuration. */
  readonly notices: readonly Diagnostic[];
}

/** Reads both sides of a change. A side without manifests is an empty cluster, and a warning. */
export function readChange(
  snapshots: Readonly<Record<"base" | "head", Snapshot>>,
  config: Config,
  { defaultNamespace, names, notices, reader }: ChangeOptions,
): ChangeReading {
  const { base, head } = readClusters(snapshots.base, snapshots.head, {
    defaultNamespace,
    ...(reader === undefined ? {} : { reader }),
  });
  const before = withElsewhere(base.cluster, config);
  const after = withElsewhere(head.cluster, config);
  const moved = movedFiles(snapshots.base, snapshots.head);
  const ofChange = [
    ...after.notices,
    ...onlyBefore(base.diagnostics, head.diagnostics, moved),
    ...notices,
    ...emptySides({ base: base.cluster, head: head.cluster }, names),
  ];
  const changed = changedPaths(snapshots.base, snapshots.head);
  return {
    base: { ...base, cluster: before.cluster, lineAt: createLines(snapshots.base) },
    head: { ...head, cluster: after.cluster, lineAt: createLines(snapshots.head) },
    diagnostics: [...head.diagnostics, ...ofChange],
    news: [...foldStanding(base.diagnostics, head.diagnostics, changed, moved), ...ofChange].map((diagnostic) =>
      hidesPod(diagnostic, changed) ? { ...diagnostic, severity: "error" } : diagnostic,
    ),
    holds: isEmpty(base.cluster) && isEmpty(head.cluster) ? "nothing" : "something",
    changed,
  };
}

/** A change that says of a Pod that it has finished: once applied, the Pod runs, and nobody has looked at what it reaches. */
function hidesPod({ code, path }: Diagnostic, changed: ReadonlySet<string>): boolean {
  return code === "status-hides-pod" && changed.has(path);
}

/** Whether manifests hold nothing that could be analysed. */
export function isEmpty({ namespaces, workloads, policies, nodes }: Cluster): boolean {
  return namespaces.length + workloads.length + policies.length + nodes.length === 0;
}

/** One side without anything is more often a wrong path than a change that adds or deletes all. */
function emptySides(
  sides: Readonly<Record<"base" | "head", Cluster>>,
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

/** What was wrong before the change and is no more: the base was not evaluated as written. */
function onlyBefore(
  base: readonly Diagnostic[],
  head: readonly Diagnostic[],
  moved: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const known = new Set(
    head.map((diagnostic) => keyOf({ ...diagnostic, path: moved.get(diagnostic.path) ?? diagnostic.path })),
  );
  return base
    .filter((diagnostic) => wasHiding(diagnostic) && !known.has(keyOf(diagnostic)))
    .map((diagnostic) => ({
      ...diagnostic,
      severity: "warning" as const,
      message: `before the change: ${diagnostic.message}`,
    }));
}

/** Something was not evaluated, or not as it stood: one of two definitions. */
function wasHiding({ severity, alsoAt }: Diagnostic): boolean {
  return severity === "error" || alsoAt !== undefined;
}

/** Without the place: lines move. */
function keyOf({ code, message, path }: Diagnostic): string {
  return JSON.stringify([code, message, path]);
}
