import type { Assertion, EndWords } from "./assertion.ts";
import type { Ends } from "./ends.ts";
import { union, type Members, type Without } from "./members.ts";

/** The pairs that an assertion speaks of: all of `from` with all of `to`. For `only`, those that it does not permit. */
export interface Region {
  readonly from: Members;
  readonly to: Members;
}

export function regionOf({ claim }: Assertion, ends: Ends, without: Without): Region {
  const meant = (list: readonly EndWords[]): Members => union(list.map(ends.meant), ends.present.length);
  const others = (list: readonly EndWords[]): Members => {
    const permitted = union(list.map(ends.covered), ends.present.length);
    return without(ends.present, permitted);
  };
  switch (claim.type) {
    case "deny":
    case "allow":
      return { from: meant(claim.from), to: meant(claim.to) };
    case "only-from":
      return { from: others(claim.from), to: meant(claim.to) };
    case "only-to":
      return { from: meant(claim.from), to: others(claim.to) };
  }
}
