/** Reachability for people: for each workload, and for addresses in focus, who reaches it and whom it may call. */
import type { Flow } from "../engine/index.ts";
import { footer, heading, paragraph, type Block, type TableRow } from "./blocks.ts";
import { connectionsPhrase, familyPhrase } from "./connections.ts";
import { endPhrase, setPhrase } from "./describe.ts";
import { countErrors, countsText, notesBlocks, repositoryBlocks } from "./notes.ts";
import type { ReportOptions } from "./options.ts";
import { focusPhrase } from "./focus-phrase.ts";
import { peerGroups, type PeerGroup } from "./peers.ts";
import { groupByPeers, type Profile } from "./profiles.ts";
import type { ListReport, ListRoot } from "./review.ts";
import type { IndexSet } from "./sets.ts";
import { code, counted, phrase, text, type Span } from "./spans.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** The whole report, one section for each root. */
export function listDocument(report: ListReport, options: ReportOptions): readonly Block[] {
  const named = report.roots.length > 1;
  return [
    ...report.roots.flatMap((root) => rootBlocks(root, named ? root.root : null, options)),
    ...repositoryBlocks(report.repository ?? []),
  ];
}

function rootBlocks(root: ListRoot, name: string | null, options: ReportOptions): readonly Block[] {
  const { reachability } = root;
  const vocabulary = createVocabulary(reachability.endpoints, () => true);
  const inFocus = (index: number): boolean =>
    root.focus === null || root.focus.has(reachability.endpoints[index]?.id ?? "");
  const workloads = groupByPeers(vocabulary.workloads.filter(inFocus), reachability.flows);
  const others = groupByPeers(vocabulary.pods.filter(inFocus), reachability.flows);
  // Every other line speaks of addresses as peers; on their own they are told when somebody asks for them.
  const addresses = groupByPeers(root.focus === null ? [] : vocabulary.externals.filter(inFocus), reachability.flows);
  return [
    heading(
      1,
      "neutral",
      phrase`${name === null ? "Reachability" : [code(name)]}${focusPhrase(root.focusedOn)}: ${headline(root, vocabulary)}`,
    ),
    ...profileBlocks(WORKLOADS, workloads, reachability.flows, vocabulary, options.maxRows),
    ...(others.length > 0 && workloads.length > 0
      ? [heading(2, "neutral", [text("Pods that these manifests do not hold")])]
      : []),
    ...profileBlocks(OTHER_PODS, others, reachability.flows, vocabulary, options.maxRows),
    ...(addresses.length > 0 && workloads.length + others.length > 0
      ? [heading(2, "neutral", [text("Addresses outside of the cluster")])]
      : []),
    ...profileBlocks(ADDRESSES, addresses, reachability.flows, vocabulary, options.maxRows),
    ...notesBlocks(
      {
        assumptions: reachability.assumptions,
        diagnostics: root.diagnostics,
        notEvaluated: root.counts.notEvaluated,
      },
      2,
    ),
    footer([text(countsText(root.counts))]),
  ];
}

/** "23 workloads: 8 reachable from the internet, 11 may call it". */
function headline(root: ListRoot, vocabulary: Vocabulary): string {
  const { endpoints, flows } = root.reachability;
  const internet = (set: IndexSet): boolean =>
    set.some((index) => {
      const endpoint = endpoints[index];
      return endpoint?.type === "external" && endpoint.internet;
    });
  const isWorkload = new Set(vocabulary.workloads);
  const sure = flows.filter((flow) => flow.certainty !== "unknown");
  const count = (sets: readonly IndexSet[]): number => {
    const members = new Set<number>();
    // Many flows share one array.
    for (const set of new Set(sets)) for (const index of set) if (isWorkload.has(index)) members.add(index);
    return members.size;
  };
  const reached = count(sure.filter((flow) => internet(flow.from)).map((flow) => flow.to));
  const calling = count(sure.filter((flow) => internet(flow.to)).map((flow) => flow.from));
  const errors = countErrors(root.diagnostics);
  const what = vocabulary.workloads.some((index) => ownerOf(index, vocabulary) !== null)
    ? "workload and pod"
    : "workload";
  const first =
    vocabulary.workloads.length === 0
      ? "no workloads"
      : `${counted(vocabulary.workloads.length, what)}: ${String(reached)} reachable from the internet, ${String(calling)} may call it`;
  return errors === 0 ? first : `${first}; ${counted(errors, "error")}`;
}

function ownerOf(index: number, vocabulary: Vocabulary): string | null {
  const endpoint = vocabulary.endpoints[index];
  return endpoint?.type === "workload" ? endpoint.workload : null;
}

/** A kind of endpoints: the column that names them, and what their flows are called. */
interface Kind {
  readonly column: string;
  readonly outgoing: string;
}

const WORKLOADS: Kind = { column: "Workload", outgoing: "may call" };
const OTHER_PODS: Kind = { column: "Pods", outgoing: "may call" };
const ADDRESSES: Kind = { column: "Addresses", outgoing: "may reach" };

function profileBlocks(
  { column, outgoing }: Kind,
  profiles: readonly Profile[],
  flows: readonly Flow[],
  vocabulary: Vocabulary,
  most: number,
): readonly Block[] {
  if (profiles.length === 0) return [];
  const shown: TableRow[] = [];
  let told = 0;
  for (const profile of profiles) {
    const rows = profileRows(profile, outgoing, flows, vocabulary);
    if (told > 0 && shown.length + rows.length > most) break;
    shown.push(...rows);
    told += 1;
  }
  const rest = profiles.slice(told);
  const restMembers = rest.reduce((sum, profile) => sum + profile.members.length, 0);
  return [
    { type: "table", marks: "absent", columns: [column, "", "Peers", "Port"], rows: shown },
    ...(rest.length === 0
      ? []
      : [paragraph(phrase`… and ${counted(rest.length, "more group")} of them (${restMembers} in all)`)]),
  ];
}

/** The name stands in the first row, the direction where it changes. */
function profileRows(
  profile: Profile,
  outgoing: string,
  flows: readonly Flow[],
  vocabulary: Vocabulary,
): readonly TableRow[] {
  const rows = [
    ...directionRows("reachable from", peerGroups(profile.incoming, flows, "from"), profile.members, vocabulary),
    ...directionRows(outgoing, peerGroups(profile.outgoing, flows, "to"), profile.members, vocabulary),
  ];
  return rows.map((cells, index) => ({
    mark: "none",
    cells: [index === 0 ? setPhrase(profile.members, vocabulary) : [], ...cells],
  }));
}

function directionRows(
  words: string,
  groups: readonly PeerGroup[],
  members: IndexSet,
  vocabulary: Vocabulary,
): readonly (readonly (readonly Span[])[])[] {
  if (groups.length === 0) return [[[text(words)], [text("nothing")], []]];
  return groups.map(({ peers, flow }, index) => [
    index === 0 ? [text(words)] : [],
    endPhrase(peers, members, vocabulary),
    phrase`${connectionsPhrase(flow.connections)}${familyPhrase(flow.family)}${certaintyNote(flow.certainty)}`,
  ]);
}

function certaintyNote(certainty: Flow["certainty"]): string {
  switch (certainty) {
    case "certain":
      return "";
    case "assumed":
      return " (assumed)";
    case "unknown":
      return " (not decidable)";
  }
}
