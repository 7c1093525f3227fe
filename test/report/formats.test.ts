import { expect, test } from "vitest";
import { diffCsvLines, listCsvLines, PLAIN_OPTIONS, renderDiff, renderList } from "../../src/report/index.ts";
import {
  cause,
  changed,
  diffOf,
  diffReport,
  flow,
  internet,
  listReport,
  origin,
  pods,
  ports,
  tcp,
  workload,
} from "./support.ts";

const GRANT = cause("rule-grants", "head", "NetworkPolicy a/p", "ingress[0]", origin("p.yaml", 9));

test("csv of list: a line for each pair and protocol", () => {
  const endpoints = [workload("a/Pod/x"), workload("a/Pod/y"), internet("0.0.0.0/0", "::/0"), pods("a", "app=z")];
  const flows = [
    flow(
      [0, 2],
      [1],
      ports(
        {
          TCP: [
            [80, 80],
            [8000, 8080],
          ],
          UDP: [[53, 53]],
        },
        "pg",
      ),
    ),
    flow([3], [0], tcp(2)),
    { ...flow([1], [0], tcp(1)), certainty: "assumed" as const, family: 4 as const },
  ];
  expect(renderList(listReport({ endpoints, flows, assumptions: [] }), "csv", PLAIN_OPTIONS)).toBe(`\
root,source,destination,protocol,ports,certainty,family
.,a/Pod/x,a/Pod/y,TCP,"80,8000-8080,pg",certain,
.,a/Pod/x,a/Pod/y,UDP,53,certain,
.,"0.0.0.0/0 ::/0",a/Pod/y,TCP,"80,8000-8080,pg",certain,
.,"0.0.0.0/0 ::/0",a/Pod/y,UDP,53,certain,
.,"any pod with app=z in namespace a",a/Pod/x,TCP,2,certain,
.,a/Pod/y,a/Pod/x,TCP,1,assumed,IPv4
`);
});

test("csv of diff: the change and its causes", () => {
  const endpoints = [workload("a/Pod/x"), workload("a/Pod/y")];
  const diff = diffOf(endpoints, {
    newlyAllowed: [changed([0], [1], tcp(80), GRANT)],
    newlyDenied: [changed([1], [0], tcp(81), GRANT)],
  });
  expect(renderDiff(diffReport(diff, { policies: { base: ["a/p"], head: ["a/p"] } }), "csv", PLAIN_OPTIONS)).toBe(`\
root,change,source,destination,protocol,ports,certainty,family,causes
.,allowed,a/Pod/x,a/Pod/y,TCP,80,certain,,"rule \`ingress[0]\` of \`a/p\` allows it (p.yaml:9)"
.,denied,a/Pod/y,a/Pod/x,TCP,81,certain,,"rule \`ingress[0]\` of \`a/p\` allows it (p.yaml:9)"
`);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)"])("csv: %s is no formula", (id) => {
  const endpoints = [{ ...workload("a/Pod/x"), id }, workload("a/Pod/y")];
  const lines = renderList(
    listReport({ endpoints, flows: [flow([0], [1], tcp(80))], assumptions: [] }),
    "csv",
    PLAIN_OPTIONS,
  );
  expect(lines.split("\n")[1]).toBe(`.,'${id},a/Pod/y,TCP,80,certain,`);
});

test("dot of diff: namespaces are clusters, allowed is green, denied red and dashed", () => {
  const endpoints = [workload("a/Pod/x"), workload("b/Pod/y"), internet("::/0"), workload("a/Pod/unchanged")];
  const diff = diffOf(endpoints, {
    newlyAllowed: [changed([2], [0], tcp(80), GRANT)],
    newlyDenied: [changed([0], [1], tcp(81), GRANT)],
  });
  expect(renderDiff(diffReport(diff), "dot", PLAIN_OPTIONS)).toBe(`\
digraph netpol {
  rankdir=LR;
  node [shape=box];
  subgraph cluster_r0 {
    label=".";
    subgraph cluster_r0g0 {
      label="a";
      r0n0 [label="Pod/x"];
    }
    subgraph cluster_r0g1 {
      label="b";
      r0n1 [label="Pod/y"];
    }
    r0n2 [label="internet (::/0)", shape=ellipse];
    r0n2 -> r0n0 [label="TCP 80", color="#1a7f37", fontcolor="#1a7f37"];
    r0n0 -> r0n1 [label="TCP 81", color="#cf222e", fontcolor="#cf222e", style=dashed];
  }
}
`);
});

test("dot of list: products go through a junction, flows among other endpoints are left out", () => {
  const endpoints = [workload("a/Pod/x"), workload("a/Pod/y"), pods("a"), internet("::/0")];
  const flows = [flow([0, 1, 2, 3], [0, 1, 2, 3], tcp(80))];
  const lines = renderList(listReport({ endpoints, flows, assumptions: [] }), "dot", PLAIN_OPTIONS).split("\n");
  expect(lines.filter((line) => line.includes("->") || line.includes("point")).map((line) => line.trim())).toEqual([
    'r0j0 [shape=point, xlabel="TCP 80"];',
    "r0n0 -> r0j0 [dir=none];",
    "r0n1 -> r0j0 [dir=none];",
    "r0j0 -> r0n0 [weight=1];",
    "r0j0 -> r0n1 [weight=1];",
    "r0j0 -> r0n2 [weight=1];",
    "r0j0 -> r0n3 [weight=1];",
    'r0n2 -> r0n0 [label="TCP 80"];',
    'r0n2 -> r0n1 [label="TCP 80"];',
    'r0n3 -> r0n0 [label="TCP 80"];',
    'r0n3 -> r0n1 [label="TCP 80"];',
  ]);
});

test("csv comes line by line, so that as many lines as pairs need no memory", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => index);
  const endpoints = many.map((index) => workload(`a/Pod/${String(index)}`));
  const lines = listCsvLines(listReport({ endpoints, flows: [flow(many, many, tcp(80))], assumptions: [] }));
  expect([lines.next().value, lines.next().value]).toEqual([
    "root,source,destination,protocol,ports,certainty,family\n",
    ".,a/Pod/0,a/Pod/0,TCP,80,certain,\n",
  ]);
  expect([...diffCsvLines(diffReport(diffOf(endpoints, {})))]).toEqual([
    "root,change,source,destination,protocol,ports,certainty,family,causes\n",
  ]);
});
