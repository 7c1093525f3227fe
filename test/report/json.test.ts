import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { FlowDiff, Reachability } from "../../src/engine/index.ts";
import { PLAIN_OPTIONS, renderDiff, renderList } from "../../src/report/index.ts";
import {
  cause,
  changed,
  diffOf,
  diffReport,
  external,
  flow,
  internet,
  listReport,
  NO_COUNTS,
  origin,
  pattern,
  podsElsewhere,
  podsOf,
  ports,
  tcp,
  workload,
} from "./support.ts";

function schema(name: string): ValidateFunction {
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return new Ajv2020({ strict: true, allErrors: true, strictTuples: false, strictRequired: false }).compile(
    JSON.parse(readFileSync(file, "utf8")) as object,
  );
}

const isList = schema("netpol-list-v1");
const isDiff = schema("netpol-diff-v1");

function listOf(reachability: Reachability): unknown {
  return JSON.parse(renderList(listReport(reachability), "json", PLAIN_OPTIONS));
}

function diffJson(diff: FlowDiff): unknown {
  return JSON.parse(renderDiff(diffReport(diff, { policies: { base: [], head: ["a/p"] } }), "json", PLAIN_OPTIONS));
}

const GRANT = cause("rule-grants", "head", "NetworkPolicy a/p", "ingress[0]", origin("p.yaml", 9));
const DENY = cause("policy-isolated", "base", "NetworkPolicy a/q", null, origin("q.yaml", 1));

test("list: endpoints by type, flows by id", () => {
  const reachability: Reachability = {
    endpoints: [
      workload("a/Deployment/web"),
      workload("a/Pod/db-0", null, "a/StatefulSet/db"),
      podsElsewhere(["team=x"], "role=api"),
      podsOf(pattern("a", []), pattern("b", ["x=1"])),
      external("10.0.0.0/8"),
    ],
    flows: [
      flow([0, 4], [1], tcp(80, 443)),
      { ...flow([0], [2], ports({ UDP: [[1, 65535]] }, "pg")), certainty: "assumed", family: 6 },
    ],
    assumptions: [{ type: "pod-addresses", setting: "cluster.podCIDRs", origins: [origin("p.yaml", 3)] }],
  };
  const value = listOf(reachability);
  expect(value).toEqual({
    schema: "netpol/list/v1",
    roots: [
      {
        root: ".",
        endpoints: [
          { id: "a/Deployment/web", type: "workload", namespace: "a", kind: "Deployment", name: "web" },
          {
            id: "a/Pod/db-0",
            type: "workload",
            namespace: "a",
            kind: "Pod",
            name: "db-0",
            workload: "a/StatefulSet/db",
          },
          {
            id: reachability.endpoints[2]?.id,
            type: "pods",
            namespace: { team: "x" },
            labels: { role: "api" },
            text: "any pod with role=api in namespaces with team=x",
          },
          {
            id: reachability.endpoints[3]?.id,
            type: "pods",
            namespace: "a",
            labels: {},
            alternatives: [{ namespace: "b", labels: { x: "1" } }],
            text: "any other pod in namespace a or any pod with x=1 in namespace b",
          },
          { id: "10.0.0.0/8", type: "external", cidrs: ["10.0.0.0/8"] },
        ],
        flows: [
          {
            from: ["a/Deployment/web", "10.0.0.0/8"],
            to: ["a/Pod/db-0"],
            connections: {
              TCP: [
                [80, 80],
                [443, 443],
              ],
            },
          },
          {
            from: ["a/Deployment/web"],
            to: [reachability.endpoints[2]?.id],
            connections: { UDP: [[1, 65535]] },
            names: { TCP: ["pg"] },
            certainty: "assumed",
            family: 6,
          },
        ],
        diagnostics: [],
        assumptions: [
          { type: "pod-addresses", setting: "cluster.podCIDRs", origins: [{ path: "p.yaml", line: 3, column: 1 }] },
        ],
      },
    ],
  });
  expect(isList(value), JSON.stringify(isList.errors)).toBe(true);
});

test("diff: only endpoints that a flow or a side speaks of, each flow with its causes", () => {
  const endpoints = [
    workload("a/Pod/x"),
    workload("a/Pod/y"),
    workload("a/Pod/new", "head"),
    workload("a/Pod/untouched"),
    internet("::/0"),
  ];
  const value = diffJson(
    diffOf(endpoints, {
      newlyAllowed: [changed([4], [0], tcp(80), GRANT)],
      newlyDenied: [{ ...changed([0], [1], tcp(80), DENY), certainty: "unknown" }],
      assumptions: [
        { type: "namespace-labels", setting: "cluster.namespaces", namespaces: ["a"] },
        { type: "label-values", setting: null, keys: ["pod-template-hash"] },
      ],
    }),
  );
  expect(value).toEqual({
    schema: "netpol/diff/v1",
    roots: [
      {
        root: ".",
        endpoints: [
          { id: "a/Pod/x", type: "workload", namespace: "a", kind: "Pod", name: "x" },
          { id: "a/Pod/y", type: "workload", namespace: "a", kind: "Pod", name: "y" },
          { id: "a/Pod/new", type: "workload", namespace: "a", kind: "Pod", name: "new", only: "head" },
          { id: "internet", type: "external", cidrs: ["::/0"] },
        ],
        newlyAllowed: [
          {
            from: ["internet"],
            to: ["a/Pod/x"],
            connections: { TCP: [[80, 80]] },
            causes: [
              {
                side: "head",
                path: "p.yaml",
                line: 9,
                object: "NetworkPolicy a/p",
                rule: "ingress[0]",
                text: "rule `ingress[0]` of new policy `a/p` allows it",
              },
            ],
          },
        ],
        newlyDenied: [
          {
            from: ["a/Pod/x"],
            to: ["a/Pod/y"],
            connections: { TCP: [[80, 80]] },
            certainty: "unknown",
            causes: [{ side: "base", path: "q.yaml", line: 1, object: "NetworkPolicy a/q", text: "`a/q` was deleted" }],
          },
        ],
        diagnostics: [],
        assumptions: [
          { type: "namespace-labels", setting: "cluster.namespaces", namespaces: ["a"] },
          { type: "label-values", keys: ["pod-template-hash"] },
        ],
      },
    ],
  });
  expect(isDiff(value), JSON.stringify(isDiff.errors)).toBe(true);
});

test("diagnostics stand as they are, objects not evaluated are counted", () => {
  const report = listReport(
    { endpoints: [], flows: [], assumptions: [] },
    {
      diagnostics: [
        { severity: "error", code: "yaml-syntax", message: "`}` is missing", path: "a.yaml", line: 2, column: 7 },
      ],
      counts: { ...NO_COUNTS, notEvaluated: [{ kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: 2 }] },
    },
  );
  const value: unknown = JSON.parse(renderList(report, "json", PLAIN_OPTIONS));
  expect(value).toEqual({
    schema: "netpol/list/v1",
    roots: [
      {
        root: ".",
        endpoints: [],
        flows: [],
        diagnostics: [
          { severity: "error", code: "yaml-syntax", message: "`}` is missing", path: "a.yaml", line: 2, column: 7 },
        ],
        notEvaluated: [{ kind: "CiliumNetworkPolicy", apiVersion: "cilium.io/v2", count: 2 }],
      },
    ],
  });
  expect(isList(value), JSON.stringify(isList.errors)).toBe(true);
});

test("the schemas refuse what the contract does not name", () => {
  const good = { schema: "netpol/list/v1", roots: [{ root: ".", endpoints: [], flows: [], diagnostics: [] }] };
  expect(isList(good)).toBe(true);
  expect(isList({ ...good, more: 1 })).toBe(false);
  expect(isList({ ...good, schema: "netpol/diff/v1" })).toBe(false);
  const withFlow = (connections: unknown): unknown => ({
    ...good,
    roots: [{ root: ".", endpoints: [], diagnostics: [], flows: [{ from: ["a"], to: ["b"], connections }] }],
  });
  expect(isList(withFlow({ TCP: [[80, 80]] }))).toBe(true);
  expect(isList(withFlow({ TCP: [[0, 80]] }))).toBe(false);
  expect(isList(withFlow({ TCP: [[80, 80, 80]] }))).toBe(false);
  expect(isList(withFlow({ ICMP: [[80, 80]] }))).toBe(false);
});

test("what is said of a repository stands beside its roots", () => {
  const remark = {
    severity: "warning",
    code: "root-gone",
    message: "gone",
    path: "a.yaml",
    line: 2,
    column: 7,
  } as const;
  const { roots } = diffReport({ endpoints: [], newlyAllowed: [], newlyDenied: [], assumptions: [] });
  const value: unknown = JSON.parse(
    renderDiff({ roots, repository: [remark, { ...remark, side: "base" }] }, "json", PLAIN_OPTIONS),
  );
  expect(value).toMatchObject({ diagnostics: [remark, { ...remark, side: "base" }] });
  expect(isDiff(value), JSON.stringify(isDiff.errors)).toBe(true);
});
