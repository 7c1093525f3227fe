import { configFor, withElsewhere, type Config } from "../config/index.ts";
import type { Cluster, Side } from "../engine/index.ts";
import {
  createLines,
  distinctDiagnostics,
  meantNamespaces,
  readCluster,
  readClusters,
  withNamespaces,
  type ClusterReading,
  type Diagnostic,
  type FileReader,
  type LineAt,
  type Snapshot,
} from "../manifests/index.ts";
import type { RenderedChange, RenderedRoot } from "../render/index.ts";
import { movedFiles } from "./moved-files.ts";
import { policiesApart } from "./policies-apart.ts";
import { changedPaths, foldStanding } from "./standing.ts";

/** One side of a root, with the configuration applied. */
export interface SideReading {
  readonly cluster: Cluster;
  readonly counts: ClusterReading["counts"];
  readonly diagnostics: readonly Diagnostic[];
  readonly customResources: ClusterReading["customResources"];
  readonly lineAt: LineAt;
}

/** What the manifests of both sides of a root say, and what a reader must know about them. */
export interface RootReading {
  readonly root: string;
  /** As it holds for this root. */
  readonly config: Config;
  readonly base: SideReading;
  readonly head: SideReading;
  /** Those of the head, then what was wrong in the base only. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same, but what stands on both sides alike only counted. */
  readonly news: readonly Diagnostic[];
}

/** What all roots of a change say. */
export interface ChangeReading {
  /** Those that may differ, or all, as it was asked for; sorted by name. */
  readonly roots: readonly RootReading[];
  /** Names of those that nobody looked at, since they read the same files on both sides. */
  readonly unchanged: readonly string[];
  /** What is said of the repository as a whole; where it is one root, that root says it, and nothing is left. */
  readonly repository: Pick<RootReading, "diagnostics" | "news">;
  /** Of the repository and of all roots, each once. */
  readonly diagnostics: readonly Diagnostic[];
  readonly news: readonly Diagnostic[];
  /** Whether either side holds anything that could be analysed, besides what the configuration adds. */
  readonly holds: "something" | "nothing";
  /** Paths of files that are not on both sides with equal bytes, or of which nobody knows what their change does. */
  readonly changed: ReadonlySet<string>;
}

export interface ChangeOptions {
  readonly defaultNamespace: string;
  /** What the sides are called in messages. */
  readonly names: Readonly<Record<Side, string>>;
  /** Remembers files from one change to the next. */
  readonly reader?: FileReader;
  /** What is to be said besides, for example about the configuration. */
  readonly notices: readonly Diagnostic[];
}

/** The files of both sides as they are in the repository, and what each of their roots makes of them. */
export interface RenderedSides {
  readonly snapshots: Readonly<Record<Side, Snapshot>>;
  readonly rendered: RenderedChange;
}

/**
 * Reads all roots of a change. What several of them say alike is said once, with the first of them; but for errors: of none
 * of these roots may anybody think that it was analysed as a whole.
 */
export function readChange(
  { snapshots, rendered }: RenderedSides,
  config: Config,
  options: ChangeOptions,
): ChangeReading {
  const unjudged = rendered.roots.flatMap((root) => [...root.unjudged]);
  const change: FilesOfChange = {
    changed: new Set([...changedPaths(snapshots.base, snapshots.head), ...unjudged]),
    moved: movedFiles(snapshots.base, snapshots.head),
    lineAt: { base: createLines(snapshots.base), head: createLines(snapshots.head) },
  };
  const read = withPoliciesApart(
    rendered.roots.map((root) => readRoot(root, rendered, change, config, options)),
    rendered,
    options,
  );
  const empty = rendered.unchanged.length > 0 ? [] : emptySides(read, options.names);
  const ofAll = {
    diagnostics: [...rendered.diagnostics.head, ...options.notices, ...empty],
    news: [
      ...foldStanding(rendered.diagnostics.base, rendered.diagnostics.head, change.changed, change.moved),
      ...options.notices,
      ...empty,
    ],
  };
  const isOneRoot = read.length === 1 && rendered.unchanged.length === 0;
  const repository = isOneRoot ? NOTHING_SAID : ofAll;
  const roots = sayOnce(read, isOneRoot ? ofAll : NOTHING_SAID);
  return {
    roots,
    unchanged: rendered.unchanged,
    repository,
    diagnostics: distinctDiagnostics([...repository.diagnostics, ...roots.flatMap(({ diagnostics }) => diagnostics)]),
    news: distinctDiagnostics([...repository.news, ...roots.flatMap(({ news }) => news)]),
    holds:
      rendered.unchanged.length > 0 || read.some(({ base, head }) => !isEmpty(base.own) || !isEmpty(head.own))
        ? "something"
        : "nothing",
    changed: change.changed,
  };
}

/** What is known of the files of a change, whichever root they belong to. */
interface FilesOfChange {
  readonly changed: ReadonlySet<string>;
  readonly moved: ReadonlyMap<string, string>;
  readonly lineAt: Readonly<Record<Side, LineAt>>;
}

/** `own`: the cluster of the manifests alone. */
type ReadSide = SideReading & { readonly own: Cluster };

/** The roots, with what is to be said of their policies that select pods of others. */
function withPoliciesApart(
  roots: readonly ReadRoot[],
  { roots: rendered, neighbours }: RenderedChange,
  { defaultNamespace, reader }: ChangeOptions,
): readonly ReadRoot[] {
  if (rendered.length + neighbours.length < 2) return roots;
  const deployed = new Map(rendered.map((root) => [root.name, root.deployed]));
  const changed = roots.map(({ root, base, head }) => ({
    name: root,
    deployed: deployed.get(root) ?? "alone",
    base: base.own,
    head: head.own,
  }));
  const readOptions = { defaultNamespace, ...(reader === undefined ? {} : { reader }) };
  const others = neighbours.map(({ head, ...neighbour }) => ({
    ...neighbour,
    head: readCluster(head, readOptions).cluster,
  }));
  const said = policiesApart(changed, others, defaultNamespace);
  return roots.map((root) => {
    const own = said.get(root.root) ?? [];
    return { ...root, diagnostics: [...root.diagnostics, ...own], news: [...root.news, ...own] };
  });
}

type ReadRoot = RootReading & Readonly<Record<Side, ReadSide>>;

function readRoot(
  root: RenderedRoot,
  { namespaces, relabelled }: RenderedChange,
  { changed, moved, lineAt }: FilesOfChange,
  config: Config,
  { defaultNamespace, reader }: ChangeOptions,
): ReadRoot {
  const ownConfig = configFor(config, root.name);
  const readings = readClusters(root.base, root.head, {
    defaultNamespace,
    ...(reader === undefined ? {} : { reader }),
  });
  // A namespace that the root speaks of on one side only is there on the other all the same, when any file declares it.
  const asked = new Set([
    ...relabelled,
    ...(["base", "head"] as const).flatMap((side) => [
      ...readings[side].cluster.namespaces.map(({ name }) => name),
      ...meantNamespaces(readings[side].cluster, namespaces[side]),
    ]),
  ]);
  const sideOf = (side: Side): { readonly read: ReadSide; readonly notices: readonly Diagnostic[] } => {
    const { cluster: own, counts, diagnostics, customResources } = readings[side];
    const { cluster, notices } = withElsewhere(withNamespaces(own, namespaces[side], asked), ownConfig);
    const all = [...root.diagnostics[side], ...diagnostics];
    return { read: { own, cluster, counts, customResources, diagnostics: all, lineAt: lineAt[side] }, notices };
  };
  const { read: base } = sideOf("base");
  const { read: head, notices } = sideOf("head");
  const ofChange = [...notices, ...onlyBefore(base.diagnostics, head.diagnostics, moved)];
  return {
    root: root.name,
    config: ownConfig,
    base,
    head,
    diagnostics: [...head.diagnostics, ...ofChange],
    news: [...foldStanding(base.diagnostics, head.diagnostics, changed, moved), ...ofChange].map((diagnostic) =>
      hidesChange(diagnostic, changed) ? { ...diagnostic, severity: "error" } : diagnostic,
    ),
  };
}

const NOTHING_SAID: ChangeReading["repository"] = { diagnostics: [], news: [] };

/** The roots, where what several of them say alike is left to the first, unless it is an error; it also says `ofAll`. */
function sayOnce(
  roots: readonly RootReading[],
  ofAll: Pick<RootReading, "diagnostics" | "news">,
): readonly RootReading[] {
  const said = { diagnostics: new Set<string>(), news: new Set<string>() };
  const onlyNew = (which: "diagnostics" | "news", list: readonly Diagnostic[]): readonly Diagnostic[] => {
    const fresh = list.filter(
      (diagnostic) => diagnostic.severity === "error" || !said[which].has(JSON.stringify(diagnostic)),
    );
    for (const diagnostic of fresh) said[which].add(JSON.stringify(diagnostic));
    return fresh;
  };
  return roots.map((root, index) => ({
    ...root,
    diagnostics: onlyNew("diagnostics", index === 0 ? [...root.diagnostics, ...ofAll.diagnostics] : root.diagnostics),
    news: onlyNew("news", index === 0 ? [...root.news, ...ofAll.news] : root.news),
  }));
}

/**
 * What is only a warning as long as nobody touches it: a Pod that is said to have finished, and runs once it is applied; a
 * policy that the cluster refuses or deletes, or of which nobody knows whether it is in force. Nobody has looked at what the
 * change does with it.
 */
const HIDING: ReadonlySet<string> = new Set([
  "status-hides-pod",
  "hook-hides-policy",
  "owner-may-delete",
  "resource-version",
]);

function hidesChange({ code, path }: Diagnostic, changed: ReadonlySet<string>): boolean {
  return HIDING.has(code) && changed.has(path);
}

/** Whether manifests hold nothing that could be analysed. */
export function isEmpty({ namespaces, workloads, policies, nodes }: Cluster): boolean {
  return namespaces.length + workloads.length + policies.length + nodes.length === 0;
}

/** One side without anything is more often a wrong path than a change that adds or deletes all. */
function emptySides(roots: readonly ReadRoot[], names: Readonly<Record<Side, string>>): readonly Diagnostic[] {
  return (["base", "head"] as const)
    .filter((side) => roots.every((root) => isEmpty(root[side].own)))
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
      side: "base" as const,
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
