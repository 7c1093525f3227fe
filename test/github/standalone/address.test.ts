import { describe, expect, it } from "vitest";
import { parsePullRequestUrl } from "../../../src/github/standalone/address.ts";

describe("the address of a pull request", () => {
  const there = { repository: { owner: "acme", repo: "git.ops" }, number: 12, name: "acme/git.ops#12" };
  const github = { ...there, host: "github.com", apiUrl: "https://api.github.com", webUrl: "https://github.com" };

  it.each([
    "https://github.com/acme/git.ops/pull/12",
    "https://www.github.com/acme/git.ops/pull/12/",
    "https://GitHub.com/acme/git.ops/pull/12/files?w=1#diff-1",
    "https://github.com:443/acme/git.ops/pull/12#issuecomment-3",
  ])("on github.com: %s", (words) => {
    expect(parsePullRequestUrl(words)).toEqual(github);
  });

  it.each([
    ["https://git.example.com/acme/git.ops/pull/12", "https://git.example.com", "git.example.com"],
    ["https://git.example.com:8443/acme/git.ops/pull/12", "https://git.example.com:8443", "git.example.com:8443"],
    ["http://127.0.0.1:3000/acme/git.ops/pull/12", "http://127.0.0.1:3000", "127.0.0.1:3000"],
    ["http://localhost/acme/git.ops/pull/12", "http://localhost", "localhost"],
    ["http://[::1]:80/acme/git.ops/pull/12", "http://[::1]", "[::1]"],
  ])("elsewhere: %s", (words, webUrl, host) => {
    expect(parsePullRequestUrl(words)).toEqual({ ...there, host, webUrl, apiUrl: `${webUrl}/api/v3` });
  });

  it("takes no other host for github.com", () => {
    expect(parsePullRequestUrl("https://github.com.example.com/a/b/pull/1")).toMatchObject({
      host: "github.com.example.com",
      apiUrl: "https://github.com.example.com/api/v3",
    });
    expect(parsePullRequestUrl("https://github.com:8443/a/b/pull/1")).toMatchObject({ host: "github.com:8443" });
  });

  it.each([
    "acme/gitops#12",
    "12",
    "",
    "https://github.com/acme/gitops",
    "https://github.com/acme/gitops/issues/12",
    "https://github.com/acme/gitops/pull/0",
    "https://github.com/acme/gitops/pull/12x",
    "https://github.com/acme/a%2Fb/pull/12",
    "https://github.com/x/acme/gitops/pull/12",
    `https://github.com/acme/${"x".repeat(600)}/pull/12`,
  ])("is not: %s", (words) => {
    expect(parsePullRequestUrl(words)).toHaveProperty(
      "problem",
      expect.stringContaining("is not the address of a pull"),
    );
  });

  it.each(["http://github.com/a/b/pull/1", "http://127.0.0.1.example.com/a/b/pull/1", "ftp://localhost/a/b/pull/1"])(
    "is not asked without encryption: %s",
    (words) => {
      expect(parsePullRequestUrl(words)).toHaveProperty("problem", expect.stringContaining("`https://`"));
    },
  );

  it("holds no token, and none is repeated", () => {
    const token = "ghp_0123456789abcdef0123456789abcdef0123";
    for (const words of [
      `https://${token}@github.com/a/b/pull/1`,
      `https://x:${token}@github.com/a/b/pull/1`,
      `https://${token}@github.com/a/b`,
      `http://github.com/a/b/pull/1?t=${token}`,
      token,
    ]) {
      const parsed = parsePullRequestUrl(words);
      expect(parsed).toHaveProperty("problem");
      expect(JSON.stringify(parsed)).not.toContain(token);
    }
  });
});
