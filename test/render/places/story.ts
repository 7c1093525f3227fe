/** Two sides of a root as texts, and where a line of a rendered document comes from. */
import { placesOf, preparePlaces } from "../../../src/render/places/index.ts";
import type { Place, PlacesRoot, RenderedSide, RenderedSource } from "../../../src/render/places/index.ts";
import { snapshot } from "../../manifests/files.ts";

type Texts = Readonly<Record<string, string>>;

export function side(files: Texts, documents: readonly RenderedSource[] | null): RenderedSide {
  return { files: snapshot(files).files, documents };
}

/** Tells for a line of the rendered text (the first that holds these words, or the nth) the place as `path:line` and what stands there. */
export function places(
  root: PlacesRoot,
  document: RenderedSource,
  here: RenderedSide,
  there: RenderedSide | null,
): (words: string, nth?: number) => string {
  const found = placesOf(document, preparePlaces(root, here, there));
  const lines = document.text.split("\n");
  return (words, nth = 1) => {
    const index = [...lines.keys()].filter((line) => lines[line]?.includes(words))[nth - 1];
    if (index === undefined) throw new Error(`no line holds ${words}`);
    return tell(found[index] ?? null, here);
  };
}

function tell(place: Place | null, { files }: RenderedSide): string {
  if (place === null) return "nowhere";
  const bytes = files.find(({ path }) => path === place.path)?.bytes;
  const line = new TextDecoder().decode(bytes).split(/\r\n?|\n/)[place.line - 1];
  return `${place.path}:${place.line} ${line?.trim() ?? "no such line"}`;
}
