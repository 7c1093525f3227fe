import { effectText } from "./effect-text.ts";
import type { ObjectFacts } from "./facts.ts";
import { namespaceOf, objectKey } from "./object-key.ts";

/** The names that stand for those that the API server would make up, by object. */
export type GeneratedNames = ReadonlyMap<ObjectFacts, string>;

/** How an object of the head is known to be one of the base, the surest sign first. */
const SIGNS: readonly ((object: ObjectFacts) => string)[] = [
  (object) => `${pathOf(object)}\n${effectText(object)}`,
  effectText,
  pathOf,
];

/**
 * A name for each object with `generateName`: `<generateName>*<n>`, n counting from 1 in the order of `objects`, so
 * that no two collide. An object that also stood in the base has the name it had there (`before`), whatever was added
 * or taken away in front of it: that of the same content in the same file, else of the same content elsewhere, else of
 * what its file held.
 */
export function generatedNames(
  objects: readonly ObjectFacts[],
  defaultNamespace: string,
  before: GeneratedNames,
): GeneratedNames {
  const names = new Map<ObjectFacts, string>();
  const earlier = byPrefix([...before.keys()], defaultNamespace);
  for (const [key, members] of byPrefix(objects, defaultNamespace)) {
    const known = earlier.get(key) ?? [];
    for (const [object, partner] of partners(members, known)) names.set(object, before.get(partner) ?? "");
    let number = known.length;
    for (const object of members) {
      if (names.has(object)) continue;
      number += 1;
      names.set(object, `${object.identity.name}*${String(number)}`);
    }
  }
  return names;
}

/** Objects with `generateName` that would get names of one form in one namespace. */
function byPrefix(
  objects: readonly ObjectFacts[],
  defaultNamespace: string,
): ReadonlyMap<string, readonly ObjectFacts[]> {
  const generated = objects.filter(({ identity }) => identity.naming === "generateName");
  return groupBy(generated, ({ identity }) =>
    objectKey(identity, namespaceOf(identity, defaultNamespace), identity.name),
  );
}

/** For objects of the head those of the base that they are, one for one; none for a new object. */
function partners(
  after: readonly ObjectFacts[],
  before: readonly ObjectFacts[],
): ReadonlyMap<ObjectFacts, ObjectFacts> {
  const found = new Map<ObjectFacts, ObjectFacts>();
  const free = new Set(before);
  for (const sign of SIGNS) {
    if (free.size === 0) break;
    // Backwards, so that `pop` gives the first.
    const candidates = groupBy([...free].reverse(), sign);
    for (const object of after) {
      const partner = found.has(object) ? undefined : candidates.get(sign(object))?.pop();
      if (partner === undefined) continue;
      found.set(object, partner);
      free.delete(partner);
    }
  }
  return found;
}

function groupBy(objects: readonly ObjectFacts[], keyOf: (object: ObjectFacts) => string): Map<string, ObjectFacts[]> {
  const groups = new Map<string, ObjectFacts[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [object]);
    else group.push(object);
  }
  return groups;
}

function pathOf({ identity }: ObjectFacts): string {
  return identity.origin.path;
}
