import fc from "fast-check";

/** Names that try everything: markup, table syntax, mentions, terminal escapes, text direction. */
export const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "`",
      "``",
      "|",
      "\\",
      "<",
      ">",
      "<b>",
      "-->",
      "@acme",
      "\n",
      "\r\n",
      "\u001b[31m",
      "\u009b",
      "\u202e",
      "\u2066",
    ),
    fc.constantFrom(
      "[x](y)",
      "![x](y)",
      "https://evil.test",
      "www.evil.test",
      "#1",
      "&lt;",
      "$a$",
      "*",
      "_",
      "~",
      " ",
      "\t",
      "\ud800",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 3 }),
  ),
  maxLength: 12,
});

/** Names of characters that may stand in a drawing, as words of Mermaid's language, of its icons and of Markdown. */
export const drawable = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "end",
        "subgraph",
        "click n0",
        "linkStyle 0",
        "style n0",
        "class n0",
        "default",
        "graph TD",
        "call(",
      ),
      fc.constantFrom("fa:fa-car", "fab:fa-x", "mdi:car", "https://evil.test", "www.evil.test", "javascript:", "href="),
      fc.constantFrom("-->", "--", "o--o", "x--x", "==", "-.->", ":::", "---", "((", "))", "n0", "s0", "A"),
      fc.constantFrom("1. ", "2) ", "- ", "+ ", "__a__", "_a_", "===", " ", "0", "é", "%%", "`", '"', "#quot;", "<b>"),
      fc.string({ unit: fc.constantFrom(...Array.from("ab01._/ :,+=()-")), maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((words) => words.join(""));
