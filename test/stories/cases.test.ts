/** Golden stories: every folder of `test/cases/`. `npx vitest run test/stories -u` writes the golden files anew. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contradictions, parseDiff } from "./check-json.ts";
import { disagreements } from "./check-verdicts.ts";
import { parseFact } from "./facts.ts";
import { listStory, readStory, renderStory, storyFile, storyNames, type Revision, type Story } from "./story.ts";

const stories = await Promise.all(storyNames().map(readStory));

test("there are stories, each with a title, facts and a golden review", () => {
  expect(stories.length).toBeGreaterThan(0);
  const incomplete = stories.filter(
    ({ name, title, facts }) => title === "" || facts.length === 0 || !existsSync(storyFile(name, "expected.md")),
  );
  expect(incomplete.map(({ name }) => name)).toEqual([]);
});

describe.each(stories)("$name: $title", (story) => {
  const { name, facts, base, head } = story;

  test("the facts hold", () => {
    const diff = parseDiff(renderStory(story, base, head, "json"));
    const wrong = facts
      .map(parseFact)
      .flatMap((fact, index) => [
        ...contradictions(fact, diff, story).map((words) => `${facts[index]}: ${words}`),
        ...(fact.type === "flow"
          ? disagreements(fact, story).map((words) => `${facts[index]}: evaluator: ${words}`)
          : []),
      ]);
    expect(wrong).toEqual([]);
  });

  test("the review is the golden one, and so is the list of the head where there is one", async () => {
    await expect(renderStory(story, base, head, "markdown")).toMatchFileSnapshot(storyFile(name, "expected.md"));
    const list = storyFile(name, "expected.list.txt");
    if (existsSync(list)) await expect(listStory(story)).toMatchFileSnapshot(list);
  });

  test("neither side differs from itself, and backwards everything is the other way round", () => {
    expect(changes(story, base, base)).toEqual({ allowed: [], denied: [] });
    expect(changes(story, head, head)).toEqual({ allowed: [], denied: [] });
    const forward = changes(story, base, head);
    expect(changes(story, head, base)).toEqual({ allowed: forward.denied, denied: forward.allowed });
  });
});

/** Every changed pair with its ports; sorted. */
function changes(story: Story, before: Revision, after: Revision): Readonly<Record<"allowed" | "denied", string[]>> {
  const { newlyAllowed, newlyDenied } = parseDiff(renderStory(story, before, after, "json"));
  const pairs = (flows: typeof newlyAllowed): string[] =>
    flows
      .flatMap(({ from, to, connections, certainty = "certain" }) =>
        from.flatMap((source) => to.map((target) => JSON.stringify([source, target, connections, certainty]))),
      )
      .sort();
  return { allowed: pairs(newlyAllowed), denied: pairs(newlyDenied) };
}
