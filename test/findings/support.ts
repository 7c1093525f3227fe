/** What the rules say about small changes, one line for each regression. */
import { examine, type Endpoint } from "../../src/engine/index.ts";
import { defaultConfig, readConfig, toClusterSettings } from "../../src/config/index.ts";
import { failingText, judge, viewChange, type Finding, type FindingRule } from "../../src/findings/index.ts";
import type { Snapshot } from "../../src/manifests/index.ts";
import { readPlainRoot } from "../support/change.ts";

/** Texts by path; a text alone is the file `k8s.yaml`. */
export type Files = string | Readonly<Record<string, string>>;

export interface Told {
  /** `level rule place: who: message`, worst first. */
  readonly lines: readonly string[];
  readonly regressions: readonly Finding[];
  readonly endpoints: readonly Endpoint[];
  /** `state N line` */
  readonly waivers: readonly string[];
  /** `end: words: why they mean nothing`, of all waivers. */
  readonly unmatched: readonly string[];
  /** `rule count` */
  readonly standing: readonly string[];
}

const TODAY = "2026-06-15";

/** What fails the check of a change, as one text; see `failingText`. */
export function failing(base: Files, head: Files): string | null {
  const change = readPlainRoot(snapshot(base), snapshot(head));
  const settings = toClusterSettings(defaultConfig);
  const examination = examine(change.base.cluster, change.head.cluster, settings);
  const view = viewChange({ ...change, settings, plugin: null, examination });
  return failingText(judge(view, defaultConfig, TODAY), examination.comparison.endpoints);
}

/** Judges a change with the levels that rules come with, under a configuration as text; of one rule, when it is named. */
export async function tell(base: Files, head: Files, only: FindingRule | null = null, config = ""): Promise<Told> {
  const read = config === "" ? { config: defaultConfig, problems: [] } : await readConfig(config, ".github/netpol.yml");
  if (read.config === null) throw new Error(JSON.stringify(read.problems));
  const change = readPlainRoot(snapshot(base), snapshot(head), read.config);
  const settings = toClusterSettings(read.config);
  const examination = examine(change.base.cluster, change.head.cluster, settings);
  const { endpoints } = examination.comparison;
  const { regressions, standing, waivers } = judge(
    viewChange({ ...change, settings, plugin: read.config.cluster.cni, examination }),
    {
      ...read.config,
      rules: new Map(),
    },
    TODAY,
  );
  const wanted = regressions.filter(({ rule }) => only === null || rule === only);
  return {
    lines: wanted.map((finding) => lineOf(finding, endpoints)),
    regressions: wanted,
    endpoints,
    waivers: waivers.map(({ waiver, state, findings }) => `${state} ${String(findings)} ${String(waiver.origin.line)}`),
    unmatched: waivers.flatMap(({ unmatched }) =>
      unmatched.map(({ end, words, reason }) => `${end}: ${words.text}: ${reason}`),
    ),
    standing: standing
      .filter(({ rule }) => only === null || rule === only)
      .map(({ rule, count }) => `${rule} ${String(count)}`),
  };
}

function lineOf({ level, rule, place, endpoints, message }: Finding, all: readonly Endpoint[]): string {
  const who = endpoints.map((index) => all[index]?.id ?? "?").join(" ");
  const where = `${place.side} ${place.origin.path}:${String(place.origin.line)}`;
  return `${level} ${rule} ${where}: ${who === "" ? "" : `${who}: `}${message}`;
}

function snapshot(files: Files): Snapshot {
  const texts = typeof files === "string" ? { "k8s.yaml": files } : files;
  const encoder = new TextEncoder();
  return {
    files: Object.keys(texts)
      .toSorted()
      .map((path) => ({ path, bytes: encoder.encode(texts[path]), blobId: texts[path] ?? "" })),
    skipped: [],
  };
}

/** A Deployment, as a document of its own. */
export function deployment(namespace: string, name: string, labels: Readonly<Record<string, string>>): string {
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: ${JSON.stringify(labels)} }
  template:
    metadata: { labels: ${JSON.stringify(labels)} }
    spec: { containers: [{ name: main, image: example.org/main }] }
`;
}

/** A NetworkPolicy, as a document of its own; `spec` is flow or block YAML of the spec's keys, indented by two. */
export function policy(namespace: string, name: string, spec: string): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec:
${spec}
`;
}
