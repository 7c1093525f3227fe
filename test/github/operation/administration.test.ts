/** docs/administration.md names just what there is. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMetrics } from "../../../src/github/metrics.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** The names in the first column of the tables of a section. */
function firstColumn(heading: string, name: RegExp): readonly string[] {
  const [, section = ""] = read("docs/administration.md").split(`\n${heading}\n`);
  const rows = (section.split(/\n#+ /)[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return rows.flatMap((row) => row.split("|")[1]?.match(name) ?? []).toSorted();
}

it("the settings", () => {
  const code = ["src/github/settings.ts", "src/github/private-key.ts"].map(read).join("\n");
  const names = [...code.matchAll(/(?:env\[|\(variables, )"([A-Z_]+)"/g)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(firstColumn("## Settings", /(?<=`)[A-Z_]+(?=`)/g)).toEqual([...new Set(names)].toSorted());
});

it("the metrics", async () => {
  const metrics = createMetrics();
  metrics.watchQueue(() => ({ waiting: 0, running: 0, oldestSeconds: 0 }));
  const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name);
  expect(firstColumn("### Metrics", /(?<=`)[a-z_]+(?=[`{])/g)).toEqual(names.toSorted());
});

it("the permissions and events", () => {
  const events = { pull_request: "Pull request", issue_comment: "Issue comment", merge_group: "Merge group" };
  const column = firstColumn("## Permissions", /[A-Z].*\S/g).join("\n");
  for (const [, name = "", access = ""] of read("app.yml").matchAll(/^ {2}(\w+): (read|write)/gm)) {
    expect(column).toContain(`${name[0]?.toUpperCase() ?? ""}${name.slice(1).replace("_", " ")}: ${access}`);
  }
  for (const name of Object.values(events)) expect(column).toContain(name);
  expect(column).toContain("Check run, Check suite");
});
