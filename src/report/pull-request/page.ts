/** A page about a pull request: the verdict, the sections of each root, and the small print. */
import { rootNames, unchangedPhrase } from "../fold-roots.ts";
import { joinParts, paragraphs } from "../fit.ts";
import { markdownBlock, markdownItem } from "../markdown.ts";
import type { PlaceLink } from "../options.ts";
import type { DiffReport } from "../review.ts";
import { isQuiet, verdictOfAll, type RootReview } from "../root-review.ts";
import { counted, phrase } from "../spans.ts";
import { verdictBlock } from "../verdict.ts";
import { NOTHING, type PagePart } from "./kinds.ts";

/** What is said about one root; headings in it have this level. */
export type RootSections = (review: RootReview, level: 2 | 3) => readonly PagePart[];

/** The verdict, what is said of the repository and about each root that is not as it was, and the names of the others. */
export function reviewPart(
  report: DiffReport,
  reviews: readonly RootReview[],
  sections: RootSections,
  repository: readonly PagePart[],
  link: PlaceLink,
): PagePart {
  const { unchanged = [] } = report;
  const verdict = markdownBlock(verdictBlock(verdictOfAll(reviews, report), 1, null), link);
  const [only] = reviews;
  if (only?.names.length === 1 && reviews.length + unchanged.length === 1)
    return joinParts([still(verdict), ...sections(only, 2)], NOTHING);
  const loud = reviews.filter((review) => !isQuiet(review));
  const quiet = reviews.filter(isQuiet);
  const roots = loud.map((review) => ({
    title: markdownBlock(verdictBlock(review.verdict, 2, review.names), link),
    sections: sections(review, 3),
  }));
  const rest = unchanged.length === 0 ? [] : [still(markdownItem(unchangedPhrase(unchanged), link))];
  return joinParts([still(verdict), ...repository, rootsPart(roots), quietRoots(quiet, link), ...rest], NOTHING);
}

/** A text that is never cut. */
export function still(text: string): PagePart {
  return { sizes: NOTHING, render: () => text };
}

/** What is said about one of several roots, under its title. */
export interface TitledRoot {
  readonly title: string;
  readonly sections: readonly PagePart[];
}

/** Several roots one below the other; those that do not fit are counted. */
export function rootsPart(roots: readonly TitledRoot[]): PagePart {
  const { sizes, render } = joinParts(roots.map(rootPart), NOTHING);
  return {
    sizes,
    render: (shown) => {
      const rest = roots.length - shown.roots;
      return paragraphs([render(shown), rest === 0 ? "" : `… and ${counted(rest, "more root")} with something to say`]);
    },
  };
}

function rootPart({ title, sections }: TitledRoot): PagePart {
  const { sizes, render } = joinParts([still(title), ...sections], NOTHING);
  return { sizes: { ...sizes, roots: 1 }, render: (shown) => (shown.roots === 0 ? "" : render(shown)) };
}

function quietRoots(quiet: readonly RootReview[], link: PlaceLink): PagePart {
  const lines = quiet.map(({ names }) => markdownItem(phrase`${rootNames(names)}: no reachability change`, link));
  return {
    sizes: { ...NOTHING, quiet: quiet.length },
    render: ({ quiet: count }) => {
      const rest = quiet.length - count;
      return paragraphs([
        lines.slice(0, count).join("\n"),
        rest === 0 ? "" : `… and ${counted(rest, "more root")} without a reachability change`,
      ]);
    },
  };
}
