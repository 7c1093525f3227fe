import type { Party } from "../../src/engine/index.ts";
import { createResolver, parseEndpointWords } from "../../src/query/index.ts";
import type { Story } from "./story.ts";

/** One end of a flow. `party` is `null` for pods that are named by the words of a report. */
export interface End {
  readonly name: string;
  readonly party: Party | null;
}

/**
 * What the words of a fact stand for in a story; at least one.
 *
 * @throws Error when they name nothing
 */
export function endsOf(words: string, { base, head, settings }: Story): readonly End[] {
  const quoted = /^"(?<text>.+)"$/u.exec(words)?.groups?.["text"];
  if (quoted !== undefined) return [{ name: quoted, party: null }];
  const pattern = parseEndpointWords(words);
  if (pattern.type === "problem") throw new Error(pattern.message);
  const resolution = createResolver([base.cluster, head.cluster], settings)(pattern);
  if (resolution.type !== "parties") throw new Error(resolution.message);
  return resolution.parties;
}
