/** What a review says of approvals: bounded, below its headline, and harmless whatever reasons are given. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  approvedReview,
  COMMENT_MARKER,
  MAX_APPROVAL_BYTES,
  pressText,
  refusalText,
  type ApprovalState,
  type CheckOutput,
} from "../../../src/report/index.ts";
import { hostile } from "../hostile-names.ts";
import { readPage } from "../pull-request/read-page.ts";

const FINGERPRINT = "7f3a91c2d4e5";

const state: ApprovalState = {
  fingerprint: FINGERPRINT,
  regressions: 2,
  approvals: [],
  approvers: null,
  bots: [],
  unknown: null,
  place: { type: "here", button: `approve:${FINGERPRINT}` },
};

const check: CheckOutput = {
  title: "2 regressions",
  summary: "## NetworkPolicy: 2 policy regressions\n\nwords",
  text: null,
  conclusion: "failure",
  annotations: [],
};

const review = { check, comment: `${COMMENT_MARKER}\n${check.summary}\n`, other: "kept" };

const approval = { login: "carol", reason: null, by: "comment" } as const;

describe("an open state", () => {
  it("stands below the headline, with a button that GitHub takes", () => {
    const said = approvedReview(review, state);
    expect(said.other).toBe("kept");
    expect(said.check).toMatchObject({ title: check.title, conclusion: "failure" });
    expect(said.comment).toMatch(
      /^<!-- netpol:v1 id=default -->\n## NetworkPolicy: 2 policy regressions\n\n\*\*Not accepted\.\*\* [^\n]+\n\nwords\n$/,
    );
    const [button] = said.check.actions ?? [];
    expect(button?.label.length).toBeLessThanOrEqual(20);
    expect(button?.description.length).toBeLessThanOrEqual(40);
    expect(button?.identifier.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ["names the approvers", { approvers: ["carol", "dave"] }, "one of `carol` and `dave`, who neither"],
    ["says that there are none", { approvers: [] }, "The configuration names nobody who may accept"],
    [
      "leads to the pull request",
      { place: { type: "pull-request", number: 7 } },
      `${FINGERPRINT}\` on pull request 7,`,
    ],
    ["leads to one", { place: { type: "pull-request", number: null } }, `${FINGERPRINT}\` on its pull request,`],
  ] as const)("%s", (_, more, words) => {
    const { summary, actions } = approvedReview(review, { ...state, ...more }).check;
    expect(summary).toContain(words);
    expect(actions === undefined).toBe("place" in more);
  });
});

describe("makers whom GitHub does not tell", () => {
  const unknown = "`github-actions[bot]` pushed to it";

  it("leave nobody who may accept, and no button, unless the configuration names people", () => {
    const nobody = approvedReview(review, { ...state, unknown }).check;
    expect(nobody.summary).toContain(
      "nobody can accept these 2 policy regressions: `github-actions[bot]` pushed to it.",
    );
    expect(nobody.summary).not.toContain("/netpol approve");
    expect(nobody.actions).toBeUndefined();
    const named = approvedReview(review, { ...state, unknown, approvers: ["carol"] }).check;
    expect(named.summary).toContain("one of `carol`, who neither");
    expect(named.summary).toContain("Who made this is not known: `github-actions[bot]` pushed to it.");
    expect(named.actions).toHaveLength(1);
  });

  it("are named where they are bots, also behind an approval, and not all of many", () => {
    const bots = ["a[bot]", "b[bot]", "c[bot]", "d[bot]"];
    for (const approvals of [[], [approval]]) {
      const { summary } = approvedReview(review, { ...state, approvals, bots }).check;
      expect(summary).toContain("`a[bot]`, `b[bot]`, `c[bot]` and 1 more opened the pull request or pushed to it");
    }
  });
});

describe("an accepted state", () => {
  it.each([
    ["2 regressions, accepted by carol", [approval]],
    ["2 regressions, accepted by carol and 1 more", [approval, { ...approval, login: "dave" }]],
    ["2 regressions, accepted by 1 person", [{ ...approval, login: "c".repeat(39) }]],
    ["2 regressions, accepted by 2 people", [{ ...approval, login: "c".repeat(39) }, approval]],
  ] as const)("passes, and its title is `%s`", (title, approvals) => {
    expect(approvedReview(review, { ...state, approvals }).check).toMatchObject({ title, conclusion: "success" });
  });

  it("has room for every reason and every name, and nothing of them does anything", () => {
    const words = fc.array(hostile, { maxLength: 30 }).map((names) => names.join(" ").slice(0, 300));
    const approvals = fc.array(
      fc.record({
        login: fc.stringMatching(/^[A-Za-z0-9][-_A-Za-z0-9]{0,99}$/),
        reason: words,
        by: fc.constant("comment" as const),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(approvals, (list) => {
        const bots = list.map(({ login }) => login);
        const { comment } = approvedReview(review, { ...state, approvals: list, bots });
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(Buffer.byteLength(review.comment) + MAX_APPROVAL_BYTES);
        expect(readPage(comment).items).toHaveLength(Math.min(list.length, 3) + (list.length > 3 ? 1 : 0));
      }),
    );
    const worst = ["&", "@", "字", "😀"].map((letter) => letter.repeat(300).slice(0, 300));
    for (const reason of worst) {
      const { comment } = approvedReview(review, {
        ...state,
        bots: Array(4).fill("b".repeat(100)) as never,
        approvals: Array(4).fill({ ...approval, reason }) as never,
      });
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(Buffer.byteLength(review.comment) + MAX_APPROVAL_BYTES);
    }
  });
});

it("what is written about a press names who pressed, and how to take it back", () => {
  expect(pressText("netpol:pressed x 1 carol", "carol", state)).toBe(
    "<!-- netpol:pressed x 1 carol -->\n\n`carol` accepted these 2 policy regressions with the button of the check run. " +
      `\`/netpol revoke ${FINGERPRINT}\` takes that back.\n`,
  );
  expect(refusalText("m", "carol", "only people who can write may")).toBe(
    '<!-- m -->\n\nTo `carol`, who pressed "Accept regressions" on the check run: that changes nothing; only people who can ' +
      "write may.\n",
  );
});
