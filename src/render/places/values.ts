import type { YamlNode } from "../../manifests/index.ts";
import type { GroundFile, SourceDocument } from "./ground-file.ts";
import type { Place, PlacesRoot } from "./model.ts";
import { CHART_FILE } from "../file-names.ts";
import { directoryOf, joinPath, nameOf } from "../paths.ts";
import { fieldOf, scalarText, textField } from "./scalar.ts";

/** So many values under one way are looked at. */
const MAX_LEAVES = 200;

/** Charts inside one another are followed so far. */
const MAX_CHARTS = 10;

/** A scalar of a values file. */
export interface ValuesLeaf {
  readonly key: string;
  readonly scalar: string;
  readonly place: Place;
}

/** The values of a chart as its templates see them: for a way, the scalars at it or below, as far as nothing overrides them. */
export type LeavesAt = (way: string) => readonly ValuesLeaf[];

/** A values file, and where in it the values of a chart are. */
interface Layer {
  readonly document: SourceDocument;
  readonly prefix: readonly string[];
}

/** The values of the chart in a directory. Each way is looked up once. */
export function createLeavesAt(directory: string, root: PlacesRoot, files: ReadonlyMap<string, GroundFile>): LeavesAt {
  const layers = layersOf(directory, root, files);
  const known = new Map<string, readonly ValuesLeaf[]>();
  return (way) => {
    const before = known.get(way);
    if (before !== undefined) return before;
    const keys = way.split("\n");
    const found: Found = { leaves: new Map(), lists: new Map() };
    for (const { document, prefix } of layers) {
      const full = keys[0] === "global" ? keys : [...prefix, ...keys];
      const entry = entryAt(document.root, full);
      if (entry !== null) collect(entry.value, entry.keyOffset, full.at(-1) ?? "", "", document, found);
    }
    const leaves = [...found.leaves.values()];
    known.set(way, leaves);
    return leaves;
  };
}

/** Strongest first: the values files given, the last one first; then those of the charts, from the outside in. */
function layersOf(directory: string, root: PlacesRoot, files: ReadonlyMap<string, GroundFile>): readonly Layer[] {
  const charts = [directory];
  for (let parent = parentOf(directory, root, files); parent !== null && charts.length < MAX_CHARTS;) {
    charts.push(parent);
    parent = parentOf(parent, root, files);
  }
  const layers: Layer[] = [];
  let prefixes: readonly (readonly string[])[] = [[]];
  for (const [index, chart] of charts.entries()) {
    const parent = charts[index + 1];
    const own = [...(files.get(joinPath(chart, "values.yaml"))?.documents() ?? [])];
    for (const prefix of prefixes) for (const document of own) layers.unshift({ document, prefix });
    if (parent === undefined) break;
    const names = namesOf(chart, parent, files);
    prefixes = prefixes.flatMap((prefix) => names.map((name) => [name, ...prefix])).slice(0, MAX_CHARTS);
  }
  const given = root.type === "chart" ? root.values : [];
  for (const path of given)
    for (const document of files.get(path)?.documents() ?? [])
      for (const prefix of prefixes) layers.unshift({ document, prefix });
  return layers;
}

/** The chart that a chart is a part of; null: none, as far as the root goes. */
export function parentOf(directory: string, root: PlacesRoot, files: ReadonlyMap<string, GroundFile>): string | null {
  if (directory === root.directory || !/(?:^|\/)charts\/[^/]+$/.test(directory)) return null;
  const parent = directoryOf(directoryOf(directory));
  return files.has(chartFile(parent)) ? parent : null;
}

function chartFile(directory: string): string {
  return joinPath(directory, CHART_FILE);
}

/** What the parent's values call a subchart: its aliases, or its name, which is its directory's. */
function namesOf(chart: string, parent: string, files: ReadonlyMap<string, GroundFile>): readonly string[] {
  const name = nameOf(chart);
  const aliases = dependenciesOf(parent, files).flatMap((dependency) =>
    textField(dependency, "name") === name ? (textField(dependency, "alias") ?? []) : [],
  );
  return aliases.length === 0 ? [name] : aliases;
}

/** The dependencies that a Chart.yaml lists. */
export function dependenciesOf(chart: string, files: ReadonlyMap<string, GroundFile>): readonly YamlNode[] {
  const file = files.get(chartFile(chart));
  const list = fieldOf(file?.documents()[0]?.root ?? null, "dependencies");
  return list?.type === "sequence" ? list.items : [];
}

function entryAt(
  root: YamlNode,
  keys: readonly string[],
): { readonly value: YamlNode; readonly keyOffset: number } | null {
  let found: { readonly value: YamlNode; readonly keyOffset: number } | null = null;
  let node: YamlNode | null = root;
  for (const key of keys) {
    if (node?.type !== "mapping") return null;
    found = node.entries.find((entry) => entry.key === key) ?? null;
    node = found?.value ?? null;
  }
  return found;
}

/** Leaves by their way below the one that was asked for, and whose lists there are. */
interface Found {
  readonly leaves: Map<string, ValuesLeaf>;
  readonly lists: Map<string, SourceDocument>;
}

/** What is found already is of a stronger file. A list replaces a weaker one as a whole. */
function collect(
  node: YamlNode,
  offset: number,
  key: string,
  below: string,
  document: SourceDocument,
  found: Found,
): void {
  const { leaves, lists } = found;
  if (leaves.size >= MAX_LEAVES) return;
  const scalar = scalarText(node);
  if (scalar !== null) {
    if (!leaves.has(below)) leaves.set(below, { key, scalar, place: document.placeAt(offset) });
  } else if (node.type === "mapping") {
    for (const entry of node.entries)
      collect(entry.value, entry.keyOffset, entry.key, `${below}\n${entry.key}`, document, found);
  } else if (node.type === "sequence") {
    if ((lists.get(below) ?? document) !== document) return;
    lists.set(below, document);
    for (const [index, item] of node.items.entries())
      collect(item, item.offset, key, `${below}\n[${String(index)}]`, document, found);
  }
}
