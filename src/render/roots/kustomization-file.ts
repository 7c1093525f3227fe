import { readYaml, type SourceFile, type YamlNode } from "../../manifests/index.ts";
import { itemsAt, textAt, textOf, textsAt, valueAt } from "./nodes.ts";

/** Flux has a kind of the same name, which people keep in files of this name. */
const FLUX_GROUP = "kustomize.toolkit.fluxcd.io/";

/** What a kustomization refers to, as it is written. Inline patches and remote references are texts that name nothing. */
export interface KustomizationFile {
  readonly kind: "Kustomization" | "Component";
  /** Files, or directories with a kustomization: what is built. */
  readonly resources: readonly string[];
  /** Directories of components. */
  readonly components: readonly string[];
  /** Files or directories: transformers, generators and validators. */
  readonly plugins: readonly string[];
  /** Files that say how resources change: patches, replacements, configurations … */
  readonly changes: readonly string[];
  /** Files whose content is data: of generators, and values of charts. */
  readonly data: readonly string[];
  /** Directories in which a local chart may stand. */
  readonly charts: readonly string[];
}

/** Whether a file with the name of a kustomization says that it is an object of Flux. */
export function isOfFlux({ bytes }: SourceFile): boolean {
  return new TextDecoder().decode(bytes).includes(FLUX_GROUP) && isFluxObject(firstDocument(bytes));
}

function firstDocument(bytes: Uint8Array): YamlNode | null {
  return readYaml(bytes, () => true).documents.find((document) => document.root !== null)?.root ?? null;
}

function isFluxObject(root: YamlNode | null): boolean {
  return textAt(root, "apiVersion")?.startsWith(FLUX_GROUP) === true;
}

/**
 * Reads a kustomization as far as it refers to others; `null` for an object of Flux. One that cannot be read refers to
 * nothing: rendering says why.
 * Source: kustomize `types.Kustomization`, with the fields that `FixKustomizationPreMarshalling` still takes.
 */
export function readKustomizationFile({ bytes }: SourceFile): KustomizationFile | null {
  const root = firstDocument(bytes);
  if (isFluxObject(root)) return null;
  const generators = [...itemsAt(root, "configMapGenerator"), ...itemsAt(root, "secretGenerator")];
  const home = textAt(root, "helmGlobals", "chartHome") ?? "charts";
  const charts = itemsAt(root, "helmCharts");
  const oldCharts = itemsAt(root, "helmChartInflationGenerator");
  return {
    kind: textAt(root, "kind") === "Component" ? "Component" : "Kustomization",
    resources: [...textsAt(root, "resources"), ...textsAt(root, "bases")],
    components: textsAt(root, "components"),
    plugins: [...textsAt(root, "generators"), ...textsAt(root, "transformers"), ...textsAt(root, "validators")],
    changes: [
      ...textsAt(root, "patchesStrategicMerge"),
      ...[...itemsAt(root, "patches"), ...itemsAt(root, "patchesJson6902"), ...itemsAt(root, "replacements")].flatMap(
        (item) => textAt(item, "path") ?? textOf(item) ?? [],
      ),
      ...textsAt(root, "crds"),
      ...textsAt(root, "configurations"),
      ...some(textAt(root, "openapi", "path")),
    ],
    data: [
      ...generators.flatMap(dataFilesOf),
      ...[...charts, ...oldCharts].flatMap(valuesFilesOf),
      ...oldCharts.flatMap((chart) => some(textAt(chart, "values"))),
    ],
    charts: [
      ...charts.flatMap((chart) => chartDirectories(chart, "name", home)),
      ...oldCharts.flatMap((chart) => chartDirectories(chart, "chartName", textAt(chart, "chartHome") ?? home)),
    ],
  };
}

/**
 * What the configuration of a built-in plugin refers to, from the directory of the kustomization that names it.
 * Source: kustomize `api/internal/builtins`.
 */
export function readPluginFile({ bytes }: SourceFile): Pick<KustomizationFile, "changes" | "data" | "charts"> {
  const roots = readYaml(bytes, () => true).documents.flatMap(({ root }) => root ?? []);
  return {
    changes: roots.flatMap((root) => [
      ...some(textAt(root, "path")),
      ...textsAt(root, "paths"),
      ...itemsAt(root, "replacements").flatMap((item) => textAt(item, "path") ?? []),
    ]),
    data: roots.flatMap((root) => [...dataFilesOf(root), ...valuesFilesOf(root)]),
    charts: roots
      .filter((root) => valueAt(root, "kind") !== null && textAt(root, "kind") === "HelmChartInflationGenerator")
      .flatMap((root) => chartDirectories(root, "name", textAt(root, "chartHome") ?? "charts")),
  };
}

/** `files` may say `key=path`, or just the path. */
function dataFilesOf(generator: YamlNode): readonly string[] {
  const files = textsAt(generator, "files").map((text) => text.slice(text.indexOf("=") + 1));
  return [...files, ...textsAt(generator, "envs"), ...some(textAt(generator, "env"))];
}

function valuesFilesOf(chart: YamlNode): readonly string[] {
  return [...some(textAt(chart, "valuesFile")), ...textsAt(chart, "additionalValuesFiles")];
}

/** Kustomize looks for `charts/web`, and unpacks what it fetched to `charts/web-1.2.3/web`. */
function chartDirectories(chart: YamlNode, key: "name" | "chartName", home: string): readonly string[] {
  const name = textAt(chart, key);
  if (name === null) return [];
  const version = textAt(chart, "version");
  return [`${home}/${name}`, ...(version === null ? [] : [`${home}/${name}-${version}/${name}`])];
}

function some(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}
