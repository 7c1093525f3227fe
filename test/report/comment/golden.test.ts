/** The whole comment of some stories: `golden/<story>.md`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderComment } from "../../../src/report/index.ts";
import { readStory } from "../../stories/story.ts";
import { readGraph, readPage } from "../pull-request/read-page.ts";
import { storyReview } from "../pull-request/support.ts";

const STORIES = [
  "default-deny-deleted",
  "ip-block-widened",
  "label-of-pod-template",
  "new-workload",
  "one-broken-file",
  "same-objects-written-otherwise",
];

test.each(STORIES)("%s", async (name) => {
  const { report, options } = storyReview(await readStory(name));
  const comment = renderComment(report, options);
  expect(comment).toBe(readFileSync(new URL(`golden/${name}.md`, import.meta.url), "utf8"));
  for (const graph of readPage(comment).graphs) readGraph(graph);
});
