/** Reachability of the workloads that the change touches, before and after, as a small matrix. */
import type { Flow, Reachability, Side } from "../../engine/index.ts";
import { connectionsPhrase, familyPhrase } from "../connections.ts";
import { markdownInline } from "../markdown.ts";
import type { PlaceLink } from "../options.ts";
import { certaintyWords } from "../peers.ts";
import { NOTHING, type PagePart } from "../pull-request/kinds.ts";
import type { RootReview } from "../root-review.ts";
import { unionOf, type IndexSet } from "../sets.ts";
import { code, counted, join, phrase, plainText, text, type Span } from "../spans.ts";
import { externalAt, workloadAt } from "../vocabulary.ts";
import { details } from "./details.ts";

/** Rows and columns that can be taken in at a glance, and that a comment is wide enough for. */
const MAX_SOURCES = 12;
const MAX_DESTINATIONS = 6;

/** Reachability of both sides, from which the values of unchanged pairs come. */
export type BothSides = Readonly<Record<Side, Reachability>>;

/** A row or column: a workload, or the internet. */
interface Line {
  readonly name: readonly Span[];
  /** Its endpoint in the reachability of each side; `null` where it has none. */
  readonly at: Readonly<Record<Side, number | null>>;
}

/**
 * The matrix, or a line that says that it does not fit; nothing without workloads. `both` is asked for where it fits, with
 * the namespaces of the workloads.
 */
export function matrixSection(
  review: RootReview,
  both: (namespaces: ReadonlySet<string>) => BothSides | null,
  link: PlaceLink,
): PagePart {
  const { rows, vocabulary } = review;
  const isLine = (index: number): boolean =>
    workloadAt(vocabulary, index) !== null || externalAt(vocabulary, index)?.internet === true;
  const sources = unionOf(rows.map(({ from }) => from)).filter(isLine);
  const destinations = unionOf(rows.map(({ to }) => to)).filter(isLine);
  const touched = unionOf([sources, destinations]).flatMap((index) => workloadAt(vocabulary, index) ?? []);
  if (sources.length === 0 || destinations.length === 0 || touched.length === 0) return nothing("");
  const what = `the ${counted(touched.length, "workload")} that changed flows touch`;
  if (sources.length > MAX_SOURCES || destinations.length > MAX_DESTINATIONS) {
    return nothing(
      `No matrix of ${what}: it would be larger than ${MAX_SOURCES} by ${MAX_DESTINATIONS}. \`/netpol matrix\` prints it.`,
    );
  }
  const sides = both(new Set(touched.map(({ namespace }) => namespace)));
  if (sides === null) return nothing("");
  const matrix = matrixTable(linesOf(sources, review, sides), linesOf(destinations, review, sides), sides, link);
  const shown = details(`<b>Reachability of ${what}</b> (before → after)`, matrix);
  return {
    sizes: { ...NOTHING, matrix: 1 },
    render: ({ matrix: count }) =>
      count === 0 ? `No matrix of ${what}: no room for it here. \`/netpol matrix\` prints it.` : shown,
  };
}

function nothing(line: string): PagePart {
  return { sizes: NOTHING, render: () => line };
}

/** All of the internet together, first; then workloads one by one. */
function linesOf(set: IndexSet, { vocabulary }: RootReview, sides: BothSides): readonly Line[] {
  const workloads = set
    .flatMap((index) => workloadAt(vocabulary, index) ?? [])
    .map(({ id, workload }) => ({
      name: [code(id)],
      at: onBothSides((side) => indexOf(id, side) ?? (workload === null ? null : indexOf(workload, side))),
    }));
  const internet = {
    name: [text("internet")],
    at: onBothSides((side) => found(sides[side].endpoints.findIndex((end) => end.type === "external" && end.internet))),
  };
  function indexOf(id: string, side: Side): number | null {
    return found(sides[side].endpoints.findIndex((endpoint) => endpoint.id === id));
  }
  return workloads.length < set.length ? [internet, ...workloads] : workloads;
}

function found(index: number): number | null {
  return index < 0 ? null : index;
}

function onBothSides<T>(value: (side: Side) => T): Readonly<Record<Side, T>> {
  return { base: value("base"), head: value("head") };
}

function matrixTable(
  sources: readonly Line[],
  destinations: readonly Line[],
  sides: BothSides,
  link: PlaceLink,
): string {
  const values = onBothSides((side) => valuesOf(sources, destinations, side, sides[side]));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const cell = (spans: readonly Span[]): string => markdownInline(spans, "cell", link);
  const rows = sources.map(({ name }, row) =>
    line([
      cell(name),
      ...destinations.map((_, column) => {
        const before = values.base[row]?.[column] ?? [];
        const after = values.head[row]?.[column] ?? [];
        return plainText(before) === plainText(after) ? cell(after) : `${cell(before)} → **${cell(after)}**`;
      }),
    ]),
  );
  return [
    line(["from ↓ to →", ...destinations.map(({ name }) => cell(name))]),
    line([":--", ...destinations.map(() => ":--")]),
    ...rows,
  ].join("\n");
}

/** What each source reaches each destination on: "TCP 80", "✗" for nothing, "–" where one of them does not exist. */
function valuesOf(
  sources: readonly Line[],
  destinations: readonly Line[],
  side: Side,
  { flows }: Reachability,
): readonly (readonly (readonly Span[])[])[] {
  const froms = new Set(sources.map(({ at }) => at[side]));
  const tos = new Set(destinations.map(({ at }) => at[side]));
  const between = new Map<string, Flow[]>();
  for (const flow of flows) {
    const to = flow.to.filter((index) => tos.has(index));
    if (to.length === 0) continue;
    for (const source of flow.from.filter((index) => froms.has(index))) {
      for (const end of to) {
        const key = `${String(source)} ${String(end)}`;
        between.set(key, [...(between.get(key) ?? []), flow]);
      }
    }
  }
  return sources.map((source) =>
    destinations.map((destination) => {
      const [from, to] = [source.at[side], destination.at[side]];
      if (from === null || to === null) return [text("–")];
      return valuePhrase(between.get(`${String(from)} ${String(to)}`) ?? []);
    }),
  );
}

function valuePhrase(flows: readonly Flow[]): readonly Span[] {
  if (flows.length === 0) return [text("✗")];
  const words = flows.map((flow) => {
    return phrase`${connectionsPhrase(flow.connections)}${familyPhrase(flow.family)}${certaintyWords(flow)}`;
  });
  return join(
    [...words].sort((a, b) => (plainText(a) < plainText(b) ? -1 : 1)),
    "; ",
  );
}
