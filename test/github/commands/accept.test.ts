import { describe, expect, it } from "vitest";
import { acceptComment } from "../../../src/github/commands/accept.ts";

const person = { id: 5, login: "mona", type: "User" };

const payload = {
  action: "created",
  installation: { id: 9 },
  repository: { id: 3, name: "gitops", private: true, owner: { login: "acme" } },
  issue: { number: 12, state: "open", user: { id: 6, login: "hubot" }, pull_request: { url: "…" } },
  comment: { id: 77, body: "/netpol diff", user: person },
  sender: person,
};

describe("a comment with a command", () => {
  it("is accepted with all that the answer needs", () => {
    expect(acceptComment(payload)).toEqual({
      place: { installation: 9, repository: { id: 3, owner: "acme", repo: "gitops", isPrivate: true } },
      pullRequest: 12,
      comment: 77,
      asker: { id: 5, login: "mona", isAuthor: false },
      body: "/netpol diff",
    });
  });

  it("knows the author of the pull request by number, not by name", () => {
    const of = (user: object) => acceptComment({ ...payload, issue: { ...payload.issue, user } })?.asker.isAuthor;
    expect(of({ id: 5, login: "renamed" })).toBe(true);
    expect(of({ id: 6, login: "mona" })).toBe(false);
  });

  it.each([
    ["an edit", { ...payload, action: "edited" }],
    ["an issue", { ...payload, issue: { ...payload.issue, pull_request: undefined } }],
    ["a closed pull request", { ...payload, issue: { ...payload.issue, state: "closed" } }],
    ["an app", { ...payload, sender: { ...person, type: "Bot" } }],
    ["somebody else's comment", { ...payload, sender: { ...person, id: 8 } }],
    ["a comment of nobody", { ...payload, comment: { ...payload.comment, user: null } }],
    ["a comment without commands", { ...payload, comment: { ...payload.comment, body: "LGTM" } }],
    ["a payload without an installation", { ...payload, installation: undefined }],
    ["no payload", null],
  ])("of %s is not", (_, other) => {
    expect(acceptComment(other)).toBeNull();
  });
});
