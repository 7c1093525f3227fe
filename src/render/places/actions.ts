import { way } from "./parts.ts";

/** A `{{ }}` of a template. */
export interface Action {
  readonly start: number;
  /** Behind its `}}`. */
  readonly end: number;
  readonly type: "opens" | "else" | "end" | "quiet" | "prints";
  /** What it opens; null for the others. */
  readonly block: "define" | "other" | null;
  readonly mentions: Mentions;
}

/** What an action speaks of. */
export interface Mentions {
  /** Ways into `.Values`. */
  readonly values: readonly string[];
  /** Variables such as `$port`, and which of them it sets. */
  readonly variables: readonly string[];
  readonly assigns: readonly string[];
  /** Names of templates: that it includes, or that it defines. */
  readonly templates: readonly string[];
}

/** An action that is longer is not looked into. In UTF-16 code units. */
const MAX_ACTION = 5000;

const NONE: Mentions = { values: [], variables: [], assigns: [], templates: [] };

/** The actions of a template in order. One that is never closed ends them. */
export function actionsOf(text: string): readonly Action[] {
  const actions: Action[] = [];
  for (let start = text.indexOf("{{"); start !== -1;) {
    const close = text.indexOf("}}", start + 2);
    if (close === -1) break;
    actions.push(actionOf(text.slice(start + 2, close), start, close + 2));
    start = text.indexOf("{{", close + 2);
  }
  return actions;
}

function actionOf(inside: string, start: number, end: number): Action {
  const body = inside.length > MAX_ACTION ? "" : inside.replace(/^-/, "").replace(/-$/, "").trim();
  const word = /^[a-z]+/.exec(body)?.[0] ?? "";
  const mentions = body === "" || body.startsWith("/*") ? NONE : mentionsOf(body);
  const action = { start, end, block: null, mentions };
  if (word === "define") return { ...action, type: "opens", block: "define" };
  if (/^(?:if|with|range|block)$/.test(word)) return { ...action, type: "opens", block: "other" };
  if (word === "else" || word === "end") return { ...action, type: word };
  const isQuiet = body === "" || body.startsWith("/*") || /^\$\w*\s*:?=/.test(body);
  return { ...action, type: isQuiet ? "quiet" : "prints" };
}

function mentionsOf(body: string): Mentions {
  const dotted = [...body.matchAll(/\.Values((?:\.[A-Za-z_][\w-]*)*)/g)].map(([, keys = ""]) =>
    keys.slice(1).split("."),
  );
  const indexed = [...body.matchAll(/\bindex\s+\$?\.Values((?:\.[A-Za-z_]\w*)*)((?:\s+"[^"\s]*")+)/g)].map(
    ([, dots = "", keys = ""]) => [
      ...dots.split(".").slice(1),
      ...[...keys.matchAll(/"([^"]*)"/g)].map(([, key = ""]) => key),
    ],
  );
  const assigned = /^(?:range\s+|with\s+|if\s+)?((?:\$\w+\s*,\s*)?\$\w+)\s*:?=/.exec(body)?.[1] ?? "";
  return {
    values: [...indexed, ...dotted.filter((keys) => keys[0] !== "")].map((keys) => way(...keys)),
    variables: [...new Set([...body.matchAll(/\$\w+/g)].map(([name]) => name))],
    assigns: [...assigned.matchAll(/\$\w+/g)].map(([name]) => name),
    templates: [...body.matchAll(/\b(?:include|template|define|block)\s+"([^"]*)"/g)].map(([, name = ""]) => name),
  };
}
