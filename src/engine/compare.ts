import { findAssumptions } from "./assumptions.ts";
import { createAttributor } from "./attribution.ts";
import { createAttribution, type Turn } from "./causes.ts";
import { ABSENT } from "./cells.ts";
import { findChanges } from "./close-looks.ts";
import type { Change } from "./changes.ts";
import { at } from "./collections.ts";
import { settle, type Population } from "./endpoints/population.ts";
import type { Universe } from "./universe/universe.ts";
import { createProducts, createWordings } from "./flows.ts";
import type { Cluster, ClusterSettings, Policy } from "./model.ts";
import { findIsolation } from "./isolation.ts";
import { decidedIn, sortFlows } from "./order.ts";
import { NO_PORTS } from "./ports.ts";
import { findSevered } from "./severed.ts";
import type { ChangedFlow, Comparison } from "./result.ts";
import { createSurvey, type Survey } from "./survey.ts";

/** How much there was to do: deterministic counts, so that growth can be watched without a clock. */
export interface Statistics {
  readonly items: number;
  readonly classes: number;
  readonly rows: number;
  /** Sum of the sizes of all sets. */
  readonly members: number;
  /** Pairs of classes that were looked at one by one. */
  readonly cells: number;
  readonly rectangles: number;
}

/**
 * The flows that become possible and those that stop being possible, exactly, and what made them so.
 *
 * Endpoints are chosen once for both sides. Equal clusters give no flows, however their manifests are written.
 */
export function compare(base: Cluster, head: Cluster, settings: ClusterSettings): Comparison {
  return examine(base, head, settings).comparison;
}

/** A comparison, and what was worked out on the way to it. */
export interface Examination {
  readonly comparison: Comparison;
  /** Looks at both sides as they are; it keeps all that the comparison was made from. */
  readonly survey: Survey;
  readonly statistics: Statistics;
}

/** `compare`, for those who ask further. */
export function examine(base: Cluster, head: Cluster, settings: ClusterSettings): Examination {
  const { universe, population: everyone } = settle([base, head], settings, 0, 1);
  const { space, items, partition, rows } = universe;
  const { population, rectangles, found, looked } = findChanges(universe, everyone);
  const { endpoints, elements } = population;

  const attribution = createAttribution(universe, population, found.cells);
  const attribute = createAttributor(elements, rows, attribution);
  const products = createProducts(elements, endpoints);
  const wordings = createWordings(elements, endpoints, space);
  let notToldApart = 0;
  const flows: Record<Turn, ChangedFlow[]> = { gained: [], lost: [] };
  for (const rectangle of rectangles) {
    const change = at(found.changes, rectangle.change);
    const turns = turnsOf(change);
    for (const part of attribute(rectangle, turns)) {
      const known = flows.gained.length + flows.lost.length;
      for (const wording of wordings(change, part.to)) {
        for (const product of products(part.from, wording.to)) {
          for (const turn of turns) {
            for (const connection of wording[turn])
              flows[turn].push({ ...product, ...connection, causes: part.causes[turn] });
          }
        }
      }
      if (!part.toldApart) notToldApart += flows.gained.length + flows.lost.length - known;
    }
  }
  const { isolation, losses } = findIsolation(universe, population, attribution);
  const members = partition.classes.sets.reduce((sum, set) => sum + set.members.length, 0);
  return {
    comparison: {
      endpoints,
      newlyAllowed: sortFlows(flows.gained),
      newlyDenied: sortFlows(flows.lost),
      isolation,
      isolationLosses: losses,
      severed: findSevered(universe, population, found, rectangles),
      assumptions: [
        ...findAssumptions(universe, policiesAtWork(universe, population), decidedIn([...flows.gained, ...flows.lost])),
        ...(looked === "whole" ? [] : [{ type: "representatives", setting: null } as const]),
        ...(notToldApart === 0 ? [] : [{ type: "causes", setting: null, flows: notToldApart } as const]),
      ],
    },
    survey: createSurvey(universe, population),
    statistics: {
      items: items.items.length,
      classes: partition.classes.count,
      rows: rows.count,
      members,
      cells: found.visited,
      rectangles: rectangles.length,
    },
  };
}

function turnsOf({ gained, lost }: Change): readonly Turn[] {
  const isEmpty = (graded: Change["gained"]): boolean =>
    graded.certain === NO_PORTS && graded.assumed === NO_PORTS && graded.unknown === NO_PORTS;
  return [...(isEmpty(gained) ? [] : (["gained"] as const)), ...(isEmpty(lost) ? [] : (["lost"] as const))];
}

/** Policies that the other side does not hold alike, and those that select an end which itself changed. */
function policiesAtWork({ program, rows, changed }: Universe, { elements }: Population): ReadonlySet<Policy> {
  const result = new Set(changed);
  for (const { before, after } of elements) {
    if (before === after) continue;
    [before, after].forEach((index, side) => {
      if (index === ABSENT) return;
      for (const direction of ["ingress", "egress"] as const) {
        for (const { policy } of rows.selected(side, direction, index))
          result.add(at(at(program.sides, side), policy).policy);
      }
    });
  }
  return result;
}
