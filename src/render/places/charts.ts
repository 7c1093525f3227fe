import { createAlignTemplate } from "./align-template.ts";
import type { AlignTemplate } from "./align-template.ts";
import { once } from "./ground-file.ts";
import type { GroundFile } from "./ground-file.ts";
import type { PlacesRoot } from "./model.ts";
import { directoryOf, nameOf } from "../paths.ts";
import { textField } from "./scalar.ts";
import { readTemplate } from "./template.ts";
import type { Definition, Template } from "./template.ts";
import { createLeavesAt, dependenciesOf, parentOf } from "./values.ts";
import type { LeavesAt, ValuesLeaf } from "./values.ts";

/** The templates and values of a root. */
export interface Charts {
  readonly templateOf: (file: GroundFile) => ChartTemplate;
  /** What templates define anywhere in the root: the names are common to all charts of a release. */
  readonly defines: () => ReadonlyMap<string, Definition>;
}

/** A template with the values of its chart. */
export interface ChartTemplate {
  readonly template: Template;
  readonly align: AlignTemplate;
  readonly leavesAt: LeavesAt;
  /** The values that say whether the chart is part of the release at all. */
  readonly conditions: readonly ValuesLeaf[];
}

/** `documents`: how many the root has. */
export function createCharts(root: PlacesRoot, files: ReadonlyMap<string, GroundFile>, documents: number): Charts {
  const templates = new Map<GroundFile, Template>();
  const prepared = new Map<GroundFile, ChartTemplate>();
  const values = new Map<string, LeavesAt>();
  const read = (file: GroundFile): Template => {
    const template = templates.get(file) ?? readTemplate(file);
    templates.set(file, template);
    return template;
  };
  const leavesOf = (directory: string): LeavesAt => {
    const leavesAt = values.get(directory) ?? createLeavesAt(directory, root, files);
    values.set(directory, leavesAt);
    return leavesAt;
  };
  return {
    templateOf: (file) => {
      const before = prepared.get(file);
      if (before !== undefined) return before;
      const directory = chartOf(file.path, files);
      const template = read(file);
      const chart: ChartTemplate = {
        template,
        align: createAlignTemplate(template, documents),
        leavesAt: leavesOf(directory),
        conditions: conditionsOf(directory, root, files).flatMap(({ chart: at, way }) => leavesOf(at)(way)),
      };
      prepared.set(file, chart);
      return chart;
    },
    defines: once(() => {
      const templateFiles = [...files.values()].filter(({ path }) => isTemplate(path));
      return new Map(templateFiles.flatMap((file) => [...read(file).defines]));
    }),
  };
}

/** A file that Helm reads as a template. */
export function isTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

/** The directory of the innermost chart around a template. */
function chartOf(path: string, files: ReadonlyMap<string, GroundFile>): string {
  for (let directory = directoryOf(path); directory !== "."; directory = directoryOf(directory))
    if (files.has(`${directory}/Chart.yaml`)) return directory;
  const templates = path.lastIndexOf("/templates/");
  return templates === -1 ? "." : path.slice(0, templates);
}

/** The conditions under which a subchart is rendered, from the inside out. */
function conditionsOf(
  directory: string,
  root: PlacesRoot,
  files: ReadonlyMap<string, GroundFile>,
): readonly { readonly chart: string; readonly way: string }[] {
  const found: { readonly chart: string; readonly way: string }[] = [];
  let chart = directory;
  for (let parent = parentOf(chart, root, files); parent !== null; parent = parentOf(chart, root, files)) {
    const name = nameOf(chart);
    chart = parent;
    for (const dependency of dependenciesOf(chart, files)) {
      const condition = textField(dependency, "name") === name ? textField(dependency, "condition") : null;
      for (const path of condition?.split(",").slice(0, 8) ?? [])
        found.push({ chart, way: path.trim().replaceAll(".", "\n") });
    }
  }
  return found;
}
