import type { YamlNode } from "../../manifests/index.ts";
import { alignItems } from "./align-items.ts";
import type { Counterpart } from "./align-items.ts";
import type { SourceDocument } from "./ground-file.ts";
import type { Place } from "./model.ts";
import { way } from "./parts.ts";
import type { Part } from "./parts.ts";
import type { ShapeOf } from "./shapes.ts";

/** Where a part of a rendered document is written. */
export interface Written {
  readonly place: Place;
  /** `equal`: a scalar with this value, or a collection. `differs`: the field is there, with another value. */
  readonly match: "equal" | "differs";
}

/** A patch repeats these to say whom it means. */
const IDENTIFYING = new Set(["apiVersion", "kind", way("metadata", "name"), way("metadata", "namespace")]);

/**
 * Lays a rendered document over the documents that it was made of, the strongest first (patches, then the resource), and
 * gives for each part where it is written; null where no source has such a part. Keys are followed by name, list items by
 * `alignItems`. A scalar is where the strongest source has that value; a collection where the strongest source has an
 * equal one, else in the weakest, which is the resource. Work is linear in the parts and the sources.
 */
export function align(
  root: YamlNode,
  parts: readonly Part[],
  sources: readonly SourceDocument[],
  shapeOf: ShapeOf,
): readonly (Written | null)[] {
  const counterparts: (readonly Counterpart[])[] = parts.map(() => []);
  const top = parts.flatMap((part, index) => (part.parent === -1 ? [index] : []));
  const roots = sources.map((document) => ({ document, node: document.root, offset: document.root.offset }));
  const descend = (node: YamlNode, children: readonly number[], above: readonly Counterpart[]): void => {
    if (above.length === 0 || children.length === 0) return;
    if (node.type === "sequence") {
      const items = children.map((child) => parts[child]?.node ?? node);
      const found = alignItems(node, items, above, shapeOf);
      for (const [index, child] of children.entries()) counterparts[child] = found[index] ?? [];
      return;
    }
    const fields = above.map((counterpart) => ({ counterpart, entries: entriesOf(counterpart.node) }));
    for (const child of children) {
      const key = parts[child]?.key ?? "";
      counterparts[child] = fields.flatMap(({ counterpart, entries }) => {
        const entry = entries.get(key);
        if (entry === undefined) return [];
        return [{ document: counterpart.document, node: entry.value, offset: entry.keyOffset }];
      });
    }
  };
  descend(root, top, roots);
  for (const [index, part] of parts.entries()) descend(part.node, part.children, counterparts[index] ?? []);
  return parts.map((part, index) => written(part, counterparts[index] ?? [], shapeOf));
}

function entriesOf(node: YamlNode): ReadonlyMap<string, { readonly value: YamlNode; readonly keyOffset: number }> {
  return new Map(node.type === "mapping" ? node.entries.map((entry) => [entry.key, entry]) : []);
}

function written(part: Part, counterparts: readonly Counterpart[], shapeOf: ShapeOf): Written | null {
  const shape = shapeOf(part.node);
  const isEqual = ({ node }: Counterpart): boolean => shapeOf(node) === shape;
  const equal = IDENTIFYING.has(part.way ?? "") ? counterparts.findLast(isEqual) : counterparts.find(isEqual);
  const found = equal ?? counterparts.at(-1);
  if (found === undefined) return null;
  const place = found.document.placeAt(found.offset);
  if (equal !== undefined) return { place, match: "equal" };
  const isCollection = part.children.length > 0 && found.node.type === part.node.type;
  return { place, match: isCollection ? "equal" : "differs" };
}
