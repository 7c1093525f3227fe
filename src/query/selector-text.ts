import type { Requirement, Selector } from "../engine/index.ts";
import { problem, quote, type QueryProblem } from "./problem.ts";

const MAX_REQUIREMENTS = 50;

type Token = { readonly type: "word" | "mark"; readonly text: string } | { readonly type: "end"; readonly text: "" };

const END: Token = { type: "end", text: "" };

/**
 * Reads a label selector as `kubectl -l` writes it: `a=b`, `a==b`, `a!=b`, `a in (x,y)`, `a notin (x,y)`, `a`, `!a`,
 * separated by commas. Blank text selects everything.
 *
 * Requirements come sorted and without duplicates. Source: Labels and Selectors, "API"; apimachinery `labels.Parse`.
 */
export function parseSelector(text: string): Selector | QueryProblem {
  const tokens = tokenize(text);
  if ("message" in tokens) return tokens;
  const requirements: Requirement[] = [];
  let rest: readonly Token[] = tokens;
  while (rest.length > 0) {
    const read = readRequirement(rest, text);
    if ("message" in read) return read;
    requirements.push(read.requirement);
    const [comma, ...following] = read.rest;
    if (comma === undefined) break;
    if (comma.text !== ",") return unexpected(comma, text, "a comma");
    if (following.length === 0) return unexpected(END, text, "another requirement");
    if (requirements.length === MAX_REQUIREMENTS)
      return problem(`more than ${MAX_REQUIREMENTS} requirements in ${quote(text)}`);
    rest = following;
  }
  return { requirements: sorted(requirements) };
}

interface Read {
  readonly requirement: Requirement;
  readonly rest: readonly Token[];
}

function readRequirement(tokens: readonly Token[], text: string): Read | QueryProblem {
  const [first = END, second = END, third = END] = tokens;
  if (first.text === "!") {
    if (second.type !== "word") return unexpected(second, text, "a label key");
    return { requirement: { key: second.text, operator: "DoesNotExist", values: [] }, rest: tokens.slice(2) };
  }
  if (first.type !== "word") return unexpected(first, text, "a label key");
  const key = first.text;
  if (second.text === "in" || second.text === "notin") {
    const values = readValues(tokens.slice(2), text);
    if ("message" in values) return values;
    const operator = second.text === "in" ? "In" : "NotIn";
    return { requirement: { key, operator, values: values.values }, rest: values.rest };
  }
  if (second.text === "=" || second.text === "==" || second.text === "!=") {
    const value = third.type === "word" ? third.text : "";
    const operator = second.text === "!=" ? "NotIn" : "In";
    return { requirement: { key, operator, values: [value] }, rest: tokens.slice(third.type === "word" ? 3 : 2) };
  }
  return { requirement: { key, operator: "Exists", values: [] }, rest: tokens.slice(1) };
}

interface Values {
  readonly values: readonly string[];
  readonly rest: readonly Token[];
}

function readValues(tokens: readonly Token[], text: string): Values | QueryProblem {
  const [open = END] = tokens;
  if (open.text !== "(") return unexpected(open, text, "values in parentheses, as in `tier in (a,b)`");
  const close = tokens.findIndex((token) => token.text === ")");
  if (close < 0) return unexpected(END, text, "a closing parenthesis");
  const inside = tokens.slice(1, close);
  const wrong = inside.find((token, index) => (index % 2 === 0 ? token.type !== "word" : token.text !== ","));
  if (wrong !== undefined) return unexpected(wrong, text, "values separated by commas");
  if (inside.length % 2 === 0) return problem(`values are missing between the parentheses of ${quote(text)}`);
  const values = inside.filter((token) => token.type === "word").map((token) => token.text);
  return { values: [...new Set(values)].sort(), rest: tokens.slice(close + 1) };
}

function unexpected(token: Token, text: string, wanted: string): QueryProblem {
  const found = token.type === "end" ? "the end" : quote(token.text);
  return problem(`expected ${wanted} but found ${found} in the selector ${quote(text)}`);
}

function tokenize(text: string): readonly Token[] | QueryProblem {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/u.test(character)) {
      at += 1;
      continue;
    }
    const token = readToken(text, at);
    if (token === null) return problem(`${quote(character)} cannot stand in the selector ${quote(text)}`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function readToken(text: string, start: number): Token | null {
  const two = text.slice(start, start + 2);
  if (two === "==" || two === "!=") return { type: "mark", text: two };
  if ("=!(),".includes(text.charAt(start))) return { type: "mark", text: text.charAt(start) };
  let end = start;
  while (end < text.length && isWordCharacter(text.charAt(end))) end += 1;
  return end === start ? null : { type: "word", text: text.slice(start, end) };
}

/** What label keys and values consist of. */
function isWordCharacter(character: string): boolean {
  return /[A-Za-z0-9._/-]/u.test(character);
}

function sorted(requirements: readonly Requirement[]): readonly Requirement[] {
  const byKey = new Map(requirements.map((requirement) => [sortKey(requirement), requirement]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, requirement]) => requirement);
}

function sortKey({ key, operator, values }: Requirement): string {
  return [key, operator, ...values].join("\u0000");
}
