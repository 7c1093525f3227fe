import type { ClusterSettings } from "../../engine/index.ts";
import { createNamespaceCheck, createResolver } from "../../query/index.ts";
import { lazily } from "../collections.ts";
import type { SideView } from "../views.ts";
import type { EndWords } from "./assertion.ts";
import type { Ends } from "./ends.ts";

/** Why words mean nothing on a side, with what could be meant; `null` where they mean something. */
export type Meaningless = (words: EndWords) => string | null;

/**
 * Prepares to ask. Words that mean no endpoint mean nothing; so do those that mean pods which only the other side speaks
 * of, and those that mean pods of "another namespace" only because nothing speaks of the namespace that they name.
 */
export function createMeaningless(
  { cluster }: Pick<SideView, "cluster">,
  ends: Ends,
  settings: ClusterSettings,
): Meaningless {
  const unknownNamespace = createNamespaceCheck(cluster);
  const resolve = lazily(() => createResolver([cluster], settings));
  return (words) => {
    const reason = unknownNamespace(words.pattern);
    if (reason !== null || ends.isKnown(words)) return reason;
    const answer = resolve()(words.pattern);
    return answer.type === "unknown" ? answer.message : "nothing that the manifests hold or policies speak of";
  };
}
