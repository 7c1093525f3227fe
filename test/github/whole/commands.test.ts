/** Commands in comments: what is answered, what is passed over, and who may ask. */
import { describe, expect, it } from "vitest";
import type { Comment, Happening, Role } from "../fake/index.ts";
import { policy } from "./shop.ts";
import { BRANCH, PATIENCE, setStage, type Scene } from "./stage.ts";

const stage = setStage();

const CHANGE = { "k8s/policy.yaml": policy("frontend") };

type Asked = Happening & { readonly id: number };

/** What our reply to a comment says; a question that was asked before has its reply at the earlier comment. */
function replyTo({ repository }: Scene, number: number, id: number): Comment | undefined {
  return repository.comments(number).find(({ body }) => body.startsWith(`<!-- netpol:reply id=${String(id)} -->\n`));
}

function reactionsTo({ repository }: Scene, id: number): readonly string[] {
  return [...(repository.state.comments.get(id)?.reactions.values() ?? [])].map(({ content }) => content);
}

/** Waits until we have reacted to a comment for the last time. */
async function settled(scene: Scene, { id }: Asked): Promise<readonly string[]> {
  const isLast = (content: string): boolean => content !== "eyes";
  await scene.github.until(() => reactionsTo(scene, id).some(isLast), PATIENCE);
  return reactionsTo(scene, id);
}

describe("a command", () => {
  const table: readonly (readonly [command: string, ...words: readonly string[]])[] = [
    ["/netpol", "`/netpol explain <from> -> <to>[:<port>]", "`/netpol recheck`"],
    ["/netpol help who", "/netpol who shop/db:5432"],
    ["/netpol explain shop/web -> shop/db:5432", "allowed", "denied", "k8s/policy.yaml", "ingress[0]"],
    ["/netpol explain shop/web to shop/db:5432 --before", "allowed", "Only the manifests before the change"],
    ["/netpol matrix --ns shop", "shop/Deployment/db", "TCP 5432"],
    ["/netpol diff", "`shop/Deployment/web`", "newly denied"],
    ["/netpol diff --allowed", "Only newly allowed flows are listed"],
    ["/netpol who shop/db:5432", "shop/Deployment/db", "shop/Deployment/web"],
    ["/NETPOL Reach shop/web", "shop/Deployment/web", "everything"],
    ["/netpol config", ".github/netpol.yml"],
    ["/netpol explian a -> b", "unknown command `explian`; did you mean `explain`?"],
    ["/netpol who shop/bd", "`shop/bd`", "`shop/Deployment/db`"],
    ["/netpol explain", "`explain` needs two endpoints"],
  ];

  it.concurrent.each(table)(
    "`%s` is answered by one reply, with a command for the next step",
    async (command, ...words) => {
      const scene = stage.scene();
      const { repository, propose, judged, send } = scene;
      const number = await propose(CHANGE);
      const asked = repository.comment(number, command);
      await send(asked);
      const isUnderstood = !/explian|bd|explain$/.test(command);
      expect(await settled(scene, asked)).toEqual(["eyes", isUnderstood ? "+1" : "confused"]);
      const { body = "" } = replyTo(scene, number, asked.id) ?? {};
      expect(body).toMatch(/\n```text\n\/netpol [^\n]+\n```\n$/);
      for (const word of words) expect(body).toContain(word);
      await judged();
      expect(repository.comments(number)).toHaveLength(3);
      expect(repository.checkRuns()).toHaveLength(1);
    },
  );

  it.concurrent("that was asked before edits its earlier reply, whoever asks", async () => {
    const scene = stage.scene({ roles: { bob: "read" } });
    const { repository, propose, judged, send } = scene;
    const number = await propose(CHANGE);
    await judged();
    const first = repository.comment(number, "/netpol who shop/db:5432");
    await send(first);
    await settled(scene, first);
    await send(repository.push({ branch: BRANCH, changes: { "k8s/policy.yaml": policy("db") } }));
    await judged(2);
    const second = repository.comment(number, "/netpol  who shop/db:5432 --both", "bob");
    await send(second);
    await settled(scene, second);
    expect(replyTo(scene, number, first.id)).toBeUndefined();
    expect(replyTo(scene, number, second.id)?.history).toHaveLength(1);
  });

  it.concurrent("stands beside others, of which three are answered in one reply", async () => {
    const scene = stage.scene();
    const { repository, propose, judged, send } = scene;
    const number = await propose(CHANGE);
    await judged();
    const lines = ["Hello!", "/netpol help", "/netpol config", "", "/netpol diff", "/netpol matrix"];
    const asked = repository.comment(number, lines.join("\r\n"));
    await send(asked);
    expect(await settled(scene, asked)).toEqual(["eyes", "confused"]);
    const { body = "" } = replyTo(scene, number, asked.id) ?? {};
    expect(body).toContain("1 more command is not answered: a comment may hold 3");
    expect(body).toContain("newly denied");
  });

  it.concurrent("`recheck` runs the review again, without a reply", async () => {
    const scene = stage.scene();
    const { repository, propose, judged, send } = scene;
    const number = await propose({ "README.md": "words\n" });
    await judged();
    const asked = repository.comment(number, "/netpol recheck");
    await send(asked);
    expect(await settled(scene, asked)).toEqual(["eyes", "rocket"]);
    await judged(2);
    expect(repository.comments(number)).toHaveLength(1);
    // The new check run is there before it is acknowledged: should the server end now, the sweep finds it.
    const own = scene.github.requests.filter(scene.isAsked).map(({ operation }) => operation);
    const runs = own.flatMap((operation, index) => (operation === "checks/create" ? [index] : []));
    expect(runs).toHaveLength(2);
    expect(runs[1]).toBeLessThan(own.lastIndexOf("reactions/create-for-issue-comment"));
  });

  it.concurrent("is passed over when one person asks too much, and said so once", async () => {
    const scene = stage.scene();
    const { repository, propose, judged, send } = scene;
    const number = await propose(CHANGE);
    await judged();
    const three = ["/netpol help", "/netpol help who", "/netpol help diff"].join("\n");
    const asked = Array.from({ length: 5 }, () => repository.comment(number, three));
    await send(...asked);
    for (const question of asked.slice(0, 4)) await settled(scene, question);
    expect(asked.map(({ id }) => reactionsTo(scene, id))).toEqual([
      ["eyes", "+1"],
      ["eyes", "+1"],
      ["eyes", "+1"],
      ["confused"],
      [],
    ]);
  });
});

it.concurrent.each([
  ["quotes", ">".repeat(65_000)],
  ["headings", "a\n=\n".repeat(16_000)],
])("a comment of %s that takes a minute to read is given up, and others are served meanwhile", async (_, words) => {
  const scene = stage.scene();
  const { repository, propose, judged, send } = scene;
  const number = await propose({ "README.md": "words\n" });
  await judged();
  const hostile = repository.comment(number, `${words}\n\n/netpol help`);
  const honest = repository.comment(number, "/netpol help");
  await send(hostile, honest);
  expect(await settled(scene, honest)).toEqual(["eyes", "+1"]);
  expect(await settled(scene, hostile)).toEqual(["eyes", "confused"]);
  expect(replyTo(scene, number, hostile.id)?.body).toContain("takes too long to read");
});

describe("nothing is answered", () => {
  const cases: readonly (readonly [string, (scene: Scene, number: number) => Asked])[] = [
    ["in a code block", ({ repository }, number) => repository.comment(number, "```\n/netpol help\n```")],
    ["in an open code block", ({ repository }, number) => repository.comment(number, "~~~sh\n/netpol help")],
    ["in indented code", ({ repository }, number) => repository.comment(number, "words\n\n    /netpol help")],
    ["in code of a list", ({ repository }, number) => repository.comment(number, "- a\n  ```\n  /netpol help\n  ```")],
    ["in code of several lines", ({ repository }, number) => repository.comment(number, "a `b\n/netpol help\n`")],
    ["in preformatted text", ({ repository }, number) => repository.comment(number, "<pre>\n\n/netpol help\n</pre>")],
    ["in a quote", ({ repository }, number) => repository.comment(number, "> /netpol help")],
    ["in an HTML comment", ({ repository }, number) => repository.comment(number, "<!--\n/netpol help\n-->")],
    ["in the middle of a line", ({ repository }, number) => repository.comment(number, "try /netpol help")],
    ["behind another word", ({ repository }, number) => repository.comment(number, "/netpolicy help")],
    ["to a bot", ({ repository }, number) => repository.comment(number, "/netpol help", "renovate[bot]")],
    ["to ourselves", ({ github, repository }, number) => repository.comment(number, "/netpol help", github.bot)],
    [
      "to an edit",
      ({ repository }, number) => {
        const { id } = repository.comment(number, "words");
        return { id, ...repository.editComment(id, "/netpol help") };
      },
    ],
    [
      "to a comment that is deleted",
      ({ repository }, number) => {
        const { id } = repository.comment(number, "/netpol help");
        return { id, ...repository.deleteComment(id) };
      },
    ],
    [
      "on a closed pull request",
      ({ repository }) => {
        repository.push({ branch: "closed", changes: { "README.md": "words\n" } });
        const { number } = repository.openPullRequest({ branch: "closed" });
        repository.closePullRequest(number);
        return repository.comment(number, "/netpol help");
      },
    ],
  ];

  it.concurrent.each(cases)("%s", async (_, ask) => {
    const scene = stage.scene();
    const { repository, send, propose } = scene;
    const number = await propose({ "README.md": "words\n" }, { branch: "open" });
    const ignored = ask(scene, number);
    await send(ignored);
    // What is asked afterwards is answered.
    const asked = repository.comment(number, "/netpol help");
    await send(asked);
    await settled(scene, asked);
    expect(reactionsTo(scene, ignored.id)).toEqual([]);
    expect(replyTo(scene, number, ignored.id)).toBeUndefined();
    expect(repository.comments(number).filter(({ body }) => body.includes("netpol:reply"))).toHaveLength(1);
  });
});

describe("who may ask", () => {
  type May = "everything" | "questions" | "nothing";
  const people: readonly (readonly [
    "private" | "public",
    string,
    Role | "contributor" | "author" | "outsider",
    May,
  ])[] = [
    ["private", "an administrator", "admin", "everything"],
    ["private", "a maintainer", "maintain", "everything"],
    ["private", "a writer", "write", "everything"],
    ["private", "somebody with triage rights", "triage", "everything"],
    ["private", "a reader", "read", "questions"],
    ["private", "the author who cannot write", "author", "everything"],
    ["private", "somebody who cannot read any more", "none", "nothing"],
    ["public", "a collaborator who can read", "read", "questions"],
    ["public", "somebody with triage rights", "triage", "everything"],
    ["public", "a contributor", "contributor", "questions"],
    ["public", "the author from outside", "author", "everything"],
    ["public", "an outsider", "outsider", "nothing"],
  ];

  it.concurrent.each(people)("on a %s repository %s", async (visibility, _, who, may) => {
    const scene = stage.scene({ visibility, files: { "README.md": "words\n" } });
    const { repository, propose, judged, send } = scene;
    if (who === "contributor") {
      repository.push({ branch: "earlier", changes: { "LICENSE.md": "words\n" } });
      const { number } = repository.openPullRequest({ branch: "earlier", by: "alice" });
      repository.mergePullRequest(number);
    } else if (who !== "author" && who !== "outsider") repository.setRole("alice", who);
    const by = who === "author" ? "alice" : "bob";
    const number = await propose({ "README.md": "other words\n" }, { branch: BRANCH, by });
    await judged();
    const question = repository.comment(number, "/netpol help", "alice");
    const recheck = repository.comment(number, "/netpol recheck", "alice");
    await send(question, recheck);
    const reactions = [await settled(scene, question), await settled(scene, recheck)];
    const replies = repository.comments(number).filter(({ body }) => body.includes("netpol:reply"));
    switch (may) {
      case "everything":
        expect(reactions).toEqual([
          ["eyes", "+1"],
          ["eyes", "rocket"],
        ]);
        await judged(2);
        expect(replies).toHaveLength(1);
        return;
      case "questions":
        expect(reactions).toEqual([
          ["eyes", "+1"],
          ["eyes", "confused"],
        ]);
        expect(replies).toHaveLength(2);
        expect(replyTo(scene, number, recheck.id)?.body).toContain("`recheck` is for the author");
        break;
      case "nothing":
        expect(reactions).toEqual([["confused"], ["confused"]]);
        expect(replies).toEqual([]);
        break;
    }
    expect(repository.checkRuns()).toHaveLength(1);
  });
});
