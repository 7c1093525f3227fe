import { at, createSequences, getOrMake, lazily } from "./collections.ts";
import type { Direction } from "./model.ts";
import type { Classes } from "./universe/classes.ts";
import type { CompiledPolicy } from "./universe/program.ts";
import { SURE } from "./universe/sets.ts";

/** A policy that selects a class, and whether it surely does. */
export interface Selected {
  readonly policy: number;
  readonly surely: boolean;
}

/** Whom the policies of a side select. */
export interface Selectors {
  /** Visits the classes that policies with a content select, some more than once. */
  readonly visitSubjects: (direction: Direction, content: number, visit: (classIndex: number) => void) => void;
  /** The policies that select a class, in the order of the side's policies. */
  readonly selected: (direction: Direction, classIndex: number) => readonly Selected[];
}

/** So many classes are answered one by one before everybody is: a small change asks for a handful. */
const ASKED_ONE_BY_ONE = 32;

/** Indices are made when they are first asked for. `namespaceOf`: the namespace of the pods of a class. */
export function createSelectors(
  policies: readonly CompiledPolicy[],
  classes: Classes,
  namespaceOf: (classIndex: number) => string | undefined,
): Selectors {
  const near = lazily(() => policiesByNamespace(policies));
  const subjects: Partial<Record<Direction, ReadonlyMap<number, ReadonlySet<number>>>> = {};
  const everybody: Partial<Record<Direction, (classIndex: number) => readonly Selected[]>> = {};
  const asked = { ingress: new Map<number, readonly Selected[]>(), egress: new Map<number, readonly Selected[]>() };
  return {
    visitSubjects: (direction, content, visit) => {
      const byContent = (subjects[direction] ??= subjectsByContent(policies, direction));
      for (const subject of byContent.get(content) ?? []) at(classes.sets, subject).members.forEach(visit);
    },
    selected: (direction, classIndex) => {
      const known = asked[direction].get(classIndex);
      if (known !== undefined) return known;
      if (asked[direction].size >= ASKED_ONE_BY_ONE)
        return (everybody[direction] ??= selectedBy(policies, direction, classes))(classIndex);
      // Policies select pods of their own namespace only.
      const candidates = near().get(namespaceOf(classIndex) ?? "") ?? [];
      const own = candidates.flatMap((policy) => selects(at(policies, policy), policy, direction, classIndex, classes));
      asked[direction].set(classIndex, own);
      return own;
    },
  };
}

/** Indices of the policies of each namespace, ascending. */
function policiesByNamespace(policies: readonly CompiledPolicy[]): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>();
  let [namespace, own] = ["", new Array<number>()];
  policies.forEach(({ policy }, index) => {
    // Those of one namespace mostly follow each other.
    if (policy.namespace !== namespace) {
      namespace = policy.namespace;
      own = getOrMake(result, namespace, () => []);
    }
    own.push(index);
  });
  return result;
}

/** Whether a policy selects a class; a list of one, or none. */
function selects(
  { content, subject }: CompiledPolicy,
  policy: number,
  direction: Direction,
  classIndex: number,
  { sets }: Classes,
): readonly Selected[] {
  if (content[direction] < 0) return [];
  const { members, memberships } = at(sets, subject);
  const place = members.indexOf(classIndex);
  return place < 0 ? [] : [{ policy, surely: at(memberships, place) === SURE }];
}

function subjectsByContent(
  policies: readonly CompiledPolicy[],
  direction: Direction,
): ReadonlyMap<number, ReadonlySet<number>> {
  const result = new Map<number, Set<number>>();
  for (const { content, subject } of policies)
    getOrMake(result, content[direction], () => new Set<number>()).add(subject);
  return result;
}

/** Per class the policies that select it; classes that the same ones select share the list. */
function selectedBy(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  classes: Classes,
): (classIndex: number) => readonly Selected[] {
  const lists = createSequences();
  const result = Array.from({ length: classes.count }, () => 0);
  policies.forEach((policy, index) => {
    if (policy.content[direction] < 0) return;
    const { members, memberships } = at(classes.sets, policy.subject);
    const [surely, perhaps] = [2 * index + 1, 2 * index];
    let [known, entry, longer] = [-1, -1, -1];
    members.forEach((member, i) => {
      const list = at(result, member);
      const own = at(memberships, i) === SURE ? surely : perhaps;
      if (list !== known || own !== entry) [known, entry, longer] = [list, own, lists.append(list, own)];
      result[member] = longer;
    });
  });
  const byList = new Map<number, readonly Selected[]>();
  return (classIndex) => {
    const list = at(result, classIndex);
    return getOrMake(byList, list, () =>
      lists.toArray(list).map((entry) => ({ policy: Math.trunc(entry / 2), surely: entry % 2 === 1 })),
    );
  };
}
