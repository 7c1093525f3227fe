import type { Origin } from "../engine/index.ts";
import type { Assertion, Waiver } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { placedWords } from "./placed-words.ts";
import type { Step } from "./plain-yaml.ts";
import type { ParsedWaiver } from "./waivers-schema.ts";

/** What the list `waivers` says; what it says of assertions must be one of `assertions`. */
export function toWaivers(
  parsed: readonly ParsedWaiver[],
  assertions: readonly Assertion[],
  originOf: (path: readonly Step[]) => Origin,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly Diagnostic[] } {
  const names = new Set(assertions.map(({ name }) => name));
  return {
    waivers: parsed.map(({ rule, assertion = null, from, to, reason, until = null }, index) => ({
      rule,
      assertion,
      from: from === undefined ? null : placedWords(from, ["waivers", index, "from"], originOf),
      to: to === undefined ? null : placedWords(to, ["waivers", index, "to"], originOf),
      reason,
      until,
      origin: originOf(["waivers", index]),
    })),
    problems: parsed.flatMap(({ rule, assertion }, index): readonly Diagnostic[] => {
      if (assertion === undefined || (rule === "assertion" && names.has(assertion))) return [];
      const message =
        rule === "assertion"
          ? `there is no assertion \`${assertion}\``
          : `\`waivers[${String(index)}].assertion\` needs \`rule: assertion\``;
      return [{ severity: "error", code: "invalid-value", message, ...originOf(["waivers", index, "assertion"]) }];
    }),
  };
}
