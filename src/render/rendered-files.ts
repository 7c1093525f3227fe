import type { Origin } from "../engine/index.ts";
import type { SourceFile } from "../manifests/index.ts";
import { mainFile } from "./failure-places.ts";
import { placesOf, preparePlaces, type RenderedSide } from "./places/index.ts";
import { makerOf, type RenderedPlan } from "./render-plans.ts";
import { digestOf } from "./sandbox/index.ts";

/**
 * What a plan is rendered to as files, one for each file that documents come from, in the order in which these occur
 * first. Files that hold the same with the same places are equal, whichever side they are of. `there`: the same root on
 * the other side, `null` where it has none; by what differs the lines are found that the change is about.
 */
export function toFiles(plan: RenderedPlan, here: RenderedSide, there: RenderedSide | null): readonly SourceFile[] {
  const ground = preparePlaces(plan, here, there);
  const files = new Map<string, { readonly texts: string[]; readonly places: (Origin | null)[] }>();
  for (const document of here.documents ?? []) {
    const path = document.path ?? mainFile(plan);
    const file = files.get(path) ?? { texts: [], places: [] };
    // The line between two documents has no place of its own.
    if (file.texts.length > 0) file.places.push(null);
    const text = document.text.endsWith("\n") ? document.text : `${document.text}\n`;
    const places = placesOf(document, ground);
    file.texts.push(text);
    for (const line of text.split("\n").slice(0, -1).keys()) file.places.push(places[line] ?? null);
    files.set(path, file);
  }
  return [...files].map(([path, { texts, places }]) => {
    const text = texts.join("---\n");
    return {
      path,
      bytes: new TextEncoder().encode(text),
      blobId: `rendered ${digestOf(JSON.stringify([plan.type, text, places]))}`,
      places,
      ...makerOf(plan),
      ...(plan.namespace === null ? {} : { namespace: plan.namespace }),
    };
  });
}
