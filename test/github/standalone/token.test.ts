import { expect, it } from "vitest";
import { findToken } from "../../../src/github/standalone/token.ts";

const all = { GH_TOKEN: "one", GITHUB_TOKEN: "two", GH_ENTERPRISE_TOKEN: "three", GITHUB_ENTERPRISE_TOKEN: "four" };

it.each([
  ["github.com", all, "GH_TOKEN", "one"],
  ["github.com", { ...all, GH_TOKEN: " " }, "GITHUB_TOKEN", "two"],
  ["git.example.com", { ...all, GH_HOST: "git.example.com" }, "GH_ENTERPRISE_TOKEN", "three"],
  [
    "git.example.com",
    { ...all, GH_ENTERPRISE_TOKEN: undefined, GITHUB_SERVER_URL: "https://git.example.com" },
    "GITHUB_ENTERPRISE_TOKEN",
    "four",
  ],
  ["github.com", { GH_TOKEN: "one\n" }, "GH_TOKEN", "one"],
])("for %s", (host, env, variable, token) => {
  expect(findToken(host, env)).toEqual({ variable, token });
});

it("a token of github.com is for nobody else", () => {
  expect(findToken("github.com.example.com", { GH_TOKEN: "one", GITHUB_TOKEN: "two" })).toEqual({
    problem: "no token for github.com.example.com: set `GH_ENTERPRISE_TOKEN` or `GITHUB_ENTERPRISE_TOKEN`",
  });
  expect(findToken("github.com", { GH_ENTERPRISE_TOKEN: "three" })).toHaveProperty("problem");
});

it("a token of an Enterprise Server goes to a host that the environment names, not to whatever an address says", () => {
  const expected = {
    problem:
      "evil.example gets no token before it is known: set `GH_HOST=evil.example` if it is your GitHub Enterprise Server",
  };
  expect(findToken("evil.example", all)).toEqual(expected);
  expect(
    findToken("evil.example", { ...all, GH_HOST: "git.example.com", GITHUB_SERVER_URL: "https://git.example.com" }),
  ).toEqual(expected);
});

it("what cannot be sent is refused without being repeated", () => {
  const found = findToken("github.com", { GH_TOKEN: "ghp_secret\nghp_other" });
  expect(found).toEqual({ problem: "`GH_TOKEN` holds something that is no token" });
});
