import { MAX_NAMESPACES } from "./describe-places.ts";
import { without, type IndexSet } from "./sets.ts";
import { code, counted, enumerate, enumerateSome, phrase, plural, text, type Span } from "./spans.ts";
import { workloadAt, type Part, type Vocabulary } from "./vocabulary.ts";

/** Most workloads that are named one by one. */
const MAX_NAMED = 3;

/** Most workloads after "except". */
const MAX_EXCEPTIONS = 2;

interface NamespaceShare {
  readonly name: string;
  readonly members: IndexSet;
  readonly missing: IndexSet;
}

/** The workloads of the set, other endpoints left aside: "every workload", "all 4 workloads in `shop`", single names. */
export function describeWorkloads(set: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  const members = set.filter((index) => workloadAt(vocabulary, index) !== null);
  const all = vocabulary.workloads;
  if (members.length <= 1) return single(members, vocabulary);
  if (members.length === all.length) return [{ members, spans: [text(`every ${noun(members, vocabulary)}`)] }];
  if (members.length <= MAX_NAMED) return single(members, vocabulary);
  const missing = without(all, new Set(members));
  if (missing.length <= MAX_EXCEPTIONS) {
    return [{ members, spans: phrase`every ${noun(members, vocabulary)} except ${names(missing, vocabulary)}` }];
  }
  const shares = sharesOf(members, vocabulary);
  const whole = shares.filter((share) => share.missing.length === 0);
  const partial = shares.filter((share) => share.missing.length > 0);
  return [...wholeNamespaces(whole, vocabulary), ...partialNamespaces(partial, vocabulary)];
}

function single(members: IndexSet, vocabulary: Vocabulary): readonly Part[] {
  return members.map((index) => ({ members: [index], spans: name(index, vocabulary) }));
}

function wholeNamespaces(shares: readonly NamespaceShare[], vocabulary: Vocabulary): readonly Part[] {
  const members = shares.flatMap((share) => share.members).sort((a, b) => a - b);
  if (members.length <= 1) return single(members, vocabulary);
  const where = enumerateSome(
    shares.map((share) => [code(share.name)]),
    MAX_NAMESPACES,
  );
  return [{ members, spans: phrase`all ${counted(members.length, noun(members, vocabulary))} in ${where}` }];
}

function partialNamespaces(shares: readonly NamespaceShare[], vocabulary: Vocabulary): readonly Part[] {
  if (shares.length > MAX_NAMESPACES) {
    const members = shares.flatMap((share) => share.members).sort((a, b) => a - b);
    const where = enumerateSome(
      shares.map((share) => [code(share.name)]),
      MAX_NAMESPACES,
    );
    return [{ members, spans: phrase`${counted(members.length, noun(members, vocabulary))} in ${where}` }];
  }
  return shares.flatMap((share) => partialNamespace(share, vocabulary));
}

function partialNamespace(share: NamespaceShare, vocabulary: Vocabulary): readonly Part[] {
  const { members, missing } = share;
  if (members.length <= 2) return single(members, vocabulary);
  const what = noun([...members, ...missing], vocabulary);
  if (missing.length <= MAX_EXCEPTIONS) {
    const except = names(missing, vocabulary);
    return [{ members, spans: phrase`all ${plural(what)} in ${code(share.name)} except ${except}` }];
  }
  const total = counted(members.length + missing.length, what);
  const some = enumerateSome(
    members.map((index) => name(index, vocabulary)),
    MAX_NAMED,
  );
  return [{ members, spans: phrase`${members.length} of ${total} in ${code(share.name)} (${some})` }];
}

function sharesOf(members: IndexSet, vocabulary: Vocabulary): readonly NamespaceShare[] {
  const wanted = new Set(members);
  return vocabulary.places.flatMap((place) => {
    const inside = place.workloads.filter((index) => wanted.has(index));
    if (inside.length === 0 || place.scope.type !== "name") return [];
    return [{ name: place.scope.name, members: inside, missing: without(place.workloads, wanted) }];
  });
}

/** Endpoints that are single pods of a larger workload are no workloads; the phrase says so. */
function noun(members: IndexSet, vocabulary: Vocabulary): string {
  const split = members.some((index) => (workloadAt(vocabulary, index)?.workload ?? null) !== null);
  return split ? "workload and pod" : "workload";
}

function name(index: number, vocabulary: Vocabulary): readonly Span[] {
  return [code(workloadAt(vocabulary, index)?.id ?? "")];
}

function names(members: IndexSet, vocabulary: Vocabulary): readonly Span[] {
  return enumerate(
    members.map((index) => name(index, vocabulary)),
    "and",
  );
}
