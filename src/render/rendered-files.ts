import { createHash } from "node:crypto";
import type { Origin } from "../engine/index.ts";
import type { SourceFile } from "../manifests/index.ts";
import { mainFile } from "./failures.ts";
import { preparePlaces } from "./places/index.ts";
import type { RootPlan } from "./roots/index.ts";
import type { RenderedDocument } from "./sandbox/index.ts";

/** What the places of lines are looked for in. */
export interface PlaceSources {
  /** What this side reads. */
  readonly inputs: readonly SourceFile[];
  /** What the other side reads; `null`: there is none. */
  readonly others: readonly SourceFile[] | null;
  /** What the other side was rendered to. */
  readonly otherDocuments: readonly RenderedDocument[];
}

/**
 * Rendered documents as files, one for each file that they come from, in the order in which these occur first. Files that
 * hold the same with the same places are equal, whichever side they are of.
 */
export function toFiles(
  plan: RootPlan,
  documents: readonly RenderedDocument[],
  sources: PlaceSources,
): readonly SourceFile[] {
  const placesOf = preparePlaces({ ...sources, main: mainFile(plan), documents });
  const files = new Map<string, { readonly texts: string[]; readonly places: (Origin | null)[] }>();
  for (const document of documents) {
    const path = document.path ?? mainFile(plan);
    const file = files.get(path) ?? { texts: [], places: [] };
    // Its own line, between what one document and the next one say.
    if (file.texts.length > 0) file.places.push(null);
    const text = document.text.endsWith("\n") ? document.text : `${document.text}\n`;
    const places = placesOf(document);
    file.texts.push(text);
    for (const line of text.split("\n").slice(0, -1).keys()) file.places.push(places[line] ?? null);
    files.set(path, file);
  }
  return [...files].map(([path, { texts, places }]) => {
    const text = texts.join("---\n");
    const blobId = createHash("sha1")
      .update(JSON.stringify([text, places]))
      .digest("hex");
    return {
      path,
      bytes: new TextEncoder().encode(text),
      blobId: `rendered ${blobId}`,
      places,
      ...(plan.namespace === null ? {} : { namespace: plan.namespace }),
    };
  });
}
