import { describe, expect, test } from "vitest";
import { renderComment, type DiffReport } from "../../../src/report/index.ts";
import { readGraph, readPage } from "../pull-request/read-page.ts";
import { largeRoot, OPTIONS } from "../pull-request/support.ts";
import { cause, changed, diffOf, diffReport, flow, internet, origin, pods, tcp, workload } from "../support.ts";

const MADE = cause("rule-grants", "head", "NetworkPolicy shop/p", "ingress[0]", origin("a.yaml", 1));

function graphsOf(report: DiffReport): readonly string[] {
  return readPage(renderComment(report, OPTIONS)).graphs;
}

describe("the graph of a comment", () => {
  test("shows namespaces around workloads, one arrow for all ports of a pair, denied flows dotted", () => {
    const endpoints = [workload("shop/Deployment/web"), workload("data/StatefulSet/db"), internet("0.0.0.0/0")];
    const diff = diffOf(endpoints, {
      newlyAllowed: [changed([2], [1], tcp(5432), MADE), { ...changed([2], [1], tcp(80), MADE), family: 4 }],
      newlyDenied: [changed([0], [1], tcp(9102), MADE)],
    });
    expect(graphsOf(diffReport(diff))).toEqual([
      [
        "flowchart LR",
        '  n0(("internet (0.0.0.0/0)"))',
        '  subgraph s0["data"]',
        '    n1["StatefulSet/db"]',
        "  end",
        '  subgraph s1["shop"]',
        '    n2["Deployment/web"]',
        "  end",
        '  n0 -->|"allowed TCP 5432, TCP 80 (IPv4 only)"| n1',
        '  n2 -.->|"denied TCP 9102"| n1',
        "  linkStyle 0 stroke:#1a7f37,stroke-width:2px",
        "  linkStyle 1 stroke:#9a6700,stroke-width:2px",
      ].join("\n"),
    ]);
  });

  test("names in a legend what its characters could break", () => {
    const named = { ...workload("shop/Deployment/web"), namespace: '"]; end', name: 'x"]' };
    const diff = diffOf([named, workload("data/Job/1. a"), workload("z/Job/z")], {
      newlyAllowed: [changed([0], [1], tcp(1), MADE)],
    });
    const page = readPage(renderComment(diffReport(diff), OPTIONS));
    expect(page.graphs.map(readGraph)).toEqual([{ nodes: 2, edges: 1 }]);
    expect(page.graphs[0]).toContain('subgraph s0["s0"]\n    n0["n0"]');
    expect(page.items).toEqual(['n0: Deployment/x"]', 's0: "]; end']);
  });

  test("has at most 40 arrows and 30 ends, else namespaces for ends", () => {
    expect(graphsOf({ roots: [largeRoot(".", 29, 0)] }).map(readGraph)).toEqual([{ nodes: 30, edges: 29 }]);
    expect(graphsOf({ roots: [largeRoot(".", 30, 0)] })).toEqual([
      [
        "flowchart LR",
        '  n0(("internet"))',
        '  n1["namespace shop"]',
        '  n0 -->|"allowed 30 flows"| n1',
        "  linkStyle 0 stroke:#1a7f37,stroke-width:2px",
      ].join("\n"),
    ]);
  });

  test("is left out, saying so, where even namespaces are too many", () => {
    const endpoints = Array.from({ length: 60 }, (_, index) => workload(`ns-${String(index)}/Job/a`));
    const flows = endpoints.slice(1).map((_, index) => changed([index], [index + 1], tcp(index + 1), MADE));
    const page = readPage(renderComment(diffReport(diffOf(endpoints, { newlyAllowed: flows })), OPTIONS));
    expect(page.graphs).toEqual([]);
    expect(page.text).toContain("No graph of the changed flows: it would have more than 40 arrows or 30 ends.");
  });

  test("gathers pods of no certain namespace", () => {
    const named = Array.from({ length: 31 }, (_, index) => workload(`shop/Job/a-${String(index)}`));
    const endpoints = [pods("shop", "role=api"), pods("data", "role=db"), ...named, internet("0.0.0.0/0")];
    const flows = named.map((_, index) => changed([1], [index + 2], tcp(index + 1), MADE));
    const [graph = ""] = graphsOf(diffReport(diffOf(endpoints, { newlyAllowed: flows })));
    expect(graph).toContain('n0["namespace data"]');
    expect(readGraph(graph)).toEqual({ nodes: 2, edges: 1 });
  });
});

describe("the matrix of a comment", () => {
  const endpoints = [
    workload("shop/Deployment/web"),
    workload("shop/StatefulSet/db"),
    workload("shop/Job/new", "head"),
    internet("0.0.0.0/0"),
  ];
  const diff = diffOf(endpoints, {
    newlyAllowed: [changed([3], [1], tcp(5432), MADE)],
    newlyDenied: [changed([0], [1], tcp(9102), MADE)],
  });
  // The base knows no Job, so that its indices differ.
  const base = { endpoints: [0, 1, 3].flatMap((index) => endpoints[index] ?? []), assumptions: [] };
  const both = {
    base: { ...base, flows: [flow([0], [1], tcp(5432)), flow([0], [1], tcp(9102))] },
    head: { endpoints, assumptions: [], flows: [flow([0, 3], [1], tcp(5432))] },
  };

  test("shows each pair before and after, unchanged ones too", () => {
    const { tables } = readPage(renderComment(diffReport(diff), { ...OPTIONS, reachability: () => both }));
    expect(tables[1]).toEqual([
      ["internet", "✗ → TCP 5432"],
      ["shop/Deployment/web", "TCP 5432; TCP 9102 → TCP 5432"],
    ]);
  });

  test("is asked for only where it fits, and left out, saying so, where it does not", () => {
    const asked: string[] = [];
    const reachability = (root: string): null => {
      asked.push(root);
      return null;
    };
    renderComment(diffReport(diff), { ...OPTIONS, reachability });
    expect(asked).toEqual(["."]);
    const page = readPage(renderComment({ roots: [largeRoot("large", 7, 0)] }, { ...OPTIONS, reachability }));
    expect(asked).toEqual(["."]);
    expect(page.text).toContain(
      "No matrix of the 7 workloads that changed flows touch: it would be larger than 12 by 6.",
    );
  });
});
