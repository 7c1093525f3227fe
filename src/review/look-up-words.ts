import { nearestKey, toClusterSettings, type Config } from "../config/index.ts";
import { unknownWords, type UnknownWords } from "../findings/index.ts";
import type { Diagnostic, FileReader, Snapshot } from "../manifests/index.ts";
import type { RenderedChange } from "../render/index.ts";
import { readChange, type RenderedSides } from "./read-change.ts";

export interface LookUpOptions {
  readonly reader: FileReader;
  readonly defaultNamespace: string;
  /** Renders all roots of a revision, in the environments of the configuration. */
  readonly render: (
    snapshots: RenderedSides["snapshots"],
    environments: Config["environments"],
  ) => Promise<RenderedChange>;
  /** The configuration whose words are told in another place where they mean nothing; `null`: none is. */
  readonly toldElsewhere: Config | null;
}

/**
 * What a configuration says of a revision and that means nothing in any of its roots: words of assertions and waivers,
 * and patterns of roots in `environments`. Nothing is rendered where it says none. Where a root could not be read nothing
 * is claimed of words, and that is said.
 */
export async function lookUpWords(
  snapshot: Snapshot,
  config: Config,
  { reader, defaultNamespace, render, toldElsewhere }: LookUpOptions,
): Promise<readonly Diagnostic[]> {
  const { assertions, environments } = config;
  const waivers = config.waivers.filter(({ from, to }) => from !== null || to !== null);
  if (assertions.length + waivers.length + environments.length === 0) return [];
  const snapshots = { base: snapshot, head: snapshot };
  const rendered = await render(snapshots, environments);
  const patterns = unmatchedRoots(rendered, config);
  if (assertions.length + waivers.length === 0) return patterns;
  const options = { defaultNamespace, reader, names: { base: "", head: "" }, notices: [] };
  const { roots, diagnostics, holds } = readChange({ snapshots, rendered }, config, options);
  if (holds === "nothing") return patterns;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const [first] = [...assertions, ...waivers];
  if (errors > 0 && first !== undefined) {
    const message = `whether words of assertions and waivers mean something is not known, because of ${counted(errors)} in the manifests`;
    return [...patterns, { severity: "notice", code: "configuration-words", message, ...first.origin }];
  }
  const known = new Set(toldElsewhere === null ? [] : wordsOf(toldElsewhere));
  const found = roots.map(({ head, config: own }) => {
    const words = unknownWords(head.cluster, toClusterSettings(own), { assertions, waivers });
    return new Map(words.map((one) => [placedKey(one), one]));
  });
  const [one, ...others] = found;
  const inAll = [...(one?.keys() ?? [])].filter((key) => others.every((words) => words.has(key)));
  const meaningless = [
    ...patterns,
    ...inAll.flatMap((key) => {
      const reasons = found.flatMap((words) => words.get(key) ?? []);
      const best = reasons.find(({ reason }) => reason.includes("did you mean")) ?? reasons[0];
      return best === undefined || known.has(keyOf(best)) ? [] : [toDiagnostic(best)];
    }),
  ];
  return meaningless.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function toDiagnostic({ assertion, end, words, origin, reason }: UnknownWords): Diagnostic {
  const whose = assertion === null ? "this waiver" : `the assertion \`${assertion}\``;
  const message = `\`${end}: ${words.text}\` of ${whose} means nothing here: ${reason}`;
  return { severity: "warning", code: "configuration-words", message, ...origin };
}

function keyOf({ assertion, end, words }: Pick<UnknownWords, "assertion" | "end" | "words">): string {
  return JSON.stringify([assertion, end, words.text]);
}

function placedKey(words: UnknownWords): string {
  return JSON.stringify([keyOf(words), words.origin]);
}

/** Keys of all words that a configuration holds. */
function wordsOf({ assertions, waivers }: Config): readonly string[] {
  return (["from", "to"] as const).flatMap((end) => [
    ...assertions.flatMap(({ name, claim }) => claim[end].map((words) => keyOf({ assertion: name, end, words }))),
    ...waivers.flatMap((waiver) => (waiver[end] ?? []).map((words) => keyOf({ assertion: null, end, words }))),
  ]);
}

/** Most roots that are named where no name is near. */
const MAX_NAMES = 5;

/** Says which patterns of environments mean no root, with the nearest name. */
export function unmatchedRoots({ unmatched, plans }: RenderedChange, { environments }: Config): readonly Diagnostic[] {
  const names = [...new Set([...plans.head, ...plans.base])];
  return environments.flatMap((environment, index) =>
    (unmatched[index] ?? []).map((number): Diagnostic => {
      const pattern = environment.roots[number] ?? "";
      const nearest = nearestKey(pattern, names);
      const shown = names.slice(0, MAX_NAMES).map((name) => `\`${name}\``);
      const rest = names.length > shown.length ? ` and ${String(names.length - shown.length)} more` : "";
      const advice = nearest === null ? `there are ${shown.join(", ")}${rest}` : `did you mean \`${nearest}\`?`;
      return {
        severity: "warning",
        code: "environment-unmatched",
        message: `\`${pattern}\` of the environment \`${environment.name}\` means no root; ${advice}`,
        ...(environment.rootOrigins[number] ?? environment.origin),
      };
    }),
  );
}

function counted(errors: number): string {
  return errors === 1 ? "1 error" : `${String(errors)} errors`;
}
