import type { Delivered } from "./delivered.ts";
import type { LocalDelivery } from "./deliveries/index.ts";
import { plainDraft, type RootDraft } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { namedByObject, type DeployedDraft } from "./names.ts";
import { onBothSides, type Sides } from "./plan.ts";
import { chartDraft, kustomizationDraft, type RenderedDirectories } from "./rendered.ts";
import { habitualValues } from "./values-files.ts";

/** What of one revision becomes roots. */
export interface RootGround {
  readonly ground: Ground;
  readonly rendered: RenderedDirectories;
  readonly delivered: Delivered;
  /** The files of plain roots by directory. */
  readonly plain: ReadonlyMap<string, readonly string[]>;
}

/** A root that somebody would deploy if nobody says otherwise. */
interface Guess {
  readonly draft: RootDraft;
  /** Where it stands, and the values file that it is about; `null` without one. */
  readonly values: string | null;
}

/**
 * The roots of both revisions: those that objects of Argo CD and Flux name, and those that can be guessed. An object replaces
 * a guess in the revision where it stands when both have the same name; other guesses are given up only where both revisions
 * know better, so that each root finds what it was.
 */
export function rootDrafts(sides: Sides<RootGround>): Sides<readonly RootDraft[]> {
  const deployed = namedByObject(onBothSides(sides, deployedDrafts));
  const guesses = onBothSides(sides, guessedDrafts);
  const told = onBothSides(sides, ({ delivered }) => toldOf(delivered));
  const isTold = ({ draft: { type, directory }, values }: Guess) => {
    const key = `${type} ${values ?? directory}`;
    return onEach(sides, ({ ground, plain }, side) => {
      const exists = plain.has(directory) || ground.tree.below(directory).length > 0;
      return !exists || told[side].has(key);
    });
  };
  return onBothSides(sides, (_, side) => {
    const named = new Set(deployed[side].map(nameWithType));
    const kept = guesses[side].filter((guess) => !named.has(nameWithType(guess.draft)) && !isTold(guess));
    return [...deployed[side], ...kept.map(({ draft }) => draft)];
  });
}

function nameWithType({ type, name }: RootDraft): string {
  return `${type} ${name}`;
}

function onEach<Value>(sides: Sides<Value>, holds: (value: Value, side: keyof Sides<Value>) => boolean): boolean {
  return holds(sides.base, "base") && holds(sides.head, "head");
}

function deployedDrafts({ ground, delivered, plain }: RootGround): readonly DeployedDraft[] {
  const named = (delivery: LocalDelivery, draft: RootDraft): DeployedDraft => ({ draft, object: delivery.name });
  return [
    ...delivered.kustomizations.map((item) => named(item, kustomizationDraft(ground, item.directory, item))),
    ...delivered.charts.map((item) => named(item, chartDraft(ground, item.directory, item.chart.values, item))),
    ...delivered.plain.flatMap((item) => {
      const files = plain.get(item.directory);
      return files === undefined ? [] : [named(item, plainDraft(item.directory, files, item))];
    }),
  ];
}

function guessedDrafts({ ground, rendered, plain }: RootGround): readonly Guess[] {
  const charts = new Set(rendered.charts);
  const kustomizations = new Set(rendered.kustomizations);
  const isRendered = (directory: string) => charts.has(directory) !== kustomizations.has(directory);
  return [
    ...[...plain]
      // Where nothing plain is left, the one thing that renders the directory has its name.
      .filter(([directory, files]) => files.length > 0 || !isRendered(directory))
      .map(([directory, files]): Guess => ({ draft: plainDraft(directory, files), values: null })),
    ...rendered.kustomizations.map((directory): Guess => ({
      draft: kustomizationDraft(ground, directory, null),
      values: null,
    })),
    ...rendered.charts.flatMap((directory): readonly Guess[] => [
      { draft: chartDraft(ground, directory, [], null), values: null },
      ...habitualValues(directory, ground.tree).map((path) => ({
        draft: chartDraft(ground, directory, [path], null),
        values: path,
      })),
    ]),
  ];
}

/** What somebody says how it is deployed: directories by their type, and values files of charts. */
function toldOf({ kustomizations, charts, plain }: Delivered): ReadonlySet<string> {
  const toldOfChart = ({ directory, chart }: LocalDelivery) => (chart.values.length === 0 ? [directory] : chart.values);
  return new Set([
    ...kustomizations.map(({ directory }) => `kustomization ${directory}`),
    ...plain.map(({ directory }) => `plain ${directory}`),
    ...charts.flatMap(toldOfChart).map((path) => `chart ${path}`),
  ]);
}
