import { at, getOrMake, type Sequences } from "./collections.ts";
import type { ContentSources } from "./contents.ts";
import type { Direction } from "./model.ts";
import type { Classes } from "./universe/classes.ts";
import type { Item } from "./universe/items.ts";
import type { CompiledPolicy } from "./universe/program.ts";
import { SURE } from "./universe/sets.ts";

/** Rows by number: equal ones are the same, on both sides. 0 is the row of everybody that no policy isolates. */
export interface RowNumbers {
  /** The number of a row with these contents, for ends like the item. */
  readonly find: (direction: Direction, list: number, item: Item) => number;
  readonly parts: (row: number) => RowParts;
  /** Port names matter to an ingress row only if a rule uses one. */
  readonly usesNames: (direction: Direction, content: number) => boolean;
  readonly count: () => number;
}

interface RowParts {
  readonly direction: Direction;
  /** Sequence of `2 * content + 1` for policies that surely select the end, then of `2 * content` for the others. */
  readonly list: number;
  readonly names: number;
  readonly nodes: readonly string[] | null;
}

export function createRowNumbers(
  { program, items }: ContentSources,
  lists: Sequences,
  nodesMatter: "nodes matter" | "nodes do not matter",
): RowNumbers {
  const parts: RowParts[] = [{ direction: "ingress", list: 0, names: 0, nodes: null }];
  const known = new Map<number, Map<number, number>>();
  const nodeLists = new Map<string, number>();
  const named = new Map<number, boolean>();
  const usesNames = (direction: Direction, content: number): boolean =>
    direction === "ingress" && at(program.contents, content).usesNames;
  const listUsesNames = (direction: Direction, list: number): boolean =>
    direction === "ingress" &&
    getOrMake(named, list, () => lists.toArray(list).some((entry) => usesNames(direction, Math.trunc(entry / 2))));

  return {
    usesNames,
    parts: (row) => at(parts, row),
    count: () => parts.length,
    find: (direction, list, item) => {
      const names = listUsesNames(direction, list) ? item.portNames : 0;
      const nodes = nodesMatter === "nodes matter" ? item.nodes : null;
      const place = nodes === null ? 0 : getOrMake(nodeLists, nodes.join(","), () => nodeLists.size + 1);
      const variants = getOrMake(known, list * 2 + (direction === "ingress" ? 0 : 1), () => new Map<number, number>());
      return getOrMake(
        variants,
        place * items.portNames.length + names,
        () => parts.push({ direction, list, names, nodes }) - 1,
      );
    },
  };
}

/**
 * Per class the list of the contents of the policies that select it, as `RowParts.list`; 0 when there are none. The
 * policies are taken in the order of their contents, so that equal lists of contents are equal numbers.
 */
export function contentLists(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  classes: Classes,
  lists: Sequences,
): readonly number[] {
  const result = Array.from({ length: classes.count }, () => 0);
  const inOrder = policies
    .filter((policy) => policy.content[direction] >= 0)
    .sort((a, b) => a.content[direction] - b.content[direction]);
  for (const surely of [1, 0]) {
    for (const policy of inOrder) {
      const entry = 2 * policy.content[direction] + surely;
      const { members, memberships } = at(classes.sets, policy.subject);
      // Members mostly have the same list so far.
      let [known, longer] = [-1, -1];
      for (let i = 0; i < members.length; i += 1) {
        if ((at(memberships, i) === SURE ? 1 : 0) !== surely) continue;
        const member = at(members, i);
        const list = at(result, member);
        if (list !== known) {
          known = list;
          longer = lists.last(list) === entry ? list : lists.append(list, entry);
        }
        result[member] = longer;
      }
    }
  }
  return result;
}
