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
