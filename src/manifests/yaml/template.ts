/** The tool whose template a text looks like: Helm (or another `{{ }}` language), ytt, or a shell's `envsubst`. */
export type TemplateKind = "helm" | "ytt" | "shell";

/** What one of the languages must have; nearly every text has none of it, and is looked through once. */
const ANY_MARK = /\{[{%]|^#@|\(@|\$/;

/**
 * What a scalar's text would be replaced by before it reaches the cluster, as far as its look tells; null for plain data.
 * Meant for fields where it matters: a `{{ }}` in a ConfigMap or an annotation is data of another program, and `$(VAR)` in
 * `command`, `args` and `env` is Kubernetes' own. A placeholder in capitals alone (`GEN3_IMAGE`) is told from data by nobody.
 */
export function looksTemplated(text: string): TemplateKind | null {
  if (!ANY_MARK.test(text)) return null;
  if (text.includes("{{") || text.includes("{%")) return "helm";
  if (text.startsWith("#@") || text.includes("(@")) return "ytt";
  if (text.includes("$") && /\$(?:[{(]\s*)?[A-Za-z_]/.test(text)) return "shell";
  return null;
}

/** A template in the text of a document. */
export interface Template {
  readonly kind: TemplateKind;
  readonly offset: number;
}

/**
 * The template that made a document fail at an offset; null when it is no template. It stands on the line of the failure or
 * on the line before, or opens a bracket that never closes: then the failure is at the end.
 */
export function templateAtFailure(text: string, failure: number): Template | null {
  const ytt = text.includes("#@") ? /^[ \t]*#@/m.exec(text) : null;
  if (ytt !== null) return { kind: "ytt", offset: ytt.index + ytt[0].length - 2 };
  const lineEnd = text.indexOf("\n", failure);
  const end = lineEnd === -1 ? text.length : lineEnd;
  let start = Math.min(failure, text.length);
  for (let lines = 0; lines < 2 && start > 0;) {
    const before = text.lastIndexOf("\n", start - 1) + 1;
    if (text.slice(before, start).trim() !== "") lines++;
    start = before === start ? start - 1 : before;
    if (lines < 2 && start > 0) start--;
  }
  const near = opening(text, start);
  if (near !== -1 && near < end) return { kind: "helm", offset: near };
  if (text.slice(end).trim() !== "") return null;
  const unclosed = /(?:^[ \t]*|[-:][ \t]+)\{[{%]/m.exec(text);
  return unclosed === null ? null : { kind: "helm", offset: unclosed.index + unclosed[0].length - 2 };
}

function opening(text: string, from: number): number {
  const expression = text.indexOf("{{", from);
  const statement = text.indexOf("{%", from);
  return expression === -1 || (statement !== -1 && statement < expression) ? statement : expression;
}

/** Whether the last line is a ytt comment that speaks about the next document: `#@ if …:`, `#@overlay/match …`. */
export function endsWithYttComment(text: string): boolean {
  if (!text.includes("#@")) return false;
  const last = text.slice(text.trimEnd().lastIndexOf("\n") + 1).trim();
  return last.startsWith("#@") && !/^#@\s*(?:load\b|end\b|$)/.test(last);
}

/** The word of a line that looks like what a script replaces before the file is applied, such as `APP_IMAGE`; else null. */
export function placeholderOf(line: string): string | null {
  const text = line.trim();
  const [, word] =
    /^([A-Z][A-Z0-9]*[_-][A-Z0-9_-]*)(?:\||$)/.exec(text) ??
    /^(\$\w+|\$\{\w+\}|\$\(\w+\)|@@?\w+@@?|<[\w -]+>|%\w+%|__\w+__)$/.exec(text) ??
    [];
  return word ?? null;
}
