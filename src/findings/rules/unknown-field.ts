import { renamedKey } from "../fixes.ts";
import { flawsOf } from "../flaws.ts";
import type { SideRule } from "../rule.ts";

/** What a dropped field opens or closes, the rules about flows tell. */
export const unknownField: SideRule<"unknown-field"> = {
  id: "unknown-field",
  scope: "side",
  level: "warning",
  summary: "An object has a field that Kubernetes does not know and drops without a word.",
  find: (side) =>
    flawsOf(side, "unknown-field", "", ({ rename }, origin) =>
      rename === null ? null : renamedKey(side.lineAt, origin, rename.from, rename.to),
    ),
};
