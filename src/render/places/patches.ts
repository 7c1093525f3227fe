import type { ScalarNode, YamlNode } from "../../manifests/index.ts";
import { documentOf, readText } from "./ground-file.ts";
import type { GroundFile, SourceDocument } from "./ground-file.ts";
import { partsOf, wayTo } from "./parts.ts";
import { directoryOf, resolvePath } from "../paths.ts";
import type { Place } from "./model.ts";
import { fieldOf, scalarText, textField } from "./scalar.ts";

/** Whom a patch changes; null: not said, so anybody. */
export interface Target {
  readonly kind: string | null;
  readonly name: string | null;
}

/** A patch of a kustomization. */
export type Patch =
  /** A piece of an object that is merged into it. */
  | { readonly type: "merge"; readonly target: Target; readonly document: SourceDocument }
  /** JSON6902: what one operation sets. */
  | { readonly type: "set"; readonly target: Target; readonly values: readonly SetValue[] };

/** A scalar that a patch sets: where it will stand in the object, and where it is written. */
export interface SetValue {
  readonly way: string;
  readonly scalar: string;
  readonly place: Place;
}

/** The patches of a kustomization in the order in which they are applied: files among the inputs, and inline texts. */
export function patchesOf(
  kustomization: GroundFile,
  document: SourceDocument,
  files: ReadonlyMap<string, GroundFile>,
): readonly Patch[] {
  const directory = directoryOf(kustomization.path);
  const read = (source: ScalarNode, target: YamlNode | null): readonly Patch[] => {
    const text = String(source.value);
    const file = text.includes("\n") ? undefined : files.get(resolvePath(directory, text) ?? "");
    const documents = file?.documents() ?? inlineDocuments(text, source, kustomization, document);
    return documents.flatMap((found) => patchOf(found, target));
  };
  const list = (key: string): readonly YamlNode[] => {
    const value = fieldOf(document.root, key);
    return value?.type === "sequence" ? value.items : [];
  };
  const strategic = list("patchesStrategicMerge").flatMap((item) => (item.type === "scalar" ? read(item, null) : []));
  const others = [...list("patchesJson6902"), ...list("patches")].flatMap((item) => {
    const source = [fieldOf(item, "path"), fieldOf(item, "patch")].find((field) => field?.type === "scalar");
    return source?.type === "scalar" ? read(source, fieldOf(item, "target")) : [];
  });
  return [...strategic, ...others];
}

function patchOf(document: SourceDocument, given: YamlNode | null): readonly Patch[] {
  const { root, placeAt } = document;
  const target = given === null ? null : { kind: textField(given, "kind"), name: literal(textField(given, "name")) };
  if (root.type === "mapping")
    return [{ type: "merge", target: target ?? { kind: document.kind, name: document.name }, document }];
  if (root.type === "scalar") return [];
  return root.items.map((operation) => ({
    type: "set",
    target: target ?? { kind: null, name: null },
    values: valuesOf(operation, placeAt),
  }));
}

/** A target's name is a regular expression, which is not executed: one that is no plain name may mean anybody. */
function literal(name: string | null): string | null {
  return name !== null && /^[\w.-]*$/.test(name) ? name : null;
}

/** What an operation sets. Numbers of list items (and `-`) are no part of a way. */
function valuesOf(operation: YamlNode, placeAt: SourceDocument["placeAt"]): readonly SetValue[] {
  const path = textField(operation, "path");
  const entry = operation.type === "mapping" ? operation.entries.find(({ key }) => key === "value") : undefined;
  if (path === null || entry === undefined) return [];
  let way: string | null = "";
  for (const step of path.split("/").slice(1))
    if (!/^(?:\d+|-)$/.test(step)) way = wayTo(way, step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (way === null) return [];
  const scalar = scalarText(entry.value);
  if (scalar !== null) return [{ way, scalar, place: placeAt(entry.keyOffset) }];
  const values: SetValue[] = [];
  const offsets: number[] = [];
  const parts = partsOf(entry.value, (offset) => offsets.push(offset) - 1);
  for (const part of parts) {
    const full = part.way === "" ? way : part.way === null ? null : wayTo(way, part.way);
    if (full === null || part.scalar === null) continue;
    values.push({ way: full, scalar: part.scalar, place: placeAt(offsets[part.line] ?? 0) });
  }
  return values;
}

/** The documents of a text in a kustomization; a line of a block scalar is a line of the file. */
function inlineDocuments(
  text: string,
  source: ScalarNode,
  file: GroundFile,
  around: SourceDocument,
): readonly SourceDocument[] {
  const start = around.placeAt(source.offset);
  const opening = (file.lines[start.line - 1] ?? "").slice(start.column - 1);
  const { documents, positionOf } = readText(text);
  const placeAt = (offset: number): Place => {
    if (!opening.startsWith("|")) return start;
    const line = start.line + positionOf(offset).line;
    return line <= file.lines.length ? file.lineAt(line) : start;
  };
  return documents.flatMap(({ root }) => (root === null ? [] : [documentOf(root, placeAt)]));
}
