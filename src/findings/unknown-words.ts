import { examine, type Cluster, type ClusterSettings, type Origin } from "../engine/index.ts";
import type { Assertion, EndWords } from "./assertions/assertion.ts";
import { createEnds } from "./assertions/ends.ts";
import { createMeaningless } from "./assertions/meaningless.ts";
import type { Waiver } from "./waivers.ts";

/** Words of an assertion or a waiver that mean nothing in a cluster. */
export interface UnknownWords {
  /** The assertion; `null`: a waiver. */
  readonly assertion: string | null;
  readonly end: "from" | "to";
  readonly words: EndWords;
  /** Where they stand, or what they are part of. */
  readonly origin: Origin;
  readonly reason: string;
}

/** Looks up all words in a cluster as it stands, in the order of the file, assertions first. */
export function unknownWords(
  cluster: Cluster,
  settings: ClusterSettings,
  { assertions, waivers }: { readonly assertions: readonly Assertion[]; readonly waivers: readonly Waiver[] },
): readonly UnknownWords[] {
  const { endpoints } = examine(cluster, cluster, settings).comparison;
  const meaningless = createMeaningless({ cluster }, createEnds({ side: "head", cluster }, endpoints), settings);
  const look = (
    assertion: string | null,
    origin: Origin,
    ends: Readonly<Record<"from" | "to", readonly EndWords[] | null>>,
  ): readonly UnknownWords[] =>
    (["from", "to"] as const).flatMap((end) =>
      (ends[end] ?? []).flatMap((words) => {
        const reason = meaningless(words);
        return reason === null ? [] : [{ assertion, end, words, origin: words.origin ?? origin, reason }];
      }),
    );
  return [
    ...assertions.flatMap(({ name, origin, claim }) => look(name, origin, claim)),
    ...waivers.flatMap((waiver) => look(null, waiver.origin, waiver)),
  ];
}
