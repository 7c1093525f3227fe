import { readFileSync } from "node:fs";
import { toClusterSettings } from "../../config/index.ts";
import { createEvaluator, type Party } from "../../engine/index.ts";
import { createResolver, parseEndpointWords } from "../../query/index.ts";
import { because } from "../because.ts";
import { failureWords } from "../failure-words.ts";
import { loadDirectory } from "../load.ts";
import type { EvalOptions } from "../options.ts";
import { parseProbes } from "../probes.ts";
import { startProgress } from "../progress.ts";
import { writeErrors, writeResult } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `netpol eval`: the list of probes, each with its strict verdict. */
export async function evaluate(options: EvalOptions): Promise<void> {
  const name = options.probes === "-" ? "standard input" : options.probes;
  const probes = parseProbes(readProbes(options.probes), name);
  const progress = startProgress();
  try {
    const { cluster, config, diagnostics } = await loadDirectory(options.in, options, progress);
    writeErrors(diagnostics);
    await progress.step(`evaluating ${probes.length} probes`);
    const settings = toClusterSettings(config);
    const answer = createEvaluator(cluster, settings);
    const resolve = createResolver([cluster], settings);
    const known = new Map<string, Party>();
    const party = (words: string, index: number): Party => {
      const found = known.get(words) ?? onlyParty(words, resolve, `${name}, probe [${index}]`);
      known.set(words, found);
      return found;
    };
    const lines = probes.map(({ from, to, port, protocol, family, entry }, index) => {
      const ends = { from: party(from, index), to: party(to, index) };
      // The port of a protocol without ports is not looked at.
      const explanation = answer({ ...ends, port: port ?? 1, protocol, family });
      return JSON.stringify({ ...entry, verdict: explanation.verdict, because: because(explanation) });
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

/** Of the parties that words mean, so many are named in the message that refuses them. */
const SHOWN_PARTIES = 2;

/** A probe is about two parties: words that mean several would have several verdicts. */
function onlyParty(words: string, resolve: ReturnType<typeof createResolver>, name: string): Party {
  const pattern = parseEndpointWords(words);
  if (pattern.type === "problem") throw new UsageError(`${name}: ${pattern.message}`);
  const resolution = resolve(pattern);
  if (resolution.type !== "parties") throw new UsageError(`${name}: ${resolution.message}`);
  const [first, ...others] = resolution.parties;
  if (first === undefined || others.length > 0) {
    const names = resolution.parties.slice(0, SHOWN_PARTIES).map((one) => `\`${one.name}\``);
    throw new UsageError(
      `${name}: \`${words}\` means ${resolution.parties.length} endpoints: name one of them, such as ${names.join(" or ")}`,
    );
  }
  return first.party;
}
