/** Who can reach some endpoints, or what they can reach; before and after a change. */
import type { Connections, Flow, Reachability, Side } from "../../engine/index.ts";
import { heading, paragraph, type Block, type TableRow } from "../blocks.ts";
import { connectionsPhrase, familyPhrase } from "../connections.ts";
import { endPhrase, setPhrase } from "../describe.ts";
import { notesBlocks } from "../notes.ts";
import { certaintyWords, peerGroups } from "../peers.ts";
import { flowProfiles } from "../profiles.ts";
import { code, phrase, text, type Span } from "../spans.ts";
import { createVocabulary } from "../vocabulary.ts";

/** What can reach the endpoints, or what they can reach. */
export type Asked = "who" | "reach";

export interface PeersReport {
  readonly asked: Asked;
  /** The words for the endpoints. */
  readonly subject: string;
  /** The only ports that are looked at; `null`: all. */
  readonly port: Connections | null;
  /** One, or before and after. */
  readonly sides: readonly PeersSide[];
}

export interface PeersSide {
  readonly side: Side;
  /** Flows over the ports asked for. */
  readonly reachability: Reachability;
  /** Indices of the endpoints asked about; empty: this side does not have them. */
  readonly chosen: readonly number[];
}

export function peersDocument(report: PeersReport): readonly Block[] {
  const { asked, sides } = report;
  const tables = sides.map((side) => peersTable(side, asked));
  const [before, after] = tables;
  const same = before !== undefined && JSON.stringify(before) === JSON.stringify(after);
  const last = sides.at(-1);
  return [
    heading(1, "neutral", phrase`${titlePhrase(report)}${same ? ", the same before and after" : ""}`),
    ...(same
      ? before
      : sides.flatMap(({ side }, index) => [
          ...(sides.length > 1 ? [heading(2, "neutral", [text(sideWord(side))])] : []),
          ...(tables[index] ?? []),
        ])),
    ...notesBlocks({ assumptions: last?.reachability.assumptions ?? [], diagnostics: [], notEvaluated: [] }, 2),
  ];
}

/** "Before", "After". */
export function sideWord(side: Side): string {
  return side === "base" ? "Before" : "After";
}

function titlePhrase({ asked, subject, port, sides }: PeersReport): readonly Span[] {
  const only = sides.length === 1 ? (sides[0]?.side === "base" ? " before the change" : " after the change") : "";
  const target = port === null ? [code(subject)] : phrase`${code(subject)} on ${connectionsPhrase(port)}`;
  return asked === "who" ? phrase`What can reach ${target}${only}` : phrase`What ${target} can reach${only}`;
}

function peersTable({ reachability, chosen }: PeersSide, asked: Asked): readonly Block[] {
  if (chosen.length === 0) return [paragraph([text("It does not exist on this side.")])];
  const { endpoints, flows } = reachability;
  const vocabulary = createVocabulary(endpoints, () => true);
  const end = asked === "who" ? "from" : "to";
  const rows = groupByFlows(flows, chosen, asked).flatMap(({ members, numbers }): readonly TableRow[] => {
    const groups = peerGroups(numbers, flows, end);
    const subject = setPhrase(members, vocabulary);
    if (groups.length === 0) return [{ mark: "none", cells: [subject, [text("nothing")], []] }];
    return groups.map(({ peers, flow }, index) => ({
      mark: "none",
      cells: [
        index === 0 ? subject : [],
        endPhrase(peers, members, vocabulary),
        phrase`${connectionsPhrase(flow.connections)}${familyPhrase(flow.family)}${certaintyWords(flow)}`,
      ],
    }));
  });
  const columns = asked === "who" ? ["Destination", "Reachable from", "Port"] : ["Source", "Can reach", "Port"];
  return [{ type: "table", marks: "absent", columns, rows }];
}

/** The chosen endpoints with the flows they have part in; those of the same flows together, in their order. */
function groupByFlows(
  flows: readonly Flow[],
  chosen: readonly number[],
  asked: Asked,
): readonly { readonly members: readonly number[]; readonly numbers: readonly number[] }[] {
  const groups = new Map<string, { readonly members: number[]; readonly numbers: readonly number[] }>();
  for (const [member, { incoming, outgoing }] of flowProfiles(chosen, flows)) {
    const numbers = asked === "who" ? incoming : outgoing;
    const key = numbers.join(",");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { members: [member], numbers });
    else group.members.push(member);
  }
  return [...groups.values()];
}
