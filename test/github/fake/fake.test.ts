import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Octokit } from "@octokit/rest";
import { Probot, ProbotOctokit } from "probot";
import { extract } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeGitHub, type FakeRepository, filesOfFolder, signWebhook, startFakeGitHub } from "./index.ts";

const FILES = { "README.md": "hello\n", "k8s/web.yaml": "kind: Pod\n", "k8s/deep/db.yaml": "kind: Pod\n" };

const repo = { owner: "acme", repo: "shop" };

/** A client of the installation, as Probot makes it from the app's key. */
async function installed(fake: FakeGitHub): Promise<Octokit> {
  const probot = new Probot({
    appId: fake.app.id,
    privateKey: fake.app.privateKey,
    secret: "a secret of at least thirty-two characters",
    baseUrl: fake.url,
    logLevel: "fatal",
    Octokit: ProbotOctokit.defaults((options: object) => ({
      ...options,
      retry: { enabled: false },
      throttle: { enabled: false },
    })),
  });
  await probot.ready();
  const app = await probot.auth();
  const { data: installations } = await app.request("GET /app/installations");
  return (await probot.auth(installations[0]?.id)) as unknown as Octokit;
}

async function statusOf(promise: Promise<unknown>): Promise<number> {
  return promise.then(
    () => 0,
    (error: unknown) => (error as { status: number }).status,
  );
}

describe("the fake GitHub", () => {
  let fake: FakeGitHub;
  let shop: FakeRepository;
  let octokit: Octokit;

  beforeEach(async () => {
    fake = await startFakeGitHub();
    shop = fake.createRepository({
      owner: "acme",
      name: "shop",
      files: FILES,
      roles: { alice: "write", bob: "triage" },
    });
    octokit = await installed(fake);
  });

  afterEach(async () => {
    await fake.close();
  });

  describe("git", () => {
    test("object ids are those of git", () => {
      const folder = mkdtempSync(join(tmpdir(), "fake-github-"));
      try {
        const { sha } = shop.push({
          changes: {
            "a.b": "dot\n",
            "a/b": "slash\n",
            "a-b": "dash\n",
            run: { executable: "#!\n" },
            to: { symlink: "a/b" },
          },
          message: "Names that sort in git's way",
        });
        const { author, tree, parents } = shop.state.store.commits.get(sha) ?? { author: null, tree: "", parents: [] };
        const git = (...args: string[]) =>
          execFileSync("git", args, {
            cwd: folder,
            encoding: "utf8",
            env: {
              PATH: process.env["PATH"],
              HOME: folder,
              GIT_AUTHOR_NAME: author?.name,
              GIT_AUTHOR_EMAIL: author?.email,
              GIT_AUTHOR_DATE: `${author?.time ?? 0} +0000`,
              GIT_COMMITTER_NAME: author?.name,
              GIT_COMMITTER_EMAIL: author?.email,
              GIT_COMMITTER_DATE: `${author?.time ?? 0} +0000`,
            },
          }).trim();
        git("init", "--quiet");
        mkdirSync(join(folder, "a"));
        mkdirSync(join(folder, "k8s/deep"), { recursive: true });
        for (const [path, text] of Object.entries({ ...FILES, "a.b": "dot\n", "a/b": "slash\n", "a-b": "dash\n" })) {
          writeFileSync(join(folder, path), text);
        }
        writeFileSync(join(folder, "run"), "#!\n", { mode: 0o755 });
        symlinkSync("a/b", join(folder, "to"));
        git("add", "--all");
        expect(git("hash-object", "run")).toBe(
          shop.state.store.trees.get(tree)?.find(({ name }) => name === "run")?.sha,
        );
        expect(git("write-tree")).toBe(tree);
        const copy = fake.createRepository({ owner: "acme", name: "copy", files: filesOfFolder(folder) });
        expect(copy.state.store.commits.get(copy.commit("main"))?.tree).toBe(tree);
        // The parent is not in this repository, and git does not mind when told to write the object as it is.
        const text = git("commit-tree", tree, "-m", "Names that sort in git's way");
        const orphan = git("cat-file", "commit", text);
        const withParent = orphan.replace("\nauthor", `\nparent ${parents[0] ?? ""}\nauthor`);
        writeFileSync(join(folder, "commit"), `${withParent}\n`);
        expect(git("hash-object", "-t", "commit", "--literally", "commit")).toBe(sha);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test("a pull request has a test merge whose first parent is the base branch", async () => {
      shop.push({ branch: "topic", changes: { "k8s/web.yaml": "kind: Deployment\n" }, by: "alice" });
      shop.push({ changes: { "README.md": "hello again\n" } });
      const { number } = shop.openPullRequest({ branch: "topic", by: "alice" });
      const { data: pull } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
        ...repo,
        pull_number: number,
      });
      expect(pull.mergeable).toBe(true);
      const sha = pull.merge_commit_sha ?? "";
      const { data: commit } = await octokit.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
        ...repo,
        commit_sha: sha,
      });
      expect(commit.parents.map((parent) => parent.sha)).toEqual([shop.commit("main"), shop.commit("topic")]);
      const files = Object.fromEntries([...shop.files(sha)].map(([path, bytes]) => [path, bytes.toString()]));
      expect(files).toEqual({ ...FILES, "README.md": "hello again\n", "k8s/web.yaml": "kind: Deployment\n" });
      expect(shop.commit(`pull/${number}/merge`)).toBe(sha);
      expect(fake.violations).toEqual([]);
    });

    test("a conflict has no test merge, and one that is computed is unknown", async () => {
      shop.push({ branch: "topic", changes: { "README.md": "mine\n" } });
      const { number } = shop.openPullRequest({ branch: "topic" });
      const get = async () =>
        (await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", { ...repo, pull_number: number })).data;
      const before = await get();
      fake.limits.pendingMergeReads = 1;
      shop.push({ changes: { "README.md": "theirs\n" } });
      expect(await get()).toMatchObject({ mergeable: null, merge_commit_sha: before.merge_commit_sha });
      expect(await get()).toMatchObject({ mergeable: false, merge_commit_sha: null, base: { sha: before.base.sha } });
      expect(fake.violations).toEqual([]);
    });

    test("trees, blobs and contents, truncated or too large when told so", async () => {
      shop.push({
        changes: { link: { symlink: "k8s/web.yaml" }, sub: { submodule: "1".repeat(40) }, run: { executable: "#!" } },
      });
      const tree = async (sha: string) =>
        (
          await octokit.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
            ...repo,
            tree_sha: sha,
            recursive: "1",
          })
        ).data;
      const { tree: entries, truncated } = await tree("main");
      expect(truncated).toBe(false);
      expect(entries.map(({ path, mode, type }) => `${mode} ${type} ${path}`)).toEqual([
        "100644 blob README.md",
        "040000 tree k8s",
        "040000 tree k8s/deep",
        "100644 blob k8s/deep/db.yaml",
        "100644 blob k8s/web.yaml",
        "120000 blob link",
        "100755 blob run",
        "160000 commit sub",
      ]);
      const blob = entries[4]?.sha ?? "";
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
        ...repo,
        file_sha: blob,
      });
      expect(Buffer.from(data.content, "base64").toString()).toBe("kind: Pod\n");
      const raw = await octokit.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
        ...repo,
        file_sha: blob,
        mediaType: { format: "raw" },
      });
      expect(Buffer.from(raw.data as unknown as ArrayBuffer).toString()).toBe("kind: Pod\n");
      const { data: file } = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", {
        ...repo,
        path: "link",
      });
      expect(file).toMatchObject({ type: "file", path: "k8s/web.yaml" });
      const { data: root } = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", { ...repo, path: "" });
      expect(root).toHaveLength(5);

      fake.limits.treeEntries = 3;
      expect(await tree("main")).toMatchObject({ truncated: true });
      fake.limits.blobBytes = 5;
      expect(
        await statusOf(octokit.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", { ...repo, file_sha: blob })),
      ).toBe(403);
      expect(fake.violations).toEqual([]);
    });

    test("the archive is a tar with one folder at its top", async () => {
      const long = `${"a".repeat(90)}/${"ü".repeat(60)}.yaml`;
      const { sha } = shop.push({ changes: { [long]: "long\n", link: { symlink: "README.md" } } });
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/tarball/{ref}", { ...repo, ref: sha });
      const names: string[] = [];
      const tar = extract();
      tar.on("entry", ({ name, type }, stream, next) => {
        names.push(`${type} ${name}`);
        stream.resume().on("end", next);
      });
      const finished = new Promise((resolve, reject) => tar.on("finish", () => resolve(undefined)).on("error", reject));
      tar.end(gunzipSync(Buffer.from(data as ArrayBuffer)));
      await finished;
      const folder = `acme-shop-${sha.slice(0, 7)}`;
      expect(names).toContain(`file ${folder}/k8s/web.yaml`);
      expect(names).toContain(`file ${folder}/${long}`);
      expect(names).toContain(`symlink ${folder}/link`);
      expect(fake.countRequests()).toMatchObject({ "repos/download-tarball-archive": 1, codeload: 1 });
    });

    test("comparisons reach into forks", async () => {
      const fork = shop.fork("mallory");
      fork.push({ branch: "evil", changes: { "README.md": "mine\n" } });
      shop.push({ changes: { other: "x" } });
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
        ...repo,
        basehead: "main...mallory:evil",
      });
      expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1 });
      expect(data.merge_base_commit.sha).toBe(fork.commit("main"));
      expect(fake.violations).toEqual([]);
    });
  });

  describe("who may ask", () => {
    test("a token ends, and is for what the app may do", async () => {
      await octokit.request("GET /repos/{owner}/{repo}", repo);
      fake.expireTokens();
      expect(
        await statusOf(
          new Octokit({ baseUrl: fake.url, auth: "ghs_1_old" }).request("GET /repos/{owner}/{repo}", repo),
        ),
      ).toBe(401);
      const wrongKey = new Octokit({ baseUrl: fake.url, auth: "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjQ3MTF9.AAAA" });
      expect(await statusOf(wrongKey.request("GET /app"))).toBe(401);
      expect(await statusOf(new Octokit({ baseUrl: fake.url }).request("GET /repos/{owner}/{repo}", repo))).toBe(404);
    });

    test("permissions are those of the app", async () => {
      const weak = await startFakeGitHub({ permissions: { metadata: "read", pull_requests: "read" } });
      try {
        const repository = weak.createRepository({ owner: "acme", name: "shop", files: FILES });
        repository.push({ branch: "topic", changes: { x: "x" } });
        repository.openPullRequest({ branch: "topic" });
        const client = await installed(weak);
        const comment = { ...repo, issue_number: 1, body: "hi" };
        expect(
          await statusOf(client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", comment)),
        ).toBe(403);
        expect(weak.violations).toEqual([]);
      } finally {
        await weak.close();
      }
    });

    test("roles of people, with GitHub's legacy names", async () => {
      const permission = async (username: string) =>
        (await octokit.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", { ...repo, username }))
          .data;
      expect(await permission("alice")).toMatchObject({ permission: "write", role_name: "write" });
      expect(await permission("bob")).toMatchObject({ permission: "read", role_name: "triage" });
      expect(await statusOf(permission("nobody"))).toBe(404);
    });

    test("a person comments, but cannot make check runs", async () => {
      shop.push({ branch: "topic", changes: { x: "x" } });
      shop.openPullRequest({ branch: "topic" });
      const person = new Octokit({ baseUrl: `${fake.url}/api/v3`, auth: fake.createUserToken("alice") });
      await person.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...repo,
        issue_number: 1,
        body: "hi",
      });
      expect(shop.comments(1)).toMatchObject([{ body: "hi", author: { login: "alice" }, viaApp: "person" }]);
      const run = { ...repo, name: "netpol", head_sha: shop.commit("topic") };
      expect(await statusOf(person.request("POST /repos/{owner}/{repo}/check-runs", run))).toBe(403);
      expect((await person.request("GET /user")).data.login).toBe("alice");
      expect(fake.violations).toEqual([]);
    });
  });

  describe("what the app writes", () => {
    beforeEach(() => {
      shop.push({ branch: "topic", changes: { x: "x" } });
      shop.openPullRequest({ branch: "topic", by: "alice" });
    });

    const comments = "/repos/{owner}/{repo}/issues/{issue_number}/comments" as const;

    test("comments and reactions", async () => {
      const { data } = await octokit.request(`POST ${comments}`, { ...repo, issue_number: 1, body: "one" });
      expect(data.user?.login).toBe(fake.bot);
      expect(data.performed_via_github_app?.id).toBe(fake.app.id);
      const one = { ...repo, comment_id: data.id };
      await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...one, body: "two" });
      const react = () =>
        octokit.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
          ...one,
          content: "eyes",
        });
      expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
      expect(shop.comments(1)).toMatchObject([{ body: "two", history: ["one"] }]);
      expect(fake.echoes.map(({ event, action }) => `${event}.${action}`)).toEqual([
        "issue_comment.created",
        "issue_comment.edited",
      ]);
      shop.lock(1);
      expect(await statusOf(octokit.request(`POST ${comments}`, { ...repo, issue_number: 1, body: "three" }))).toBe(
        403,
      );
      expect(fake.violations).toEqual([]);
    });

    test("comments of a repository, the newest first when asked so, since a time", async () => {
      const list = async (query: object) => {
        const { data } = await octokit.request("GET /repos/{owner}/{repo}/issues/comments", { ...repo, ...query });
        return data.map(({ body }) => body);
      };
      for (const body of ["one", "two", "three"]) shop.comment(1, body);
      expect(await list({})).toEqual(["one", "two", "three"]);
      expect(await list({ direction: "desc" })).toEqual(["one", "two", "three"]);
      expect(await list({ sort: "created", direction: "desc", per_page: 2 })).toEqual(["three", "two"]);
      expect(await list({ since: "2999-01-01T00:00:00Z" })).toEqual([]);
    });

    test("references by the beginning of their names", async () => {
      const list = async (ref: string) => {
        const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", { ...repo, ref });
        return data.map(({ ref: name, object }) => [name, object.sha]);
      };
      expect(await list("heads/to")).toEqual([["refs/heads/topic", shop.commit("topic")]]);
      expect(await list("heads/gh-readonly-queue/")).toEqual([]);
      const { headSha } = shop.enqueue([1]);
      expect(await list("heads/gh-readonly-queue/")).toEqual([
        [expect.stringMatching(/^refs\/heads\/gh-readonly-queue\/main\/pr-1-/), headSha],
      ]);
    });

    test("lists have pages", async () => {
      for (let index = 0; index < 5; index += 1) shop.comment(1, `comment ${index}`, "alice");
      const list = { ...repo, issue_number: 1, per_page: 2 };
      const first = await octokit.request(`GET ${comments}`, list);
      expect(first.headers.link).toContain('page=3>; rel="last"');
      const all = await new Octokit({ baseUrl: fake.url, auth: fake.createUserToken("alice") }).paginate(
        `GET ${comments}`,
        list,
      );
      expect(all.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4].map((index) => `comment ${index}`));
    });

    test("check runs: annotations are added, a conclusion completes, the newest of a name is shown", async () => {
      const head_sha = shop.commit("topic");
      const { data: run } = await octokit.request("POST /repos/{owner}/{repo}/check-runs", {
        ...repo,
        name: "netpol",
        head_sha,
        status: "in_progress",
        external_id: "pr:1",
      });
      const annotation = { path: "x", start_line: 1, end_line: 1, annotation_level: "notice" as const, message: "m" };
      for (const _ of [1, 2]) {
        await octokit.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
          ...repo,
          check_run_id: Number(run.id),
          conclusion: "success",
          output: { title: "t", summary: "s", annotations: [annotation] },
        });
      }
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
        ...repo,
        ref: head_sha,
        app_id: fake.app.id,
      });
      expect(data.check_runs).toMatchObject([
        {
          id: run.id,
          status: "completed",
          conclusion: "success",
          external_id: "pr:1",
          output: { annotations_count: 2 },
        },
      ]);
      expect(data.check_runs[0]?.pull_requests.map(({ number }) => number)).toEqual([1]);
      expect(fake.violations).toEqual([]);
    });

    test.each<[string, Record<string, unknown>, number]>([
      ["a key that GitHub does not know", { sumary: "s" }, 500],
      [
        "51 annotations",
        { output: { title: "t", summary: "s", annotations: Array.from({ length: 51 }, () => ({})) } },
        500,
      ],
      ["completed without a conclusion", { status: "completed" }, 422],
      ["a summary of more bytes than characters allow", { output: { title: "t", summary: "ü".repeat(40_000) } }, 422],
      ["a status that only Actions may set", { status: "waiting" }, 500],
    ])("a check run with %s is a violation", async (_, wrong, status) => {
      const body = { ...repo, name: "netpol", head_sha: shop.commit("topic"), ...wrong };
      expect(await statusOf(octokit.request("POST /repos/{owner}/{repo}/check-runs", body))).toBe(status);
      expect(fake.violations).toHaveLength(1);
    });

    test("a comment of more than 262,144 bytes is refused", async () => {
      const post = (body: string) => octokit.request(`POST ${comments}`, { ...repo, issue_number: 1, body });
      expect(await statusOf(post("x".repeat(262_144)))).toBe(0);
      expect(await statusOf(post("x".repeat(262_145)))).toBe(422);
      expect(fake.violations).toHaveLength(1);
    });

    test("an operation that GitHub has not is a violation", async () => {
      expect(await statusOf(octokit.request("GET /repos/{owner}/{repo}/nonsense", repo))).toBe(500);
      expect(fake.violations).toMatchObject([{ where: "GET /repos/acme/shop/nonsense" }]);
    });
  });

  describe("what goes wrong", () => {
    const get = () => octokit.request("GET /repos/{owner}/{repo}", repo);

    test("limits name the time of the next try", async () => {
      fake.fail({ operation: "repos/get", times: 1, fault: { kind: "secondary-limit", status: 429, retryAfter: 7 } });
      await expect(get()).rejects.toMatchObject({ status: 429, response: { headers: { "retry-after": "7" } } });
      fake.limits.requestsPerHour = 0;
      await expect(get()).rejects.toMatchObject({
        status: 403,
        response: { headers: { "x-ratelimit-remaining": "0" } },
      });
      fake.limits.requestsPerHour = 5000;
      expect((await get()).status).toBe(200);
    });

    test("an answer may be lost after the work is done, or the connection", async () => {
      shop.push({ branch: "topic", changes: { x: "x" } });
      shop.openPullRequest({ branch: "topic" });
      const post = () =>
        octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...repo,
          issue_number: 1,
          body: "hi",
        });
      fake.fail({
        operation: "issues/create-comment",
        times: 1,
        effect: "done",
        fault: { kind: "status", status: 502 },
      });
      expect(await statusOf(post())).toBe(502);
      expect(shop.comments(1)).toHaveLength(1);
      fake.fail({ operation: "issues/create-comment", times: 1, fault: { kind: "cut" } });
      expect(await statusOf(post())).not.toBe(0);
      expect(shop.comments(1)).toHaveLength(1);
      fake.fail({ operation: "repos/get", times: 1, fault: { kind: "cut" } });
      const half = await fetch(`${fake.url}/repos/acme/shop`, {
        headers: { authorization: `token ${fake.createUserToken("alice")}` },
      });
      await expect(half.text()).rejects.toThrow();
      expect(fake.violations).toEqual([]);
    });

    test("requests can be held", async () => {
      const hold = fake.hold({ operation: "repos/get", at: "answer" });
      const answer = get();
      expect(await hold.reached).toMatchObject({ operation: "repos/get" });
      hold.release();
      expect((await answer).status).toBe(200);
    });

    test("what has not changed is not sent again and costs nothing", async () => {
      const first = await get();
      const again = octokit.request("GET /repos/{owner}/{repo}", {
        ...repo,
        headers: { "if-none-match": first.headers.etag ?? "" },
      });
      await expect(again).rejects.toMatchObject({
        status: 304,
        response: { headers: { "x-ratelimit-used": first.headers["x-ratelimit-used"] } },
      });
    });
  });

  describe("webhooks", () => {
    interface Received {
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }

    /** A server that keeps what it receives and answers with the next of `statuses`, then 200. */
    async function receiver(statuses: number[]): Promise<{ url: string; received: Received[]; close: () => void }> {
      const received: Received[] = [];
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
          response.writeHead(statuses.shift() ?? 200).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        received,
        close: () => server.close(),
      };
    }

    test("everything that people do is told in GitHub's words", () => {
      const fork = shop.fork("mallory");
      fork.push({ branch: "topic", changes: { x: "x" } });
      shop.push({ branch: "release", changes: { y: "y" } });
      shop.push({ branch: "other", changes: { z: "z" } });
      const { number, webhooks: opened } = shop.openPullRequest({ branch: "topic", from: fork, stage: "draft" });
      const { number: own } = shop.openPullRequest({ branch: "other", by: "alice" });
      const comment = shop.comment(number, "/netpol help", "mallory");
      const group = shop.enqueue([number, own]);
      const all = [
        ...opened,
        ...shop.markReady(number).webhooks,
        ...fork.push({ branch: "topic", changes: { x: "xx" } }).webhooks,
        ...shop.editBase(number, "release").webhooks,
        ...shop.editTitle(number, "Better").webhooks,
        ...shop.convertToDraft(number).webhooks,
        ...shop.closePullRequest(number).webhooks,
        ...shop.reopenPullRequest(number).webhooks,
        ...comment.webhooks,
        ...shop.editComment(comment.id, "/netpol explain").webhooks,
        ...shop.deleteComment(comment.id).webhooks,
        ...shop.rerequestSuite(fork.commit("topic")).webhooks,
        ...group.webhooks,
        ...shop.dequeue(group.headSha, "merged").webhooks,
        ...shop.mergePullRequest(own, "alice").webhooks,
      ];
      expect(all.map(({ event, action }) => `${event}.${action}`)).toEqual([
        "pull_request.opened",
        "pull_request.ready_for_review",
        "pull_request.synchronize",
        "pull_request.edited",
        "pull_request.edited",
        "pull_request.converted_to_draft",
        "pull_request.closed",
        "pull_request.reopened",
        "issue_comment.created",
        "issue_comment.edited",
        "issue_comment.deleted",
        "check_suite.rerequested",
        "merge_group.checks_requested",
        "merge_group.destroyed",
        "pull_request.closed",
      ]);
      expect(fake.violations).toEqual([]);
    });

    test("a pull request outlives its fork", async () => {
      const fork = shop.fork("mallory");
      fork.push({ branch: "topic", changes: { x: "x" } });
      const { number } = shop.openPullRequest({ branch: "topic", from: fork });
      fork.remove();
      const pull = { ...repo, pull_number: number };
      const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", pull);
      expect(data).toMatchObject({ mergeable: true, head: { repo: null, ref: "topic" } });
      expect(shop.closePullRequest(number).webhooks).toHaveLength(1);
      expect(fake.violations).toEqual([]);
    });

    test("check events of forks name no pull request", async () => {
      const fork = shop.fork("mallory");
      fork.push({ branch: "topic", changes: { x: "x" } });
      shop.openPullRequest({ branch: "topic", from: fork });
      const run = { ...repo, name: "netpol", head_sha: fork.commit("topic") };
      const { data } = await octokit.request("POST /repos/{owner}/{repo}/check-runs", run);
      const webhooks = [
        ...shop.rerequestRun(Number(data.id)).webhooks,
        ...shop.requestAction(Number(data.id), "ok", "alice").webhooks,
      ];
      expect(webhooks.map(({ payload }) => payload["check_run"])).toMatchObject([
        { pull_requests: [], check_suite: { head_branch: null, pull_requests: [] } },
        { pull_requests: [], check_suite: { head_branch: null, pull_requests: [] } },
      ]);
      expect(fake.violations).toEqual([]);
    });

    test("deliveries are signed, written down, and sent again when asked", async () => {
      const target = await receiver([500]);
      try {
        shop.push({ branch: "topic", changes: { x: "x" } });
        const { webhooks } = shop.openPullRequest({ branch: "topic" });
        const secret = "It's a Secret to Everybody";
        expect(await fake.deliver(webhooks, { url: target.url, secret })).toEqual([500]);
        expect(await fake.deliver(webhooks, { url: "http://127.0.0.1:9/", secret })).toEqual([0]);
        const probot = new Probot({
          appId: fake.app.id,
          privateKey: fake.app.privateKey,
          baseUrl: fake.url,
          logLevel: "fatal",
        });
        await probot.ready();
        const app = await probot.auth();
        const failures = await app.request("GET /app/hook/deliveries", { status: "failure" });
        expect(failures.data).toMatchObject([{ status_code: 500 }]);
        const { data } = await app.request("GET /app/hook/deliveries");
        expect(data).toMatchObject([
          { status_code: 0 },
          { status_code: 500, redelivery: false, event: "pull_request" },
        ]);
        await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: Number(data[1]?.id) });
        await fake.until(() => fake.deliveries.length === 3);
        expect(fake.deliveries[2]).toMatchObject({ statusCode: 200, attempt: "redelivery" });
        expect(target.received.map(({ headers }) => headers["x-github-delivery"])).toEqual([
          webhooks[0]?.guid,
          webhooks[0]?.guid,
        ]);
        expect(target.received[0]?.headers["x-hub-signature-256"]).toMatch(/^sha256=[0-9a-f]{64}$/);
        expect(fake.violations).toEqual([]);
      } finally {
        target.close();
      }
    });

    test("Probot accepts the signature, and no other", async () => {
      shop.push({ branch: "topic", changes: { x: "x" } });
      const [webhook] = shop.openPullRequest({ branch: "topic" }).webhooks;
      if (webhook === undefined) throw new Error("no webhook");
      const secret = "a secret of at least thirty-two characters";
      const { body, headers } = signWebhook(webhook, secret);
      const probot = new Probot({ appId: fake.app.id, privateKey: fake.app.privateKey, secret, logLevel: "fatal" });
      await probot.ready();
      const heads: string[] = [];
      probot.on("pull_request.opened", ({ payload }) => void heads.push(payload.pull_request.head.sha));
      const receive = (signature: string) =>
        probot.webhooks.verifyAndReceive({
          id: webhook.guid,
          name: webhook.event,
          payload: body.toString(),
          signature,
        });
      await receive(headers["x-hub-signature-256"] ?? "");
      expect(heads).toEqual([shop.commit("topic")]);
      await expect(receive(`sha256=${"0".repeat(64)}`)).rejects.toThrow();
    });
  });
});
