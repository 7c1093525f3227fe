/** Words for one changed flow: a row of the table, or a line. */
import type { TableRow } from "./blocks.ts";
import { causesPhrase } from "./causes.ts";
import { connectionsPhrase, familyPhrase } from "./connections.ts";
import { endPhrase } from "./describe.ts";
import type { RootReview } from "./root-review.ts";
import type { FlowRow } from "./rows.ts";
import { phrase, text, type Span } from "./spans.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What words for the flows of a root need to know about it. */
type Words = Pick<RootReview, "vocabulary" | "policies">;

/** Columns of the table of changed flows. */
export const FLOW_COLUMNS: readonly string[] = ["Source", "Destination", "Port", "Why"];

/** A changed flow as a row under `FLOW_COLUMNS`. */
export function flowTableRow(row: FlowRow, { vocabulary, policies }: Words): TableRow {
  return {
    mark: row.change,
    cells: [
      endPhrase(row.from, row.to, vocabulary),
      destinationPhrase(row, vocabulary),
      portsPhrase(row),
      causesPhrase(row.causes, policies),
    ],
  };
}

/** "`shop/Deployment/web` → `shop/StatefulSet/db`, TCP 5432". */
export function flowPhrase(row: FlowRow, vocabulary: Vocabulary): readonly Span[] {
  const ends = phrase`${endPhrase(row.from, row.to, vocabulary)} → ${destinationPhrase(row, vocabulary)}`;
  return phrase`${ends}, ${portsPhrase(row)}`;
}

/** "may be newly allowed: `a` → `b`, TCP 80: rule `ingress[0]` of `shop/b` allows it (b.yaml:3)". */
export function undecidedPhrase(row: FlowRow, { vocabulary, policies }: Words): readonly Span[] {
  return phrase`may be newly ${row.change}: ${flowPhrase(row, vocabulary)}: ${causesPhrase(row.causes, policies)}`;
}

/** "TCP 80 (IPv4 only) (assumed)". */
function portsPhrase({ connections, family, certainty }: FlowRow): readonly Span[] {
  const assumed = certainty === "assumed" ? " (assumed)" : "";
  return phrase`${connectionsPhrase(connections)}${familyPhrase(family)}${assumed}`;
}

/** "its own replicas" where a workload reaches itself. */
function destinationPhrase(row: FlowRow, vocabulary: Vocabulary): readonly Span[] {
  const [from] = row.from;
  const [to] = row.to;
  const endpoint = to === undefined ? undefined : vocabulary.endpoints[to];
  const itself = row.from.length === 1 && row.to.length === 1 && from === to;
  return itself && endpoint?.type === "workload" ? [text("its own replicas")] : endPhrase(row.to, row.from, vocabulary);
}
