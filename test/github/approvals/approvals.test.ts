/** Which comments are looked at for approvals: strangers can write as many as they like. */
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readApprovals, type Approval } from "../../../src/github/approvals/approvals.ts";
import type { Account } from "../../../src/github/approvals/approver.ts";
import { parseCommands } from "../../../src/github/commands/grammar.ts";

const client = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const FINGERPRINT = "7f3a91c2d4e5";
const APPROVE = `/netpol approve ${FINGERPRINT}`;
const CAROL = { id: 1, login: "carol" };
const EVE = { id: 2, login: "eve" };

interface Words {
  readonly user: Account;
  readonly body: string;
}

/** What stands where these were written, the oldest first, and only carol and dave may; and who was asked about. */
async function approvals(words: readonly Words[]): Promise<{ found: readonly Approval[]; asked: readonly string[] }> {
  for (let page = 0; page * 100 <= words.length; page += 1) {
    const at = "2026-01-01T00:00:00Z";
    const comments = words
      .slice(page * 100, (page + 1) * 100)
      .map(({ user, body }, index) => ({ id: page * 100 + index, user, body, created_at: at, updated_at: at }));
    nock("https://api.github.com")
      .get(`/repos/acme/shop/issues/7/comments?per_page=100&page=${String(page + 1)}`)
      .reply(200, comments);
  }
  const asked = new Set<string>();
  const rights = ({ login }: Account): Promise<string | null> => {
    asked.add(login);
    return Promise.resolve(["carol", "dave"].includes(login) ? null : "may not");
  };
  const found = await readApprovals(client, {
    repository: { owner: "acme", repo: "shop" },
    pullRequest: 7,
    author: { login: "netpol[bot]", appId: 5 },
    fingerprint: FINGERPRINT,
    approvers: { objection: rights, revokeObjection: rights, makers: () => Promise.reject(new Error("not asked")) },
    readCommands: (body) => Promise.resolve(parseCommands(body)),
  });
  return { found, asked: [...asked] };
}

const approval = { user: CAROL, body: APPROVE };
const times = (count: number, words: (index: number) => Words): readonly Words[] =>
  Array.from({ length: count }, (_, index) => words(index));

it.each([
  ["the same words", APPROVE],
  ["revokes", `/netpol revoke ${FINGERPRINT}`],
])("an approval stands behind a flood of %s by a stranger, who costs one question", async (_, body) => {
  const { found, asked } = await approvals([approval, ...times(150, () => ({ user: EVE, body }))]);
  expect(found).toMatchObject([CAROL]);
  expect(asked).toEqual(["eve", "carol"]);
});

it("an approval stands behind 199 strangers; of more nobody is asked, and nothing is an approval", async () => {
  const strangers = (count: number) =>
    times(count, (index) => ({ user: { id: 10 + index, login: `eve-${String(index)}` }, body: APPROVE }));
  expect((await approvals([approval, ...strangers(199)])).found).toMatchObject([CAROL]);
  expect(await approvals([approval, ...strangers(200)])).toEqual({ found: [], asked: [] });
});

it.each([
  ["as the fourth command", `/netpol help\n/netpol help\n${APPROVE}\n/netpol revoke ${FINGERPRINT}`],
  ["far behind", `${APPROVE}\n${"/netpol help\n".repeat(500)}/netpol revoke ${FINGERPRINT}`],
  ["with more words than a command may have", `${APPROVE}\n/netpol revoke ${FINGERPRINT} ${"no ".repeat(3000)}`],
  ["before the approval", `/netpol revoke ${FINGERPRINT}\n${APPROVE}`],
])("a revoke in the same comment wins, %s", async (_, body) => {
  expect((await approvals([approval, { user: CAROL, body }])).found).toEqual([]);
});

it("an approval is too old behind fifty words about it by people who may", async () => {
  const words = { user: { id: 3, login: "dave" }, body: `\`\`\`\n${APPROVE}\n\`\`\`` };
  expect((await approvals([approval, ...times(49, () => words)])).found).toMatchObject([CAROL]);
  expect((await approvals([approval, ...times(50, () => words)])).found).toEqual([]);
});
