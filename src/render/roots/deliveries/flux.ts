import type { YamlNode } from "../../../manifests/index.ts";
import { itemsAt, textAt, textOf, textsAt, valueAt } from "../nodes.ts";
import { resolvePath } from "../../paths.ts";
import { NO_KUSTOMIZE, repositoryKey, type Delivery, type Source } from "./delivery.ts";
import { labelOfObject, type DeployingObject } from "./find.ts";
import { jsonText, mappingOf, scalarOf } from "./json-text.ts";

/** The address of each GitRepository, by name; a Flux object names the repository so. */
export type Repositories = ReadonlyMap<string, string>;

export function repositoriesOf(objects: readonly DeployingObject[]): Repositories {
  const git = objects.filter(({ kind }) => kind === "GitRepository");
  return new Map(git.map(({ name, node }) => [name, textAt(node, "spec", "url") ?? ""]));
}

/**
 * What a Kustomization of Flux deploys. Without `kubeConfig` its cluster is the one it lives in, which nobody can tell.
 * Source: kustomize.toolkit.fluxcd.io/v1 `KustomizationSpec`.
 */
export function kustomizationDelivery(object: DeployingObject, repositories: Repositories): Delivery {
  const spec = valueAt(object.node, "spec");
  const source = sourceOf(valueAt(spec, "sourceRef"), textAt(spec, "path") ?? ".", repositories);
  const namespace = textAt(spec, "targetNamespace");
  const labels = valueAt(spec, "commonMetadata", "labels");
  const overlay = mappingOf({
    namespace: namespace === null ? null : scalarOf(namespace),
    namePrefix: valueAt(spec, "namePrefix"),
    nameSuffix: valueAt(spec, "nameSuffix"),
    labels: labels === null ? null : { type: "sequence", items: [mappingOf({ pairs: labels })], offset: 0 },
    patches: valueAt(spec, "patches"),
    components: valueAt(spec, "components"),
  });
  const directory = source.type === "git" ? source.path : ".";
  return {
    ...common(object, source, namespace),
    kustomize: {
      overlay: overlay.entries.length === 0 ? null : jsonText(overlay),
      components: textsAt(spec, "components").flatMap((path) => resolvePath(directory, path) ?? []),
      substitutions: substitutionsOf(valueAt(spec, "postBuild", "substitute")),
    },
    chart: { values: [], unresolved: [], inline: null, release: null, crds: "installed" },
  };
}

/**
 * What a HelmRelease of Flux deploys. Paths of values files start at the top of the repository.
 * Source: helm.toolkit.fluxcd.io/v2 `HelmReleaseSpec`, `HelmChartTemplateSpec`.
 */
export function releaseDelivery(object: DeployingObject, repositories: Repositories): Delivery {
  const spec = valueAt(object.node, "spec");
  const chart = valueAt(spec, "chart", "spec");
  const target = textAt(spec, "targetNamespace");
  const values = valueAt(spec, "values");
  const files = [...itemsAt(chart, "valuesFiles"), valueAt(chart, "valuesFile")].flatMap((node) => textOf(node) ?? []);
  const release = textAt(spec, "releaseName") ?? (target === null ? object.name : `${target}-${object.name}`);
  const source = sourceOf(valueAt(chart, "sourceRef"), textAt(chart, "chart") ?? "", repositories);
  return {
    ...common(object, source, target ?? object.namespace),
    kustomize: NO_KUSTOMIZE,
    chart: {
      values: files.flatMap((path) => resolvePath(".", path) ?? []),
      unresolved: files.filter((path) => resolvePath(".", path) === null),
      inline: values === null ? null : jsonText(values),
      release,
      crds: textAt(spec, "install", "crds") === "Skip" ? "left-out" : "installed",
    },
  };
}

function common(
  object: DeployingObject,
  source: Source,
  namespace: string | null,
): Omit<Delivery, "kustomize" | "chart"> {
  const cluster = textAt(object.node, "spec", "kubeConfig", "secretRef", "name");
  return {
    object: labelOfObject(object),
    name: object.name,
    origin: object.origin,
    source,
    namespace,
    environment: cluster === null ? null : `cluster ${cluster}`,
    plain: "all-below",
  };
}

function sourceOf(reference: YamlNode | null, written: string, repositories: Repositories): Source {
  const name = textAt(reference, "name");
  if (textAt(reference, "kind") !== "GitRepository" || name === null) return { type: "elsewhere" };
  if (/\$\{/.test(written)) return { type: "unknown" };
  const path = resolvePath(".", written === "" ? "." : written.replace(/^\/{1,10}/, "./"));
  if (path === null) return { type: "unknown" };
  const url = repositories.get(name);
  return { type: "git", repository: url === undefined ? `GitRepository ${name}` : repositoryKey(url), path };
}

function substitutionsOf(node: YamlNode | null): Readonly<Record<string, string>> | null {
  if (node?.type !== "mapping" || node.entries.length === 0) return null;
  return Object.fromEntries(node.entries.flatMap(({ key, value }) => [[key, textOf(value) ?? ""]]));
}
