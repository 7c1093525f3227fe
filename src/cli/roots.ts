import { matchesRoot } from "../render/index.ts";
import type { RootReading } from "../review/index.ts";
import { UsageError } from "./usage-error.ts";

/** Most names that are shown where none fits. */
const SHOWN_NAMES = 10;

/** Whether the patterns of `--root` mean a root; without any, each is meant. Each may hold `*` and `**`. */
export function isRootWanted(patterns: readonly string[] | undefined): (name: string) => boolean {
  return (name) => patterns === undefined || patterns.some((pattern) => matchesRoot(pattern, name));
}

/** @throws UsageError when a pattern of `--root` means none of the roots */
export function checkRoots(patterns: readonly string[] | undefined, names: readonly string[]): void {
  for (const pattern of patterns ?? []) {
    if (names.some((name) => matchesRoot(pattern, name))) continue;
    const shown = names.slice(0, SHOWN_NAMES).map((name) => `\`${name}\``);
    const rest = names.length > shown.length ? [`and ${names.length - shown.length} more`] : [];
    throw new UsageError(
      `--root: there is no root \`${pattern}\` (\`*\` stands for letters other than \`/\`, \`**\` for any)`,
      `there are: ${[...shown, ...rest].join(", ")}`,
    );
  }
}

/** "12 workloads and 7 policies in 3 roots". */
export function workOf(roots: readonly RootReading[]): string {
  const sum = (of: (counts: RootReading["head"]["counts"]) => number): number =>
    roots.reduce((so, { head }) => so + of(head.counts), 0);
  const where = roots.length === 1 ? "" : ` in ${roots.length} roots`;
  return `${sum(({ workloads }) => workloads)} workloads and ${sum(({ policies }) => policies)} policies${where}`;
}
