import type { ChangedFlow, Flow, Side } from "../../engine/index.ts";
import { remember } from "../collections.ts";
import type { ChangeView } from "../views.ts";
import type { Assertion, EndWords } from "./assertion.ts";
import type { Ends } from "./ends.ts";
import { createMeaningless, type Meaningless } from "./meaningless.ts";
import { indicesOf, sizeOf, type Members, type Without } from "./members.ts";
import { regionOf, type Region } from "./region.ts";
import { createSieve } from "./sieve.ts";

/** All that is known about one assertion: whom it means, and the flows that touch them. */
export interface Case {
  readonly assertion: Assertion;
  readonly region: Readonly<Record<Side, Region>>;
  /** What each side allows between any of the two ends. */
  readonly flows: Readonly<Record<Side, readonly Flow[]>>;
  /** Changed flows between any of the two ends, as the head means them. */
  readonly newlyAllowed: readonly ChangedFlow[];
  readonly newlyDenied: readonly ChangedFlow[];
  /** Words that mean nothing that the head holds. */
  readonly unmatched: readonly Unmatched[];
}

/** Words of one end that mean nothing. */
export interface Unmatched {
  readonly end: "from" | "to";
  readonly words: EndWords;
  readonly reason: string;
}

/** Prepares all assertions at once: every flow is gone through once. */
export function casesOf(
  change: ChangeView,
  assertions: readonly Assertion[],
  endsOf: Readonly<Record<Side, () => Ends>>,
  without: Without,
): readonly Case[] {
  const { head, settings, comparison, survey } = change;
  const { endpoints, newlyDenied } = comparison;
  const ends = { base: endsOf.base(), head: endsOf.head() };
  const meaningless = createMeaningless(head, ends.head, settings);
  const regions = {
    base: assertions.map((assertion) => regionOf(assertion, ends.base, without)),
    head: assertions.map((assertion) => regionOf(assertion, ends.head, without)),
  };
  const sieves = {
    base: createSieve(regions.base, endpoints.length),
    head: createSieve(regions.head, endpoints.length),
  };
  const sort = <F extends Flow>(flows: readonly F[], side: Side): readonly (readonly F[])[] => {
    const sieve = sieves[side];
    const touching = assertions.map((): F[] => []);
    for (const flow of flows) for (const number of sieve(flow)) touching[number]?.push(flow);
    return touching;
  };
  const look = (side: Side): readonly (readonly Flow[])[] => {
    const near = nearEnds(regions[side], endpoints.length);
    return sort(
      survey(side, (index) => near[index] === 1),
      side,
    );
  };
  const [onBase, onHead] = [look("base"), look("head")];
  const [allowed, denied] = [sort(change.surelyAllowed(), "head"), sort(newlyDenied, "head")];
  return assertions.map((assertion, number) => ({
    assertion,
    region: { base: regions.base[number] ?? NOWHERE, head: regions.head[number] ?? NOWHERE },
    flows: { base: onBase[number] ?? [], head: onHead[number] ?? [] },
    newlyAllowed: allowed[number] ?? [],
    newlyDenied: denied[number] ?? [],
    unmatched: unmatchedIn(assertion, meaningless),
  }));
}

const NOWHERE: Region = { from: new Uint8Array(), to: new Uint8Array() };

function unmatchedIn({ claim }: Assertion, meaningless: Meaningless): readonly Unmatched[] {
  return (["from", "to"] as const).flatMap((end) =>
    claim[end].flatMap((words) => {
      const reason = meaningless(words);
      return reason === null ? [] : [{ end, words, reason }];
    }),
  );
}

/** Of every region the end with fewer endpoints: each of its flows has one of them. */
function nearEnds(regions: readonly Region[], size: number): Uint8Array {
  const near = new Uint8Array(size);
  // Regions share their ends.
  const known = new Map<Members, number>();
  const done = new Set<Members>();
  for (const { from, to } of regions) {
    const sources = remember(known, from, () => sizeOf(from));
    const destinations = remember(known, to, () => sizeOf(to));
    const nearer = sources < destinations ? from : to;
    if (sources === 0 || destinations === 0 || done.has(nearer)) continue;
    done.add(nearer);
    for (const index of indicesOf(nearer)) near[index] = 1;
  }
  return near;
}
