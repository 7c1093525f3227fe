/** A valid repository with one mistake at a time: each is told by the rule that should, none by silence. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tell } from "../findings/support.ts";
import { MISTAKES } from "./mistakes.ts";
import { CONFIGURATION, REPOSITORY } from "./repository.ts";
import { outcomes, toTable } from "./table.ts";

describe("the repository", () => {
  it("has no finding of its own", async () => {
    expect(await tell(REPOSITORY, REPOSITORY, null, CONFIGURATION)).toMatchObject({ lines: [], standing: [] });
    const { regressions } = await tell({}, REPOSITORY, null, CONFIGURATION);
    const aboutFlows = ["exposed-to-internet", "cross-namespace", "reaches-internet"];
    expect(regressions.filter(({ rule }) => !aboutFlows.includes(rule))).toEqual([]);
  });
});

describe("mistakes", async () => {
  const all = await outcomes();

  it.each(all.map(({ mistake, found }) => [mistake.what, mistake.rule, found] as const))("%s: %s", (_, rule, found) => {
    expect(found).toContain(rule);
  });

  it("are more than thirty, and different ones", () => {
    expect(new Set(MISTAKES.map(({ files }) => JSON.stringify(files))).size).toBe(MISTAKES.length);
    expect(MISTAKES.length).toBeGreaterThan(30);
  });

  it("stand in the docs as the command prints them", () => {
    const page = readFileSync(new URL("../../docs/mistakes.md", import.meta.url), "utf8");
    expect(page).toContain(`\n${toTable(all)}\n`);
  });
});
