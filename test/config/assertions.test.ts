/** The key `assertions` of the configuration. */
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/index.ts";
import { formatPattern } from "../../src/query/index.ts";

const path = ".github/netpol.yml";

async function problems(text: string): Promise<readonly string[]> {
  const { problems: found } = await readConfig(`assertions:\n${text}`, path);
  return found.map(({ line, column, code, message }) => `${String(line)}:${String(column)} ${code} ${message}`);
}

it("reads every form", async () => {
  const text = `assertions:
  - name: no-internet-to-db
    description: cards stay inside
    level: warning
    enforce: always
    deny: { from: [internet, 10.0.0.0/8], to: "payments/{tier=db}" }
  - name: api-keeps-db
    allow: { from: shop/api, to: shop/db, ports: "TCP 5432; UDP dns" }
  - name: db-only-from-api
    only: { to: "*/{tier=db}", from: ["*/{role=api}"] }
  - { name: api-only-to-db, only: { from: shop/api, to: [shop/db], ports: 5432 } }
`;
  const { config, problems: none } = await readConfig(text, path);
  expect(none).toEqual([]);
  const told = config?.assertions.map(({ claim, ports, origin, ...rest }) => ({
    ...rest,
    line: origin.line,
    claim: claim.type,
    from: claim.from.map(({ pattern }) => formatPattern(pattern)),
    to: claim.to.map(({ pattern }) => formatPattern(pattern)),
    ports,
  }));
  const usual = { description: null, level: "failure", enforce: "regression", ports: null } as const;
  expect(told).toEqual([
    {
      name: "no-internet-to-db",
      description: "cards stay inside",
      level: "warning",
      enforce: "always",
      line: 2,
      claim: "deny",
      from: ["internet", "10.0.0.0/8"],
      to: ["payments/{tier=db}"],
      ports: null,
    },
    {
      ...usual,
      name: "api-keeps-db",
      line: 7,
      claim: "allow",
      from: ["shop/api"],
      to: ["shop/db"],
      ports: [
        { type: "range", protocol: "TCP", first: 5432, last: 5432 },
        { type: "name", protocol: "UDP", name: "dns" },
      ],
    },
    {
      ...usual,
      name: "db-only-from-api",
      line: 9,
      claim: "only-from",
      from: ["*/{role=api}"],
      to: ["*/{tier=db}"],
    },
    {
      ...usual,
      name: "api-only-to-db",
      line: 11,
      claim: "only-to",
      from: ["shop/api"],
      to: ["shop/db"],
      ports: [{ type: "range", protocol: "TCP", first: 5432, last: 5432 }],
    },
  ]);
});

describe("a mistake", () => {
  const claim = "deny: { from: a/b, to: c/d }";
  it.each([
    ["- {}", "2:3 missing-key `assertions[0].name` is missing: add it"],
    [
      `- { name: a, ${claim}, levl: notice }`,
      "2:44 unknown-key unknown key `levl` in `assertions[0]`; did you mean `level`?",
    ],
    [
      "- { name: a, deny: { from: a/b, to: c/d, port: 1 } }",
      "2:42 unknown-key unknown key `port` in `assertions[0].deny`; did you mean `ports`?",
    ],
    ["- { name: a, deny: { from: a/b } }", "2:14 missing-key `assertions[0].deny.to` is missing: add it"],
    ["- { name: a }", "2:3 invalid-value `assertions[0]` must hold exactly one of `deny`, `allow` and `only`"],
    [
      `- { name: a, ${claim}, allow: { from: a/b, to: c/d, ports: 1 } }`,
      "2:44 invalid-value `assertions[0]` must hold exactly one of `deny`, `allow` and `only`",
    ],
    [`- { name: A b, ${claim} }`, "2:5 invalid-value `assertions[0].name` is no name: up to 63 of `a-z`"],
    [`- { name: a, level: off, ${claim} }`, "2:14 invalid-value `assertions[0].level` must be `failure`"],
    [
      `- { name: a, enforce: never, ${claim} }`,
      "2:14 invalid-value `assertions[0].enforce` must be `regression` or `always`",
    ],
    [
      `- { name: a, description: "a\\nb", ${claim} }`,
      "2:14 invalid-value `assertions[0].description` must be one line",
    ],
    [
      "- { name: a, deny: { from: 'a b', to: c/d } }",
      "2:22 invalid-value `assertions[0].deny.from` is not understood: `a b` is no endpoint",
    ],
    [
      "- name: a\n  deny:\n    from: [internet, 'shop/{app=}}', 5]\n    to: c/d",
      "4:22 invalid-value `assertions[0].deny.from[1]` is not understood:",
    ],
    [
      "- { name: a, deny: { from: [], to: c/d } }",
      "2:22 invalid-value `assertions[0].deny.from` is empty: name an endpoint",
    ],
    [
      "- { name: a, deny: { from: a/b, to: c/d, ports: TPC 80 } }",
      "2:42 invalid-value `assertions[0].deny.ports` is not understood: `TPC 80` is no port",
    ],
    [
      "- { name: a, allow: { from: a/b, to: c/d } }",
      "2:14 invalid-value `assertions[0].allow.ports` is missing: add it, for example `ports: TCP 5432`",
    ],
    [
      "- { name: a, only: { from: a/b, to: c/d } }",
      "2:14 invalid-value exactly one end of `assertions[0].only` must be a list, the one that is permitted",
    ],
    [
      `- { name: a, ${claim} }\n- { name: a, ${claim} }`,
      "3:5 invalid-value the assertion `a` stands here twice: rename one",
    ],
    ["  a: b", "1:1 invalid-value `assertions` must be a list of assertions"],
  ])("is named with its place: %j", async (text, expected) => {
    const [first] = await problems(text);
    expect(first).toContain(expected);
  });

  it("of length is refused", async () => {
    const many = Array.from({ length: 501 }, (_, index) => `- { name: a${String(index)}, ${claim} }`).join("\n");
    expect(await problems(many)).toEqual(["1:1 invalid-value `assertions` holds more than 500 assertions"]);
  });
});
