import { nearestKey } from "../../config/index.ts";
import {
  parseEndpointWords,
  parseProbeArrow,
  parseTarget,
  problem,
  quote,
  type QueryProblem,
  type Target,
} from "../../query/index.ts";
import { COMMAND_NAMES, type CommandName } from "../../report/index.ts";
import { MAX_COMMANDS } from "./candidate-lines.ts";
import { commandLines } from "./command-lines.ts";
import type { Command, ParsedLine, When } from "./command.ts";
import { isFingerprint } from "../approvals/fingerprint.ts";

/** Longest line that is read; room for two selectors. In characters. */
const MAX_LINE_LENGTH = 4000;

/** Most namespaces that one `--ns` names. */
const MAX_NAMESPACES = 20;

/** Options of each command. */
const OPTIONS: Readonly<Record<CommandName, readonly string[]>> = {
  help: [],
  explain: ["--before", "--after", "--both"],
  matrix: ["--ns", "--before", "--after", "--both"],
  diff: ["--allowed", "--denied", "--ns"],
  who: ["--before", "--after", "--both"],
  reach: ["--before", "--after", "--both"],
  recheck: [],
  config: [],
  approve: [],
  revoke: [],
};

/**
 * The commands of a comment, at most three; a last line says that there were more. All that take an approval back count,
 * each once, wherever they stand: a bound must not keep what they end. Commands stand one on a line, at its start, in
 * ordinary paragraphs (`command-lines.ts`, also for how long that may take).
 */
export function parseCommands(body: string): readonly ParsedLine[] {
  const lines = commandLines(body);
  const parsed = lines.slice(0, MAX_COMMANDS).map(parseLine);
  const revokes = new Map<string, ParsedLine>();
  let rest = 0;
  for (const line of lines.slice(MAX_COMMANDS).map(parseLine)) {
    if (line.type === "command" && line.command.verb === "revoke") revokes.set(line.command.fingerprint, line);
    else rest += 1;
  }
  const counted = [...parsed, ...revokes.values()];
  if (rest === 0) return counted;
  const verb = rest === 1 ? "command is" : "commands are";
  return [...counted, unclear(`${rest} more ${verb} not answered: a comment may hold ${MAX_COMMANDS}`)];
}

/** The words of a line, without `/netpol`. */
function parseLine(line: string): ParsedLine {
  const [word = "help", ...rest] = line.split(/\s+/u).filter((part) => part !== "");
  const verb = COMMAND_NAMES.find((name) => name === word.toLowerCase());
  // What is said behind a revoke means nothing, however long it is.
  if (verb !== "revoke" && line.length > MAX_LINE_LENGTH)
    return unclear(`a command may have ${MAX_LINE_LENGTH} characters: write less`);
  if (verb === undefined) return unclear(unknownWord("command", word, COMMAND_NAMES));
  const parsed = parseArguments(verb, rest);
  return parsed.type === "problem" ? { ...parsed, about: verb } : parsed;
}

function parseArguments(verb: CommandName, rest: readonly string[]): ParsedLine {
  if (verb === "approve" || verb === "revoke") return parseRuling(verb, rest);
  const read = readArguments(verb, rest);
  if ("message" in read) return unclear(read.message);
  const command = toCommand(verb, read);
  return "message" in command ? unclear(command.message) : { type: "command", command };
}

/** Most characters of a reason. */
const MAX_REASON_LENGTH = 300;

/** Code marks around the fingerprint mean nothing; a reason is anybody's words. */
function parseRuling(verb: "approve" | "revoke", [word = "", ...rest]: readonly string[]): ParsedLine {
  const fingerprint = word.replaceAll("`", "").toLowerCase();
  if (!isFingerprint(fingerprint)) {
    return unclear(
      `\`${verb}\` needs the fingerprint that the check shows: \`/netpol ${verb} <fingerprint>\`` +
        (word === "" ? "" : `; ${quote(word)} is none`),
    );
  }
  const reason = rest.join(" ");
  if (verb === "revoke") return { type: "command", command: { verb, fingerprint } };
  if (reason.length > MAX_REASON_LENGTH) return unclear(`a reason may have ${MAX_REASON_LENGTH} characters`);
  return { type: "command", command: { verb, fingerprint, reason: reason === "" ? null : reason } };
}

/** What stands behind a verb. */
interface Arguments {
  /** Without options, parted by blanks. */
  readonly words: string;
  /** In the order written. */
  readonly options: readonly string[];
  readonly namespaces: readonly string[];
}

function readArguments(verb: CommandName, parts: readonly string[]): Arguments | QueryProblem {
  const words: string[] = [];
  const options: string[] = [];
  let namespaces: readonly string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = asTyped(parts[at] ?? "");
    if (!part.startsWith("--")) {
      words.push(part);
      continue;
    }
    const [name = "", ...values] = part.split("=");
    const option = OPTIONS[verb].find((known) => known === name.toLowerCase());
    if (option === undefined) return problem(unknownWord(`option of \`${verb}\``, part, OPTIONS[verb]));
    if (option !== "--ns") {
      if (values.length > 0) return problem(`\`${option}\` takes no value`);
      options.push(option);
      continue;
    }
    let list = values.join("=");
    // The list may have blanks around its commas.
    while (list === "" || list.endsWith(",") || (parts[at + 1] ?? "").startsWith(",")) {
      if (at + 1 === parts.length) break;
      at += 1;
      list += asTyped(parts[at] ?? "");
    }
    const globs = readNamespaces(list);
    if ("message" in globs) return globs;
    namespaces = [...namespaces, ...globs];
  }
  return { words: words.join(" "), options, namespaces };
}

/** Code marks around names mean nothing here, and telephones make a dash of two hyphens. */
function asTyped(part: string): string {
  return part.replaceAll("`", "").replace(/^[\u2013\u2014](?=[A-Za-z])/u, "--");
}

function readNamespaces(list: string): readonly string[] | QueryProblem {
  const globs = list.split(",").filter((glob) => glob !== "");
  if (globs.length === 0) return problem("`--ns` names no namespace: write `--ns shop` or `--ns shop,pay*`");
  if (globs.length > MAX_NAMESPACES) return problem(`\`--ns\` takes at most ${MAX_NAMESPACES} namespaces`);
  const bad = globs.find((glob) => {
    const pattern = parseEndpointWords(`${glob}/*`);
    return pattern.type !== "name" || pattern.namespace !== glob || pattern.kind !== null;
  });
  return bad === undefined
    ? globs
    : problem(`${quote(bad)} is no name of a namespace; \`*\` stands for any characters`);
}

function toCommand(
  verb: Exclude<CommandName, "approve" | "revoke">,
  { words, options, namespaces }: Arguments,
): Command | QueryProblem {
  const when = options.filter((option) => option !== "--allowed" && option !== "--denied");
  const shown = options.filter((option) => option === "--allowed" || option === "--denied");
  const [first, second] = [...new Set([...when, ...shown])];
  if (second !== undefined) return problem(`\`${first ?? ""}\` and \`${second}\` exclude each other`);
  switch (verb) {
    case "explain":
      return explainCommand(words, whenOf(first));
    case "who":
      return withTarget(words, (target) => ({ verb, target, when: whenOf(first) }));
    case "reach":
      return withTarget(words, (target) =>
        target.port === null
          ? { verb, target, when: whenOf(first) }
          : problem("`reach` takes no port: it shows what the endpoint can reach, on every port"),
      );
    case "help":
      return helpCommand(words);
    default:
      if (words !== "") return problem(`\`${verb}\` takes no ${quote(words)}: ${adviceFor(verb, words)}`);
  }
  switch (verb) {
    case "matrix":
      return { verb, namespaces, when: whenOf(first) };
    case "diff":
      return { verb, namespaces, shown: first === "--allowed" ? "allowed" : first === "--denied" ? "denied" : "all" };
    case "recheck":
    case "config":
      return { verb };
  }
}

/** Words that stand where nothing belongs may be namespaces. */
function adviceFor(verb: CommandName, words: string): string {
  const namespaces = OPTIONS[verb].includes("--ns") ? readNamespaces(words.replaceAll(" ", ",")) : problem("");
  return "message" in namespaces
    ? `write \`/netpol help ${verb}\``
    : `for ${namespaces.length === 1 ? "a namespace" : "namespaces"} write \`/netpol ${verb} --ns ${namespaces.join()}\``;
}

function whenOf(option: string | undefined): When {
  return option === "--before" ? "before" : option === "--after" ? "after" : "both";
}

function helpCommand(words: string): Command | QueryProblem {
  if (words === "") return { verb: "help", about: null };
  const about = COMMAND_NAMES.find((name) => name === words.toLowerCase());
  return about === undefined ? problem(unknownWord("command", words, COMMAND_NAMES)) : { verb: "help", about };
}

/** Also `explain a b`, as the command line has it. */
function explainCommand(words: string, when: When): Command | QueryProblem {
  if (words === "") return problem("`explain` needs two endpoints: `/netpol explain shop/web -> shop/db:5432`");
  const parts = words.split(" ");
  const arrow = parseProbeArrow(parts.length === 2 && !/->|→/u.test(words) ? parts.join(" -> ") : words);
  return arrow.type === "problem" ? arrow : { verb: "explain", from: arrow.from, to: arrow.to, when };
}

function withTarget(words: string, make: (target: Target) => Command | QueryProblem): Command | QueryProblem {
  const target = parseTarget(words);
  return target.type === "problem" ? target : make(target);
}

/** "unknown command `explian`; did you mean `explain`?" */
function unknownWord(what: string, word: string, known: readonly string[]): string {
  const nearest = nearestKey(word, known);
  const names = known.map((name) => `\`${name}\``).join(", ");
  const advice =
    nearest === null ? (known.length === 0 ? "there are none" : `known: ${names}`) : `did you mean \`${nearest}\`?`;
  return `unknown ${what} ${quote(word)}; ${advice}`;
}

function unclear(message: string): ParsedLine {
  return { type: "problem", message };
}
