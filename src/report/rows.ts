/**
 * Changed flows as the rows of a table.
 *
 * A row is a product: every source to every destination, over the same ports, for causes of one shape. The number of
 * flows in a headline is the number of rows; the number of pairs is that of single sources with single destinations.
 */
import type { Cause, Certainty, ChangedFlow, Connections, Endpoint, Family } from "../engine/index.ts";
import { causeKey, causeShape } from "./causes.ts";
import { connectionsKey } from "./connections.ts";
import { createSetInterner, unionOf, without, type IndexSet } from "./sets.ts";

export type Change = "allowed" | "denied";

export interface FlowRow {
  readonly change: Change;
  readonly from: IndexSet;
  readonly to: IndexSet;
  readonly connections: Connections;
  readonly certainty: Certainty;
  readonly family: Family | null;
  /** Without duplicates. */
  readonly causes: readonly Cause[];
}

/** The rows of these flows between endpoints outside of `aside`, worst first. */
export function flowRows(
  flows: readonly ChangedFlow[],
  change: Change,
  endpoints: readonly Endpoint[],
  aside: ReadonlySet<number>,
): readonly FlowRow[] {
  const rows = flows.flatMap((flow) => {
    const from = without(flow.from, aside);
    const to = without(flow.to, aside);
    return from.length === 0 || to.length === 0 ? [] : [{ ...flow, change, from, to }];
  });
  return sortRows(mergeRows(foldFamilies(mergeRows(rows))), endpoints);
}

/**
 * What holds over one family for certain and over the other under an assumption holds over both under the assumption:
 * one row where addresses of pods are not known, instead of two.
 */
function foldFamilies(rows: readonly FlowRow[]): readonly FlowRow[] {
  const intern = createSetInterner();
  const ends = (row: FlowRow): string => `${String(intern(row.from))} ${String(intern(row.to))}`;
  const whole = (row: FlowRow): string => `${ends(row)} ${shapeOf({ ...row, certainty: "assumed", family: null })}`;
  const groups = new Map<string, FlowRow[]>();
  for (const row of rows) {
    const key = row.family === null || row.certainty === "unknown" ? `${ends(row)} ${shapeOf(row)}` : whole(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const families = new Set(group.map((row) => row.family));
    if (group.length !== 2 || families.size !== 2 || families.has(null)) return group;
    const folded = mergeGroup(group);
    return [{ ...folded, certainty: "assumed" as const, family: null }];
  });
}

function pairsOf(row: FlowRow): number {
  return row.from.length * row.to.length;
}

export function countPairs(rows: readonly FlowRow[]): number {
  return rows.reduce((sum, row) => sum + pairsOf(row), 0);
}

/** Rows that share all but their destinations, or all but their sources, are one row; until nothing more fits. */
function mergeRows(rows: readonly FlowRow[]): readonly FlowRow[] {
  const intern = createSetInterner();
  let merged = rows;
  for (;;) {
    const bySource = mergeBy(merged, (row) => intern(row.from));
    const byBoth = mergeBy(bySource, (row) => intern(row.to));
    if (byBoth.length === merged.length) return byBoth;
    merged = byBoth;
  }
}

function mergeBy(rows: readonly FlowRow[], side: (row: FlowRow) => number): readonly FlowRow[] {
  const groups = new Map<string, FlowRow[]>();
  for (const row of rows) {
    const key = `${String(side(row))} ${shapeOf(row)}`;
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  return [...groups.values()].map(mergeGroup);
}

function shapeOf(row: FlowRow): string {
  const shapes = [...new Set(row.causes.map(causeShape))].sort();
  return JSON.stringify([connectionsKey(row.connections), row.certainty, row.family, shapes]);
}

function mergeGroup(group: readonly FlowRow[]): FlowRow {
  const [first] = group;
  if (first === undefined) throw new Error("invariant: a group of rows is not empty");
  if (group.length === 1) return first;
  return {
    ...first,
    from: unionOf(group.map((row) => row.from)),
    to: unionOf(group.map((row) => row.to)),
    causes: distinctCauses(group.flatMap((row) => row.causes)),
  };
}

function distinctCauses(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((cause) => [causeKey(cause), cause])).values()];
}

/** From outside the cluster first, then across namespaces, then the others; more pairs before fewer. */
function sortRows(rows: readonly FlowRow[], endpoints: readonly Endpoint[]): readonly FlowRow[] {
  const namespaces = endpoints.map(namespaceOf);
  return rows
    .map((row, index) => ({ row, index, rank: rankOf(row, namespaces) }))
    .sort((a, b) => a.rank - b.rank || pairsOf(b.row) - pairsOf(a.row) || a.index - b.index)
    .map(({ row }) => row);
}

/** `namespaces`: of each endpoint, `null` outside of the cluster. */
function rankOf(row: FlowRow, namespaces: readonly (string | null)[]): number {
  if (row.from.some((index) => namespaces[index] === null)) return 0;
  const first = namespaces[row.from[0] ?? 0];
  const elsewhere = (index: number): boolean => namespaces[index] !== first;
  return row.from.some(elsewhere) || row.to.some(elsewhere) ? 1 : 2;
}

/** A value that differs where namespaces do; pods of several namespaces, or of none by name, are in none of the others. */
function namespaceOf(endpoint: Endpoint): string | null {
  if (endpoint.type === "external") return null;
  if (endpoint.type === "workload") return endpoint.namespace;
  const scopes = endpoint.patterns.map((pattern) => pattern.namespace);
  const names = new Set(scopes.map((scope) => (scope.type === "name" ? scope.name : "*")));
  return names.size === 1 ? [...names].join("") : "*";
}
