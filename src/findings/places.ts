import type { Cause, Origin, Side } from "../engine/index.ts";
import type { Place } from "./discovery.ts";

/** Where a changed flow comes from: its worst cause, that in the head first. */
export function placeOfFlow({ causes }: { readonly causes: readonly Cause[] }): Place {
  const worst = causes.find(({ side }) => side === "head") ?? causes[0];
  if (worst === undefined) throw new Error("invariant: what changed has a cause");
  return placeAt(worst.side, worst.origin);
}

export function placeAt(side: Side, { path, line, column }: Origin): Place {
  return { side, origin: { path, line, column } };
}
