import { bucketsOf } from "./buckets.ts";
import type { Buckets } from "./buckets.ts";
import { createEvidence } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import { once } from "./ground-file.ts";
import type { GroundFile, SourceDocument } from "./ground-file.ts";
import type { Identity } from "./identity.ts";
import { broughtIn, readKustomizations } from "./kustomizations.ts";
import type { Place } from "./model.ts";
import { createFindOrigin } from "./origin-documents.ts";
import type { FindOrigin } from "./origin-documents.ts";
import { createShapes } from "./shapes.ts";
import type { ShapeOf } from "./shapes.ts";

/** What the kustomizations of a root do to its resources. */
export interface Overlays {
  readonly evidence: Evidence;
  /** The patches that are merged into an object, the strongest first. */
  readonly mergedInto: (identity: Identity, origin: Identity | null) => readonly SourceDocument[];
  /** The line of a kustomization through which the change brings an input in. */
  readonly broughtIn: ReadonlyMap<string, Place>;
  /** Finds the resource that an object was made of in a file, or in any of the inputs. */
  readonly findOrigin: (identity: Identity, file: GroundFile | null) => SourceDocument | null;
  readonly shapeOf: ShapeOf;
}

export function createOverlays(
  directory: string,
  files: ReadonlyMap<string, GroundFile>,
  isChanged: (place: Place) => boolean,
): Overlays {
  const kustomizations = readKustomizations(directory, files);
  const origins = new Map<GroundFile, FindOrigin>();
  const anywhere = once(() => {
    const documents = [...files.values()].flatMap((file) => file.documents());
    return bucketsOf(
      documents.map((document) => [`${document.kind ?? ""}\0${document.name ?? ""}`, document] as const),
    );
  });
  return {
    evidence: createEvidence(kustomizations),
    mergedInto: mergesOf(kustomizations.patches),
    broughtIn: broughtIn(kustomizations.references, isChanged),
    findOrigin: (identity, file) => {
      if (file === null) return onlyOne(anywhere().get(`${identity.kind ?? ""}\0${identity.name ?? ""}`));
      const find = origins.get(file) ?? createFindOrigin(file);
      origins.set(file, find);
      return find(identity);
    },
    shapeOf: createShapes(),
  };
}

function onlyOne<T>(entries: readonly T[] | undefined): T | null {
  return entries?.length === 1 ? (entries[0] ?? null) : null;
}

interface Merge {
  readonly order: number;
  readonly document: SourceDocument;
}

/** Kustomize finds a patch's target by the name that the resource had, or has by then. */
function mergesOf(patches: ReturnType<typeof readKustomizations>["patches"]): Overlays["mergedInto"] {
  const merges: Buckets<Merge> = bucketsOf(
    patches.flatMap((patch, order) =>
      patch.type === "merge"
        ? [[`${patch.target.kind ?? ""}\0${patch.target.name ?? ""}`, { order, document: patch.document }] as const]
        : [],
    ),
  );
  return (identity, origin) => {
    const names = new Set([identity.name ?? "", origin?.name ?? "", ""]);
    const kinds = new Set([identity.kind ?? "", ""]);
    const found = [...kinds].flatMap((kind) => [...names].flatMap((name) => merges.get(`${kind}\0${name}`) ?? []));
    return found.sort((a, b) => a.order - b.order).map(({ document }) => document);
  };
}
