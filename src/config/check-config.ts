import * as v from "valibot";
import type { Origin } from "../engine/index.ts";
import { RULES } from "../findings/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { toAssertions } from "./assertions.ts";
import type { ClusterConfig, Config, ElsewhereNamespace, ElsewhereWorkload, Environment } from "./config.ts";
import { fittingParts, type FittingParts } from "./fitting-parts.ts";
import { nearestKey } from "./nearest-key.ts";
import { originsOf } from "./origins.ts";
import { readPlainYaml, type Position, type Step } from "./plain-yaml.ts";
import { toWaivers } from "./waivers.ts";
import { configSchema, type ParsedConfig } from "./schema.ts";

/** `config` is `null` exactly when `problems` holds an error. */
export interface ConfigResult {
  readonly config: Config | null;
  /** In the order of the file. */
  readonly problems: readonly Diagnostic[];
}

/** What `readConfig` promises, at once. */
export function checkConfig(text: string, path: string): ConfigResult {
  const document = readPlainYaml(text);
  if (!("value" in document)) {
    return refused(document.map((problem) => ({ severity: "error", ...problem, path })));
  }
  const { positionOf } = document;
  const parsed = v.safeParse(configSchema, document.value ?? {});
  const origin = (at: readonly Step[]): Origin => ({ path, ...positionOf(at) });
  const issues = parsed.success ? [] : parsed.issues.map((issue) => toDiagnostic(issue, path, positionOf));
  const parts = fittingParts(document.value);
  const { assertions, problems } = toAssertions(parts.assertions, origin);
  const { waivers, problems: unfit } = toWaivers(parts.waivers, parts.names, origin);
  const wrong = [
    ...issues,
    ...repeatedWorkloads(parts, origin),
    ...repeatedEnvironments(parts, origin),
    ...problems,
    ...unfit,
    ...neverAsked(parts, origin),
  ];
  if (!parsed.success || wrong.length > 0) return refused(wrong);
  const config = {
    ...toConfig(parsed.output, origin),
    assertions,
    waivers,
    mode: parsed.output.mode,
    requireApproval: new Set(parsed.output["require-approval"]),
    origins: originsOf(document.value, origin),
  };
  return { config, problems: [] };
}

function refused(problems: readonly Diagnostic[]): ConfigResult {
  return { config: null, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function toDiagnostic(
  issue: v.BaseIssue<unknown>,
  path: string,
  positionOf: (path: readonly Step[]) => Position,
): Diagnostic {
  const steps = (issue.path ?? []).map((item) => (typeof item.key === "number" ? item.key : String(item.key)));
  const place = { severity: "error", path, ...positionOf(steps) } as const;
  const last = steps.at(-1);
  if (issue.type === "strict_object" && last !== undefined && issue.expected === "never") {
    const parent = steps.slice(0, -1);
    return { ...place, code: "unknown-key", message: unknownKey(String(last), parent, knownKeys(parent)) };
  }
  if (issue.type === "strict_object" && last !== undefined && issue.received === "undefined") {
    return { ...place, code: "missing-key", message: `${quotePath(steps)} is missing: add it` };
  }
  const subject = steps.length === 0 ? "the configuration" : quotePath(steps);
  return { ...place, code: "invalid-value", message: `${subject} ${issue.message}` };
}

function unknownKey(key: string, parent: readonly Step[], known: readonly string[]): string {
  const where = parent.length === 0 ? "" : ` in ${quotePath(parent)}`;
  const nearest = nearestKey(key, known);
  const advice =
    nearest === null ? `known here: ${known.map((name) => `\`${name}\``).join(", ")}` : `did you mean \`${nearest}\`?`;
  return `unknown key \`${key}\`${where}; ${advice}`;
}

/** The keys that the schema knows at `path`. */
function knownKeys(path: readonly Step[]): readonly string[] {
  let schema: unknown = configSchema;
  for (const step of path) {
    const { entries, item } = describe(schema);
    schema = typeof step === "number" ? item : entries[step];
  }
  return Object.keys(describe(schema).entries);
}

/** What a schema holds, below the wrappers that make it optional and the checks before it. */
function describe(schema: unknown): { readonly entries: Readonly<Record<string, unknown>>; readonly item: unknown } {
  if (typeof schema !== "object" || schema === null) return { entries: {}, item: null };
  if ("wrapped" in schema) return describe(schema.wrapped);
  if ("pipe" in schema && Array.isArray(schema.pipe)) {
    // Checks stand before and behind what holds something.
    const holds = (part: object): boolean =>
      part !== schema && ["wrapped", "entries", "item"].some((key) => key in part);
    return describe(schema.pipe.find((part: object) => holds(part)));
  }
  const entries = "entries" in schema ? (schema.entries as Readonly<Record<string, unknown>>) : {};
  return { entries, item: "item" in schema ? schema.item : null };
}

/** `cluster.workloads[0].name`, in backticks. */
function quotePath(path: readonly Step[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return `\`${text.replace(/^\./, "")}\``;
}

function toConfig(
  { cluster, rules, approvers, environments }: ParsedConfig,
  origin: (path: readonly Step[]) => Origin,
): Pick<Config, "cluster" | "rules" | "approvers" | "environments"> {
  const levels = RULES.flatMap(({ id }) => {
    const level = rules[id];
    return level === undefined ? [] : [[id, level] as const];
  });
  return {
    cluster: toCluster(cluster, ["cluster"], origin),
    rules: new Map(levels),
    approvers,
    environments: environments.map((environment, index): Environment => {
      const at = ["environments", index];
      return {
        name: environment.name,
        roots: environment.roots,
        rootOrigins: environment.roots.map((_, number) => origin([...at, "roots", number])),
        namespace: environment.namespace ?? null,
        cluster: environment.cluster === undefined ? null : toCluster(environment.cluster, [...at, "cluster"], origin),
        origin: origin(at),
      };
    }),
  };
}

/** `place`: the keys that lead to it. */
function toCluster(
  cluster: ParsedConfig["cluster"],
  place: readonly Step[],
  origin: (path: readonly Step[]) => Origin,
): ClusterConfig {
  const namespaces = [...cluster.namespaces].map(([name, labels]): ElsewhereNamespace => {
    const at = [...place, "namespaces", name];
    return { name, ...toLabels(labels, at, origin), origin: origin(at) };
  });
  const workloads = cluster.workloads.map((workload, index): ElsewhereWorkload => {
    const at = [...place, "workloads", index];
    const { namespace, kind, name, labels, ports } = workload;
    return {
      namespace,
      kind,
      name,
      ...toLabels(labels, [...at, "labels"], origin),
      ports: ports.map((port, i) => ({
        name: port.name,
        protocol: port.protocol,
        number: port.port,
        origin: origin([...at, "ports", i]),
      })),
      origin: origin(at),
    };
  });
  const { podCIDRs, nodeCIDRs, ipBlocks, hostNetworkPods, cni } = cluster;
  return { podCIDRs, nodeCIDRs, ipBlocks, hostNetworkPods, cni: cni ?? null, namespaces, workloads };
}

function toLabels(
  labels: ReadonlyMap<string, string>,
  at: readonly Step[],
  origin: (path: readonly Step[]) => Origin,
): Pick<ElsewhereNamespace, "labels" | "labelOrigins"> {
  return { labels, labelOrigins: new Map([...labels.keys()].map((key) => [key, origin([...at, key])])) };
}

type OriginOf = (path: readonly Step[]) => Origin;

function repeatedEnvironments({ environments }: FittingParts, origin: OriginOf): readonly Diagnostic[] {
  const seen = new Set<string>();
  return environments.flatMap((environment, index) => {
    if (environment === null) return [];
    const { name } = environment;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `environment \`${name}\` stands here twice: name its roots in one list`;
    return [{ severity: "error", code: "duplicate-object", message, ...origin(["environments", index]) }];
  });
}

/** Rules of `require-approval` that are off. */
function neverAsked({ rules, required }: FittingParts, origin: OriginOf): readonly Diagnostic[] {
  const levels = new Map<unknown, unknown>(RULES.map(({ id, level }) => [id, rules[id] ?? level]));
  return required.flatMap((rule, index): readonly Diagnostic[] => {
    if (levels.get(rule) !== "off") return [];
    const at = ["require-approval", index];
    const message = `${quotePath(at)}: the rule \`${String(rule)}\` is off, so that nobody would ever be asked: give it a level in \`rules\`, such as \`notice\``;
    return [{ severity: "error", code: "invalid-value", message, ...origin(at) }];
  });
}

function repeatedWorkloads({ cluster, environments }: FittingParts, origin: OriginOf): readonly Diagnostic[] {
  const all = [
    { cluster, at: ["cluster"] },
    ...environments.map((environment, index) => ({
      cluster: environment?.cluster ?? null,
      at: ["environments", index, "cluster"],
    })),
  ];
  return all.flatMap(({ cluster: own, at }) => (own === null ? [] : repeatedIn(toCluster(own, at, origin).workloads)));
}

function repeatedIn(workloads: readonly ElsewhereWorkload[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return workloads.flatMap(({ namespace, kind, name, origin }) => {
    const id = `${namespace}/${kind}/${name}`;
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      { severity: "error", code: "duplicate-object", message: `\`${id}\` stands here twice: remove one`, ...origin },
    ];
  });
}
