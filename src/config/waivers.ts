import type { Origin } from "../engine/index.ts";
import type { Waiver } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { placedWords } from "./placed-words.ts";
import type { Step } from "./plain-yaml.ts";
import type { ParsedWaiver } from "./waivers-schema.ts";

/**
 * What the list `waivers` says; what it says of assertions must be one of their `names`. `null` stands for one whose form
 * is wrong.
 */
export function toWaivers(
  parsed: readonly (ParsedWaiver | null)[],
  names: ReadonlySet<string>,
  originOf: (path: readonly Step[]) => Origin,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly Diagnostic[] } {
  return {
    waivers: parsed.flatMap((one, index) => (one === null ? [] : [toWaiver(one, index, originOf)])),
    problems: parsed.flatMap((one, index): readonly Diagnostic[] => {
      if (one?.assertion === undefined) return [];
      const { rule, assertion } = one;
      if (rule === "assertion" && names.has(assertion)) return [];
      const message =
        rule === "assertion"
          ? `there is no assertion \`${assertion}\``
          : `\`waivers[${String(index)}].assertion\` needs \`rule: assertion\``;
      return [{ severity: "error", code: "invalid-value", message, ...originOf(["waivers", index, "assertion"]) }];
    }),
  };
}

function toWaiver(
  { rule, assertion, from, to, reason, until }: ParsedWaiver,
  index: number,
  originOf: (path: readonly Step[]) => Origin,
): Waiver {
  return {
    rule,
    assertion: assertion ?? null,
    from: from === undefined ? null : placedWords(from, ["waivers", index, "from"], originOf),
    to: to === undefined ? null : placedWords(to, ["waivers", index, "to"], originOf),
    reason,
    until: until ?? null,
    origin: originOf(["waivers", index]),
  };
}
