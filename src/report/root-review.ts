/** What a report says about one root, before it is put into words. */
import type { Endpoint } from "../engine/index.ts";
import { isFailing } from "../findings/index.ts";
import type { PolicyNames } from "./causes.ts";
import { endpointsOnlyOn, groupNewcomers, type Newcomers } from "./newcomers.ts";
import { alike } from "./fold-roots.ts";
import { diffJson, judgementJson } from "./json.ts";
import { countErrors, largerNotEvaluated } from "./notes.ts";
import type { DiffReport, DiffRoot, NotEvaluated } from "./review.ts";
import { flowRows, type FlowRow } from "./rows.ts";
import { rootVerdict, sumVerdicts, type Verdict } from "./verdict.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

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

/** The numbers of all roots together, those that are alike counted each, and the errors of the repository. */
export function verdictOfAll(reviews: readonly RootReview[], { repository = [] }: DiffReport): Verdict {
  const sum = sumVerdicts(reviews.flatMap(({ verdict, names }) => names.map(() => verdict)));
  const errors = countErrors(repository);
  return { ...sum, errors: sum.errors + errors, quiet: sum.quiet && errors === 0 };
}

export function reviewRoot(root: DiffRoot): RootReview {
  const { diff } = root;
  const gone = endpointsOnlyOn("base", diff.endpoints);
  const fresh = endpointsOnlyOn("head", diff.endpoints);
  const aside = new Set([...gone, ...fresh]);
  const inFocus = (index: number): boolean => root.focus?.has(diff.endpoints[index]?.id ?? "") ?? true;
  const shown = { fresh: fresh.filter(inFocus), gone: gone.filter(inFocus) };
  const all = [
    ...flowRows(diff.newlyAllowed, "allowed", diff.endpoints, aside),
    ...flowRows(diff.newlyDenied, "denied", diff.endpoints, aside),
  ];
  const rows = all.filter((row) => row.certainty !== "unknown");
  const undecided = all.filter((row) => row.certainty === "unknown");
  const notEvaluated = largerNotEvaluated(root.counts.base.notEvaluated, root.counts.head.notEvaluated);
  const common = (endpoint: Endpoint): boolean => endpoint.type !== "workload" || endpoint.only === null;
  return {
    root,
    names: [root.root],
    rows,
    undecided,
    newcomers: [
      ...groupNewcomers(shown.fresh, "head", diff.newlyAllowed),
      ...groupNewcomers(shown.gone, "base", diff.newlyDenied),
    ],
    unfocused: aside.size - shown.fresh.length - shown.gone.length,
    notEvaluated,
    verdict: rootVerdict(rows, undecided, {
      fresh: shown.fresh.length,
      gone: shown.gone.length,
      errors: countErrors(root.diagnostics),
      regressions: root.judgement?.regressions.filter(isFailing).length ?? 0,
      others: notEvaluated.reduce((sum, { count }) => sum + count, 0),
    }),
    vocabulary: createVocabulary(diff.endpoints, common),
    policies: { base: new Set(root.policies.base), head: new Set(root.policies.head) },
  };
}
