import type { Operation } from "./description.ts";

/** Bytes of a comment that GitHub stores; its message speaks of characters, and of fewer. */
const COMMENT_BYTES = 262_144;

/** GitHub counts characters; whoever stays below in bytes is safe under every reading. */
const OUTPUT_BYTES = 65_535;
const ANNOTATION_BYTES = 65_536;
const ANNOTATION_TITLE = 255;

interface Annotation {
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

interface CheckRunBody {
  readonly status?: string;
  readonly conclusion?: string;
  readonly output?: { readonly summary: string; readonly text?: string; readonly annotations?: readonly Annotation[] };
}

/**
 * What GitHub refuses with 422 though its description allows it; `body` has passed the description. Each sentence is
 * also a violation: an app that runs into one of these has a bug.
 */
export function refusals(operation: Operation, body: unknown): readonly string[] {
  switch (operation.id) {
    case "issues/create-comment":
    case "issues/update-comment":
      return commentRefusals((body as { body: string }).body);
    case "checks/create":
    case "checks/update":
      return checkRunRefusals(body as CheckRunBody);
    default:
      return [];
  }
}

function commentRefusals(text: string): string[] {
  if (text.trim() === "") return ["Body can't be blank"];
  return Buffer.byteLength(text) > COMMENT_BYTES ? ["Body is too long (maximum is 65536 characters)"] : [];
}

function checkRunRefusals({ status, conclusion, output }: CheckRunBody): string[] {
  const refused: string[] = [];
  if (status === "completed" && conclusion === undefined) refused.push("a completed check run needs a conclusion");
  if (conclusion === "stale") refused.push("only GitHub may set the conclusion `stale`");
  for (const key of ["summary", "text"] as const) {
    const bytes = Buffer.byteLength(output?.[key] ?? "");
    if (bytes > OUTPUT_BYTES) refused.push(`output/${key} has ${bytes} bytes, the limit is ${OUTPUT_BYTES}`);
  }
  const annotations = output?.annotations ?? [];
  return [
    ...refused,
    ...annotations.flatMap((annotation, index) => annotationRefusals(annotation, `annotation ${index}`)),
  ];
}

function annotationRefusals(annotation: Annotation, name: string): string[] {
  const { start_line, end_line, start_column, end_column, message, title = "", raw_details = "" } = annotation;
  const refused: string[] = [];
  if (start_line < 1 || end_line < start_line) refused.push(`${name}: lines ${start_line} to ${end_line}`);
  if (start_line !== end_line && (start_column !== undefined || end_column !== undefined)) {
    refused.push(`${name}: columns are only for annotations on one line`);
  }
  if (message === "") refused.push(`${name}: no message`);
  if (Buffer.byteLength(message) > ANNOTATION_BYTES) refused.push(`${name}: the message is over 64 KB`);
  if (Buffer.byteLength(raw_details) > ANNOTATION_BYTES) refused.push(`${name}: raw_details is over 64 KB`);
  if (title.length > ANNOTATION_TITLE) refused.push(`${name}: the title is over ${ANNOTATION_TITLE} characters`);
  return refused;
}
