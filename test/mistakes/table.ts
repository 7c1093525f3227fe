/** Which rule tells of which mistake, as the table of `docs/mistakes.md`. */
import { RULES, type RuleId } from "../../src/findings/index.ts";
import { tell } from "../findings/support.ts";
import { MISTAKES, type Mistake } from "./mistakes.ts";
import { CONFIGURATION, REPOSITORY } from "./repository.ts";

export interface Outcome {
  readonly mistake: Mistake;
  /** Rules with a regression, in the order of `RULES`. */
  readonly found: readonly RuleId[];
}

export async function outcomes(): Promise<readonly Outcome[]> {
  const result: Outcome[] = [];
  for (const mistake of MISTAKES) {
    const { regressions } = await tell(REPOSITORY, mistake.files, null, CONFIGURATION);
    const told = new Set(regressions.map(({ rule }) => rule));
    result.push({ mistake, found: RULES.map(({ id }) => id).filter((id) => told.has(id)) });
  }
  return result;
}

/** A table in Markdown, with columns of equal width. */
export function toTable(all: readonly Outcome[]): string {
  const link = (rule: RuleId): string => `[${rule}](rules/${rule}.md)`;
  const rows = all.map(({ mistake: { what, rule }, found }) => {
    const told = found.includes(rule) ? link(rule) : "nothing";
    const others = found.filter((id) => id !== rule);
    return [what, told, others.map((id) => `\`${id}\``).join(", ")];
  });
  const head = ["mistake", "told by", "and by"];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}
