import type { Origin } from "../../engine/index.ts";
import type { SourceFile } from "../../manifests/index.ts";
interface Doc {
  readonly text: string;
  readonly path: string | null;
}
export interface PlacesGround {
  readonly inputs: readonly SourceFile[];
  readonly others: readonly SourceFile[] | null;
  readonly otherDocuments: readonly Doc[];
  readonly main: string;
  readonly documents: readonly Doc[];
}
export function preparePlaces(_ground: PlacesGround): (document: Doc) => readonly (Origin | null)[] {
  return (document) => document.text.split("\n").map(() => null);
}
