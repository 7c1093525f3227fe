/** What the app has published, read as GitHub shows it: whatever in it is not ours fails. */
import { expect } from "vitest";
import type { CheckRun } from "../fake/index.ts";
import { readPage, type Page } from "../../report/pull-request/read-page.ts";
import { LINK_BASE } from "../../report/pull-request/support.ts";
import type { Scene } from "./stage.ts";

/** Lines that a reply begins with, and the command at its end. */
const REPLY =
  /^<!-- netpol:reply id=\d+ -->\n<!-- netpol:question [0-9a-f]{16} -->\n\n([^]*)\nNext:\n\n```text\n\/netpol [^\n]*\n```\n$/;

/** A comment, or the summary or text of a check run. */
export function readPublished({ repository }: Pick<Scene, "repository">, markdown: string): Page {
  return readPage(markdown.replaceAll(`${repository.url}/blob/`, `${LINK_BASE}/`));
}

/** Reads a reply to so many commands. */
export function readReply(scene: Pick<Scene, "repository">, markdown: string, commands: number): readonly Page[] {
  const [, body] = REPLY.exec(markdown) ?? [];
  expect(body, markdown).toBeDefined();
  const answers = (body ?? "").split("\n---\n\n");
  expect(answers).toHaveLength(commands);
  return answers.map((answer) => readPublished(scene, answer));
}

interface Annotation {
  readonly message?: string;
  readonly title?: string;
}

/** Reads all texts of a check run; its annotations are plain text, which is sent by e-mail too. */
export function readCheckRun(scene: Pick<Scene, "repository">, { output, annotations }: CheckRun): readonly Page[] {
  expect(output.title?.length).toBeLessThanOrEqual(60);
  expect(annotations.length).toBeLessThanOrEqual(50);
  for (const { message = "", title = "" } of annotations as readonly Annotation[]) {
    expect(`${message}${title}`).not.toMatch(/@(?!\u200B)/);
    expect(message.replaceAll(/[\n\u200B]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  }
  return [output.title, output.summary, output.text].flatMap((text) =>
    text === null ? [] : [readPublished(scene, text)],
  );
}
