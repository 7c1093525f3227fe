/** The keys `waivers` and `mode` of the configuration. */
import { expect, it } from "vitest";
import { readConfig } from "../../src/config/index.ts";

const path = ".github/netpol.yml";

it("reads them with their places", async () => {
  const { config } = await readConfig(
    "mode: advisory\nwaivers:\n  - { rule: cut-off, to: [shop/db, shop/api], reason: goes away, until: 2028-02-29 }\n",
    path,
  );
  expect(config?.mode).toBe("advisory");
  expect(config?.waivers).toMatchObject([
    {
      ...{ rule: "cut-off", assertion: null, from: null, reason: "goes away", until: "2028-02-29" },
      to: [{ text: "shop/db" }, { text: "shop/api" }],
      origin: { path, line: 3, column: 5 },
    },
  ]);
});

it.each([
  ["mode: advice", "1:1 invalid-value `mode` must be `enforce` or `advisory`"],
  ["waivers: [{ rule: cut-of, reason: x }]", "1:13 invalid-value `waivers[0].rule` must be the id of a rule"],
  ["waivers: [{ rule: cut-off }]", "1:11 missing-key `waivers[0].reason` is missing: add it"],
  ["waivers: [{ rule: cut-off, reason: x, til: y }]", "1:39 unknown-key unknown key `til` in `waivers[0]`"],
  ["waivers: [{ rule: cut-off, reason: x, until: 2026-02-29 }]", "1:39 invalid-value `waivers[0].until` must be a day"],
  ["waivers: [{ rule: cut-off, reason: x, until: 2026-13-01 }]", "1:39 invalid-value `waivers[0].until` must be a day"],
  ["waivers: [{ rule: cut-off, reason: '' }]", "1:28 invalid-value `waivers[0].reason` is empty"],
  ["waivers: [{ rule: assertion, assertion: a, reason: x }]", "1:30 invalid-value there is no assertion `a`"],
  [
    "waivers: [{ rule: cut-off, assertion: a, reason: x }]",
    "1:28 invalid-value `waivers[0].assertion` needs `rule: assertion`",
  ],
])("names a mistake with its place: %j", async (text, expected) => {
  const { problems } = await readConfig(text, path);
  const [first] = problems.map(
    ({ line, column, code, message }) => `${String(line)}:${String(column)} ${code} ${message}`,
  );
  expect(first).toContain(expected);
});
