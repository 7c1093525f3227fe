import type { YamlNode } from "../../manifests/index.ts";
import type { GroundFile, SourceDocument } from "./ground-file.ts";
import type { Place } from "./model.ts";
import { patchesOf } from "./patches.ts";
import type { Patch } from "./patches.ts";
import { directoryOf, resolvePath } from "../paths.ts";
import { isKustomizationName, kustomizationIn } from "../file-names.ts";
import { fieldOf, scalarText } from "./scalar.ts";

/** A field of a kustomization that sets something in the resources. */
export interface Setting {
  readonly type: "namespace" | "affix" | "pair" | "image" | "replicas";
  /** Of a pair: its key; else the key of the field. */
  readonly key: string;
  readonly text: string;
  readonly place: Place;
}

/** A line of a kustomization that names another input. */
export interface Reference {
  readonly from: string;
  /** The file, or the kustomization of the directory. */
  readonly to: string;
  readonly place: Place;
}

export interface Kustomizations {
  /** The root's own first, then by path. */
  readonly settings: readonly Setting[];
  /** The strongest first: the root's own last one. */
  readonly patches: readonly Patch[];
  readonly references: readonly Reference[];
}

/** What all kustomizations among the inputs say. */
export function readKustomizations(directory: string, files: ReadonlyMap<string, GroundFile>): Kustomizations {
  const first = kustomizationIn(directory, files);
  const paths = [...files.keys()].filter(isKustomizationName).sort((a, b) => order(a, first) - order(b, first));
  const settings: Setting[] = [];
  const patches: Patch[] = [];
  const references: Reference[] = [];
  for (const path of paths) {
    const file = files.get(path);
    const document = file?.documents()[0];
    if (file === undefined || document === undefined) continue;
    for (const setting of settingsOf(document)) settings.push(setting);
    for (const patch of [...patchesOf(file, document, files)].reverse()) patches.push(patch);
    for (const reference of referencesOf(path, document, files)) references.push(reference);
  }
  return { settings, patches, references };
}

function order(path: string, first: string | null): number {
  return path === first ? 0 : 1;
}

function settingsOf({ root, placeAt }: SourceDocument): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (type: Setting["type"], key: string, value: YamlNode | null, offset: number): void => {
    const text = value === null ? null : scalarText(value);
    if (text !== null && text !== "") settings.push({ type, key, text, place: placeAt(offset) });
  };
  const addPairs = (pairs: YamlNode | null): void => {
    if (pairs?.type !== "mapping") return;
    for (const { key, keyOffset, value } of pairs.entries) add("pair", key, value, keyOffset);
  };
  for (const { key, keyOffset, value } of root.type === "mapping" ? root.entries : []) {
    const items = value.type === "sequence" ? value.items : [];
    if (key === "namespace") add("namespace", key, value, keyOffset);
    else if (key === "namePrefix" || key === "nameSuffix") add("affix", key, value, keyOffset);
    else if (key === "commonLabels" || key === "commonAnnotations") addPairs(value);
    else if (key === "labels") for (const item of items) addPairs(fieldOf(item, "pairs"));
    else if (key === "replicas" || key === "images")
      for (const item of items)
        for (const entry of item.type === "mapping" ? item.entries : [])
          if (/^(?:count|newName|newTag|digest)$/.test(entry.key))
            add(key === "images" ? "image" : "replicas", entry.key, entry.value, entry.keyOffset);
  }
  return settings;
}

/** Every text of a kustomization that is the path of an input. */
function referencesOf(
  path: string,
  { root, placeAt }: SourceDocument,
  files: ReadonlyMap<string, GroundFile>,
): readonly Reference[] {
  const directory = directoryOf(path);
  const references: Reference[] = [];
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.type === "mapping") for (const { value } of node.entries) visit(value);
    else if (node.type === "sequence") node.items.forEach(visit);
    else if (typeof node.value === "string" && !node.value.includes("\n")) {
      const found = resolvePath(directory, node.value);
      const to = found === null ? null : files.has(found) ? found : kustomizationIn(found, files);
      if (to !== null && to !== path) references.push({ from: path, to, place: placeAt(node.offset) });
    }
  };
  visit(root);
  return references;
}

/** For each input that a changed line of a kustomization brings in, directly or through others: the first such line. */
export function broughtIn(
  references: readonly Reference[],
  isChanged: (place: Place) => boolean,
): ReadonlyMap<string, Place> {
  const leaving = new Map<string, Reference[]>();
  for (const reference of references) {
    const known = leaving.get(reference.from);
    if (known === undefined) leaving.set(reference.from, [reference]);
    else known.push(reference);
  }
  const found = new Map<string, Place>();
  for (const { to, place } of references.filter((reference) => isChanged(reference.place))) {
    const open = [to];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (found.has(path)) continue;
      found.set(path, place);
      for (const next of leaving.get(path) ?? []) open.push(next.to);
    }
  }
  return found;
}
