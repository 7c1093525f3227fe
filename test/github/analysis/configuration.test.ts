/** What a review says of the configuration of both sides, in repositories of one root and of several. */
import { describe, expect, it } from "vitest";
import { createAnalyst } from "../../../src/github/analysis/analyse.ts";
import { CONFIG_PATH } from "../../../src/config/index.ts";
import { snapshotOf, type Files } from "../../support/change.ts";
import { renderDirectories } from "../../support/renderer.ts";
import { review } from "./review.ts";

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } } }
`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }
`;

const REPOSITORIES: readonly (readonly [string, Files])[] = [
  ["one root", { "k8s/web.yaml": WEB, "k8s/np.yaml": POLICY }],
  [
    "several roots",
    {
      "dev/kustomization.yaml": "resources: [web.yaml, np.yaml]\n",
      "dev/web.yaml": WEB,
      "dev/np.yaml": POLICY,
      "prod/kustomization.yaml": "resources: [web.yaml, np.yaml]\n",
      "prod/web.yaml": WEB,
      "prod/np.yaml": POLICY,
    },
  ],
];

const BROKEN = "mode: advisory\nrules:\n  isolation-loss: off\n";
const VALID = BROKEN.replace("loss", "lost");

describe.each(REPOSITORIES)("in a repository of %s", (_, files) => {
  const withConfig = (text: string, more: Files = {}): Files => ({ ...files, ...more, [CONFIG_PATH]: text });
  const touched = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, path.endsWith("web.yaml") ? `${text}# more\n` : text]),
  );

  it.each([
    ["none", files],
    ["a valid one", withConfig("mode: advisory\n")],
  ])("a change that breaks the configuration says where, when the base has %s", async (_case, base) => {
    const { check, comment, commentWanted } = await review(base, withConfig(BROKEN));
    expect([check.conclusion, commentWanted]).toEqual(["neutral", "always"]);
    expect(check.title).toContain("1 warning");
    expect(check.annotations).toMatchObject([{ path: CONFIG_PATH, line: 3, level: "warning" }]);
    for (const text of [check.summary, comment, check.annotations[0]?.message]) {
      expect(text).toContain("once merged, this refuses the whole configuration");
      expect(text).toContain("isolation-lost");
    }
    const open = comment.split("<details>", 1)[0];
    expect(open).toContain(`https://github.test/head/${CONFIG_PATH}#L3`);
  });

  it("a valid configuration that changes is no warning", async () => {
    const { check } = await review(withConfig("mode: advisory\n"), withConfig(VALID));
    expect([check.conclusion, check.annotations]).toEqual(["success", []]);
    expect(check.summary).toContain("takes effect after the merge");
  });

  it("a broken base fails a change of anything else, and of nothing", async () => {
    for (const head of [withConfig(BROKEN), { ...touched, [CONFIG_PATH]: BROKEN }]) {
      const { check, comment, commentWanted, failing } = await review(withConfig(BROKEN), head);
      expect([check.conclusion, commentWanted, failing]).toEqual(["failure", "always", null]);
      expect(check.title).toContain("onfiguration of the base is broken");
      expect(check.annotations).toEqual([]);
      for (const text of [check.summary, comment]) {
        expect(text).toContain("of the base: unknown key");
        expect(text).toContain(`https://github.test/base/${CONFIG_PATH}#L3`);
        expect(text).not.toContain("Changed files that could not be analysed");
      }
    }
  });

  it.each([
    ["mends", withConfig(VALID)],
    ["deletes", files],
  ])("a change that %s the broken configuration and nothing else passes, and says so", async (_case, head) => {
    const { check, comment, failing } = await review(withConfig(BROKEN), head);
    expect([check.conclusion, failing]).toEqual(["success", null]);
    for (const text of [check.summary, comment])
      expect(text).toContain("the configuration of the base is broken, and this");
  });

  it("a change that mends it and touches a root, or breaks it in another way, fails", async () => {
    for (const head of [{ ...touched, [CONFIG_PATH]: VALID }, withConfig(BROKEN.replace("loss", "last"))]) {
      const { check } = await review(withConfig(BROKEN), head);
      expect(check.conclusion).toBe("failure");
      expect(check.summary).toContain("of the base: unknown key");
      expect(check.annotations.filter(({ path, level }) => path === CONFIG_PATH && level === "failure")).toEqual([]);
    }
  });

  it("a change that mends it passes no manifest, not even one in the file itself", async () => {
    const { check } = await review(withConfig(`${BROKEN}---\n${POLICY}`), withConfig(VALID));
    expect(check.conclusion).toBe("failure");
  });

  it("a change that mends it beside something that was not read fails", async () => {
    const { result } = await createAnalyst(renderDirectories)({
      type: "review",
      installation: 1,
      subject: {
        before: snapshotOf(withConfig(BROKEN)),
        after: { ...snapshotOf(withConfig(VALID)), skipped: [{ path: "big.yaml", reason: "too large" }] },
        pair: { type: "merge-group", base: "b".repeat(40), head: "c".repeat(40) },
        names: { base: "main", head: "change" },
        addresses: { base: "https://github.test/base", head: "https://github.test/head" },
      },
    });
    expect(result).toMatchObject({ type: "review", review: { check: { conclusion: "failure" } } });
  });
});

it("a change that mends the configuration passes beside what no root reads", async () => {
  const [, files] = REPOSITORIES[1] ?? ["", {}];
  const head = { ...files, "notes.yaml": "# words\n", [CONFIG_PATH]: VALID };
  const { check } = await review({ ...files, [CONFIG_PATH]: BROKEN }, head);
  expect(check.conclusion).toBe("success");
});

describe("words that mean nothing", () => {
  const [, several] = REPOSITORIES[1] ?? ["", {}];
  const [, single] = REPOSITORIES[0] ?? ["", {}];
  const assertion = (to: string): string => `assertions:\n  - { name: a, deny: { from: internet, to: ${to} } }\n`;

  it.each([
    ["one root", single],
    ["several roots", several],
  ])("are told in the change that brings them, at their place, once: %s", async (_case, files) => {
    const wrong = `${assertion("shop/wep")}waivers:\n  - rule: cut-off\n    reason: x\n    to: [shop/web, shop/wbe]\n`;
    const { check, comment } = await review(files, { ...files, [CONFIG_PATH]: wrong });
    expect(check.annotations).toMatchObject([
      { path: CONFIG_PATH, line: 2, level: "warning" },
      { path: CONFIG_PATH, line: 6, level: "warning" },
    ]);
    for (const text of [check.summary, comment]) {
      expect(text.split("means nothing here")).toHaveLength(3);
      expect(text).toContain("did you mean");
    }
    const right = await review(files, { ...files, [CONFIG_PATH]: assertion("shop/web") });
    expect(right.check.annotations).toEqual([]);
  });

  it("are told once where the base has them already", async () => {
    for (const files of [single, several]) {
      const before = { ...files, [CONFIG_PATH]: assertion("shop/wep") };
      const after = { ...files, [CONFIG_PATH]: `mode: advisory\n${assertion("shop/wep")}` };
      const { check } = await review(before, after);
      expect(check.summary.split("means nothing here")).toHaveLength(2);
    }
  });

  it("are not claimed where something could not be read, and that is said", async () => {
    const invalid = POLICY.replace("{}", "{ matchLabels: { app: -a- } }");
    const files = { ...several, "prod/np.yaml": invalid };
    const { check } = await review(files, { ...files, [CONFIG_PATH]: assertion("shop/wep") });
    expect(check.summary).not.toContain("means nothing here");
    expect(check.summary).toContain("is not known, because of 1 error in the manifests");
  });

  it("are judged in the cluster of the head's configuration", async () => {
    const declared =
      "cluster: { namespaces: { monitoring: {} } }\nassertions:\n  - { name: a, deny: { from: internet, to: monitoring/* } }\n";
    const { check } = await review(several, { ...several, [CONFIG_PATH]: declared });
    expect(check.annotations).toEqual([]);
  });

  it("include patterns of roots, with the nearest name", async () => {
    const environments = "environments:\n  - name: live\n    roots: [prod, stagin]\n";
    const brought = await review(several, { ...several, [CONFIG_PATH]: environments.replace("stagin", "devv") });
    expect(brought.check.annotations).toMatchObject([{ path: CONFIG_PATH, line: 3, level: "warning" }]);
    expect(brought.comment).toContain("means no root; did you mean `dev`?");
    const files = { ...several, [CONFIG_PATH]: environments };
    const standing = await review(files, { ...files, "prod/web.yaml": `${WEB}# more\n` });
    expect(standing.check.summary).toContain("`stagin` of the environment `live` means no root; there are");
    expect(standing.check.conclusion).toBe("success");
  });
});
