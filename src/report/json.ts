/** The JSON contract: `schemas/netpol-list-v1.schema.json` and `schemas/netpol-diff-v1.schema.json`. */
import {
  PROTOCOLS,
  type Assumption,
  type Cause,
  type ChangedFlow,
  type Connections,
  type Endpoint,
  type Flow,
  type NamespaceScope,
} from "../engine/index.ts";
import type { Finding, FoundFlow, WaiverUse } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { causeText, type PolicyNames } from "./causes.ts";
import { endpointText } from "./endpoints.ts";
import { jsonText } from "./escape.ts";
import { largerNotEvaluated } from "./notes.ts";
import type { DiffReport, DiffRoot, ListReport, ListRoot, NotEvaluated } from "./review.ts";

/** `netpol/list/v1`: complete, one line for each endpoint, flow and diagnostic; ends with a line break. */
export function listJson(report: ListReport): string {
  return document("netpol/list/v1", report.roots.map(listRoot), report);
}

/** `netpol/diff/v1`: complete; the endpoints are those of changed flows and those that are new or gone. */
export function diffJson(report: DiffReport): string {
  return document("netpol/diff/v1", report.roots.map(diffRoot), report);
}

/** `netpol/check/v1`: complete; the endpoints are those of findings. */
export function judgementJson(report: DiffReport): string {
  return document("netpol/check/v1", report.roots.map(judgementRoot), report);
}

/** The members of an object: a value, or an array whose items stand on lines of their own. */
type Members = readonly (readonly [name: string, value: { readonly items: readonly unknown[] } | string])[];

/** What a report holds beside its roots. */
type BesideRoots = Pick<DiffReport, "unchanged" | "repository">;

function document(schema: string, roots: readonly Members[], { unchanged = [], repository = [] }: BesideRoots): string {
  const members = [
    ...(unchanged.length === 0 ? [] : [["unchanged", unchanged] as const]),
    ...(repository.length === 0 ? [] : [["diagnostics", repository.map(diagnosticValue)] as const]),
  ];
  const rest = members.map(([name, value]) => `,${jsonText(name)}:${jsonText(value)}`).join("");
  return `{"schema":${jsonText(schema)},"roots":[${roots.map(objectLines).join(",")}]${rest}}\n`;
}

function objectLines(members: Members): string {
  const lines = members.map(([name, value]) => {
    if (typeof value === "string") return `${jsonText(name)}:${jsonText(value)}`;
    const items = value.items.map((item) => `\n${jsonText(item)}`).join(",");
    return `${jsonText(name)}:[${items}${items === "" ? "" : "\n"}]`;
  });
  return `\n{${lines.join(",\n")}}`;
}

function listRoot(root: ListRoot): Members {
  const { endpoints, flows, assumptions } = root.reachability;
  const ids = endpoints.map((endpoint) => endpoint.id);
  return [
    ["root", root.root],
    ["endpoints", { items: endpoints.map(endpointValue) }],
    ["flows", { items: flows.map((flow) => flowValue(flow, ids)) }],
    ...notes(root.diagnostics, assumptions, root.counts.notEvaluated),
  ];
}

function diffRoot(root: DiffRoot): Members {
  const { endpoints, newlyAllowed, newlyDenied, assumptions } = root.diff;
  const ids = endpoints.map((endpoint) => endpoint.id);
  const policies = { base: new Set(root.policies.base), head: new Set(root.policies.head) };
  const used = new Set([...newlyAllowed, ...newlyDenied].flatMap((flow) => [...flow.from, ...flow.to]));
  const shown = endpoints.filter((endpoint, index) => used.has(index) || onlySide(endpoint) !== null);
  const changed = (flow: ChangedFlow): unknown => changedFlowValue(flow, ids, policies);
  return [
    ["root", root.root],
    ["endpoints", { items: shown.map(endpointValue) }],
    ["newlyAllowed", { items: newlyAllowed.map(changed) }],
    ["newlyDenied", { items: newlyDenied.map(changed) }],
    ...notes(
      root.diagnostics,
      assumptions,
      largerNotEvaluated(root.counts.base.notEvaluated, root.counts.head.notEvaluated),
    ),
  ];
}

function judgementRoot({ root, diff, judgement, policies, diagnostics }: DiffRoot): Members {
  const { regressions = [], standing = [], waivers = [], mode = "enforce" } = judgement ?? {};
  const names = { base: new Set(policies.base), head: new Set(policies.head) };
  const ids = diff.endpoints.map((endpoint) => endpoint.id);
  const used = new Set(
    regressions.flatMap(({ endpoints, flows }) => [
      ...endpoints,
      ...flows.flatMap(({ flow }) => [...flow.from, ...flow.to]),
    ]),
  );
  return [
    ["root", root],
    ["endpoints", { items: diff.endpoints.filter((_, index) => used.has(index)).map(endpointValue) }],
    ["regressions", { items: regressions.map((finding) => findingValue(finding, ids, names)) }],
    ["standing", { items: standing }],
    ...(waivers.length === 0 ? [] : [["waivers", { items: waivers.map(waiverValue) }] as const]),
    ...(mode === "enforce" ? [] : [["mode", mode] as const]),
    ["diagnostics", { items: diagnostics.map(diagnosticValue) }],
  ];
}

function findingValue(finding: Finding, ids: readonly string[], policies: PolicyNames): unknown {
  const { rule, assertion, level, requiresApproval, message, endpoints, flows, causes, place } = finding;
  const { path, line, column } = place.origin;
  const flow = (wanted: FoundFlow["change"]): readonly unknown[] =>
    flows.flatMap((found) => (found.change === wanted ? [changedFlowValue(found.flow, ids, policies)] : []));
  const standing = { stillAllowed: flow("still-allowed"), stillDenied: flow("still-denied") };
  return {
    rule,
    ...present("assertion", assertion),
    level,
    ...(requiresApproval ? { requiresApproval } : {}),
    message,
    endpoints: endpoints.map((index) => ids[index] ?? ""),
    newlyAllowed: flow("allowed"),
    newlyDenied: flow("denied"),
    ...Object.fromEntries(Object.entries(standing).filter(([, list]) => list.length > 0)),
    causes: causes.map((cause) => causeValue(cause, policies)),
    side: place.side,
    path,
    line,
    column,
  };
}

function waiverValue({ waiver, state, findings, unmatched }: WaiverUse): unknown {
  const { rule, assertion, reason, until, origin } = waiver;
  const { path, line, column } = origin;
  return {
    state,
    rule,
    ...present("assertion", assertion),
    reason,
    ...present("until", until),
    findings,
    ...(unmatched.length === 0
      ? {}
      : { unmatched: unmatched.map(({ end, words, reason: message }) => ({ end, words: words.text, message })) }),
    path,
    line,
    column,
  };
}

function notes(
  diagnostics: readonly Diagnostic[],
  assumptions: readonly Assumption[],
  notEvaluated: readonly NotEvaluated[],
): Members {
  return [
    ["diagnostics", { items: diagnostics.map(diagnosticValue) }],
    ...(assumptions.length === 0 ? [] : [["assumptions", { items: assumptions.map(assumptionValue) }] as const]),
    ...(notEvaluated.length === 0 ? [] : [["notEvaluated", { items: notEvaluated.map(notEvaluatedValue) }] as const]),
  ];
}

function endpointValue(endpoint: Endpoint): unknown {
  switch (endpoint.type) {
    case "workload": {
      const { id, type, namespace, kind, name, workload, only } = endpoint;
      return { id, type, namespace, kind, name, ...present("workload", workload), ...present("only", only) };
    }
    case "external":
      return { id: endpoint.id, type: "external", cidrs: endpoint.cidrs };
    case "pods": {
      const [first, ...others] = endpoint.patterns.map(({ namespace, labels }) => {
        return { namespace: scopeValue(namespace), labels: Object.fromEntries(labels) };
      });
      const alternatives = others.length === 0 ? {} : { alternatives: others };
      return { id: endpoint.id, type: "pods", ...first, ...alternatives, text: endpointText(endpoint) };
    }
  }
}

function onlySide(endpoint: Endpoint): string | null {
  return endpoint.type === "workload" ? endpoint.only : null;
}

/** The name of a namespace, or the labels of one that has no name in the manifests. */
function scopeValue(scope: NamespaceScope): unknown {
  return scope.type === "name" ? scope.name : Object.fromEntries(scope.labels);
}

function flowValue(flow: Flow, ids: readonly string[]): Readonly<Record<string, unknown>> {
  const names = namesValue(flow.connections.names);
  const exceptNames = namesValue(flow.connections.exceptNames);
  const name = (index: number): string => ids[index] ?? "";
  return {
    from: flow.from.map(name),
    to: flow.to.map(name),
    connections: Object.fromEntries(
      PROTOCOLS.flatMap((protocol) => {
        const ranges = flow.connections.ranges.get(protocol) ?? [];
        return ranges.length === 0 ? [] : [[protocol, ranges]];
      }),
    ),
    ...(Object.keys(names).length === 0 ? {} : { names }),
    ...(Object.keys(exceptNames).length === 0 ? {} : { exceptNames }),
    ...(flow.certainty === "certain" ? {} : { certainty: flow.certainty }),
    ...present("family", flow.family),
  };
}

function namesValue(list: Connections["names"]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    PROTOCOLS.flatMap((protocol) => {
      const names = list.filter((entry) => entry.protocol === protocol).map((entry) => entry.name);
      return names.length === 0 ? [] : [[protocol, names]];
    }),
  );
}

function changedFlowValue(flow: ChangedFlow, ids: readonly string[], policies: PolicyNames): unknown {
  return { ...flowValue(flow, ids), causes: flow.causes.map((cause) => causeValue(cause, policies)) };
}

function causeValue(cause: Cause, policies: PolicyNames): unknown {
  const { side, object, rule, origin } = cause;
  const text = causeText(cause, policies);
  return { side, path: origin.path, line: origin.line, object, ...present("rule", rule), text };
}

function assumptionValue(assumption: Assumption): unknown {
  switch (assumption.type) {
    case "representatives":
      return { type: assumption.type };
    case "causes":
      return { type: assumption.type, flows: assumption.flows };
    case "pod-addresses": {
      const origins = assumption.origins.map(({ path, line, column }) => ({ path, line, column }));
      return { type: assumption.type, setting: assumption.setting, origins };
    }
    case "namespace-labels":
      return { type: assumption.type, setting: assumption.setting, namespaces: assumption.namespaces };
    case "label-values":
      return { type: assumption.type, keys: assumption.keys };
  }
}

function diagnosticValue({ severity, code, message, path, line, column, side }: Diagnostic): unknown {
  return { severity, code, message, path, line, column, ...present("side", side ?? null) };
}

function notEvaluatedValue({ kind, apiVersion, count }: NotEvaluated): unknown {
  return { kind, apiVersion, count };
}

function present(name: string, value: string | number | null): Readonly<Record<string, string | number>> {
  return value === null ? {} : { [name]: value };
}
