/** What can be asked in a comment. */
import { heading, paragraph, type Block } from "../blocks.ts";
import { code, phrase, text } from "../spans.ts";

/** A command of pull request comments. */
export type CommandName =
  "help" | "explain" | "matrix" | "diff" | "who" | "reach" | "recheck" | "config" | "approve" | "revoke";

interface Help {
  readonly name: CommandName;
  readonly form: string;
  readonly meaning: string;
  readonly examples: readonly string[];
}

const COMMANDS: readonly Help[] = [
  {
    name: "explain",
    form: "explain <from> -> <to>[:<port>] [--before|--after|--both]",
    meaning: "why a connection is possible or not: the policies of both ends, the rules that allow it or came near",
    examples: ["/netpol explain shop/web -> shop/db:5432", "/netpol explain internet to shop/web:443 --after"],
  },
  {
    name: "diff",
    form: "diff [--allowed|--denied] [--ns <namespace>,…]",
    meaning: "all flows that this pull request opens or closes",
    examples: ["/netpol diff --allowed", "/netpol diff --ns shop,pay*"],
  },
  {
    name: "who",
    form: "who <endpoint>[:<port>] [--before|--after|--both]",
    meaning: "what can reach it",
    examples: ["/netpol who shop/db:5432"],
  },
  {
    name: "reach",
    form: "reach <endpoint> [--before|--after|--both]",
    meaning: "what it can reach",
    examples: ["/netpol reach shop/web"],
  },
  {
    name: "matrix",
    form: "matrix [--ns <namespace>,…] [--before|--after|--both]",
    meaning: "what every workload can reach, and what can reach it",
    examples: ["/netpol matrix --ns shop"],
  },
  {
    name: "config",
    form: "config",
    meaning: "the settings in force, and where they come from",
    examples: ["/netpol config"],
  },
  {
    name: "approve",
    form: "approve <fingerprint> [<reason>]",
    meaning:
      "accepts the policy regressions that fail the check; for people with write access, or those whom the " +
      "configuration names, who neither opened the pull request nor wrote a commit of it",
    examples: ["/netpol approve 7f3a91c2d4e5", "/netpol approve 7f3a91c2d4e5 until the proxy is gone"],
  },
  {
    name: "revoke",
    form: "revoke <fingerprint>",
    meaning: "takes approvals of these regressions back, one's own and those of others",
    examples: ["/netpol revoke 7f3a91c2d4e5"],
  },
  { name: "recheck", form: "recheck", meaning: "runs the review again", examples: ["/netpol recheck"] },
  {
    name: "help",
    form: "help [<command>]",
    meaning: "this list, or one command with examples",
    examples: ["/netpol help explain"],
  },
];

/** In the order in which they are listed. */
export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name);

const ENDPOINTS: readonly (readonly [words: string, meaning: string])[] = [
  ["internet", "any public address"],
  ["10.0.0.7, 10.0.0.0/8", "an address, or a block of them"],
  ["shop/web", "a workload, when only one has this name"],
  ["shop/Deployment/web", "a workload of this kind; shop/Pod/web-0 is one pod"],
  ["shop/*", "everything in a namespace"],
  ["shop/{app=web}", "pods with these labels"],
];

/** All commands, or one. */
export function helpDocument(about: CommandName | null): readonly Block[] {
  const [only] = COMMANDS.filter(({ name }) => name === about);
  return only === undefined ? allCommands() : oneCommand(only);
}

function allCommands(): readonly Block[] {
  return [
    heading(1, "neutral", phrase`Commands`),
    table(
      ["Command", "Answer"],
      COMMANDS.map(({ form, meaning }) => [`/netpol ${form}`, meaning]),
    ),
    paragraph([text("One command per line, at the start of the line; at most three in a comment.")]),
    ...endpointBlocks(),
  ];
}

function oneCommand({ form, meaning, examples }: Help): readonly Block[] {
  const takesEndpoints = /<(?:from|endpoint)>/.test(form);
  return [
    heading(1, "neutral", [code(`/netpol ${form}`)]),
    paragraph(phrase`Answers: ${meaning}.`),
    { type: "list", items: examples.map((example) => [code(example)]) },
    ...(takesEndpoints ? endpointBlocks() : []),
  ];
}

function endpointBlocks(): readonly Block[] {
  return [table(["Endpoint", "Meaning"], ENDPOINTS)];
}

function table(columns: readonly string[], rows: readonly (readonly [string, string])[]): Block {
  return {
    type: "table",
    marks: "absent",
    columns,
    rows: rows.map(([words, meaning]) => ({ mark: "none", cells: [[code(words)], [text(meaning)]] })),
  };
}
