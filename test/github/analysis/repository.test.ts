/** What is said of a repository rather than of one of its roots is told once, and what matters is told openly. */
import { describe, expect, it } from "vitest";
import type { Files } from "../../support/change.ts";
import { review } from "./review.ts";

const web = (namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } } }
`;
const policy = (namespace: string, name = "web"): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }
`;
const overlay = (name: string): Files => ({
  [`${name}/kustomization.yaml`]: "resources: [web.yaml, np.yaml]\n",
  [`${name}/web.yaml`]: web(name),
  [`${name}/np.yaml`]: policy(name),
});

const REPOSITORIES: readonly (readonly [string, Files])[] = [
  ["one root", overlay("prod")],
  ["several roots", { ...overlay("prod"), ...overlay("dev") }],
];

function countIn(text: string, words: string): number {
  return text.split(words).length - 1;
}

describe.each(REPOSITORIES)("in a repository of %s", (_, files) => {
  const forgotten = { "prod/extra.yaml": policy("prod", "extra") };
  const WORDS = "in no kustomization: not applied, no flows";

  it.each([
    ["added", files],
    ["edited", { ...files, "prod/extra.yaml": policy("prod", "older") }],
  ])("a policy that is %s and that no kustomization lists is told openly, once, at its file", async (_case, base) => {
    const { check, comment, commentWanted } = await review(base, { ...files, ...forgotten });
    expect([check.conclusion, commentWanted]).toEqual(["neutral", "always"]);
    expect(check.annotations).toMatchObject([{ path: "prod/extra.yaml", line: 1, level: "warning" }]);
    expect(countIn(check.summary, WORDS)).toBe(1);
    expect(countIn(comment.split("<details>", 1)[0] ?? "", WORDS)).toBe(1);
    expect(countIn(comment, WORDS)).toBe(1);
  });

  it("one that stands as it was is not told anew", async () => {
    const standing = { ...files, ...forgotten };
    const { check, commentWanted } = await review(standing, { ...standing, "prod/web.yaml": `${web("prod")}# more\n` });
    expect([check.conclusion, commentWanted]).toEqual(["success", "when-there-is-one"]);
    expect(check.summary).not.toContain(WORDS);
  });

  it("a configuration that changes, and one under another name, are told once", async () => {
    const { check, comment } = await review(
      { ...files, ".github/netpol.yml": "mode: advisory\n" },
      { ...files, ".github/netpol.yml": "mode: enforce\n", ".github/netpol.yaml": "mode: advisory\n" },
    );
    for (const text of [check.summary, comment]) {
      expect(countIn(text, "takes effect after the merge")).toBe(1);
      expect(countIn(text, "this file is not the configuration")).toBe(1);
    }
  });

  it("what was remarked about a root that did not change is told", async () => {
    const odd = web("prod").replace("metadata: { labels", "metadata: { lables: {}, labels");
    const { check } = await review(files, { ...files, "prod/web.yaml": odd });
    expect(check.summary).toContain("`unknown-field`");
    expect(check.summary).toContain("lables");
  });
});
