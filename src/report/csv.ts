/**
 * CSV: complete, one line for each source, destination and protocol.
 *
 * Lines are produced one by one, because there are as many as pairs: a caller that writes them out as they come needs
 * no memory for them.
 */
import { PROTOCOLS, type ChangedFlow, type Connections, type Endpoint, type Flow } from "../engine/index.ts";
import { causeText } from "./causes.ts";
import { rangeText } from "./connections.ts";
import { endpointText } from "./endpoints.ts";
import { csvField } from "./escape.ts";
import type { DiffReport, ListReport } from "./review.ts";
import { placeText } from "./spans.ts";

const FLOW_COLUMNS = ["source", "destination", "protocol", "ports", "certainty", "family"] as const;

/** The lines of `list`, header first, each with its line break. */
export function* listCsvLines(report: ListReport): Generator<string> {
  yield csvLine(["root", ...FLOW_COLUMNS]);
  for (const { root, reachability } of report.roots) {
    const ends = endFields(reachability.endpoints);
    for (const flow of reachability.flows) yield* flowLines([root], flow, ends, []);
  }
}

/** The lines of `diff`, header first, each with its line break. `change` is `allowed` or `denied`. */
export function* diffCsvLines(report: DiffReport): Generator<string> {
  yield csvLine(["root", "change", ...FLOW_COLUMNS, "causes"]);
  for (const { root, diff, policies } of report.roots) {
    const names = { base: new Set(policies.base), head: new Set(policies.head) };
    const causes = (flow: ChangedFlow): string =>
      flow.causes.map((cause) => `${causeText(cause, names)} (${placeText(cause.origin)})`).join("; ");
    const ends = endFields(diff.endpoints);
    for (const flow of diff.newlyAllowed) yield* flowLines([root, "allowed"], flow, ends, [causes(flow)]);
    for (const flow of diff.newlyDenied) yield* flowLines([root, "denied"], flow, ends, [causes(flow)]);
  }
}

/** The id of a workload, the complete CIDRs of addresses, and pods that the manifests do not hold in words. */
function endFields(endpoints: readonly Endpoint[]): readonly string[] {
  return endpoints.map((endpoint) => {
    switch (endpoint.type) {
      case "workload":
        return csvField(endpoint.id);
      case "external":
        return csvField(endpoint.cidrs.join(" "));
      case "pods":
        return csvField(endpointText(endpoint));
    }
  });
}

/** Ports are "80,443,8000-8080" and port names; the whole protocol is "1-65535", perhaps with "not http" behind it. */
function* flowLines(
  before: readonly string[],
  flow: Flow,
  fields: readonly string[],
  after: readonly string[],
): Generator<string> {
  const start = before.map(csvField).join(",");
  const ends = PROTOCOLS.flatMap((protocol) => {
    const ranges = (flow.connections.ranges.get(protocol) ?? []).map(rangeText);
    const namesOf = (list: Connections["names"]): readonly string[] =>
      list.filter((entry) => entry.protocol === protocol).map((entry) => entry.name);
    const names = [
      ...namesOf(flow.connections.names),
      ...namesOf(flow.connections.exceptNames).map((name) => `not ${name}`),
    ];
    if (ranges.length + names.length === 0) return [];
    const family = flow.family === null ? "" : `IPv${String(flow.family)}`;
    return [csvLine([protocol, [...ranges, ...names].join(","), flow.certainty, family, ...after])];
  });
  const fieldOf = (index: number): string => fields[index] ?? "";
  const destinations = flow.to.map(fieldOf);
  for (const source of flow.from.map(fieldOf)) {
    for (const destination of destinations) {
      for (const end of ends) yield `${start},${source},${destination},${end}`;
    }
  }
}

function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\n`;
}
