/** Checks the facts of a story against the JSON of its diff. */
import { parseCidr } from "../../src/manifests/index.ts";
import { endsOf, type End } from "./ends.ts";
import type { Fact, FlowFact } from "./facts.ts";
import type { Story } from "./story.ts";

interface JsonEndpoint {
  readonly id: string;
  readonly type: "workload" | "external" | "pods";
  /** Of what is a part of a workload. */
  readonly workload?: string;
  readonly cidrs?: readonly string[];
  readonly namespace?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  readonly alternatives?: readonly { readonly namespace: unknown; readonly labels: Readonly<Record<string, string>> }[];
  readonly text?: string;
}

interface JsonFlow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly connections: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly certainty?: string;
  readonly causes: readonly { readonly path: string; readonly line: number }[];
}

export interface JsonDiff {
  readonly endpoints: readonly JsonEndpoint[];
  readonly newlyAllowed: readonly JsonFlow[];
  readonly newlyDenied: readonly JsonFlow[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
  }[];
  readonly assumptions?: readonly { readonly setting: string }[];
}

/** The only root of a diff in JSON. */
export function parseDiff(json: string): JsonDiff {
  const { roots } = JSON.parse(json) as { readonly roots: readonly JsonDiff[] };
  const [root] = roots;
  if (root === undefined) throw new Error("a diff has a root");
  return root;
}

/** What is wrong with the diff in the light of a fact; nothing when it agrees. */
export function contradictions(fact: Fact, diff: JsonDiff, story: Story): readonly string[] {
  switch (fact.type) {
    case "no-change":
      return diff.newlyAllowed.length + diff.newlyDenied.length === 0 ? [] : ["the diff is not empty"];
    case "nothing-assumed":
      return (diff.assumptions ?? []).map(({ setting }) => `the diff assumes ${setting}`);
    case "assumption":
      return (diff.assumptions ?? []).some(({ setting }) => setting === fact.setting)
        ? []
        : [`the diff does not assume ${fact.setting}`];
    case "diagnostic": {
      const { severity, code, place } = fact;
      const said = diff.diagnostics.map((one) => `${one.severity} ${one.path}:${one.line}:${one.column} ${one.code}`);
      return said.includes(`${severity} ${place} ${code}`) ? [] : [`it says only: ${said.join(", ")}`];
    }
    case "flow": {
      const pairs = endsOf(fact.from, story).flatMap((from) => endsOf(fact.to, story).map((to) => [from, to] as const));
      return pairs.flatMap(([from, to]) => flowContradictions(fact, diff, from, to));
    }
  }
}

function flowContradictions(fact: FlowFact, diff: JsonDiff, from: End, to: End): readonly string[] {
  const pair = `${from.name} -> ${to.name}`;
  const sources = idsOf(from, diff.endpoints);
  const destinations = idsOf(to, diff.endpoints);
  const joins = (flow: JsonFlow): boolean =>
    flow.from.some((id) => sources.has(id)) &&
    flow.to.some((id) => destinations.has(id)) &&
    (flow.connections[fact.protocol] ?? []).some(([first, last]) => first <= fact.last && fact.first <= last);
  const allowed = diff.newlyAllowed.filter(joins);
  const denied = diff.newlyDenied.filter(joins);
  const { outcome } = fact;
  if (outcome.change === "none")
    return allowed.length + denied.length === 0 ? [] : [`${pair}: the JSON holds a change`];
  const [meant, other] = outcome.change === "allowed" ? [allowed, denied] : [denied, allowed];
  if (other.length > 0) return [`${pair}: the JSON says the contrary`];
  const covered = meant.filter((flow) => (flow.certainty ?? "certain") === outcome.certainty);
  const whole = covered.find((flow) =>
    (flow.connections[fact.protocol] ?? []).some(([first, last]) => first <= fact.first && fact.last <= last),
  );
  if (whole === undefined) return [`${pair}: the JSON does not say so`];
  const places = whole.causes.map(({ path, line }) => `${path}:${line}`);
  const missing = fact.because.filter((place) => !places.includes(place));
  return missing.length === 0 ? [] : [`${pair}: caused by ${places.join(", ")}, not by ${missing.join(", ")}`];
}

/** The endpoints of the JSON that an end belongs to; none when it is in no changed flow. */
function idsOf(end: End, endpoints: readonly JsonEndpoint[]): ReadonlySet<string> {
  return new Set(endpoints.filter((endpoint) => isEnd(end, endpoint)).map(({ id }) => id));
}

function isEnd({ name, party }: End, endpoint: JsonEndpoint): boolean {
  if (party === null) return endpoint.text === name;
  switch (party.type) {
    case "workload":
      // The replicas of a template have the id of the workload too, and are none of the pods that have names.
      return endpoint.id === name || (endpoint.id === party.id && endpoint.workload === undefined);
    case "address":
      return (endpoint.cidrs ?? []).some((text) => {
        const cidr = parseCidr(text);
        if (cidr.type === "error" || cidr.range.family !== party.address.family) return false;
        return cidr.range.first <= party.address.value && party.address.value <= cidr.range.last;
      });
    case "pod": {
      if (endpoint.type !== "pods") return false;
      const wanted = JSON.stringify([...party.labels].sort());
      return [endpoint, ...(endpoint.alternatives ?? [])].some(
        ({ namespace, labels }) =>
          namespace === party.namespace && JSON.stringify(Object.entries(labels ?? {}).sort()) === wanted,
      );
    }
  }
}
