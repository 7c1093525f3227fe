import type { Cluster, ClusterSettings } from "../engine/index.ts";
import { createResolver, problem, type EndpointPattern, type QueryProblem } from "../query/index.ts";
import type { ExplainQuestion } from "./explain.ts";

/** A root as questions are asked about it. */
interface AskedRoot {
  readonly root: string;
  readonly clusters: readonly Cluster[];
  readonly settings: ClusterSettings;
}

/** Most roots that are named for one end. */
const MAX_NAMES = 3;

/**
 * Says that the two ends of a question are in different roots, which are judged apart, with the line of a configuration
 * that joins them; `null` where an end is in no root, or some root has both.
 */
export function endsApart(
  roots: readonly AskedRoot[],
  { source, target, words }: ExplainQuestion,
): QueryProblem | null {
  const holding = (pattern: EndpointPattern): readonly string[] =>
    roots.flatMap(({ root, clusters, settings }) =>
      createResolver(clusters, settings)(pattern).type === "parties" ? [root] : [],
    );
  const [sources, destinations] = [holding(source), holding(target.endpoint)];
  const [first] = sources;
  const [second] = destinations;
  if (first === undefined || second === undefined || sources.some((root) => destinations.includes(root))) return null;
  const where =
    `\`${words.from}\` is in ${named(sources)} and \`${words.to}\` in ${named(destinations)}: ` +
    "roots are judged apart, so that nothing is known of connections between them";
  const snippet = `environments: [{ name: together, roots: ${JSON.stringify([first, second])} }]`;
  // A backtick would end the quotation in the middle.
  if (snippet.includes("`")) return problem(where);
  return problem(`${where}; if one cluster gets both, say so in \`.github/netpol.yml\`: \`${snippet}\``);
}

function named(roots: readonly string[]): string {
  const shown = roots.slice(0, MAX_NAMES).map((root) => `\`${root}\``);
  const rest = roots.length > shown.length ? ` and ${String(roots.length - shown.length)} more` : "";
  return `the ${roots.length === 1 ? "root" : "roots"} ${shown.join(", ")}${rest}`;
}
