import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../../src/findings/index.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/rules/${name}.md`, import.meta.url), "utf8");

test("every rule has a page with its level, and stands in the table with it", () => {
  const rows = [...page("README").matchAll(/^\| \[([a-z0-9-]+)\]\(\1\.md\)\s*\| (\w+)\s*\|/gm)].map(
    ([, rule, level]) => `${rule ?? ""} ${level ?? ""}`,
  );
  expect(rows.toSorted()).toEqual(RULES.map(({ id, level }) => `${id} ${level}`).toSorted());
  for (const { id, level } of RULES) {
    const text = page(id);
    expect(text.startsWith(`# ${id}\n`), id).toBe(true);
    expect(text, id).toContain(`Level: \`${level}\`.`);
    expect(text, id).toMatch(/^Bad\b[^]*^Good\b[^]*^What to do: /m);
  }
});
