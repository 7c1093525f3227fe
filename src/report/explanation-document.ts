/** Why one connection is possible or not, for people. */
import type {
  Explanation,
  Miss,
  MissingFact,
  NearMiss,
  RuleReference,
  Side,
  SideExplanation,
  Verdict,
} from "../engine/index.ts";
import { heading, listOf, paragraph, type Block, type TableRow } from "./blocks.ts";
import type { ExplanationReport } from "./review.ts";
import { code, enumerate, join, phrase, place, text, type Span } from "./spans.ts";

/** One side of a connection, on one cluster or before and after. */
export function explanationDocument(report: ExplanationReport): readonly Block[] {
  const { answer } = report;
  if (answer.type === "one") return singleBlocks(report, answer.explanation, answer.side, []);
  if (sameAnswer(answer.before, answer.after)) {
    return singleBlocks(report, answer.after, "head", phrase`, the same before and after`);
  }
  return comparedBlocks(report, answer.before, answer.after);
}

function singleBlocks(
  report: ExplanationReport,
  explanation: Explanation,
  of: Side | null,
  note: readonly Span[],
): readonly Block[] {
  const title = phrase`${verdictWords(explanation)}${note}: ${connectionPhrase(report)}`;
  return [
    heading(1, toneOf(explanation.verdict), title),
    ...(explanation.samePod ? [paragraph(phrase`both ends are the same pod, which always reaches itself`)] : []),
    ...[explanation.egress, explanation.ingress].flatMap((side) => [
      paragraph(phrase`${sideTitle(side, report)}: ${sideVerdict(side)}`),
      ...listOf(sideLines(side, of)),
    ]),
  ];
}

function comparedBlocks(report: ExplanationReport, before: Explanation, after: Explanation): readonly Block[] {
  const change =
    before.verdict === after.verdict
      ? phrase`${verdictWords(after)}, for other reasons than before`
      : phrase`${verdictWords(after)}, before: ${verdictWords(before)}`;
  const cells = (side: (explanation: Explanation) => SideExplanation): TableRow => ({
    mark: "none",
    cells: [sideTitle(side(after), report), sideCell(side(before), "base"), sideCell(side(after), "head")],
  });
  return [
    heading(1, toneOf(after.verdict), phrase`${change}: ${connectionPhrase(report)}`),
    {
      type: "table",
      marks: "absent",
      columns: ["", "Before", "After"],
      rows: [
        { mark: "none", cells: [[text("verdict")], verdictWords(before), verdictWords(after)] },
        cells((explanation) => explanation.egress),
        cells((explanation) => explanation.ingress),
      ],
    },
  ];
}

function sideCell(side: SideExplanation, of: Side): readonly Span[] {
  return join([sideVerdict(side), ...sideLines(side, of)], "; ");
}

function connectionPhrase(report: ExplanationReport): readonly Span[] {
  const port = report.port === null ? "" : ` ${String(report.port)}`;
  return phrase`${code(report.from)} → ${code(report.to)}, ${code(`${report.protocol}${port}`)}`;
}

function toneOf(verdict: Verdict): "good" | "neutral" {
  return verdict === "allow" ? "good" : "neutral";
}

/** "allowed"; "not decidable (allowed as assumed)". */
function verdictWords({ verdict, assumed }: Pick<Explanation, "verdict" | "assumed">): readonly Span[] {
  return verdict === assumed ? [text(wordOf(verdict))] : phrase`${wordOf(verdict)} (assumed: ${wordOf(assumed)})`;
}

function wordOf(verdict: Verdict): string {
  switch (verdict) {
    case "allow":
      return "allowed";
    case "deny":
      return "denied";
    case "unknown":
      return "not decidable";
    case "undefined":
      return "left open by the Kubernetes API";
  }
}

function sideTitle(side: SideExplanation, report: ExplanationReport): readonly Span[] {
  return side.direction === "egress" ? phrase`egress from ${code(report.from)}` : phrase`ingress to ${code(report.to)}`;
}

function sideVerdict(side: SideExplanation): readonly Span[] {
  return phrase`${verdictWords(side)}, ${reasonWords(side)}`;
}

function reasonWords(side: SideExplanation): string {
  switch (side.reason) {
    case "not-a-pod":
      return "it is not a pod, so policies do not concern it";
    case "host-network":
      return "a hostNetwork pod, which policies do not select";
    case "finished":
      return "the pod has finished, so policies do not select it";
    case "not-isolated":
      return `no policy isolates it for ${side.direction}`;
    case "granted":
      return "a rule allows it";
    case "no-grant":
      return "isolated, and no rule allows it";
    case "own-node":
      return "the other end is the node the pod runs on";
    case "other-protocol":
      return "policies leave other protocols than TCP, UDP and SCTP undefined once they isolate a pod";
    case "no-common-family":
      return "the two ends have no address of the same family";
    case "unknown-fact":
      return "the manifests lack a fact";
  }
}

/** `of`: the side whose files the places are in. */
function sideLines(side: SideExplanation, of: Side | null): readonly (readonly Span[])[] {
  return [
    ...side.isolating.map((policy) => {
      return phrase`isolated by ${code(`${policy.namespace}/${policy.name}`)} (${place(policy.origin, of)})`;
    }),
    ...side.grants.map((grant) => phrase`allowed by ${rulePhrase(grant, of)}`),
    ...side.nearest.map((near) => nearPhrase(near, of)),
    ...side.missing.map((fact) => phrase`not known: ${missingWords(fact)}`),
  ];
}

function rulePhrase({ rule, policy, origin }: RuleReference, of: Side | null): readonly Span[] {
  return phrase`rule ${code(rule)} of ${code(`${policy.namespace}/${policy.name}`)} (${place(origin, of)})`;
}

function nearPhrase(near: NearMiss, of: Side | null): readonly Span[] {
  const why = enumerate(near.misses.map(missWords), "and");
  return phrase`nearest: ${rulePhrase(near, of)}${near.misses.length === 0 ? [] : phrase`: ${why}`}`;
}

function missWords(miss: Miss): readonly Span[] {
  const wanted = code(miss.wanted);
  switch (miss.type) {
    case "namespace":
      return phrase`the namespace does not match ${wanted}`;
    case "labels":
      return phrase`the labels do not match ${wanted}`;
    case "address":
      return phrase`the address is not in ${wanted}`;
    case "protocol":
      return phrase`the protocol is not ${wanted}`;
    case "port":
      return phrase`the port is not ${wanted}`;
    case "port-name":
      return phrase`the destination declares no port named ${wanted}`;
  }
}

function missingWords(fact: MissingFact): readonly Span[] {
  switch (fact.type) {
    case "namespace-labels":
      return phrase`label ${code(fact.key)} of namespace ${code(fact.namespace)}; set ${code("cluster.namespaces")} in ${code(".github/netpol.yml")}`;
    case "label-value":
      return phrase`the value of label ${code(fact.key)}`;
    case "pod-address":
      return phrase`the address of the pod; set ${code("cluster.podCIDRs")} in ${code(".github/netpol.yml")}`;
    case "pod":
      return fact.workload === null
        ? phrase`which pod has the address`
        : phrase`which pod of ${code(fact.workload)} it is; name one as ${code("namespace/Pod/name")}`;
    case "named-port":
      return phrase`the number of port ${code(fact.name)} on a pod that the manifests do not hold`;
    case "node":
      return phrase`the node the pod runs on`;
  }
}

/** Whether both explain the same verdict by the same policies and rules, wherever those stand in the files. */
function sameAnswer(before: Explanation, after: Explanation): boolean {
  const withoutPlaces = (explanation: Explanation): string =>
    JSON.stringify(explanation, (key, value: unknown) => (key === "origin" ? undefined : value));
  return withoutPlaces(before) === withoutPlaces(after);
}
