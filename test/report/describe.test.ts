import fc from "fast-check";
import { describe as suite, expect, test } from "vitest";
import type { Endpoint } from "../../src/engine/index.ts";
import { describe, setPhrase } from "../../src/report/describe.ts";
import { quotedText } from "../../src/report/spans.ts";
import { createVocabulary, type Vocabulary } from "../../src/report/vocabulary.ts";
import { external, internet, pattern, pods, podsElsewhere, podsOf, workload } from "./support.ts";

const ENDPOINTS: readonly Endpoint[] = [
  workload("data/StatefulSet/db"), // 0
  workload("shop/Deployment/api"), // 1
  workload("shop/Deployment/cart"), // 2
  workload("shop/Deployment/search"), // 3
  workload("shop/Deployment/web"), // 4
  pods("shop"), // 5
  pods("shop", "role=api"), // 6
  pods("data"), // 7
  podsElsewhere([]), // 8
  podsElsewhere(["team=x"], "role=api"), // 9
  external("10.0.0.0/8"), // 10
  internet(
    "0.0.0.0/5",
    "8.0.0.0/7",
    "11.0.0.0/8",
    "12.0.0.0/6",
    "16.0.0.0/4",
    "32.0.0.0/3",
    "64.0.0.0/2",
    "128.0.0.0/1",
  ), // 11
];

const vocabulary = createVocabulary(ENDPOINTS, () => true);

function say(...set: readonly number[]): string {
  return quotedText(setPhrase(set, vocabulary));
}

suite("the shortest true phrase", () => {
  test.each([
    { set: [], words: "nothing" },
    { set: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], words: "everything" },
    { set: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], words: "every pod" },
    { set: [0, 1, 2, 3, 4], words: "every workload" },
    { set: [1, 2, 3, 4], words: "every workload except `data/StatefulSet/db`" },
    { set: [1, 2, 3, 4, 5, 6], words: "everything in namespace `shop`" },
    { set: [0, 1, 2, 3, 4, 5, 6, 7], words: "everything in namespaces `data` and `shop`" },
    { set: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], words: "everything except `data/StatefulSet/db`" },
    { set: [1, 2, 3, 4, 5, 6, 8, 9, 10, 11], words: "everything outside namespace `data`" },
    { set: [1, 2, 3, 4, 5, 6, 8, 9], words: "every pod outside namespace `data`" },
    { set: [1, 2, 3, 5, 6, 8, 9, 10, 11], words: "everything outside namespace `data` except `shop/Deployment/web`" },
    { set: [1, 2, 3, 4, 5, 6, 8, 9, 11], words: "everything outside namespace `data` except 10.0.0.0/8" },
    { set: [1, 2, 3, 4, 5, 6, 8, 9, 10], words: "10.0.0.0/8 and every pod outside namespace `data`" },
    { set: [4], words: "`shop/Deployment/web`" },
    { set: [1, 2, 4], words: "`shop/Deployment/api`, `shop/Deployment/cart` and `shop/Deployment/web`" },
    { set: [5], words: "any other pod in namespace `shop`" },
    { set: [6], words: "any pod with `role=api` in namespace `shop`" },
    { set: [6, 9], words: "any pod with `role=api` in namespace `shop` or namespaces with `team=x`" },
    { set: [8], words: "any other pod in another namespace" },
    { set: [9], words: "any pod with `role=api` in namespaces with `team=x`" },
    { set: [10], words: "10.0.0.0/8" },
    { set: [11], words: "internet (0.0.0.0/0 except 10.0.0.0/8)" },
    { set: [10, 11], words: "internet (0.0.0.0/0)" },
    { set: [4, 11], words: "`shop/Deployment/web` and internet (0.0.0.0/0 except 10.0.0.0/8)" },
  ])("$words", ({ set, words }) => {
    expect(say(...set)).toBe(words);
  });

  test("all workloads of a namespace, and its other pods only when they are in the set as well", () => {
    const many = createVocabulary(
      [
        ...["a", "b", "c", "d"].map((name) => workload(`shop/Deployment/${name}`)),
        workload("x/Pod/y"),
        workload("x/Pod/z"),
        workload("z/Pod/y"),
        pods("shop"),
      ],
      () => true,
    );
    expect(quotedText(setPhrase([0, 1, 2, 3], many))).toBe("all 4 workloads in `shop`");
    expect(quotedText(setPhrase([0, 1, 2, 3, 7], many))).toBe("everything in namespace `shop`");
  });

  test("part of a namespace is counted and named", () => {
    const many = createVocabulary(
      ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => workload(`shop/Deployment/${name}`)),
      () => true,
    );
    expect(quotedText(setPhrase([0, 1, 2, 3], many))).toBe(
      "4 of 8 workloads in `shop` (`shop/Deployment/a`, `shop/Deployment/b`, `shop/Deployment/c` and 1 more)",
    );
  });

  test("pods that no selector tells apart have one name with alternatives", () => {
    const both = createVocabulary([podsOf(pattern("a", []), pattern("b", ["app=x"])), workload("a/Pod/p")], () => true);
    expect(quotedText(setPhrase([0], both))).toBe(
      "any other pod in namespace `a` or any pod with `app=x` in namespace `b`",
    );
  });
});

suite("pods with more labels than asked for", () => {
  const world = createVocabulary(
    [
      pods("shop", "app=db"), // 0
      pods("shop", "role=api"), // 1
      pods("shop", "app=db", "role=api"), // 2
      pods("data", "app=db"), // 3
      pods("shop"), // 4
    ],
    () => true,
  );

  test.each([
    { set: [0, 2], words: "any pod with `app=db` in namespace `shop`" },
    { set: [0], words: "any other pod with `app=db` in namespace `shop`" },
    { set: [2], words: "any pod with `app=db` and `role=api` in namespace `shop`" },
    { set: [0, 2, 3], words: "any pod with `app=db` in namespace `data` or namespace `shop`" },
    {
      set: [0, 3],
      words: "any other pod with `app=db` in namespace `shop` and any pod with `app=db` in namespace `data`",
    },
    {
      set: [0, 1, 2],
      words: "any pod with `app=db` in namespace `shop` and any pod with `role=api` in namespace `shop`",
    },
  ])("$words", ({ set, words }) => {
    expect(quotedText(setPhrase(set, world))).toBe(words);
  });
});

test("what follows an exception cannot be taken for one more", () => {
  const names = ["a", "b", "c", "d", "e", "f"].map((name) => workload(`shop/Deployment/${name}`));
  const world = createVocabulary([...names, external("192.0.2.0/24"), pods("shop")], () => true);
  expect(quotedText(setPhrase([0, 1, 2, 3, 4, 6], world))).toBe(
    "192.0.2.0/24 and every workload except `shop/Deployment/f`",
  );
});

test("addresses are named by the block around them where that is shorter", () => {
  const world = createVocabulary(
    [external("10.1.0.0/23", "10.1.3.0/24", "10.1.4.0/22", "10.1.8.0/21"), workload("a/Pod/b")],
    () => true,
  );
  expect(quotedText(setPhrase([0], world))).toBe("10.1.0.0/20 except 10.1.2.0/24");
});

/** Small worlds of a few namespaces, so that whole ones are met often; sets that are often whole namespaces. */
const worlds = fc
  .record({
    endpoints: fc.array(
      fc.oneof(
        fc
          .tuple(fc.constantFrom("a", "b", "c"), fc.nat(9))
          .map(([space, name]) => workload(`${space}/Pod/p${String(name)}`)),
        fc
          .tuple(fc.constantFrom("a", "b", "c"), fc.subarray(["x=1", "y=2"]))
          .map(([space, labels]) => pods(space, ...labels)),
        fc
          .tuple(fc.subarray(["t=1", "t=2"]), fc.subarray(["x=1"]))
          .map(([scope, labels]) => podsElsewhere(scope, ...labels)),
        fc.constant(podsOf(pattern("a", ["z=1"]), pattern("b", ["z=1"]))),
        fc.nat(255).map((octet) => external(`192.0.2.${String(octet)}/32`)),
        fc.constant(internet("2001:db8::/32")),
      ),
      { minLength: 1, maxLength: 14 },
    ),
    members: fc.infiniteStream(fc.boolean()),
    whole: fc.subarray(["a", "b", "c"]),
  })
  .map(({ endpoints, members, whole }) => {
    const unique = [...new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])).values()];
    const set = unique.flatMap((endpoint, index) => {
      const chosen: unknown = members.next().value;
      return chosen === true || namespacesOf(endpoint).some((name) => whole.includes(name)) ? [index] : [];
    });
    return { world: createVocabulary(unique, () => true), set };
  });

function namespacesOf(endpoint: Endpoint | undefined): readonly string[] {
  if (endpoint?.type === "workload") return [endpoint.namespace];
  if (endpoint?.type !== "pods") return [];
  return endpoint.patterns.flatMap(({ namespace }) => (namespace.type === "name" ? [namespace.name] : []));
}

/** What a part claims, counted out by hand. */
function isTrue(words: string, members: readonly number[], set: readonly number[], world: Vocabulary): boolean {
  const { endpoints } = world;
  const all = (belongs: (endpoint: Endpoint) => boolean): readonly number[] =>
    endpoints.flatMap((endpoint, index) => (belongs(endpoint) ? [index] : []));
  const named = [...words.matchAll(/`([abc])`/g)].map((match) => match[1] ?? "");
  const inside = (endpoint: Endpoint): boolean => namespacesOf(endpoint).some((name) => named.includes(name));
  const holds = (claimed: readonly number[]): boolean => claimed.every((index) => set.includes(index));
  if (words === "everything") return holds(all(() => true));
  if (words === "every pod") return holds(all((endpoint) => endpoint.type !== "external"));
  if (words === "every workload") return holds(all((endpoint) => endpoint.type === "workload"));
  if (/^(everything|any pod) in namespaces? `/.test(words)) return holds(all(inside));
  const count = /^all (\d+) workloads in/.exec(words)?.[1];
  if (count === undefined || words.includes("except")) return true;
  const claimed = all((endpoint) => endpoint.type === "workload" && inside(endpoint));
  return holds(claimed) && claimed.length === Number(count) && claimed.length === members.length;
}

test("parts are disjoint, together exactly the set, and true", () => {
  fc.assert(
    fc.property(worlds, ({ world, set }) => {
      const parts = describe(set, world);
      expect(parts.flatMap((part) => part.members).sort((a, b) => a - b)).toEqual(set);
      for (const part of parts) {
        expect(part.spans.length).toBeGreaterThan(0);
        expect(isTrue(quotedText(part.spans), part.members, set, world)).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
});

test("different sets have different phrases", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(11)), fc.uniqueArray(fc.nat(11)), (a, b) => {
      const [left, right] = [a, b].map((set) => [...set].sort((x, y) => x - y));
      expect(say(...(left ?? [])) === say(...(right ?? []))).toBe(String(left) === String(right));
    }),
    { numRuns: 300 },
  );
});
