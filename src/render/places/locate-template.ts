import type { ChartTemplate } from "./charts.ts";
import type { PlacesGround } from "./ground.ts";
import type { GroundFile } from "./ground-file.ts";
import type { Place } from "./model.ts";
import { mayDiffer } from "./other-side.ts";
import type { Difference } from "./other-side.ts";
import { printedOf, showing } from "./printed.ts";
import type { Printed } from "./printed.ts";
import type { Rendered } from "./rendered.ts";
import { mayPrint, sourcesOf } from "./template.ts";
import type { Definition, Sources, TemplateLine } from "./template.ts";

/** Blocks around a line are asked so far out. */
const MAX_AROUND = 20;

/** So many lines of included templates are compared with one rendered line. */
const MAX_INCLUDED = 200;

/**
 * Where each line of a document that Helm rendered comes from; null where nothing is known. That is a line of the template,
 * unless the change touches another that the line was made of: of the values, or of an included template.
 */
export function locateTemplate(
  rendered: Rendered,
  file: GroundFile,
  difference: Difference,
  ground: PlacesGround,
): readonly (Place | null)[] {
  const chart = ground.charts().templateOf(file);
  const aligned = chart.align(rendered.lines.map((line) => line.trim()));
  const explain = createExplain(chart, ground);
  return rendered.lines.map((text, index) => {
    const at = aligned[index] ?? -1;
    const line = chart.template.lines[at];
    const place = line === undefined ? null : file.lineAt(at + 1);
    const differs = mayDiffer(difference, index);
    if (differs === "no" || text.trim() === "" || (place !== null && ground.isChanged(place))) return place;
    const printed = printedOf(text);
    const found = line === undefined ? null : explain.printed(line, printed);
    if (found !== null || differs === "unknown") return found ?? place;
    return (
      (line === undefined ? null : explain.around(line, printed)) ??
      showing(ground.changedScalars().get(printed.scalar) ?? [], printed)?.place ??
      (difference.type === "new" ? chart.conditions.find((leaf) => ground.isChanged(leaf.place))?.place : null) ??
      place
    );
  });
}

interface Explain {
  /** The changed line that a line of the template prints the value of. */
  readonly printed: (line: TemplateLine, printed: Printed) => Place | null;
  /** The changed line that decides whether, or what, a line of the template prints. */
  readonly around: (line: TemplateLine, printed: Printed) => Place | null;
}

function createExplain({ template, leavesAt }: ChartTemplate, ground: PlacesGround): Explain {
  const known = new Map<TemplateLine, Sources>();
  const sources = (line: TemplateLine): Sources => {
    const found = known.get(line) ?? sourcesOf(line.actions, template, ground.charts().defines());
    known.set(line, found);
    return found;
  };
  const changedLeaves = (line: TemplateLine) =>
    sources(line).ways.flatMap((way) => leavesAt(way).filter(({ place }) => ground.isChanged(place)));
  const aroundOf = (line: TemplateLine): readonly number[] => {
    const found: number[] = [];
    for (let at = line.around; at !== -1 && found.length < MAX_AROUND; at = template.lines[at]?.around ?? -1)
      if (found.at(-1) === at) break;
      else found.push(at);
    return found;
  };
  return {
    printed: (line, printed) =>
      showing(changedLeaves(line), printed)?.place ?? included(sources(line).definitions, printed, ground),
    around: (line, printed) => {
      const blocks = aroundOf(line);
      for (const at of blocks) {
        const block = template.lines[at];
        const leaf = block === undefined ? null : showing(changedLeaves(block), printed);
        if (leaf !== null) return leaf.place;
      }
      const own = changedLeaves(line)[0];
      if (own !== undefined) return own.place;
      for (const at of blocks) {
        const block = template.lines[at];
        if (block === undefined) continue;
        const place = template.file.lineAt(at + 1);
        if (ground.isChanged(place)) return place;
        const leaf = changedLeaves(block)[0];
        if (leaf !== undefined) return leaf.place;
      }
      return null;
    },
  };
}

/** The changed line of an included template that may have printed this. */
function included(definitions: readonly Definition[], { line }: Printed, ground: PlacesGround): Place | null {
  for (const { template, first, end } of definitions) {
    const { file, lines } = template();
    for (let at = first; at < Math.min(end, first + MAX_INCLUDED); at++) {
      const place = file.lineAt(at + 1);
      const printer = lines[at];
      if (printer !== undefined && ground.isChanged(place) && mayPrint(printer, line)) return place;
    }
  }
  return null;
}
