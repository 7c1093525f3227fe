import { expect, it } from "vitest";
import { createBudget, type CommandBudget } from "../../../src/github/commands/budget.ts";

const MINUTE = 60_000;

/** So many commands of a person on a pull request. */
function request(asker: number, pullRequest: number, commands: number): Parameters<CommandBudget>[0] {
  return {
    place: { installation: 9, repository: { id: 3, owner: "acme", repo: "gitops", isPrivate: false } },
    pullRequest,
    asker: { id: asker, login: "mona", isAuthor: false },
    commands,
  };
}

it("grants ten commands in any ten minutes, refuses once aloud, then silently", () => {
  let time = 0;
  const spend = createBudget(() => time);
  for (let i = 0; i < 9; i += 1) {
    expect(spend(request(5, 12, 1))).toBe("granted");
    time += MINUTE;
  }
  expect(spend(request(5, 12, 2)), "two would be eleven").toBe("first-refusal");
  expect(spend(request(5, 12, 1))).toBe("granted");
  expect(spend(request(5, 12, 1))).toBe("first-refusal");
  expect(spend(request(5, 12, 1))).toBe("refusal");
  time = 10 * MINUTE;
  expect(spend(request(5, 12, 1)), "the first one has left the window").toBe("granted");
  expect(spend(request(5, 12, 1))).toBe("first-refusal");
});

it("counts each person on each pull request", () => {
  const spend = createBudget(() => 0);
  for (const [asker, pull] of [
    [5, 12],
    [5, 13],
    [6, 12],
  ] as const)
    expect(spend(request(asker, pull, 10))).toBe("granted");
  expect(spend(request(5, 12, 1))).toBe("first-refusal");
});

it("forgets the longest unused when it remembers ten thousand", () => {
  const spend = createBudget(() => 0);
  for (let i = 0; i < 10_000; i += 1) spend(request(i, 12, 10));
  expect(spend(request(0, 12, 1)), "still known, and used again").toBe("first-refusal");
  spend(request(10_000, 12, 1));
  expect(spend(request(0, 12, 1))).toBe("refusal");
  expect(spend(request(1, 12, 1)), "forgotten").toBe("granted");
});
