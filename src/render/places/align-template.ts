import { bucketsOf } from "./buckets.ts";
import { matchLines } from "./match-lines.ts";
import { mayPrint } from "./template.ts";
import type { Template, TemplateLine } from "./template.ts";

/** A line is looked for so many lines ahead and back. */
const MAX_SCAN = 200;

/** A template of so many lines is compared with every document, one with more only if the root has few documents. */
const MAX_LINES = 2000;

/** Lines of templates that are compared for one root. */
const MAX_COMPARED = 20_000_000;

/** So many documents of a template are tried for one rendered document. */
const MAX_TRIED = 4;

/** For each rendered line (without blanks around) the index of the line of the template that printed it; -1: not known. */
export type AlignTemplate = (rendered: readonly string[]) => Int32Array;

/**
 * Work for one rendered document is at most 200 comparisons for each of its lines, and a diff of it and the template; for
 * all `documents` of the root it is bounded, too: where a template is too long, no line is known.
 */
export function createAlignTemplate({ lines }: Template, documents: number): AlignTemplate {
  const mostLines = Math.max(MAX_LINES, MAX_COMPARED / Math.max(1, documents));
  const ranges = rangesOf(lines);
  const byText = bucketsOf(
    lines.flatMap(({ type, pieces, document }) => (type === "literal" ? [[pieces[0] ?? "", document] as const] : [])),
  );
  return (rendered) => {
    const votes = new Map<number, number>();
    if (ranges.length > 1)
      for (const line of rendered)
        for (const document of new Set(byText.get(line))) votes.set(document, (votes.get(document) ?? 0) + 1);
    const tried = [...votes].sort(([a, x], [b, y]) => y - x || a - b).slice(0, MAX_TRIED);
    const candidates = tried.length === 0 ? [0] : tried.map(([document]) => document);
    let best: { readonly aligned: Int32Array; readonly score: number } | null = null;
    for (const document of candidates) {
      const range = ranges[document];
      if (range === undefined || range.end - range.first > mostLines) continue;
      const aligned = alignRange(rendered, lines, range);
      const score = aligned.reduce((sum, line) => sum + scoreOf(lines[line]), 0);
      if (score > (best?.score ?? -1)) best = { aligned, score };
    }
    return best?.aligned ?? new Int32Array(rendered.length).fill(-1);
  };
}

/** What is printed word by word says more than what anything may have printed. */
function scoreOf(line: TemplateLine | undefined): number {
  if (line === undefined || line.type === "wild") return 0;
  return line.type === "literal" ? 1 : 2;
}

interface Range {
  readonly first: number;
  readonly end: number;
}

function rangesOf(lines: readonly TemplateLine[]): readonly Range[] {
  const ranges: Range[] = [];
  for (const [index, { document }] of lines.entries())
    ranges[document] = { first: ranges[document]?.first ?? index, end: index + 1 };
  return ranges;
}

function alignRange(rendered: readonly string[], lines: readonly TemplateLine[], range: Range): Int32Array {
  const left = rendered.map((line, index) => (line === "" ? `\0rendered ${index}` : line));
  const right = lines
    .slice(range.first, range.end)
    .map(({ type, pieces }, index) => (type === "literal" ? (pieces[0] ?? "") : `\0template ${index}`));
  const aligned = matchLines(left, right).map((partner) => (partner === -1 ? -1 : partner + range.first));
  let low = range.first - 1;
  for (let start = 0; start < aligned.length; start++) {
    const anchor = aligned[start] ?? -1;
    if (anchor !== -1) {
      low = anchor;
      continue;
    }
    let end = start;
    while (end < aligned.length && aligned[end] === -1) end++;
    fillGap(rendered, lines, aligned, { start, end, low, high: aligned[end] ?? range.end });
    start = end - 1;
  }
  return aligned;
}

/** Rendered lines between two that are known: `low` and `high` are the lines of the template that those are. */
interface Gap {
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/** Line by line: the next line of the template that may have printed it; else one above (of a loop); else an action. */
function fillGap(
  rendered: readonly string[],
  lines: readonly TemplateLine[],
  aligned: Int32Array,
  { start, end, low, high }: Gap,
): void {
  let at = low;
  for (let index = start; index < end; index++) {
    const text = rendered[index] ?? "";
    if (text === "") continue;
    const found = findLine(text, lines, at, low, high);
    if (found === -1) continue;
    aligned[index] = found;
    at = found;
  }
}

function findLine(text: string, lines: readonly TemplateLine[], at: number, low: number, high: number): number {
  const inAction = lines[at]?.type === "wild" && at > low ? at : -1;
  let wild = inAction;
  for (let line = at + 1; line < Math.min(high, at + MAX_SCAN); line++) {
    const candidate = lines[line];
    if (candidate === undefined) break;
    if (candidate.type === "wild") wild = wild === -1 ? line : wild;
    else if (mayPrint(candidate, text)) return line;
  }
  for (let line = at; line > Math.max(low, at - MAX_SCAN); line--) {
    const candidate = lines[line];
    if (candidate !== undefined && candidate.type !== "wild" && mayPrint(candidate, text)) return line;
  }
  return wild;
}
