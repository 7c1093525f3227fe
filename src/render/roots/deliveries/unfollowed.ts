import { diagnosticAt, type Diagnostic, type YamlNode } from "../../../manifests/index.ts";
import { onBothSides, type Sides } from "../plan.ts";
import { labelOfObject, type DeployingObject } from "./find.ts";
import { jsonText } from "./json-text.ts";

/**
 * What decides what is deployed and is not followed: where it comes from, and what is done to it behind the build. Sources:
 * Argo CD "Application" and "ApplicationSet", Flux "Kustomization", "HelmRelease" and "GitRepository" API.
 */
const UNFOLLOWED: ReadonlySet<string> = new Set([
  "repoURL",
  "targetRevision",
  "url",
  "ref",
  "chart",
  "version",
  "sourceRef",
  "chartRef",
  "exclude",
  "include",
  "fileParameters",
  "plugin",
  "templatePatch",
  "managedNamespaceMetadata",
  "valuesFrom",
  "postRenderers",
  "substituteFrom",
  "suspend",
  "ignore",
  "images",
  "labels",
]);

/** A warning for each object of Argo CD or Flux that a change makes deploy something else in a way that is not followed. */
export function unfollowedChanges(objects: Sides<readonly DeployingObject[]>): readonly Diagnostic[] {
  const { base, head } = onBothSides(objects, (all) => new Map(all.map((object) => [labelOfObject(object), object])));
  return [...head].flatMap(([key, object]) => {
    const old = base.get(key);
    if (old === undefined || old === object) return [];
    const before = new Map(unfollowedIn(old.node));
    const after = new Map(unfollowedIn(object.node));
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (place) => before.get(place) !== after.get(place),
    );
    if (changed.length === 0) return [];
    const message =
      `${labelOfObject(object)} changes \`${changed.map(nameOf).join("`, `")}\`, which is not followed: ` +
      "what it deploys now may be something else than what is analysed";
    return [diagnosticAt("warning", "delivery-changed", message, { ...object.origin, column: 1 })];
  });
}

/** The parts of an object that are not followed, by the way to them. */
function unfollowedIn(node: YamlNode, way = ""): readonly (readonly [string, string])[] {
  switch (node.type) {
    case "mapping":
      return node.entries.flatMap(({ key, value }) => {
        // Its own labels are the object's alone, and values of a chart are followed, whatever they are called.
        if (way === "" && key !== "spec") return [];
        if (key === "values" || key === "valuesObject") return [];
        const place = `${way}.${key}`;
        return UNFOLLOWED.has(key) ? [[place, jsonText(value)] as const] : unfollowedIn(value, place);
      });
    case "sequence":
      return node.items.flatMap((item, index) => unfollowedIn(item, `${way}[${String(index)}]`));
    case "scalar":
      return [];
  }
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf(".") + 1);
}
