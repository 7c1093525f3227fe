/** Approvals: who may accept a regression, by comment and by button, and what ends it. */
import { describe, expect, it } from "vitest";
import type { CheckRun, FakeRepository, NewRepository } from "../fake/index.ts";
import { readCheckRun, readPublished } from "./published.ts";
import { policy } from "./shop.ts";
import { BRANCH, PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

/** Lets the whole internet in. */
function open(port: number): string {
  return policy("web").replace(
    / {4}- from:[^]*$/,
    `    - from: [{ ipBlock: { cidr: 0.0.0.0/0 } }]\n      ports: [{ port: ${String(port)} }]\n`,
  );
}

const WORSE = { "k8s/policy.yaml": open(5432) };

/** Everybody may write but `reader`; a pull request of alice's that fails the check. */
async function failed(
  facts: Partial<NewRepository> = {},
): Promise<Scene & { readonly number: number; readonly run: CheckRun; readonly fingerprint: string }> {
  const roles = { alice: "write", bob: "write", carol: "admin", reader: "read" } as const;
  const scene = stage.scene({ roles, ...facts });
  const { repository, send, judged } = scene;
  repository.push({ branch: BRANCH, changes: WORSE, by: "alice" });
  const { number, ...opened } = repository.openPullRequest({ branch: BRANCH, by: "alice" });
  await send(opened);
  const run = await judged();
  const fingerprint = /`\/netpol approve ([0-9a-f]{12})`/.exec(run.output.summary ?? "")?.[1] ?? "";
  expect(run).toMatchObject({ conclusion: "failure" });
  expect(fingerprint).not.toBe("");
  return { ...scene, number, run, fingerprint };
}

type Failed = Awaited<ReturnType<typeof failed>>;

/** Writes a comment, and waits for what the app answers last. */
async function say({ repository, github, send, number }: Failed, body: string, by: string): Promise<string> {
  const { id, ...written } = repository.comment(number, body, by);
  await send(written);
  const last = (): string | undefined =>
    [...(repository.state.comments.get(id)?.reactions.values() ?? [])].find(({ content }) => content !== "eyes")
      ?.content;
  await github.until(() => last() !== undefined, PATIENCE);
  return last() ?? "";
}

/** What the app replied last. */
function reply({ repository, github, number }: Failed): string {
  return repository.comments(number).findLast(({ author }) => author.login === github.bot)?.body ?? "";
}

function analyses({ github, isAsked }: Scene): number {
  return github.requests.filter((request) => isAsked(request) && request.operation === "git/get-tree").length;
}

describe("a failing check", () => {
  it.concurrent("says how it can be accepted, in the summary, the comment and with a button", async () => {
    const scene = await failed();
    const { run, fingerprint, repository, number } = scene;
    expect(run.actions).toEqual([
      {
        label: "Accept regressions",
        description: "Accept what fails this check",
        identifier: `approve:${fingerprint}`,
      },
    ]);
    const [comment] = repository.comments(number);
    for (const text of [run.output.summary ?? "", comment?.body ?? ""]) {
      expect(text).toContain("**Not accepted.** To accept this policy regression, somebody who can write");
      expect(text).toContain(`\`/netpol approve ${fingerprint}\``);
    }
    readCheckRun(scene, run);
    readPublished(scene, comment?.body ?? "");
  });

  it.concurrent("offers nothing where something was not analysed: nobody knows what it does", async () => {
    const scene = stage.scene();
    await scene.propose({ ...WORSE, "k8s/broken.yaml": "kind: NetworkPolicy\n  a: b\n" });
    const run = await scene.judged();
    expect(run).toMatchObject({ conclusion: "failure", actions: [] });
    expect(run.output.summary).not.toContain("approve");
  });
});

describe("an approval", () => {
  it.concurrent("of somebody else turns the check green, and says who and why, without a new analysis", async () => {
    const scene = await failed();
    const { repository, number, fingerprint, judged } = scene;
    const before = analyses(scene);
    expect(before).toBeGreaterThan(0);
    expect(await say(scene, `Fine.\n\n/netpol approve ${fingerprint} until the proxy is there`, "bob")).toBe("rocket");
    const run = await judged(2);
    expect(run).toMatchObject({ conclusion: "success", actions: [] });
    expect(run.output.title).toBe("1 regression, accepted by bob");
    const [comment] = repository.comments(number);
    for (const text of [run.output.summary ?? "", comment?.body ?? ""]) {
      expect(text).toContain("**Accepted:**");
      expect(text).toContain("- `bob`: until the proxy is there");
      expect(text).toContain(`\`/netpol revoke ${fingerprint}\``);
      expect(text).not.toContain("Not accepted");
    }
    expect(analyses(scene)).toBe(before);
    expect(repository.comments(number)).toHaveLength(2);
  });

  it.concurrent("outlives a push that changes nothing of it, and a base that moves on", async () => {
    const scene = await failed();
    const { repository, send, judged, fingerprint } = scene;
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    await judged(2);
    await send(
      repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": `# better\n${open(5432)}` }, by: "alice" }),
    );
    expect(await judged(3)).toMatchObject({ conclusion: "success" });
    repository.push({ changes: { "README.md": "words\n" } });
    await send(repository.push({ branch: BRANCH, changes: { "other.md": "words\n" }, by: "alice" }));
    expect(await judged(4)).toMatchObject({ conclusion: "success" });
  });

  it.concurrent("dies with a push that makes anything else worse, and does not come back by a name", async () => {
    const scene = await failed();
    const { repository, send, judged, fingerprint } = scene;
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    await judged(2);
    await send(repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": open(5433) }, by: "alice" }));
    const run = await judged(3);
    expect(run).toMatchObject({ conclusion: "failure" });
    expect(run.output.summary).not.toContain(fingerprint);
    expect(await say(scene, `/netpol approve ${fingerprint}`, "bob")).toBe("confused");
    expect(reply(scene)).toContain("what fails the check now is something else");
  });

  it.concurrent("that meets a push accepts only what was seen", async () => {
    const scene = await failed();
    const { repository, send, judged, number, fingerprint } = scene;
    const pushed = repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": open(5433) }, by: "alice" });
    const { id: _, ...approved } = repository.comment(number, `/netpol approve ${fingerprint}`, "bob");
    await send(approved, pushed);
    expect(await judged(1, pushed.sha)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent("is taken back by a revoke, for good until somebody approves again", async () => {
    const scene = await failed();
    const { repository, send, judged, number, fingerprint } = scene;
    const approval = repository.comment(number, `/netpol approve ${fingerprint}`, "bob");
    await send(approval);
    await judged(2);
    expect(await say(scene, `/netpol revoke ${fingerprint}`, "carol")).toBe("rocket");
    expect(await judged(3)).toMatchObject({ conclusion: "failure" });
    // The same delivery once more.
    await send(approval);
    expect(await say(scene, "/netpol recheck", "carol")).toBe("rocket");
    await stage.github.until(() => repository.checkRuns().every(({ status }) => status === "completed"), PATIENCE);
    expect(repository.checkRuns().at(-1)).toMatchObject({ conclusion: "failure" });
    await say(scene, `/netpol approve ${fingerprint}`, "carol");
    await stage.github.until(() => repository.checkRuns().at(-1)?.conclusion === "success", PATIENCE);
    expect(repository.checkRuns().at(-1)?.output.title).toBe("1 regression, accepted by carol");
  });

  it.concurrent("ends when its comment is edited or deleted", async () => {
    for (const end of ["edit", "delete"] as const) {
      const scene = await failed();
      const { repository, send, judged, number, fingerprint } = scene;
      const { id, ...approved } = repository.comment(number, `/netpol approve ${fingerprint}`, "bob");
      await send(approved);
      expect(await judged(2)).toMatchObject({ conclusion: "success" });
      await send(end === "edit" ? repository.editComment(id, "no", "bob") : repository.deleteComment(id, "bob"));
      expect(await judged(3)).toMatchObject({ conclusion: "failure" });
    }
  });

  it.concurrent("ends when its author loses the right to write, at the next look", async () => {
    const scene = await failed();
    const { repository, judged, fingerprint } = scene;
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    expect(await judged(2)).toMatchObject({ conclusion: "success" });
    repository.setRole("bob", "read");
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(3)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent("has a reason of any words, and none of them does anything", async () => {
    const scene = await failed();
    const { repository, number, fingerprint, judged } = scene;
    const reason =
      "@acme/ops [x](https://evil.test) <img src=x> `a``b` **b** | ~~c~~ #1 GH-2 https://evil.test www.evil.test " +
      "</details> --> <!-- netpol:pressed \u202E deadbeef";
    await say(scene, `/netpol approve ${fingerprint} ${reason}`, "bob");
    const run = await judged(2);
    expect(run).toMatchObject({ conclusion: "success" });
    const pages = [...readCheckRun(scene, run), readPublished(scene, repository.comments(number)[0]?.body ?? "")];
    expect(pages.filter(({ text }) => text.includes("evil.test"))).toHaveLength(2);
  });
});

describe("no approval is", () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ["the author's", "alice", "you opened this pull request"],
    ["a reader's", "reader", "only people who can write to this repository may"],
  ];
  it.concurrent.each(refused)("%s", async (_, who, why) => {
    const scene = await failed();
    expect(await say(scene, `/netpol approve ${scene.fingerprint}`, who)).toBe("confused");
    expect(reply(scene)).toContain(why);
    expect(scene.repository.checkRuns()).toHaveLength(1);
    await say(scene, "/netpol recheck", "carol");
    expect(await scene.judged(2)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent.each([
    ["that of whoever pushed last", {}, "you pushed to this pull request,"],
    ["that of whoever pushed last under another name", { author: "alice" }, "you pushed to this pull request,"],
  ])("%s", async (_, commit, why) => {
    const scene = await failed();
    const { repository, send, judged, fingerprint } = scene;
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    expect(await judged(2)).toMatchObject({ conclusion: "success" });
    await send(repository.push({ branch: BRANCH, changes: { "a.md": "words\n" }, by: "bob", ...commit }));
    expect(await judged(3)).toMatchObject({ conclusion: "failure" });
    expect(await say(scene, `/netpol approve ${fingerprint}`, "bob")).toBe("confused");
    expect(reply(scene)).toContain(why);
  });

  it.concurrent("that of whoever wrote a commit before the last one", async () => {
    const scene = await failed();
    const { repository, send, judged, fingerprint } = scene;
    await send(repository.push({ branch: BRANCH, changes: { "a.md": "words\n" }, by: "alice", author: "bob" }));
    await judged(2);
    await send(repository.push({ branch: BRANCH, changes: { "b.md": "words\n" }, by: "alice" }));
    await judged(3);
    expect(await say(scene, `/netpol approve ${fingerprint}`, "bob")).toBe("confused");
    expect(reply(scene)).toContain("you wrote or committed a part of this pull request");
  });

  it.concurrent.each(["alice", "renovate[bot]"])(
    "that of whoever pushed the regression in another's name, with a push by %s on top",
    async (last) => {
      const scene = await failed();
      const { repository, send, judged, fingerprint } = scene;
      repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("web") }, by: "alice" });
      repository.push({ branch: BRANCH, changes: WORSE, by: "bob", author: "alice" });
      const top = repository.push({ branch: BRANCH, changes: { "a.md": "words\n" }, by: last });
      await send(top);
      expect(await judged(1, top.sha)).toMatchObject({ conclusion: "failure" });
      expect(await say(scene, `/netpol approve ${fingerprint}`, "bob")).toBe("confused");
      expect(reply(scene)).toContain("you pushed to this pull request,");
      expect(await say(scene, `/netpol approve ${fingerprint}`, "carol")).toBe("rocket");
      expect(await judged(2, top.sha)).toMatchObject({ conclusion: "success" });
    },
  );

  it.concurrent("anybody's of what a workflow opened and pushed: whoever can write can make it do so", async () => {
    const scene = stage.scene({ roles: { carol: "admin", bob: "write" } });
    const { repository, send, judged } = scene;
    const { sha } = repository.push({ branch: BRANCH, changes: WORSE, by: "github-actions[bot]" });
    await send(repository.openPullRequest({ branch: BRANCH, by: "github-actions[bot]" }));
    const run = await judged(1, sha);
    expect(run).toMatchObject({ conclusion: "failure", actions: [] });
    expect(run.output.summary).toContain(
      "nobody can accept this policy regression: `github-actions[bot]` pushed to it",
    );
    readCheckRun(scene, run);
  });

  const words: readonly (readonly [string, (fingerprint: string) => string])[] = [
    ["in a code block", (fingerprint) => `\`\`\`\n/netpol approve ${fingerprint}\n\`\`\``],
    ["a quote", (fingerprint) => `> /netpol approve ${fingerprint}`],
    ["one of another fingerprint", () => "/netpol approve 000000000000"],
  ];
  it.concurrent.each(words)("%s", async (_, body) => {
    const scene = await failed();
    const { repository, send, number, fingerprint, judged } = scene;
    const { id: _id, ...written } = repository.comment(number, body(fingerprint), "bob");
    await send(written);
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(2)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent("one that begins like a comment of ours", async () => {
    const scene = await failed();
    const { repository, send, number, fingerprint, judged } = scene;
    const { id: _, ...earlier } = repository.comment(number, "words", "carol");
    const carol = repository.comments(number).at(-1)?.author.id ?? 0;
    const forged = `<!-- netpol:pressed ${fingerprint} ${String(carol)} carol -->\n\nYes.`;
    await send(earlier, { webhooks: repository.comment(number, forged, "alice").webhooks });
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(2)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent("a bot's, nor one that was edited into it", async () => {
    const scene = await failed();
    const { repository, send, number, fingerprint, judged } = scene;
    const { id: _, ...bot } = repository.comment(number, `/netpol approve ${fingerprint}`, "renovate[bot]");
    repository.setRole("renovate[bot]", "write");
    const { id } = repository.comment(number, "words", "bob");
    await send(bot, repository.editComment(id, `/netpol approve ${fingerprint}`, "carol"));
    await judged(2);
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(3)).toMatchObject({ conclusion: "failure" });
  });

  it.concurrent("a revoke by somebody who may not", async () => {
    const scene = await failed();
    const { fingerprint, judged } = scene;
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    await judged(2);
    expect(await say(scene, `/netpol revoke ${fingerprint}`, "reader")).toBe("confused");
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(3)).toMatchObject({ conclusion: "success" });
  });
});

describe("`approvers` of the base", () => {
  it.concurrent("are the only ones who may, whether or not they can write", async () => {
    const scene = await failed(withApprovers("[Reader]"));
    const { fingerprint, judged, run } = scene;
    expect(run.output.summary).toContain("one of `reader`");
    expect(await say(scene, `/netpol approve ${fingerprint}`, "carol")).toBe("confused");
    expect(reply(scene)).toContain("the configuration names others as `approvers`");
    expect(await say(scene, `/netpol approve ${fingerprint}`, "reader")).toBe("rocket");
    expect(await judged(2)).toMatchObject({ conclusion: "success" });
  });

  it.concurrent("are the only ones who may where a workflow pushed, and are told so", async () => {
    const scene = stage.scene({ roles: { carol: "admin", bob: "write" }, ...withApprovers("[carol]") });
    const { repository, send, judged } = scene;
    repository.push({ branch: BRANCH, changes: WORSE, by: "github-actions[bot]" });
    const { number, ...opened } = repository.openPullRequest({ branch: BRANCH, by: "github-actions[bot]" });
    await send(opened);
    const run = await judged();
    expect(run.output.summary).toContain("Who made this is not known: `github-actions[bot]` pushed to it");
    const fingerprint = /`\/netpol approve ([0-9a-f]{12})`/.exec(run.output.summary ?? "")?.[1] ?? "";
    await send(repository.comment(number, `/netpol approve ${fingerprint}`, "carol"));
    expect(await judged(2)).toMatchObject({ conclusion: "success" });
  });

  it.concurrent("need not be given for what a bot pushed by itself: anybody else may, and is told", async () => {
    const scene = stage.scene({ roles: { carol: "admin", bob: "write" } });
    const { repository, send, judged } = scene;
    repository.push({ branch: BRANCH, changes: WORSE, by: "renovate[bot]" });
    const { number, ...opened } = repository.openPullRequest({ branch: BRANCH, by: "renovate[bot]" });
    await send(opened);
    const run = await judged();
    expect(run.output.summary).toContain("`renovate[bot]` opened the pull request or pushed to it");
    const fingerprint = /`\/netpol approve ([0-9a-f]{12})`/.exec(run.output.summary ?? "")?.[1] ?? "";
    await send(repository.comment(number, `/netpol approve ${fingerprint}`, "bob"));
    const accepted = await judged(2);
    expect(accepted).toMatchObject({ conclusion: "success" });
    expect(accepted.output.summary).toContain("GitHub does not tell who made it do so");
  });

  it.concurrent("of the head do not count", async () => {
    const scene = await failed(withApprovers("[carol]"));
    const { repository, send, judged, fingerprint } = scene;
    await send(
      repository.push({ branch: BRANCH, changes: { ".github/netpol.yml": "approvers: [bob]\n" }, by: "alice" }),
    );
    await judged(2);
    expect(await say(scene, `/netpol approve ${fingerprint}`, "bob")).toBe("confused");
  });
});

function withApprovers(list: string): Pick<NewRepository, "files"> {
  const files = { ".github/netpol.yml": `approvers: ${list}\n`, "k8s/policy.yaml": policy("web"), ...DB };
  return { files };
}

const DB = {
  "k8s/db.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec:
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [] }
`,
};

describe("the button", () => {
  const press = async ({ repository, send, run, fingerprint }: Failed, by: string): Promise<void> =>
    send(repository.requestAction(run.id, `approve:${fingerprint}`, by));

  /** Waits until so many presses of a check run were worked on. */
  const worked = ({ github, server, run }: Failed, times: number): Promise<void> =>
    github.until(() => server.output().split(`!${String(run.id)} `).length > times, PATIENCE);

  /** Comments of ours that say that somebody pressed it. */
  const presses = (repository: FakeRepository, number: number): readonly string[] =>
    repository.comments(number).flatMap(({ body }) => (body.startsWith("<!-- netpol:pressed ") ? [body] : []));

  it.concurrent("accepts, once however often it is pressed and delivered, and can be taken back", async () => {
    const scene = await failed();
    const { repository, send, run, number, fingerprint, judged } = scene;
    const pressed = repository.requestAction(run.id, `approve:${fingerprint}`, "bob");
    await send(pressed, pressed);
    const green = await judged(2);
    expect(green).toMatchObject({ conclusion: "success" });
    expect(green.output.title).toBe("1 regression, accepted by bob");
    expect(green.output.summary).toContain("- `bob`, with the button of the check run");
    expect(presses(repository, number)).toHaveLength(1);
    expect(presses(repository, number)[0]).toContain("`bob` accepted this policy regression with the button");
    await say(scene, `/netpol revoke ${fingerprint}`, "carol");
    await stage.github.until(() => repository.checkRuns().at(-1)?.conclusion === "failure", PATIENCE);
    // An old delivery is about a check run that is not the newest one any more.
    const before = stage.server.output().split(`!${String(run.id)} `).length;
    await send(pressed);
    await worked(scene, before);
    await say(scene, "/netpol recheck", "carol");
    await stage.github.until(() => repository.checkRuns().every(({ status }) => status === "completed"), PATIENCE);
    expect(repository.checkRuns().at(-1)).toMatchObject({ conclusion: "failure" });
    expect(presses(repository, number)).toHaveLength(1);
  });

  it.concurrent.each([
    ["alice", "you opened this pull request"],
    ["reader", "only people who can write to this repository may"],
  ])("does nothing for %s, and says so once", async (who, why) => {
    const scene = await failed();
    const { repository, github, number } = scene;
    const refusals = () => repository.comments(number).filter(({ body }) => body.startsWith("<!-- netpol:refused "));
    await press(scene, who);
    await github.until(() => refusals().length > 0, PATIENCE);
    await press(scene, who);
    await say(scene, "/netpol recheck", "carol");
    expect(await scene.judged(2)).toMatchObject({ conclusion: "failure" });
    expect(refusals()).toHaveLength(1);
    expect(refusals()[0]?.body).toContain(why);
  });

  it.concurrent("that was pressed on an older commit accepts nothing", async () => {
    const scene = await failed();
    const { repository, send, judged, number } = scene;
    const pushed = repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": open(5433) }, by: "alice" });
    await send(pushed);
    await judged(1, pushed.sha);
    await press(scene, "bob");
    await worked(scene, 1);
    await say(scene, "/netpol recheck", "carol");
    expect(await judged(2, pushed.sha)).toMatchObject({ conclusion: "failure" });
    expect(presses(repository, number)).toEqual([]);
  });

  it.concurrent("does not count any more once somebody edits what we wrote about it", async () => {
    const scene = await failed();
    const { repository, send, judged, number, fingerprint } = scene;
    await press(scene, "bob");
    await judged(2);
    const { id, body } = repository.comments(number).find(({ body: text }) => text.includes("netpol:pressed")) ?? {
      id: 0,
      body: "",
    };
    await send(
      repository.editComment(
        id,
        `${body}
`,
        "alice",
      ),
    );
    expect(await judged(3)).toMatchObject({ conclusion: "failure" });
    expect(fingerprint).not.toBe("");
  });
});

describe("a merge group", () => {
  it.concurrent("takes the approval of its pull request for the same regressions, and no other", async () => {
    const scene = await failed();
    const { repository, send, judged, number, fingerprint } = scene;
    const early = repository.enqueue([number]);
    await send(early);
    const red = await judged(1, early.headSha);
    expect(red).toMatchObject({ conclusion: "failure", actions: [] });
    expect(red.output.summary).toContain(
      `comments \`/netpol approve ${fingerprint}\` on pull request ${String(number)}`,
    );
    await send(repository.dequeue(early.headSha, "dequeued"));
    await say(scene, `/netpol approve ${fingerprint}`, "bob");
    await judged(2, repository.pullRequest(number).headSha);
    const late = repository.enqueue([number]);
    await send(late);
    await stage.github.until(() => repository.checkRuns(late.headSha).at(-1)?.conclusion === "success", PATIENCE);
    expect(repository.checkRuns(late.headSha).at(-1)?.output.title).toBe("1 regression, accepted by bob");
    repository.push({
      branch: "more",
      changes: { "k8s/more.yaml": open(5433).replace("name: db", "name: more") },
      by: "alice",
    });
    const more = repository.openPullRequest({ branch: "more", by: "alice" });
    const both = repository.enqueue([more.number, number]);
    await send(both);
    expect(await judged(1, both.headSha)).toMatchObject({ conclusion: "failure" });
  });
});
