/** The documents of every story in files of their own: which document stands in which file means nothing. */
import { describe, expect, test } from "vitest";
import { withElsewhere, type Config } from "../../src/config/index.ts";
import { readClusters, type Snapshot } from "../../src/manifests/index.ts";
import { snapshot } from "../manifests/files.ts";
import { createRandom } from "../oracle/random.ts";
import {
  listStory,
  readStory,
  readStoryConfig,
  readStorySnapshots,
  renderStory,
  storyNames,
  type Story,
} from "./story.ts";

/** Texts of documents by the name of the file that each stands in. All names have one length. */
type Documents = ReadonlyMap<string, string>;

/** Stories whose reports hold lists of places, which are in path order. */
const PLACES = new Set([
  "dump-with-addresses",
  "except-dropped",
  "ip-block-widened",
  "lists-and-line-ends",
  "other-policy-kinds",
]);

describe.each(storyNames().filter((name) => !PLACES.has(name)))("%s", (name) => {
  test("does not depend on the order of its documents", async () => {
    const [story, config, sides] = await Promise.all([
      readStory(name),
      readStoryConfig(name),
      readStorySnapshots(name),
    ]);
    const names = new Map<string, string>();
    const [base, head] = [documentsOf(sides.base, names), documentsOf(sides.head, names)];
    const expected = answers(story, config, base, head, new Map([...names.values()].map((own) => [own, own])));
    for (const seed of [1, 2, 3]) {
      const others = createRandom(seed).shuffle([...names.values()]);
      const renamed = new Map([...names.values()].map((own, index) => [own, others[index] ?? own]));
      expect(answers(story, config, base, head, renamed)).toEqual(expected);
    }
  });
});

/** One file for each document; documents with equal texts stand in a file of the same name on both sides. */
function documentsOf({ files }: Snapshot, names: Map<string, string>): Documents {
  const texts = files.flatMap(({ bytes }) => new TextDecoder().decode(bytes).split(/^---\n/mu));
  return new Map(
    texts.map((text) => {
      const own = names.get(text) ?? `document-${String(100 + names.size)}.yaml`;
      names.set(text, own);
      return [own, text];
    }),
  );
}

/** The diff and the list of the head in every format, with the names that the documents had before. */
function answers(
  story: Story,
  config: Config,
  base: Documents,
  head: Documents,
  renamed: ReadonlyMap<string, string>,
): readonly string[] {
  const files = (documents: Documents): Snapshot => {
    const entries = [...documents].map(([own, text]) => [renamed.get(own) ?? own, text] as const);
    return snapshot(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
  };
  const readings = readClusters(files(base), files(head), { defaultNamespace: "default" });
  const [before, after] = [readings.base, readings.head].map((reading) => {
    return { reading, cluster: withElsewhere(reading.cluster, config).cluster };
  });
  if (before === undefined || after === undefined) throw new Error("two sides");
  const own = new Map([...renamed].map(([name, other]) => [other, name]));
  return (["text", "csv", "json"] as const)
    .flatMap((format) => [renderStory(story, before, after, format), listStory({ ...story, head: after }, format)])
    .map((text) => text.replaceAll(/document-\d+\.yaml/gu, (name) => own.get(name) ?? name));
}
