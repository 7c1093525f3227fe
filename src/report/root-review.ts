/** What a report says about one root, before it is put into words. */
import type { Endpoint } from "../engine/index.ts";
import { isFailing, type Level } from "../findings/index.ts";
import { distinctDiagnostics, type Diagnostic } from "../manifests/index.ts";
import type { PolicyNames } from "./causes.ts";
import { endpointsOnlyOn, groupNewcomers, newcomerGround, type NewcomerGround, type Newcomers } from "./newcomers.ts";
import { besidesFindings } from "./besides-findings.ts";
import { alike } from "./fold-roots.ts";
import { diffJson, judgementJson } from "./json.ts";
import { countErrors, largerNotEvaluated } from "./notes.ts";
import type { DiffReport, DiffRoot, NotEvaluated } from "./review.ts";
import { flowRows, type FlowRow } from "./rows.ts";
import { unjudgedElsewhere } from "./unjudged.ts";
import { rootVerdict, sumVerdicts, type Verdict } from "./verdict.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";
import { echoesOf, onlySide } from "./whole-root.ts";

/** One root, or several of which the same is to be said, in the parts that its report is made of. */
export interface RootReview {
  /** The first of them. */
  readonly root: DiffRoot;
  /** Names of all of them. */
  readonly names: readonly string[];
  /** Changed flows between endpoints of both sides; newly allowed ones first, each worst first. */
  readonly rows: readonly FlowRow[];
  readonly undecided: readonly FlowRow[];
  /** New ones first; in focus, if there is one. */
  readonly newcomers: readonly Newcomers[];
  /** What lines about newcomers are written with. */
  readonly newcomerGround: NewcomerGround;
  /** Rows about pods that a root which is new or gone as a whole does not deploy: they are counted only. */
  readonly echoes: number;
  /** How many new or gone workloads are not in focus. */
  readonly unfocused: number;
  readonly notEvaluated: readonly NotEvaluated[];
  readonly verdict: Verdict;
  /** Words for the endpoints of both sides. */
  readonly vocabulary: Vocabulary;
  readonly policies: PolicyNames;
}

/** The roots of a report; those that change alike, with the same causes, as one. */
export function reviewRoots({ roots }: DiffReport): readonly RootReview[] {
  if (roots.length === 1) return roots.map(reviewRoot);
  const nameless = (root: DiffRoot): DiffReport => ({ roots: [{ ...root, root: "" }] });
  const groups = alike(roots, (root) => diffJson(nameless(root)) + judgementJson(nameless(root)));
  return groups.flatMap((group) => {
    const names = group.map(({ root }) => root);
    return group.slice(0, 1).map((root) => ({ ...reviewRoot(root), names }));
  });
}

/** Whether there is nothing to say of a root beside others: nothing changed, and nothing new was remarked or judged. */
export function isQuiet({ verdict, root: { diagnostics, judgement } }: RootReview): boolean {
  const judged = (judgement?.regressions.length ?? 0) + (judgement?.waivers.length ?? 0);
  return verdict.quiet && judged === 0 && diagnostics.every(({ code }) => code === "standing");
}

/** The numbers of all roots together, those that are alike counted each; of errors, also those of the repository, each once. */
export function verdictOfAll(reviews: readonly RootReview[], { repository = [] }: DiffReport): Verdict {
  const sum = sumVerdicts(reviews.flatMap(({ verdict, names }) => names.map(() => verdict)));
  const count = (ofRoot: (root: DiffRoot) => readonly Diagnostic[]): number =>
    countErrors(distinctDiagnostics([...repository, ...reviews.flatMap(({ root }) => ofRoot(root))]));
  const errors = count(({ diagnostics }) => diagnostics);
  const untold = count(({ diagnostics, judgement }) => besidesFindings(diagnostics, judgement));
  return { ...sum, errors, untold, quiet: sum.quiet && errors === 0 };
}

const NONE: ReadonlySet<number> = new Set();

export function reviewRoot(root: DiffRoot): RootReview {
  const { diff } = root;
  const gone = endpointsOnlyOn("base", diff.endpoints);
  const fresh = endpointsOnlyOn("head", diff.endpoints);
  const aside = new Set([...gone, ...fresh]);
  const inFocus = (index: number): boolean => root.focus?.has(diff.endpoints[index]?.id ?? "") ?? true;
  const shown = { fresh: fresh.filter(inFocus), gone: gone.filter(inFocus) };
  const rowsWithout = (left: ReadonlySet<number>): readonly FlowRow[] => [
    ...flowRows(diff.newlyAllowed, "allowed", diff.endpoints, left),
    ...flowRows(diff.newlyDenied, "denied", diff.endpoints, left),
  ];
  const whole = root.focus === undefined ? onlySide(root) : null;
  const echoes = whole === null ? NONE : echoesOf(diff.endpoints, whole);
  const all = rowsWithout(new Set([...aside, ...echoes]));
  const ground = newcomerGround(diff, echoes);
  const rows = all.filter((row) => row.certainty !== "unknown");
  const undecided = all.filter((row) => row.certainty === "unknown");
  const notEvaluated = largerNotEvaluated(root.counts.base.notEvaluated, root.counts.head.notEvaluated);
  const found = root.judgement?.regressions ?? [];
  const milder = (wanted: Level): number =>
    found.filter((finding) => !isFailing(finding) && finding.level === wanted).length;
  const untold = new Set([...echoes].map((index) => diff.endpoints[index]));
  const common = (endpoint: Endpoint): boolean =>
    endpoint.type === "workload" ? endpoint.only === null : !untold.has(endpoint);
  return {
    root,
    names: [root.root],
    rows,
    undecided,
    newcomers: [
      ...groupNewcomers(shown.fresh, "head", ground.flows.head),
      ...groupNewcomers(shown.gone, "base", ground.flows.base),
    ],
    newcomerGround: ground,
    echoes: echoes.size === 0 ? 0 : rowsWithout(aside).length - all.length,
    unfocused: aside.size - shown.fresh.length - shown.gone.length,
    notEvaluated,
    verdict: rootVerdict(rows, undecided, {
      whole: whole === null ? null : { side: whole, policies: root.counts[whole].policies },
      fresh: shown.fresh.length,
      gone: shown.gone.length,
      errors: countErrors(root.diagnostics),
      untold: countErrors(besidesFindings(root.diagnostics, root.judgement)),
      regressions: found.filter(isFailing).length,
      warnings: milder("warning"),
      notices: milder("notice"),
      others: notEvaluated.reduce((sum, { count }) => sum + count, 0),
      elsewhere: unjudgedElsewhere(root.diagnostics).length,
    }),
    vocabulary: createVocabulary(diff.endpoints, common),
    policies: { base: new Set(root.policies.base), head: new Set(root.policies.head) },
  };
}
