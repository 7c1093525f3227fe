import { matchesRoot, type RenderedChange } from "../render/index.ts";
import type { RootReading } from "../review/index.ts";
import { UsageError } from "./usage-error.ts";

/** Most names that are shown where none fits. */
const SHOWN_NAMES = 10;

/** The change of those roots alone that `--root` names; each pattern may hold `*` and `**`. @throws UsageError when one names none */
export function onlyRoots(change: RenderedChange, patterns: readonly string[]): RenderedChange {
  const names = [...change.roots.map(({ name }) => name), ...change.unchanged].sort();
  for (const pattern of patterns) {
    if (names.some((name) => matchesRoot(pattern, name))) continue;
    const shown = names.slice(0, SHOWN_NAMES).map((name) => `\`${name}\``);
    const rest = names.length > shown.length ? [`and ${names.length - shown.length} more`] : [];
    throw new UsageError(`--root: there is no root \`${pattern}\``, `there are: ${[...shown, ...rest].join(", ")}`);
  }
  const isNamed = (name: string): boolean => patterns.some((pattern) => matchesRoot(pattern, name));
  return {
    ...change,
    roots: change.roots.filter(({ name }) => isNamed(name)),
    unchanged: change.unchanged.filter(isNamed),
  };
}

/** "12 workloads and 7 policies in 3 roots". */
export function workOf(roots: readonly RootReading[]): string {
  const sum = (of: (counts: RootReading["head"]["counts"]) => number): number =>
    roots.reduce((so, { head }) => so + of(head.counts), 0);
  const where = roots.length === 1 ? "" : ` in ${roots.length} roots`;
  return `${sum(({ workloads }) => workloads)} workloads and ${sum(({ policies }) => policies)} policies${where}`;
}
