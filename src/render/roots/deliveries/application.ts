import { readYaml, type YamlNode } from "../../../manifests/index.ts";
import { itemsAt, textAt, textOf, textsAt, valueAt } from "../nodes.ts";
import { directoryOf, resolvePath } from "../../paths.ts";
import {
  NO_KUSTOMIZE,
  repositoryKey,
  type ChartSettings,
  type Delivery,
  type KustomizeSettings,
  type Source,
} from "./delivery.ts";
import { labelOfObject, type DeployingObject } from "./find.ts";
import { jsonText, mappedTexts, mappingOf, mergedNodes, scalarOf } from "./json-text.ts";

/** Replaces the placeholders of a text; `null` where one has no value. */
export type Fill = (text: string) => string | null;

/** An Application has no placeholders: what looks like one was left by another tool. */
export const fillNothing: Fill = (text) => (/\{\{|\$\{/.test(text) ? null : text);

/** How placeholders are replaced: in what says where and what to deploy, and in values, where any text may stand. */
export interface Filling {
  readonly words: Fill;
  readonly values: Fill;
}

/** What Kustomize does for Argo CD, without images, which are no matter of the network. */
const OVERLAY = [
  "namePrefix",
  "nameSuffix",
  "commonLabels",
  "commonAnnotations",
  "namespace",
  "patches",
  "components",
  "replicas",
];

/**
 * What an Application deploys, or what one of an ApplicationSet does once `fill` has put in the parameters: one delivery
 * for each source. A source that only lends its values files to others is none.
 * Source: Argo CD `ApplicationSpec`; values count in the order files, `values`, `valuesObject`, `parameters`.
 */
export function applicationDeliveries(
  object: DeployingObject,
  spec: YamlNode | null,
  name: string,
  { words: fill, values: fillValues }: Filling,
): readonly Delivery[] {
  const filled = (node: YamlNode | null, ...keys: readonly string[]) => {
    const text = textAt(node, ...keys);
    return text === null ? null : fill(text);
  };
  const single = valueAt(spec, "source");
  const sources = single === null ? itemsAt(spec, "sources") : [single];
  const lenders = sources.flatMap((source) => {
    const ref = textAt(source, "ref");
    return ref === null ? [] : [{ ref, repository: repositoryKey(textAt(source, "repoURL") ?? "") }];
  });
  return sources
    .filter((source) => textAt(source, "path") !== null || textAt(source, "chart") !== null)
    .map((source) => {
      const helm = valueAt(source, "helm");
      const inline = inlineValues(helm, fillValues);
      const own = repositoryKey(textAt(source, "repoURL") ?? "");
      const lent = new Set(lenders.filter(({ repository }) => repository === own).map(({ ref }) => ref));
      const place: Source = inline === undefined ? { type: "unknown" } : sourceOf(source, fill);
      return {
        object: labelOfObject(object),
        name,
        origin: object.origin,
        source: place,
        namespace: filled(spec, "destination", "namespace"),
        environment: environmentOf(object, filled(spec, "destination", "name"), filled(spec, "destination", "server")),
        kustomize: kustomizeOf(valueAt(source, "kustomize"), place, fill),
        chart: { ...chartOf(helm, place, lent, fill), inline: inline ?? null },
        plain: textAt(source, "directory", "recurse") === "true" ? "all-below" : "this-directory",
      };
    });
}

/** One that deploys in place of what a template leaves open. */
function sourceOf(source: YamlNode, fill: Fill): Source {
  if (textAt(source, "chart") !== null) return { type: "elsewhere" };
  const repository = fill(textAt(source, "repoURL") ?? "");
  const path = resolvePath(".", fill(textAt(source, "path") ?? "") ?? "");
  return repository === null || path === null
    ? { type: "unknown" }
    : { type: "git", repository: repositoryKey(repository), path };
}

/**
 * Objects with one destination share an environment. The cluster that Argo CD itself runs in is another one for each Argo CD,
 * so that only objects of one directory are known to share it.
 */
function environmentOf({ origin }: DeployingObject, name: string | null, server: string | null): string | null {
  const cluster = name ?? server;
  if (cluster === null || cluster === "") return null;
  const isOwn = cluster === "in-cluster" || /^https:\/\/kubernetes\.default\.svc\/?$/.test(cluster);
  return isOwn ? `cluster in-cluster (${directoryOf(origin.path)})` : `cluster ${cluster}`;
}

function kustomizeOf(written: YamlNode | null, source: Source, fill: Fill): KustomizeSettings {
  const settings = written === null ? null : mappedTexts(written, fill);
  const kept = Object.fromEntries(OVERLAY.map((key) => [key, valueAt(settings, key)]));
  const overlay = mappingOf(kept);
  if (overlay.entries.length === 0 || source.type !== "git") return NO_KUSTOMIZE;
  const components = textsAt(settings, "components").flatMap((path) => resolvePath(source.path, path) ?? []);
  return { overlay: jsonText(overlay), components, substitutions: null };
}

function chartOf(
  helm: YamlNode | null,
  place: Source,
  lent: ReadonlySet<string>,
  fill: Fill,
): Omit<ChartSettings, "inline"> {
  const directory = place.type === "git" ? place.path : ".";
  const release = textAt(helm, "releaseName");
  const files = textsAt(helm, "valueFiles").map((text) => ({ text, path: valuesPath(directory, fill(text), lent) }));
  return {
    values: files.flatMap(({ path }) => path ?? []),
    unresolved: files.flatMap(({ text, path }) => (path === null ? [text] : [])),
    release: release === null ? null : fill(release),
    crds: textAt(helm, "skipCrds") === "true" ? "left-out" : "installed",
  };
}

/** `/x` starts at the top of the repository, `$ref/x` at that of another source. */
function valuesPath(directory: string, text: string | null, lent: ReadonlySet<string>): string | null {
  if (text === null) return null;
  const [, ref, rest = ""] = /^\$([^/]{1,100})\/(.*)$/.exec(text) ?? [];
  if (ref !== undefined) return lent.has(ref) ? resolvePath(".", rest) : null;
  return text.startsWith("/") ? resolvePath(".", text.slice(1)) : resolvePath(directory, text);
}

/** `undefined` where a template in the values is not evaluated. */
function inlineValues(helm: YamlNode | null, fill: Fill): string | null | undefined {
  const text = textAt(helm, "values");
  const written = text === null ? "" : fill(text);
  const object = valueAt(helm, "valuesObject");
  const filled = object === null ? mappingOf({}) : mappedTexts(object, fill);
  const parameters = itemsAt(helm, "parameters").map((item) => parameterOf(item, fill));
  if (written === null || filled === null || parameters.includes(null)) return undefined;
  const all = [valuesOf(written), filled, ...parameters].flatMap((node) =>
    node?.type === "mapping" && node.entries.length > 0 ? [node] : [],
  );
  const [first, ...others] = all;
  return first === undefined ? null : jsonText(others.reduce<YamlNode>(mergedNodes, first));
}

function valuesOf(text: string): YamlNode | null {
  return readYaml(new TextEncoder().encode(text), () => true).documents[0]?.root ?? null;
}

/** A value as `--set` types it: whole numbers and truth values are none of text. */
function valueOf(text: string): YamlNode {
  return /^(?:true|false|null|-?(?:0|[1-9]\d{0,14}))$/.test(text) ? (valuesOf(text) ?? scalarOf(text)) : scalarOf(text);
}

/** Deeper names are left out. */
const MAX_STEPS = 50;

/** A parameter as Helm's `--set` takes it; `null` where its name is more than keys with dots, or a template is left. */
function parameterOf(item: YamlNode, fill: Fill): YamlNode | null {
  const name = textAt(item, "name");
  const text = textOf(valueAt(item, "value"));
  const value = text === null ? null : fill(text);
  if (name === null || value === null || /[[\]\\{},=]/.test(name)) return null;
  const steps = name.split(".");
  if (steps.length > MAX_STEPS) return null;
  const typed = textAt(item, "forceString") === "true" ? scalarOf(value) : valueOf(value);
  return steps.reduceRight<YamlNode>((node, key) => mappingOf({ [key]: node }), typed);
}
