import type { Failure } from "./failure.ts";
import type { YamlProblem } from "./file.ts";
import type { Position } from "./positions.ts";
import { quote } from "./quote.ts";
import { placeholderOf, templateAtFailure } from "./template.ts";
import type { Template } from "./template.ts";
import { unclosedBracket, type UnclosedBracket } from "./unclosed-bracket.ts";

/** A chunk of a file, and where positions in it are. */
export interface Place {
  readonly text: string;
  readonly positionAt: (offset: number) => Position;
}

/** The problem that a failure to read a document is: a template, a placeholder, or what the reader said. */
export function problemOfFailure(place: Place, failure: Failure): YamlProblem {
  if (failure.code !== "yaml-limit") {
    const template = templateAtFailure(place.text, failure.offset);
    if (template !== null) return templateProblem(place, template);
  }
  const placeholder = placeholderOf(lineAround(place.text, failure.offset));
  if (placeholder === null && failure.code === "yaml-syntax") {
    const unclosed = unclosedBracket(place.text, failure.offset);
    if (unclosed !== null) return unclosedProblem(place, unclosed);
  }
  const message =
    placeholder === null || failure.code !== "yaml-syntax"
      ? failure.message
      : `\`${quote(placeholder)}\` is no YAML; this looks like a placeholder that a deployment script replaces: ` +
        `run the script first and check its output`;
  return { severity: "error", code: failure.code, message, ...place.positionAt(failure.offset) };
}

function unclosedProblem(place: Place, { bracket, offset }: UnclosedBracket): YamlProblem {
  const message = `this \`${bracket}\` is never closed`;
  return { severity: "error", code: "yaml-syntax", message, ...place.positionAt(offset) };
}

/** The problem that a document is the template of a tool. */
export function templateProblem(place: Place, template: Template): YamlProblem {
  const line = quote(place.text.slice(template.offset, lineEnd(place.text, template.offset)).trim());
  const tool = template.kind === "ytt" ? "ytt" : "Helm or another template tool";
  const message = `\`${line}\` is for ${tool}: render the template and check the result; this document is not evaluated`;
  return { severity: "error", code: "yaml-template", message, ...place.positionAt(template.offset) };
}

/** The problem that Kubernetes drops what stands behind an offset of a document; null when nothing but comments does. */
export function ignoredTextProblem(place: Place, offset: number): YamlProblem | null {
  const behindEnd = place.text.startsWith("...", offset);
  let start = behindEnd ? lineEnd(place.text, offset) : offset;
  while (start < place.text.length) {
    const end = lineEnd(place.text, start);
    const line = place.text.slice(start, end).trim();
    if (line !== "" && line !== "..." && !line.startsWith("#")) {
      const why = behindEnd
        ? "it stands behind `...`; start a document with `---`"
        : line.startsWith("---")
          ? "the line before it does not end with LF, or the file is UTF-16; save it as UTF-8 with LF"
          : "it is less indented than the document's first line; indent both alike";
      const message = `\`${quote(line)}\` and what follows is ignored by Kubernetes: ${why}`;
      return { severity: "warning", code: "yaml-ignored-text", message, ...place.positionAt(start) };
    }
    start = end + 1;
  }
  return null;
}

function lineAround(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, lineEnd(text, offset));
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}
