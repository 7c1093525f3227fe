/** A story: two revisions of a small repository, in `test/cases/<name>/`, read as the command reads them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultConfig, readConfig, toClusterSettings, withElsewhere, type Config } from "../../src/config/index.ts";
import { compare, reach, type Cluster, type ClusterSettings } from "../../src/engine/index.ts";
import { readClusters, type ClusterReading, type Snapshot } from "../../src/manifests/index.ts";
import { PLAIN_OPTIONS, renderDiff, renderList, type DiffReport, type Format } from "../../src/report/index.ts";
import { readDirectory } from "../../src/sources/index.ts";

const CASES = fileURLToPath(new URL("../cases/", import.meta.url));

/** One revision: what was read, and the cluster with the configuration applied. */
export interface Revision {
  readonly reading: ClusterReading;
  readonly cluster: Cluster;
}

export interface Story {
  readonly name: string;
  /** The first line of `flows.txt`. */
  readonly title: string;
  /** The other lines, without blank ones and comments. */
  readonly facts: readonly string[];
  readonly base: Revision;
  readonly head: Revision;
  readonly settings: ClusterSettings;
}

/** The folders of `test/cases/`, by name. */
export function storyNames(): readonly string[] {
  const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).sort();
}

/** Where a file of a story is, whether or not it exists. */
export function storyFile(name: string, file: string): string {
  return `${CASES}${name}/${file}`;
}

export async function readStory(name: string): Promise<Story> {
  const [title = "", ...lines] = readFileSync(storyFile(name, "flows.txt"), "utf8").trim().split("\n");
  const config = await readStoryConfig(name);
  const { base, head } = await readStorySnapshots(name);
  const readings = readClusters(base, head, { defaultNamespace: "default" });
  return {
    name,
    title: title.replace(/^# /, ""),
    facts: lines.filter((line) => line.trim() !== "" && !line.startsWith("#")),
    base: { reading: readings.base, cluster: withElsewhere(readings.base.cluster, config).cluster },
    head: { reading: readings.head, cluster: withElsewhere(readings.head.cluster, config).cluster },
    settings: toClusterSettings(config),
  };
}

/** The review of `before -> after`, which need not be the base and the head. */
export function renderStory(story: Story, before: Revision, after: Revision, format: Format): string {
  const policies = ({ cluster }: Revision): readonly string[] =>
    cluster.policies.map(({ namespace, name }) => `${namespace}/${name}`);
  const report: DiffReport = {
    roots: [
      {
        root: ".",
        diff: compare(before.cluster, after.cluster, story.settings),
        diagnostics: after.reading.diagnostics,
        counts: { base: before.reading.counts, head: after.reading.counts },
        compared: { base: "base", head: "head" },
        policies: { base: policies(before), head: policies(after) },
      },
    ],
  };
  return renderDiff(report, format, PLAIN_OPTIONS);
}

/** The reachability of the head. */
export function listStory({ head, settings }: Story, format: Format = "text"): string {
  const { diagnostics, counts } = head.reading;
  const root = {
    root: ".",
    focus: null,
    reachability: reach(head.cluster, settings),
    diagnostics,
    counts,
  };
  return renderList({ roots: [root] }, format, PLAIN_OPTIONS);
}

/** A side without a folder has no manifests: everything is new, or gone. */
async function readSide(directory: string): Promise<Snapshot> {
  return existsSync(directory) ? readDirectory(directory) : { files: [], skipped: [] };
}

/** The files of both revisions. */
export async function readStorySnapshots(name: string): Promise<Readonly<Record<"base" | "head", Snapshot>>> {
  const [base, head] = await Promise.all([readSide(storyFile(name, "base")), readSide(storyFile(name, "head"))]);
  return { base, head };
}

/** The configuration of a story; the default one when it has none. */
export async function readStoryConfig(name: string): Promise<Config> {
  const file = storyFile(name, "netpol.yml");
  if (!existsSync(file)) return defaultConfig;
  const { config, problems } = await readConfig(readFileSync(file, "utf8"), "netpol.yml");
  if (config === null) throw new Error(`${file}: ${problems.map(({ message }) => message).join("; ")}`);
  return config;
}
