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
        const { comment } = approvedReview(review, { ...state, approvals: list });
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(Buffer.byteLength(review.comment) + MAX_APPROVAL_BYTES);
        expect(readPage(comment).items).toHaveLength(Math.min(list.length, 3) + (list.length > 3 ? 1 : 0));
      }),
    );
    const worst = ["&", "@", "字", "😀"].map((letter) => letter.repeat(300).slice(0, 300));
    for (const reason of worst) {
      const { comment } = approvedReview(review, {
        ...state,
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
