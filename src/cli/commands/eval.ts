import { readFileSync } from "node:fs";
import { toClusterSettings } from "../../config/index.ts";
import { askRoots } from "../../answers/index.ts";
import {
  createEvaluator,
  type Cluster,
  type ClusterSettings,
  type Explanation,
  type Party,
} from "../../engine/index.ts";
import { createResolver, parseEndpointWords, problem, type QueryProblem } from "../../query/index.ts";
import { because } from "../because.ts";
import { failureWords } from "../failure-words.ts";
import { loadDirectory } from "../load.ts";
import type { EvalOptions } from "../options.ts";
import { parseProbes, type RawProbe } from "../probes.ts";
import { startProgress } from "../progress.ts";
import { writeErrors, writeResult } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `netpol eval`: the list of probes, each with its strict verdict. */
export async function evaluate(options: EvalOptions): Promise<void> {
  const name = options.probes === "-" ? "standard input" : options.probes;
  const probes = parseProbes(readProbes(options.probes), name);
  const progress = startProgress();
  try {
    const { roots, diagnostics } = await loadDirectory(options.in, options, progress);
    writeErrors(diagnostics);
    await progress.step(`evaluating ${probes.length} probes`);
    const evaluators = roots.map(({ root, config, cluster }) => ({
      root,
      evaluate: evaluatorOf(cluster, toClusterSettings(config)),
    }));
    const lines = probes.map((probe, index) => {
      const { verdict, because: reason } = verdictOf(probe, evaluators, `${name}, probe [${index}]`);
      return JSON.stringify({ ...probe.entry, verdict, because: reason });
    });
    progress.done();
    await writeResult(lines.length === 0 ? "[]\n" : `[\n  ${lines.join(",\n  ")}\n]\n`);
  } finally {
    progress.done();
  }
}

function readProbes(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new UsageError(`the probes \`${file}\` cannot be read: ${failureWords(cause)}`);
  }
}

interface Verdict {
  readonly verdict: Explanation["verdict"];
  readonly because: string;
}

interface RootEvaluator {
  readonly root: string;
  readonly evaluate: (probe: RawProbe) => Verdict | QueryProblem;
}

/**
 * The verdict of the only root in which both ends mean something. Roots that agree on the verdict are as good as one; of
 * others the verdicts cannot be told apart in the answer.
 *
 * @throws UsageError where they mean nothing in any root, or something else in several
 */
function verdictOf(probe: RawProbe, roots: readonly RootEvaluator[], name: string): Verdict {
  const answers = askRoots(roots, ({ evaluate }) => evaluate(probe));
  if ("message" in answers) throw new UsageError(`${name}: ${answers.message}`);
  const [first] = answers;
  if (first === undefined) throw new Error("a directory has at least one root");
  const other = answers.find(({ found }) => found.verdict !== first.found.verdict);
  if (other !== undefined) {
    throw new UsageError(
      `${name}: \`${first.root}\` says ${first.found.verdict}, \`${other.root}\` says ${other.found.verdict}`,
      "name one of them with `--root`",
    );
  }
  return first.found;
}

function evaluatorOf(cluster: Cluster, settings: ClusterSettings): RootEvaluator["evaluate"] {
  const answer = createEvaluator(cluster, settings);
  const resolve = createResolver([cluster], settings);
  const known = new Map<string, Party | QueryProblem>();
  const party = (words: string): Party | QueryProblem => {
    const found = known.get(words) ?? onlyParty(words, resolve);
    known.set(words, found);
    return found;
  };
  return ({ from: source, to: destination, port, protocol, family }) => {
    const [from, to] = [party(source), party(destination)];
    if (from.type === "problem") return from;
    if (to.type === "problem") return to;
    // The port of a protocol without ports is not looked at.
    const explanation = answer({ from, to, port: port ?? 1, protocol, family });
    return { verdict: explanation.verdict, because: because(explanation) };
  };
}

/** Of the parties that words mean, so many are named in the message that refuses them. */
const SHOWN_PARTIES = 2;

/** A probe is about two parties: words that mean several would have several verdicts. */
function onlyParty(words: string, resolve: ReturnType<typeof createResolver>): Party | QueryProblem {
  const pattern = parseEndpointWords(words);
  if (pattern.type === "problem") return pattern;
  const resolution = resolve(pattern);
  if (resolution.type !== "parties") return problem(resolution.message);
  const [first, ...others] = resolution.parties;
  if (first === undefined || others.length > 0) {
    const names = resolution.parties.slice(0, SHOWN_PARTIES).map((one) => `\`${one.name}\``);
    return problem(
      `\`${words}\` means ${resolution.parties.length} endpoints: name one of them, such as ${names.join(" or ")}`,
    );
  }
  return first.party;
}
