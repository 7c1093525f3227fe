/** Acceptance cases kept as data outside of the project: the format is told in the head of their file. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Probe, Verdict } from "../../src/engine/explanation.ts";
import type { Cluster, ClusterSettings, Workload } from "../../src/engine/model.ts";
import { address } from "./addresses.ts";
import { cluster, namespace, node, pod, ranges, settings, undeclaredNamespace, type LabelsObject } from "./cluster.ts";
import { policyFromSpec, type PolicySpec } from "./policy-spec.ts";

type ByName<Value> = Readonly<Record<string, Value>>;

interface FixturePod {
  readonly labels?: LabelsObject;
  readonly ips?: readonly string[];
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly phase?: string;
  /** `http=8080/TCP`; `=8080/TCP` has no name. */
  readonly ports?: readonly string[];
  readonly containers?: readonly (readonly string[])[];
  readonly sidecars?: readonly (readonly string[])[];
  /** Plain init containers: their ports do not count. */
  readonly inits?: readonly (readonly string[])[];
}

interface Fixture {
  readonly podCIDRs?: readonly string[];
  readonly nodeCIDRs?: readonly string[];
  readonly namespaces?: ByName<LabelsObject | null>;
  readonly nodes?: ByName<{ readonly ips: readonly string[] }>;
  readonly external?: ByName<{ readonly ips: readonly string[] }>;
  readonly pods?: ByName<FixturePod>;
}

interface Check {
  readonly port: string;
  readonly family?: 4 | 6;
  readonly expect: readonly string[];
}

interface Step {
  readonly use?: "all" | "none" | readonly string[];
  readonly add?: Fixture;
  readonly labels?: { readonly namespaces?: ByName<LabelsObject>; readonly pods?: ByName<LabelsObject> };
  readonly checks: readonly Check[];
}

export interface ConformanceCase {
  readonly id: string;
  readonly title: string;
  readonly fixture?: string;
  readonly cluster?: Fixture;
  readonly profile?: { readonly hostNetwork?: "node" | "pod" };
  readonly np?: ByName<PolicySpec | null>;
  readonly cnp?: unknown;
  readonly anp?: unknown;
  readonly banp?: unknown;
  readonly steps?: readonly Step[];
  readonly checks?: readonly Check[];
}

export interface ConformanceFile {
  readonly fixtures: ByName<Fixture>;
  readonly cases: readonly ConformanceCase[];
}

/** One expectation; `text` says it for people. */
export interface Expectation {
  readonly text: string;
  readonly probe: Probe;
  readonly verdict: Verdict;
}

/** One step of a case. */
export interface Situation {
  readonly cluster: Cluster;
  readonly settings: ClusterSettings;
  readonly expectations: readonly Expectation[];
}

/** The file in the folder beside the repository; `null` when it is not there. */
export function readConformance(): ConformanceFile | null {
  const path = fileURLToPath(new URL("../../../shared/conformance/cases.yaml", import.meta.url));
  return existsSync(path) ? (parse(readFileSync(path, "utf8"), { maxAliasCount: -1 }) as ConformanceFile) : null;
}

/** Whether a case is about NetworkPolicies alone. */
export function isNetworkPolicyCase({ cnp, anp, banp }: ConformanceCase): boolean {
  return cnp === undefined && anp === undefined && banp === undefined;
}

/** The steps of a case; each starts from the fixture again. */
export function situationsOf(file: ConformanceFile, example: ConformanceCase): readonly Situation[] {
  const fixture = example.cluster ?? file.fixtures[example.fixture ?? ""];
  if (fixture === undefined) throw new Error(`case ${example.id} has no fixture`);
  const steps: readonly Step[] = example.steps ?? [{ use: "all", checks: example.checks ?? [] }];
  return steps.map((step) => situationOf(fixture, example, step));
}

function situationOf(base: Fixture, example: ConformanceCase, step: Step): Situation {
  const fixture = withStep(base, step);
  const specs = Object.entries(example.np ?? {});
  const used = step.use ?? "all";
  const inForce = specs.filter(([id]) => used === "all" || (used !== "none" && used.includes(id)));
  const namespaces = Object.entries(fixture.namespaces ?? {}).map(([name, labels]) => namespace(name, labels ?? {}));
  const workloads = Object.entries(fixture.pods ?? {}).map(([id, facts]) => workloadOf(id, facts));
  const declared = new Set(namespaces.map(({ name }) => name));
  const mentioned = new Set(workloads.map((workload) => workload.namespace).filter((name) => !declared.has(name)));
  return {
    cluster: cluster({
      namespaces: [...namespaces, ...[...mentioned].map(undeclaredNamespace)],
      workloads,
      policies: inForce.map(([id, spec]) => policyFromSpec(id, spec)),
      nodes: Object.entries(fixture.nodes ?? {}).map(([name, { ips }]) => node(name, ...ips)),
    }),
    settings: settings({
      podRanges: ranges(...(fixture.podCIDRs ?? [])),
      nodeRanges: ranges(...(fixture.nodeCIDRs ?? [])),
      hostNetworkPods: example.profile?.hostNetwork ?? "node",
    }),
    expectations: step.checks.flatMap((check) => expectationsOf(fixture, check)),
  };
}

function withStep(base: Fixture, { add, labels }: Step): Fixture {
  const pods: ByName<FixturePod> = { ...base.pods, ...add?.pods };
  const namespaces: ByName<LabelsObject | null> = { ...base.namespaces, ...add?.namespaces };
  return {
    ...base,
    ...add,
    namespaces: mapValues(namespaces, (own, name) => ({ ...own, ...labels?.namespaces?.[name] })),
    pods: mapValues(pods, (facts, id) => ({ ...facts, labels: { ...facts.labels, ...labels?.pods?.[id] } })),
  };
}

function mapValues<From, To>(from: ByName<From>, change: (value: From, name: string) => To): ByName<To> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value, name)]));
}

function workloadOf(
  id: string,
  { labels, ips, node: nodeName, hostNetwork, phase, ...containers }: FixturePod,
): Workload {
  const { ports = [], containers: more = [], sidecars = [] } = containers;
  return pod(id, {
    labels: mapValues(labels ?? {}, (value) => value ?? ""),
    addresses: ips ?? [],
    ports: [...ports, ...more.flat(), ...sidecars.flat()].filter((text) => !text.startsWith("=")),
    hostNetwork: hostNetwork ?? false,
    finished: phase === "Succeeded" || phase === "Failed",
    ...(nodeName === undefined ? {} : { node: nodeName }),
  });
}

/** Later lines override earlier ones. */
function expectationsOf(fixture: Fixture, check: Check): readonly Expectation[] {
  const [protocol = "", port = ""] = check.port.split("/");
  const family = check.family ?? null;
  const found = new Map<string, Expectation>();
  for (const expected of check.expect) {
    const [pair, verdict] = splitLast(expected);
    const [sources = "", destinations = ""] = pair.split(" -> ");
    for (const from of expand(fixture, sources)) {
      for (const to of expand(fixture, destinations)) {
        if (from.name === to.name && (from.byWildcard || to.byWildcard)) continue;
        const text = `${from.name} -> ${to.name} ${check.port}${family === null ? "" : ` IPv${String(family)}`}`;
        const ends = { from: partyOf(fixture, from.name, family), to: partyOf(fixture, to.name, family) };
        found.set(text, {
          text,
          probe: { ...ends, protocol, port: Number(port), family },
          verdict: verdict as Verdict,
        });
      }
    }
  }
  return [...found.values()];
}

function splitLast(text: string): readonly [string, string] {
  const at = text.lastIndexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

interface Named {
  readonly name: string;
  readonly byWildcard: boolean;
}

function expand({ pods = {} }: Fixture, patterns: string): readonly Named[] {
  return patterns.split(",").flatMap((pattern): readonly Named[] => {
    if (!pattern.includes("*")) return [{ name: pattern, byWildcard: false }];
    const [space, name] = pattern === "*" ? ["*", "*"] : pattern.split("/");
    const running = Object.entries(pods).filter(([, { phase }]) => phase !== "Succeeded" && phase !== "Failed");
    const matching = running.filter(([id]) => {
      const [podSpace, podName] = id.split("/");
      return (space === "*" || space === podSpace) && (name === "*" || name === podName);
    });
    return matching.map(([id]) => ({ name: id, byWildcard: true }));
  });
}

function partyOf(fixture: Fixture, name: string, family: 4 | 6 | null): Probe["from"] {
  const [kind = "", outside] = name.split(":");
  if (outside === undefined) {
    const [space = "", podName = ""] = name.split("/");
    return { type: "workload", id: `${space}/Pod/${podName}`, pod: null };
  }
  const ips = (kind === "node" ? fixture.nodes : fixture.external)?.[outside]?.ips ?? [];
  const addresses = ips.map(address);
  const chosen = addresses.find((candidate) => family === null || candidate.family === family) ?? addresses[0];
  if (chosen === undefined) throw new Error(`no address for ${name}`);
  return { type: "address", address: chosen };
}
