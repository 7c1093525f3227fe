import { describe, expect, it } from "vitest";
import { list, paragraph } from "../../src/report/blocks.ts";
import { PLAIN_OPTIONS } from "../../src/report/index.ts";
import { code, messageSpans, phrase, place, text } from "../../src/report/spans.ts";
import { toText } from "../../src/report/text.ts";
import { origin } from "./support.ts";

const narrow = { ...PLAIN_OPTIONS, width: 60 };

describe("places", () => {
  const deep = origin("deploy/overlays/production/network/policies/db.yaml", 114);

  it("are not broken in a narrow column", () => {
    const why = phrase`rule allows it (${place(deep, null)}); and so on`;
    const cells = [[code("shop/Deployment/web")], why, [text("any port")]];
    const words = toText(
      [{ type: "table", marks: "absent", columns: ["Source", "Why", "Port"], rows: [{ mark: "none", cells }] }],
      narrow,
    );
    expect(words.split("\n")).toEqual([
      "Source          Why                                                         Port",
      "shop/           rule allows it                                              any port",
      "Deployment/web  (deploy/overlays/production/network/policies/db.yaml:114);",
      "                and so on",
      "",
    ]);
  });

  it("are not broken in a line, not even at the blanks of a path", () => {
    const spaced = origin("deploy/overlays of production/network policies/of the shop/db.yaml", 7);
    const words = toText([list([phrase`error: ${place(spaced, null)}: no`]), paragraph([place(deep, null)])], narrow);
    expect(words.split("\n")).toEqual([
      "- error:",
      "  deploy/overlays of production/network policies/of the shop/db.yaml:7:",
      "  no",
      "",
      "deploy/overlays/production/network/policies/db.yaml:114",
      "",
    ]);
  });
});

describe("quoted words", () => {
  it.each([
    ["put text that holds `: ` in quotes", "put text that holds `: ` in quotes\n"],
    ["`#` starts a comment", "`#` starts a comment\n"],
    ["rename it to `.github/netpol.yml`", "rename it to `.github/netpol.yml`\n"],
    ["`` is no name", "(empty) is no name\n"],
  ])("keep their quotes: %s", (message, words) => {
    expect(toText([paragraph(messageSpans(message))], narrow)).toBe(words);
  });

  it("are others than names in a sentence", () => {
    expect(toText([paragraph(phrase`rule ${code("ingress[0]")}`)], narrow)).toBe("rule ingress[0]\n");
  });
});
