import { expect, it } from "vitest";
import { failureOf } from "../../src/cli/github-failure.ts";

const asked = { host: "github.com", name: "acme/gitops#12", variable: "GH_TOKEN" };

const NOW = Date.UTC(2026, 10, 20, 12);

function answer(status: number, message: unknown, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`${String(message)} - https://docs.github.com/rest`), {
    status,
    response: { headers, data: { message } },
  });
}

it.each([
  [
    answer(401, "Bad credentials"),
    "github.com does not accept the token in `GH_TOKEN`: Bad credentials (status 401)",
    ["it may have expired"],
  ],
  [
    answer(403, "Resource protected by organization SAML enforcement."),
    "the token in `GH_TOKEN` may not do this with acme/gitops#12 on github.com: " +
      "Resource protected by organization SAML enforcement. (status 403)",
    [],
  ],
  [
    answer(404, "Not Found"),
    "acme/gitops#12 is not on github.com, or the token in `GH_TOKEN` cannot see it: Not Found (status 404)",
    ["it must be able to read the contents and the pull requests of the repository"],
  ],
  [
    answer(429, "API rate limit exceeded", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(NOW / 1000 + 600),
    }),
    "github.com has a rate limit, and it is reached: API rate limit exceeded (status 429)",
    ["it ends at 2026-11-20T12:10:01.000Z"],
  ],
  [
    answer(422, "Validation Failed\nwith a second line"),
    "github.com refused the request: Validation Failed (status 422)",
    [],
  ],
  [
    answer(502, undefined),
    "github.com gave no answer that could be used: no reason given (status 502)",
    ["try again later"],
  ],
  [
    Object.assign(new Error("self-signed certificate"), { status: 500 }),
    "github.com gave no answer that could be used: self-signed certificate",
    ["for a certificate of your own authority, set `NODE_EXTRA_CA_CERTS` to its file", "try again later"],
  ],
])("%s", (error, message, hints) => {
  expect(failureOf(error, asked, NOW)).toMatchObject({ message, hints });
});

it("repeats no token, and not much of anything", () => {
  const token = "ghs_0123456789abcdef0123456789abcdef0123";
  const failure = failureOf(answer(403, `${token} ${"x".repeat(1000)}`), asked, NOW);
  expect(failure?.message).not.toContain(token);
  expect(failure?.message.length).toBeLessThan(400);
});

it("leaves alone what is no answer of GitHub's", () => {
  expect(failureOf(new TypeError("a mistake"), asked, NOW)).toBeNull();
});
