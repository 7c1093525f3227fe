/** What a repository may hold: large trees, links, submodules, large files, or nothing at all. */
import { expect, it } from "vitest";
import { policy, SHOP } from "./shop.ts";
import { BRANCH, setStage } from "./stage.ts";

const stage = setStage();

const POLICY = "k8s/policy.yaml";

/** More than is read of one file. */
const LARGE = `# ${"x".repeat(1024 * 1024)}\n`;

it.concurrent("reads a tree directory by directory where GitHub cuts its list", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`apps/${String(index % 6)}/${String(index)}.txt`, "words\n"]),
  );
  const { github, repository, isAsked, propose, judged, said } = stage.scene({ files: { ...SHOP, ...many } });
  // Less than this tree has, more than any other of this file.
  github.limits.treeEntries = 100;
  const number = await propose({ [POLICY]: policy("frontend") });
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  expect(await said(number)).toContain("`shop/Deployment/web` | `shop/Deployment/db`");
  expect(await said(number)).not.toContain("not listed completely");
  const listings = github.requests.filter((request) => isAsked(request) && request.operation === "git/get-tree");
  expect(listings.filter(({ path }) => !path.includes("recursive")).length).toBeGreaterThan(0);
  expect(repository.checkRuns()).toHaveLength(1);
});

it.concurrent(
  "follows links within the repository, and names what else a change brings that it did not read",
  async () => {
    const { propose, judged, said } = stage.scene({
      files: { ...SHOP, "shared/policy.yaml": policy("web"), [POLICY]: { symlink: "../shared/policy.yaml" } },
    });
    const number = await propose({
      "shared/policy.yaml": policy("frontend"),
      "k8s/large.yaml": LARGE,
      "outside.yaml": { symlink: "../../etc/passwd.yaml" },
      vendored: { submodule: "4".repeat(40) },
    });
    expect(await judged()).toMatchObject({ conclusion: "failure" });
    const comment = await said(number);
    expect(comment).toContain("`shop/Deployment/web` | `shop/Deployment/db`");
    for (const named of ["k8s/large.yaml", "outside.yaml", "vendored"]) expect(comment).toContain(named);
  },
);

it.concurrent.each([
  ["of a repository without manifests", { "README.md": "words\n" }, { "README.md": "other words\n" }],
  ["that comes to an empty repository", {}, { "README.md": "words\n" }],
] as const)("reports success for a change %s, without a comment", async (_, files, changes) => {
  const { repository, propose, judged } = stage.scene({ files });
  const number = await propose(changes);
  const run = await judged();
  expect(run).toMatchObject({ conclusion: "success", output: { title: "No NetworkPolicy-relevant change" } });
  expect(repository.comments(number)).toEqual([]);
});

it.concurrent("shows the first manifests of an empty repository", async () => {
  const { propose, judged, said } = stage.scene({ files: {} });
  const number = await propose(SHOP);
  expect((await judged()).output.title).toContain("2 new workloads");
  expect(await said(number)).toContain("shop");
});

it.concurrent("shows what is gone where a change deletes every file", async () => {
  const { propose, judged, said } = stage.scene();
  const number = await propose(Object.fromEntries(Object.keys(SHOP).map((path) => [path, null])));
  expect((await judged()).output.title).toContain("2 workloads gone");
  expect(await said(number)).toContain("gone");
});

it.concurrent("reads an archive where many files are new to it, also with links and large files in it", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`k8s/config-${String(index)}.yaml`, `# ${String(index)}\n`]),
  );
  const { github, isAsked, propose, judged, said } = stage.scene({
    files: { ...SHOP, ...many, "k8s/link.yaml": { symlink: "config-1.yaml" } },
  });
  const number = await propose({ [POLICY]: policy("frontend") });
  expect(await judged()).toMatchObject({ conclusion: "neutral" });
  await said(number, "newly denied");
  const asked = github.requests.filter(isAsked).map(({ operation }) => operation);
  expect(asked.filter((operation) => operation === "codeload")).toHaveLength(1);
  expect(asked.filter((operation) => operation === "git/get-blob").length).toBeLessThan(5);
});

it.concurrent(
  "judges with the configuration of the base, and says that a changed one takes effect after the merge",
  async () => {
    const { repository, propose, judged, said, send } = stage.scene();
    const number = await propose({ ".github/netpol.yml": "nonsense: [\n" });
    expect(await judged()).toMatchObject({ conclusion: "neutral" });
    expect(await said(number)).toContain("once merged, this refuses the whole configuration");
    await send(repository.push({ branch: BRANCH, changes: { [POLICY]: policy("frontend") } }));
    expect(await judged(2)).toMatchObject({ conclusion: "neutral" });
    expect(await said(number, "newly denied")).toContain("takes effect after the merge");
  },
);

it.concurrent.each([
  ["a submodule", { k8s: { submodule: "4".repeat(40) }, [POLICY]: null }],
  ["bytes that are no text", { [POLICY]: "\0\u0001" }],
] as const)("fails the check where the policies are replaced by %s", async (_, changes) => {
  const { propose, judged, said } = stage.scene();
  const number = await propose(changes);
  expect(await judged()).toMatchObject({ conclusion: "failure" });
  expect(await said(number)).toContain("is taken to stay as it was before the change");
});

it.concurrent("fails the check while the configuration of the base holds a mistake", async () => {
  const config = "rules: { isolatoin-lost: failure }\n";
  const { propose, judged, said } = stage.scene({ files: { ...SHOP, ".github/netpol.yml": config } });
  const number = await propose({ [POLICY]: policy("frontend") });
  expect(await judged()).toMatchObject({ conclusion: "failure" });
  expect(await said(number)).toContain("did you mean `isolation-lost`?");
});
