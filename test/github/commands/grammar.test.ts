import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { mayBeCommands } from "../../../src/github/commands/candidate-lines.ts";
import { formatCommand } from "../../../src/github/commands/command.ts";
import { parseCommands } from "../../../src/github/commands/grammar.ts";

/** The commands of a body in their plainest form, or the message about one that was not understood. */
function read(body: string): readonly string[] {
  return parseCommands(body).map((line) => (line.type === "command" ? formatCommand(line.command) : line.message));
}

describe("a command", () => {
  it.each([
    ["/netpol", "/netpol help"],
    ["/netpol help", "/netpol help"],
    ["/netpol help WHO", "/netpol help who"],
    ["/NetPol EXPLAIN shop/web -> shop/db:5432", "/netpol explain shop/web -> shop/db:5432"],
    ["/netpol explain shop/web → shop/db:5432", "/netpol explain shop/web -> shop/db:5432"],
    ["/netpol explain shop/web to shop/db:5432", "/netpol explain shop/web -> shop/db:5432"],
    ["/netpol explain shop/web->shop/db:5432", "/netpol explain shop/web -> shop/db:5432"],
    ["/netpol explain shop/web shop/db:5432", "/netpol explain shop/web -> shop/db:5432"],
    ["/netpol explain `shop/web` -> `shop/db`", "/netpol explain shop/web -> shop/db"],
    ["/netpol explain --after internet -> 10.0.0.0/8", "/netpol explain internet -> 10.0.0.0/8 --after"],
    ["/netpol explain a/b -> [fd00::1]:443/udp", "/netpol explain a/b -> [fd00::1]:443/UDP"],
    ["/netpol explain a/{app in (x, y)} -> a/b:http", "/netpol explain a/{app in (x,y)} -> a/b:http"],
    ["/netpol who shop/db:8000-8080 —before", "/netpol who shop/db:8000-8080 --before"],
    ["/netpol reach *", "/netpol reach *"],
    ["/netpol matrix", "/netpol matrix"],
    ["/netpol matrix --ns shop --both", "/netpol matrix --ns shop"],
    ["/netpol matrix --ns=shop,pay*", "/netpol matrix --ns shop,pay*"],
    ["/netpol diff --allowed --ns shop , pay*", "/netpol diff --allowed --ns shop,pay*"],
    ["/netpol diff --ns shop --ns pay", "/netpol diff --ns shop,pay"],
    ["/netpol recheck", "/netpol recheck"],
    ["/netpol approve 7f3a91c2d4e5", "/netpol approve 7f3a91c2d4e5"],
    ["/netpol Approve `7F3A91C2D4E5` until --the proxy @bob is gone", "/netpol approve 7f3a91c2d4e5"],
    ["/netpol revoke 7f3a91c2d4e5 it is not", "/netpol revoke 7f3a91c2d4e5"],
    ["/netpol config  ", "/netpol config"],
  ])("%s", (body, command) => {
    expect(read(body)).toEqual([command]);
    expect(read(command), "the plainest form means itself").toEqual([command]);
  });

  it.each([
    ["/netpol explian a -> b", "unknown command `explian`; did you mean `explain`?"],
    ["/netpol approve", "`approve` needs the fingerprint that the check shows: `/netpol approve <fingerprint>`"],
    ["/netpol approve 12345678", "`12345678` is none"],
    ["/netpol revoke all", "`revoke` needs the fingerprint"],
    [`/netpol approve 7f3a91c2d4e5 ${"a".repeat(301)}`, "a reason may have 300 characters"],
    ["/netpol help nothing-near", "unknown command `nothing-near`; known: "],
    ["/netpol explain", "needs two endpoints"],
    ["/netpol explain a -> b -> c", "is not of the form"],
    ["/netpol explain a:80 -> b", "the port belongs behind the destination"],
    ["/netpol who", "an endpoint is missing"],
    ["/netpol reach shop/web:80", "`reach` takes no port"],
    ["/netpol who a/b --allowed", "unknown option of `who` `--allowed`"],
    ["/netpol who a/b --befor", "did you mean `--before`?"],
    ["/netpol who a/b --before --after", "exclude each other"],
    ["/netpol diff --allowed=yes", "takes no value"],
    ["/netpol diff shop", "`diff` takes no `shop`: for a namespace write `/netpol diff --ns shop`"],
    ["/netpol matrix shop pay*", "takes no `shop pay*`: for namespaces write `/netpol matrix --ns shop,pay*`"],
    ["/netpol matrix shop/web", "`matrix` takes no `shop/web`: write `/netpol help matrix`"],
    ["/netpol config all", "write `/netpol help config`"],
    ["/netpol matrix --ns", "names no namespace"],
    ["/netpol matrix --ns a/b", "is no name of a namespace"],
    [`/netpol matrix --ns ${Array.from({ length: 21 }, (_, i) => `n${String(i)}`).join(",")}`, "at most 20"],
    [`/netpol who ${"a".repeat(4000)}`, "may have 4000 characters"],
  ])("%s is not understood", (body, message) => {
    expect(parseCommands(body)).toMatchObject([
      { type: "problem", message: expect.stringContaining(message) as string },
    ]);
  });
});

describe("a comment", () => {
  it("may hold three commands among other words, with any line ends", () => {
    expect(read("hello\r\n/netpol diff\r\n\r\nand\n/netpol matrix\r/netpol config")).toEqual([
      "/netpol diff",
      "/netpol matrix",
      "/netpol config",
    ]);
  });

  it("is told how many commands are left out", () => {
    const lines = read("/netpol diff\n".repeat(5));
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain("2 more commands are not answered");
    const revokes = ["/netpol revoke 7f3a91c2d4e5", "/netpol help", "/netpol revoke `7F3A91C2D4E5`"];
    const all = read(
      [...Array<string>(3).fill("/netpol matrix"), ...revokes, "/netpol approve 7f3a91c2d4e5"].join("\n\n"),
    );
    expect(all.slice(3)).toEqual([
      "/netpol revoke 7f3a91c2d4e5",
      expect.stringContaining("2 more commands are not answered") as string,
    ]);
  });

  it.each([
    ["words before it", "please /netpol diff"],
    ["a longer word", "/netpolicy diff"],
    ["an escape", "\\/netpol diff"],
    ["an indented line", "    /netpol diff"],
    ["a tab", "\t/netpol diff"],
    ["a code span", "`/netpol diff`"],
    ["a code span of several lines", "see `this\n/netpol diff\nand` that"],
    ["a code span of several backticks", "``\n/netpol diff\n`\n``"],
    ["a fence", "```\n/netpol diff\n```"],
    ["a fence of tildes with a word", "~~~ sh `x`\n/netpol diff\n~~~"],
    ["a fence that is not closed", "```sh\n/netpol diff"],
    ["a fence that a shorter one does not close", "````\n```\n/netpol diff\n````"],
    ["a fence that the other kind does not close", "```\n~~~\n/netpol diff\n```"],
    ["a fence that a word does not close", "```\n``` x\n/netpol diff\n```"],
    ["a fence of a list", "- try:\n  ```\n  /netpol diff\n  ```"],
    ["a fence of a list in a list", "1. a\n   - b\n\n     ~~~\n     /netpol diff\n     ~~~\n"],
    ["a quote", "> /netpol diff"],
    ["a quote whose sign is left out", "> what now?\n/netpol diff"],
    ["a quote in a list", "- > /netpol diff"],
    ["an alert", "> [!NOTE]\n> /netpol diff"],
    ["a list", "- /netpol diff"],
    ["a list, as its second line", "- words\n  /netpol diff"],
    ["a list, as its second paragraph", "1. words\n\n   /netpol diff"],
    ["a task", "- [ ] words\n/netpol diff"],
    ["a footnote", "words[^1]\n\n[^1]: words\n/netpol diff"],
    ["a heading", "# /netpol diff"],
    ["an underlined heading", "/netpol diff\n==="],
    ["the head of a table", "/netpol diff\n|-|"],
    ["the body of a table", "| a |\n|---|\n/netpol diff"],
    ["the title of a link", '[a](b "\n/netpol diff\n")'],
    ["the title of a reference", '[a]: b "\n/netpol diff\n"'],
    ["the words of an image", "![\n/netpol diff\n](a.png)"],
    ["an HTML comment", "<!--\n/netpol diff\n-->"],
    ["an HTML comment with an empty line", "<!--\n\n/netpol diff\n\n-->"],
    ["an HTML comment behind words", "see <!-- this\n/netpol diff\n-->"],
    ["an HTML comment that is not closed", "<!-- x\n/netpol diff"],
    ["the second of two HTML comments", "<!-- a --> <!-- b\n/netpol diff\n-->"],
    ["the second of two HTML comments of a list", "- <!-- a --> <!-- b\n\n/netpol diff\n-->"],
    ["the line on which an HTML comment ends", "<!-- a\nb --> /netpol diff"],
    ["HTML of a line before", "<details>\n/netpol diff\n</details>"],
    ["preformatted text", "<pre>\n/netpol diff\n</pre>"],
    ["preformatted text with an empty line", "<pre>\n\n/netpol diff\n\n</pre>"],
    ["a script", "<script>\n\n/netpol diff\n\n</script>"],
    ["an attribute", 'a <b title="\n/netpol diff\n">c</b>'],
    ["CDATA", "<![CDATA[\n\n/netpol diff\n\n]]>"],
    ["CDATA behind words", "a <![CDATA[\n/netpol diff\n]]>"],
    ["an instruction", "<?php\n\n/netpol diff\n?>"],
    ["a declaration", "<!X\n/netpol diff\n>"],
  ])("with a command in or behind %s holds none", (_, body) => {
    expect(parseCommands(body)).toEqual([]);
    expect(parseCommands(body.replaceAll("\n", "\r\n"))).toEqual([]);
  });

  it.each([
    ["words", "words\n/netpol diff"],
    ["a closed fence", "```\nx\n```\n/netpol diff"],
    ["a fence closed by a longer one", "```\nx\n`````  \n/netpol diff"],
    ["inline code that looks like a fence", "``` a ```\n/netpol diff"],
    ["a backtick that nothing closes", "a ` b\n/netpol diff"],
    ["a closed HTML comment", "<!-- x -->\n/netpol diff"],
    ["two HTML comments and a third", "<!-- a --> <!-- b\n\n<!-- c -->\n/netpol diff"],
    ["the sign of a comment that never ends", "a <!-- b\n/netpol diff"],
    ["HTML and an empty line", "<details>\n\n/netpol diff\n\n</details>"],
    ["a quote and an empty line", "> what now?\n\n/netpol diff"],
    ["an empty line of a quote", "> what now?\n>\n/netpol diff"],
    ["a list and an empty line", "- words\n\n/netpol diff"],
    ["a table and an empty line", "| a |\n|---|\n\n/netpol diff"],
    ["a heading", "# words\n/netpol diff"],
    ["a hard break", "words  \n/netpol diff"],
    ["an address", "https://a.example and a@b.example\n/netpol diff"],
    ["blanks", "   /netpol diff"],
    ["blanks within a paragraph", "words\n      /netpol diff"],
    ["the beginning of emphasis", "*words\n/netpol diff\nwords*"],
    ["the beginning of two kinds of emphasis", "**~~words\n/netpol diff\nwords~~**"],
  ])("with a command behind %s holds it", (_, body) => {
    expect(read(body)).toEqual(["/netpol diff"]);
    expect(read(body.replaceAll("\n", "\r\n"))).toEqual(["/netpol diff"]);
  });

  it("may hold commands with signs that mean something in Markdown", () => {
    const commands = [
      "/netpol matrix --ns *a",
      "/netpol explain _x/{app in (a,b)} -> y/b:80",
      "/netpol who [fd00::1]:443",
      "/netpol matrix --ns a*",
    ];
    for (const body of [commands.slice(0, 3), commands.slice(1)]) expect(read(body.join("\n"))).toEqual(body);
  });

  it("is looked at up to 65,536 characters", () => {
    expect(parseCommands(`${"x\n".repeat(32_768)}/netpol diff`)).toEqual([]);
    expect(read(`${"x\n".repeat(32_000)}/netpol diff`)).toEqual(["/netpol diff"]);
  });
});

describe("a hostile body", () => {
  const pieces = [
    "/netpol ",
    "explain ",
    "->",
    "→",
    " to ",
    "`",
    "```",
    "~~~",
    "<!--",
    "-->",
    "\n",
    "\r",
    "  ",
    ">",
    "--ns ",
    ",",
    "*",
    "/",
    "{",
    "}",
    "(",
    "[",
    ":",
    "@",
    "\u202E",
    "\uD800",
    "a",
  ];
  const body = fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((parts) => parts.join(""));

  test("gives at most four lines, and commands that mean themselves", () => {
    fc.assert(
      fc.property(body, (text) => {
        const lines = parseCommands(text);
        expect(lines.length).toBeLessThanOrEqual(4);
        for (const line of lines) {
          if (line.type === "problem") expect(line.message.length).toBeLessThan(1000);
          else expect(parseCommands(formatCommand(line.command))).toEqual([line]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  /** With quadratic work these would take minutes, and the test would run out of its time. */
  it.each([...pieces, "/netpol\n", "\r\n/netpol"])("of 65,536 characters of %j is looked through", (piece) => {
    const long = piece.repeat(Math.ceil(65_536 / piece.length));
    for (const text of [
      long,
      `/netpol explain ${long}`,
      `/netpol matrix --ns ${long}`,
      `<!--${long}`,
      `\`\`\`${long}`,
    ]) {
      expect(mayBeCommands(text)).toBeLessThanOrEqual(4);
    }
  });
});
