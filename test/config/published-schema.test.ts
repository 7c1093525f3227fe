/** The published schema of the configuration says what the reader says: the same keys, and the same of every example. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config/index.ts";
import { FINDING_RULES, RULES } from "../../src/findings/index.ts";

const file = new URL("../../schemas/netpol-config-v1.schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
const fits = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).compile(
  schema,
);

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What both say of a text: `true` for good. */
async function said(text: string): Promise<{ readonly reader: boolean; readonly schema: boolean }> {
  const { config } = await readConfig(text, "netpol.yml");
  return { reader: config !== null, schema: fits(parse(text)) };
}

const GOOD = [
  "",
  "cluster:\nrules:\nassertions:\nwaivers:\n",
  "cluster: { podCIDRs: [10.0.0.0/8, 'fd00::/8'], nodeCIDRs: [], ipBlocks: external-only, hostNetworkPods: pod }",
  "cluster: { namespaces: { a: { team: x }, b: }, workloads: [{ namespace: a, name: b, kind: Pod, labels: { a: b } }] }",
  "cluster: { workloads: [{ namespace: a, name: b, ports: [{ name: http, port: 80, protocol: UDP }, { name: x, port: 1 }] }] }",
  `rules: { ${RULES.map(({ id }) => `${id}: off`).join(", ")} }`,
  "assertions: [{ name: a, description: b, level: notice, enforce: always, deny: { from: internet, to: [a/b, c/d] } }]",
  "assertions: [{ name: a, allow: { from: a/b, to: c/d, ports: 80 } }, { name: b, only: { from: [a/b], to: c/d } }]",
  "assertions: [{ name: b, only: { from: a/b, to: [c/d], ports: TCP 80; UDP } }]",
  "assertions: [{ name: a, deny: { from: a/b, to: c/d } }]\nwaivers: [{ rule: assertion, assertion: a, reason: x }]",
  "environments: [{ name: prod, roots: [overlays/prod, '**'], namespace: a, cluster: { podCIDRs: [10.0.0.0/8] } }]",
  "environments:",
  "require-approval: [assertion, cut-off]",
  "require-approval:",
  "waivers: [{ rule: cut-off, from: a/b, to: [c/d], reason: x, until: 2026-12-31 }]\nmode: advisory",
];

const BAD = [
  "[]",
  "mode: yes",
  "mode:",
  "clutser: {}",
  "cluster: { podCIDRs: 10.0.0.0/8 }",
  "cluster: { podCIDRs: [10.0.0.0] }",
  "cluster: { podCIDRs: }",
  "cluster: { ipBlocks: none }",
  "cluster: { hostNetworkPods: host }",
  "cluster: { namespaces: { A_b: {} } }",
  "cluster: { namespaces: { a: { team: 1 } } }",
  "cluster: { namespaces: { a: { '-': x } } }",
  "cluster: { workloads: [{ namespace: a }] }",
  "cluster: { workloads: [{ namespace: a, name: b, ports: [{ name: UP, port: 1 }] }] }",
  "cluster: { workloads: [{ namespace: a, name: b, ports: [{ name: x, port: 0 }] }] }",
  "cluster: { workloads: [{ namespace: a, name: b, ports: [{ name: x, port: 1, protocol: tcp }] }] }",
  "cluster: { workloads: [{ namespace: a, name: b, kind: '1' }] }",
  "environments: [{ name: prod }]",
  "environments: [{ name: prod, roots: [] }]",
  "environments: [{ name: '', roots: [a] }]",
  "environments: [{ name: prod, roots: [a], namespace: A }]",
  "environments: [{ name: prod, roots: [a], cluster: { podCIDRs: [x] } }]",
  "rules: { cut-of: off }",
  "rules: { cut-off: error }",
  "assertions: {}",
  "assertions: [{ name: a }]",
  "assertions: [{ deny: { from: a/b, to: c/d } }]",
  "assertions: [{ name: A, deny: { from: a/b, to: c/d } }]",
  "assertions: [{ name: a, deny: { from: a/b, to: c/d }, allow: { from: a/b, to: c/d, ports: 1 } }]",
  "assertions: [{ name: a, deny: { from: a/b } }]",
  "assertions: [{ name: a, deny: { from: [], to: c/d } }]",
  "assertions: [{ name: a, deny: { from: a/b, to: c/d, port: 80 } }]",
  "assertions: [{ name: a, deny: { from: a/b, to: c/d, ports: 0 } }]",
  "assertions: [{ name: a, allow: { from: a/b, to: c/d } }]",
  "assertions: [{ name: a, only: { from: a/b, to: c/d } }]",
  "assertions: [{ name: a, only: { from: [a/b], to: [c/d] } }]",
  "assertions: [{ name: a, level: off, deny: { from: a/b, to: c/d } }]",
  "assertions: [{ name: a, enforce: never, deny: { from: a/b, to: c/d } }]",
  `assertions: [{ name: a, description: "${"x".repeat(201)}", deny: { from: a/b, to: c/d } }]`,
  "assertions: [{ name: a, description: '`', deny: { from: a/b, to: c/d } }]",
  "require-approval: cut-off",
  "require-approval: [cut-of]",
  "waivers: [{ rule: cut-off }]",
  "waivers: [{ rule: cut-off, reason: '' }]",
  "waivers: [{ rule: cutoff, reason: x }]",
  "waivers: [{ rule: cut-off, assertion: a, reason: x }]",
  "waivers: [{ rule: cut-off, reason: x, until: tomorrow }]",
  "waivers: [{ rule: cut-off, reason: x, until: 2026-13-01 }]",
];

describe("the published schema and the reader", () => {
  it.each(GOOD)("take %j", async (text) => {
    expect(await said(text)).toEqual({ reader: true, schema: true });
  });

  it.each(BAD)("refuse %j", async (text) => {
    expect(await said(text)).toEqual({ reader: false, schema: false });
  });

  test("know the same rules", () => {
    expect(Object.keys(schema.properties?.["rules"]?.properties ?? {}).toSorted()).toEqual(
      RULES.map(({ id }) => id as string).toSorted(),
    );
    expect(schema.$defs?.["findingRule"]?.enum?.toSorted()).toEqual([...FINDING_RULES].toSorted());
  });

  test("know the same keys everywhere", async () => {
    for (const { path, keys } of mappingsIn(schema, [])) {
      // The reader lists what it knows where a key is far from all of them.
      const { problems } = await readConfig(textOf([...path, "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"]), "netpol.yml");
      const message = problems.map((problem) => problem.message).find((words) => words.includes("known here: ")) ?? "";
      const known = [...(message.split("known here: ")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, key]) => key ?? "");
      expect(known.toSorted(), path.join(".")).toEqual([...keys].toSorted());
    }
  });
});

interface Mapping {
  readonly path: readonly (string | 0)[];
  readonly keys: readonly string[];
}

/** Every mapping with fixed keys, by the way to it. */
function mappingsIn({ $ref, properties, items }: Schema, path: Mapping["path"]): readonly Mapping[] {
  const name = $ref?.split("/").at(-1);
  if (name !== undefined) return mappingsIn(schema.$defs?.[name] ?? {}, path);
  if (items !== undefined) return mappingsIn(items, [...path, 0]);
  if (properties === undefined) return [];
  return [
    { path, keys: Object.keys(properties) },
    ...Object.entries(properties).flatMap(([key, value]) => mappingsIn(value, [...path, key])),
  ];
}

/** JSON, which is YAML, of a value at the end of a way. */
function textOf(path: Mapping["path"]): string {
  const value = path.reduceRight<unknown>((inner, step) => (step === 0 ? [inner] : { [step]: inner }), 1);
  return JSON.stringify(value);
}
