import fc from "fast-check";
import { expect } from "vitest";
import { renderComment, type DiffReport } from "../../../src/report/index.ts";
import { hostile } from "../hostile-names.ts";
import { OPTIONS } from "../pull-request/support.ts";
import {
  cause,
  changed,
  diffOf,
  diffReport,
  internet,
  NO_COUNTS,
  origin,
  podsOf,
  ports,
  workload,
} from "../support.ts";

/** One change in which strangers chose every name. */
export interface Names {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly message: string;
  readonly label: string;
}

/** `word` gives each of the names. */
export function namesOf(word: fc.Arbitrary<string>): fc.Arbitrary<Names> {
  return fc.record({ namespace: word, name: word, path: word, message: word, label: word });
}

export const hostileNames = namesOf(hostile);

/** Three changed flows between workloads, pods and addresses, with regressions and a diagnostic, all of them called by these names. */
export function reportOf({ namespace, name, path, message, label }: Names): DiffReport {
  const named = { ...workload("a/Pod/x"), id: `${namespace}/Pod/${name}`, namespace, name };
  const endpoints = [
    named,
    { ...named, id: `${namespace}/Job/${name}`, kind: label, only: "head" as const },
    workload("shop/Deployment/web"),
    podsOf({ namespace: { type: "name", name: namespace }, labels: [[label, name]] }),
    internet("0.0.0.0/0"),
  ];
  const made = cause("rule-grants", "head", `NetworkPolicy ${namespace}/${name}`, label, origin(path, 1));
  const gone = cause("labels", "base", `Pod ${namespace}/${name}`, label, origin(path, 2));
  const diff = diffOf(endpoints, {
    newlyAllowed: [
      changed([2, 4], [0, 3], ports({ TCP: [[80, 80]] }, name), made),
      changed([1], [2], ports({ TCP: [[80, 80]] }), made),
      { ...changed([3], [2], ports({}, label), made), certainty: "unknown" },
    ],
    newlyDenied: [changed([0], [2], ports({ TCP: [[443, 443]] }), gone)],
    assumptions: [{ type: "namespace-labels", setting: "cluster.namespaces", namespaces: [namespace] }],
  });
  const diagnostic = (text: string) => ({
    severity: "error" as const,
    code: "x",
    message: text,
    path,
    line: 1,
    column: 1,
  });
  const counts = { ...NO_COUNTS, notEvaluated: [{ kind: name, apiVersion: label, count: 2 }] };
  const regression = {
    rule: "selects-nothing",
    assertion: null,
    level: "failure",
    requiresApproval: false,
    subjects: [name],
    endpoints: [0, 3],
    message,
    flows: [],
    causes: [made, gone],
    place: { side: "head", origin: origin(path, 3) },
    fix: null,
  } as const;
  return diffReport(diff, {
    judgement: {
      regressions: [regression, { ...regression, endpoints: [], causes: [] }],
      echoes: [],
      standing: [],
      waivers: [],
      mode: "enforce",
    },
    root: path,
    diagnostics: [diagnostic(message), { ...diagnostic(`\`${message}\``), severity: "warning" }],
    counts: { base: counts, head: counts },
  });
}

/** The source of the only graph in the comment on a report. */
export function graphSource(report: DiffReport): string {
  const [source, ...others] = renderComment(report, OPTIONS).matchAll(/^```mermaid\n([^]*?)\n```$/gm);
  expect(others).toEqual([]);
  return source?.[1] ?? "";
}
