/**
 * Conformance cases as data: the project's own (`test/conformance/own-cases.yaml`) and, where it is there, the file beside
 * the checkout. Both have one format: fixtures, policies, and lines `SOURCE -> DESTINATION VERDICT` of which later ones
 * override earlier ones. What comes out here is a scene for each step; the files beside this one turn a scene into engine
 * values, or into manifests.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Verdict } from "../../src/engine/explanation.ts";
import type { Family } from "../../src/engine/model.ts";
import type { LabelsObject } from "./cluster.ts";
import type { PolicySpec } from "./policy-spec.ts";

export type ByName<Value> = Readonly<Record<string, Value>>;

export interface FixturePod {
  readonly labels?: LabelsObject;
  readonly ips?: readonly string[];
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly phase?: string;
  /** `http=8080/TCP`; `=8080/TCP` has no name. */
  readonly ports?: readonly string[];
  /** Ports of further containers. */
  readonly containers?: readonly (readonly string[])[];
  readonly sidecars?: readonly (readonly string[])[];
  /** Plain init containers: their ports do not count. */
  readonly inits?: readonly (readonly string[])[];
}

export interface Fixture {
  readonly podCIDRs?: readonly string[];
  readonly nodeCIDRs?: readonly string[];
  /** A pod may be in a namespace that is not among them: nothing declares that one. */
  readonly namespaces?: ByName<LabelsObject | null>;
  readonly nodes?: ByName<{ readonly ips: readonly string[] }>;
  readonly external?: ByName<{ readonly ips: readonly string[] }>;
  readonly pods?: ByName<FixturePod>;
}

interface Check {
  /** `TCP/80`. */
  readonly port: string;
  readonly family?: Family;
  readonly expect: readonly string[];
}

interface Step {
  readonly use?: "all" | "none" | readonly string[];
  readonly add?: Fixture;
  readonly labels?: { readonly namespaces?: ByName<LabelsObject>; readonly pods?: ByName<LabelsObject> };
  readonly checks: readonly Check[];
}

export interface Profile {
  readonly hostNetwork?: "node" | "pod";
  readonly ipBlocks?: "pods-and-external" | "external-only";
}

export interface ConformanceCase {
  readonly id: string;
  readonly title: string;
  /** Numbers of the rules that the case is about. */
  readonly rules: readonly number[];
  readonly fixture?: string;
  readonly cluster?: Fixture;
  readonly profile?: Profile;
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

/** One expectation; `from` and `to` are `namespace/pod`, `ext:name` or `node:name`, and `text` says it for people. */
export interface Expectation {
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly family: Family | null;
  readonly verdict: Verdict;
}

/** One step of a case: everything that is deployed, and what must be true then. */
export interface Scene {
  readonly fixture: Fixture;
  readonly profile: Profile;
  /** By `namespace/name`. */
  readonly policies: ByName<PolicySpec | null>;
  readonly expectations: readonly Expectation[];
}

/** The file in the folder beside the repository; `null` when it is not there. */
export function readSharedCases(): ConformanceFile | null {
  const path = fileURLToPath(new URL("../../../shared/conformance/cases.yaml", import.meta.url));
  return existsSync(path) ? readCases(path) : null;
}

/** The project's own cases. */
export function readOwnCases(): ConformanceFile {
  return readCases(fileURLToPath(new URL("../conformance/own-cases.yaml", import.meta.url)));
}

function readCases(path: string): ConformanceFile {
  return parse(readFileSync(path, "utf8"), { maxAliasCount: -1, merge: true }) as ConformanceFile;
}

/** The cases about NetworkPolicies alone. */
export function networkPolicyCases({ cases }: ConformanceFile): readonly ConformanceCase[] {
  return cases.filter(({ cnp, anp, banp }) => cnp === undefined && anp === undefined && banp === undefined);
}

/** The steps of a case; each starts from the fixture again. */
export function scenesOf(file: ConformanceFile, example: ConformanceCase): readonly Scene[] {
  const fixture = example.cluster ?? file.fixtures[example.fixture ?? ""];
  if (fixture === undefined) throw new Error(`case ${example.id} has no fixture`);
  const steps: readonly Step[] = example.steps ?? [{ checks: example.checks ?? [] }];
  return steps.map((step) => sceneOf(withStep(fixture, step), example, step));
}

function sceneOf(fixture: Fixture, { id: caseId, profile = {}, np = {} }: ConformanceCase, step: Step): Scene {
  const { use = "all" } = step;
  const missing = Array.isArray(use) ? use.filter((id: string) => !(id in np)) : [];
  if (missing.length > 0) throw new Error(`case ${caseId} has no policy ${missing.join(", ")}`);
  const inForce = Object.entries(np).filter(([id]) => use === "all" || (use !== "none" && use.includes(id)));
  const expectations = step.checks.flatMap((check) => expectationsOf(fixture, check));
  return { fixture, profile, policies: Object.fromEntries(inForce), expectations };
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

/** Later lines override earlier ones. */
function expectationsOf(fixture: Fixture, check: Check): readonly Expectation[] {
  const family = check.family ?? null;
  const [protocol = "", port = ""] = check.port.split("/");
  const found = new Map<string, Expectation>();
  for (const line of check.expect) {
    const [, sources = "", destinations = "", verdict = ""] = /^(\S+) -> (\S+) (\w+)$/.exec(line) ?? [];
    if (verdict === "") throw new Error(`this is no expectation: ${line}`);
    for (const from of expand(fixture, sources)) {
      for (const to of expand(fixture, destinations)) {
        if (from === to && `${sources}${destinations}`.includes("*")) continue;
        const text = `${from} -> ${to} ${check.port}${family === null ? "" : ` IPv${String(family)}`}`;
        const ends = { from, to, protocol, port: Number(port), family };
        found.set(text, { text, ...ends, verdict: verdict as Verdict });
      }
    }
  }
  return [...found.values()];
}

/** Patterns never mean a finished pod. */
function expand({ pods = {} }: Fixture, patterns: string): readonly string[] {
  const running = Object.keys(pods).filter((id) => !isFinished(pods[id]));
  return patterns.split(",").flatMap((pattern) => {
    if (!pattern.includes("*")) return [pattern];
    const [namespace = "", name = ""] = (pattern === "*" ? "*/*" : pattern).split("/");
    return running.filter((id) => {
      const [podNamespace, podName] = id.split("/");
      return [podNamespace, "*"].includes(namespace) && [podName, "*"].includes(name);
    });
  });
}

export function isFinished(pod: FixturePod | undefined): boolean {
  return pod?.phase === "Succeeded" || pod?.phase === "Failed";
}

/**
 * The address that speaks for `ext:name` or `node:name`: of the family that is asked for, else of one that the other end
 * has, else the first. `null` for a pod.
 */
export function addressNamed(fixture: Fixture, name: string, other: string, family: Family | null): string | null {
  const [type = "", rest] = name.split(":");
  if (rest === undefined) return null;
  const ips = (type === "node" ? fixture.nodes : fixture.external)?.[rest]?.ips ?? [];
  const others = (fixture.pods?.[other]?.ips ?? []).map(familyOf);
  const wanted = family === null ? others : [family];
  const chosen = ips.find((ip) => wanted.includes(familyOf(ip))) ?? ips[0];
  if (chosen === undefined) throw new Error(`no address for ${name}`);
  return chosen;
}

function familyOf(ip: string): Family {
  return ip.includes(":") ? 6 : 4;
}
