/** The shortest true phrase for a set of endpoints, in parts that each stand for exactly known members. */
import { externalPhrase } from "./endpoints.ts";
import { describeNamedPlaces, describeOtherPlaces, wholePlaces } from "./describe-places.ts";
import { describePods } from "./describe-pods.ts";
import { describeWorkloads } from "./describe-workloads.ts";
import { without, type IndexSet } from "./sets.ts";
import { enumerate, phrase, plainText, text, type Span } from "./spans.ts";
import { externalAt, type Part, type Vocabulary } from "./vocabulary.ts";

/** Most parts that a sentence spells out. */
const MAX_PARTS = 5;

/** Most parts after "except". */
const MAX_EXCEPTIONS = 3;

/** Sets up to this size are named by what they hold, not by what they lack. */
const MAX_NAMED = 3;

/**
 * The set as parts that are disjoint and together exactly the set; workloads first, then other pods, then addresses.
 * `set` lies within the universe of the vocabulary. No parts for the empty set.
 */
export function describe(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  if (set.length === 0) return [];
  if (set.length === vocabulary.universe.length) return [{ members: set, spans: [text("everything")] }];
  const direct = describeDirectly(set, vocabulary);
  const missing = without(vocabulary.universe, new Set(set));
  const whole = describeWithout("everything", set, missing, vocabulary);
  return whole !== null && cost(whole) < cost(direct) ? whole : direct;
}

/** The parts as one sentence: "`a`, `b` and `c`"; "nothing" for no parts. */
function partsPhrase(parts: readonly Part[]): readonly Span[] {
  if (parts.length === 0) return [text("nothing")];
  const shown = parts.slice(0, MAX_PARTS).map((part) => part.spans);
  const rest = parts.slice(MAX_PARTS).reduce((sum, part) => sum + part.members.length, 0);
  return enumerate(exceptionsLast(rest > 0 ? [...shown, phrase`${rest} more`] : shown), "and");
}

/** What follows "every workload except `a` and", or "every pod outside namespace `a` and", would read as one more exception. */
function exceptionsLast(parts: readonly (readonly Span[])[]): readonly (readonly Span[])[] {
  const isOpen = (spans: readonly Span[]): boolean => /^[^(]* (?:except|outside) /.test(plainText(spans));
  return [...parts.filter((spans) => !isOpen(spans)), ...parts.filter(isOpen)];
}

/** `describe` and `partsPhrase` in one. */
export function setPhrase(set: IndexSet, vocabulary: Vocabulary): readonly Span[] {
  return partsPhrase(describe(set, vocabulary));
}

/** One end of a row; "everything else" where the other end is all that it lacks, as a single pod does. */
export function endPhrase(end: IndexSet, other: IndexSet, vocabulary: Vocabulary): readonly Span[] {
  const [only] = other;
  const rest = other.length === 1 && end.length > 1 && end.length === vocabulary.universe.length - 1;
  return rest && only !== undefined && !end.includes(only) ? [text("everything else")] : setPhrase(end, vocabulary);
}

function cost(parts: readonly Part[]): number {
  return plainText(
    enumerate(
      parts.map((part) => part.spans),
      "and",
    ),
  ).length;
}

function describeDirectly(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  const members = new Set(set);
  const inside = set.filter((index) => externalAt(vocabulary, index) === null);
  const outside = set.filter((index) => externalAt(vocabulary, index) !== null);
  return [...describeInside(inside, members, vocabulary), ...describeOutside(outside, vocabulary)];
}

/** Workloads and other pods. */
function describeInside(set: IndexSet, members: ReadonlySet<number>, vocabulary: Vocabulary): readonly Part[] {
  if (set.length === 0) return [];
  const all = [...vocabulary.workloads, ...vocabulary.pods];
  const everyPod = vocabulary.pods.length > 0;
  if (set.length === all.length && everyPod) return [{ members: set, spans: [text("every pod")] }];
  const direct = describeByPlace(set, members, vocabulary);
  const missing = all.filter((index) => !members.has(index));
  const whole = everyPod ? describeWithout("every pod", set, missing, vocabulary) : null;
  return whole !== null && cost(whole) < cost(direct) ? whole : direct;
}

function describeByPlace(set: IndexSet, members: ReadonlySet<number>, vocabulary: Vocabulary): readonly Part[] {
  const whole = wholePlaces(members, vocabulary);
  const named = describeNamedPlaces(set, whole, vocabulary);
  const other = describeOtherPlaces(set, whole, vocabulary);
  const told = new Set([...named, ...other].flatMap((part) => part.members));
  const rest = without(set, told);
  return [...named, ...describeWorkloads(rest, vocabulary), ...other, ...describePods(rest, vocabulary)];
}

function describeOutside(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  if (set.length === 0) return [];
  const part = (members: IndexSet): Part => ({
    members,
    spans: externalPhrase(members.flatMap((index) => externalAt(vocabulary, index) ?? [])),
  });
  const isInternet = (index: number): boolean => externalAt(vocabulary, index)?.internet === true;
  const apart = [set.filter(isInternet), set.filter((index) => !isInternet(index))].filter(({ length }) => length > 0);
  // Together they often have a shorter name: the internet and what was cut out of it are one block again.
  const whole = [part(set)];
  return cost(whole) <= cost(apart.map(part)) ? whole : apart.map(part);
}

/** "everything except …", "everything outside namespace `a`", when what is missing has a short name. */
function describeWithout(
  whole: "everything" | "every pod",
  set: IndexSet,
  missing: IndexSet,
  vocabulary: Vocabulary,
): readonly Part[] | null {
  if (missing.length >= set.length || set.length <= MAX_NAMED) return null;
  const except = describeDirectly(missing, vocabulary);
  if (except.length > MAX_EXCEPTIONS) return null;
  const outside = except.flatMap(({ within }) => (within === undefined ? [] : phrase` outside ${within}`));
  const names = except.filter(({ within }) => within === undefined).map(({ spans }) => spans);
  const others = names.length === 0 ? [] : phrase` except ${enumerate(names, "and")}`;
  return [{ members: set, spans: phrase`${whole}${outside}${others}` }];
}
