import { describe, expect, it } from "vitest";
import { deployment, lineOf, names, NAMESPACE, plan, policy, roots, type Files } from "./repository.ts";

const cases: Readonly<Record<string, { readonly files: Files; readonly roots: readonly string[] }>> = {
  nothing: { files: {}, roots: [". plain <- "] },
  "without any copy": {
    files: { "a/x.yaml": policy("a"), "b/y.json": "{}", "c.tpl": "", ".github/netpol.yml": "a: 1\n" },
    roots: [". plain <- .github/netpol.yml a/x.yaml b/y.json c.tpl"],
  },
  "versions of a product": {
    files: {
      "top.yaml": policy("top"),
      "apps/readme.yaml": "a: 1\n",
      "apps/v1/web.yaml": deployment("web"),
      "apps/v2/sub/web.yaml": deployment("web"),
      "apps/v3/other.yaml": deployment("other"),
      "infra/dns.yaml": policy("dns"),
    },
    roots: [
      ". plain <- apps/readme.yaml infra/dns.yaml top.yaml",
      "apps/v1 plain <- apps/v1/web.yaml",
      "apps/v2 plain <- apps/v2/sub/web.yaml",
      "apps/v3 plain <- apps/v3/other.yaml",
    ],
  },
  "versions in products": {
    files: {
      "a/v1/w.yaml": policy("a"),
      "a/v2/w.yaml": policy("a"),
      "b/v1/w.yaml": policy("b"),
      "b/v2/w.yaml": policy("b"),
      "a/v1/common.yaml": policy("common"),
      "b/common.yaml": policy("common"),
    },
    roots: [
      "a/v1 plain <- a/v1/common.yaml a/v1/w.yaml",
      "a/v2 plain <- a/v2/w.yaml",
      "b plain <- b/common.yaml",
      "b/v1 plain <- b/v1/w.yaml",
      "b/v2 plain <- b/v2/w.yaml",
    ],
  },
  "one above the other": {
    files: {
      "k/a.yaml": policy("a"),
      "k/prod/a.yaml": policy("a"),
      "k/dev/b.yaml": policy("b"),
      "c.yaml": policy("c"),
    },
    roots: [". plain <- c.yaml k/a.yaml", "k/dev plain <- k/dev/b.yaml", "k/prod plain <- k/prod/a.yaml"],
  },
  "two in one directory": {
    files: { "k/a.yaml": policy("a"), "k/b.yaml": policy("a"), "c.yaml": policy("c") + "---\n" + policy("c") },
    roots: [". plain <- c.yaml k/a.yaml k/b.yaml"],
  },
  "names that begin alike are other directories": {
    files: { "a/b/x.yaml": policy("x"), "a-b/x.yaml": policy("x"), "a/bc/y.yaml": policy("y") },
    roots: ["a plain <- a/b/x.yaml a/bc/y.yaml", "a-b plain <- a-b/x.yaml"],
  },
  "what may stand twice": {
    files: {
      "a/namespace.yaml": NAMESPACE,
      "b/namespace.yaml": NAMESPACE,
      "a/patch.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {a: b}}}}\n",
      "b/patch.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {a: c}}}}\n",
      "a/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
      "b/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
      "a/invalid.yaml": policy("INVALID"),
      "b/invalid.yaml": policy("INVALID"),
    },
    roots: [
      ". plain <- a/config.yaml a/invalid.yaml a/namespace.yaml a/patch.yaml b/config.yaml b/invalid.yaml b/namespace.yaml b/patch.yaml",
    ],
  },
  "beside what is rendered, only what has to do with pods and policies": {
    files: {
      "k/kustomization.yaml": "",
      "package.json": "{}",
      "x/kustomization.yaml": "resources: [../y/a.yaml]\n",
      "y/a.yaml": policy("a"),
    },
    roots: ["k kustomization <- k/kustomization.yaml", "x kustomization <- x/kustomization.yaml y/a.yaml"],
  },
};

describe("plain manifests", () => {
  it.each(Object.entries(cases))("%s", (_, { files, roots: expected }) => {
    expect(roots(files)).toEqual(expected);
  });

  it("have a root for what cannot be read", () => {
    expect(roots({ "k/kustomization.yaml": "", "a.yaml": "kind: NetworkPolicy\n  x: [\n" })).toEqual([
      ". plain <- a.yaml",
      "k kustomization <- k/kustomization.yaml",
    ]);
  });
});

describe("both revisions part where the base does", () => {
  const together = { "k/policies/deny.yaml": policy("deny"), "k/apps/web.yaml": deployment("web") };
  const copied = { ...together, "k/apps/copy.yaml": policy("deny") };

  it("a copy in the head stands apart, with a warning naming both places of what will part", () => {
    const { base, head, diagnostics } = plan(together, copied);
    expect(base.map(lineOf)).toEqual([". plain <- k/apps/web.yaml k/policies/deny.yaml", "k/apps/copy.yaml plain <- "]);
    expect(head.map(lineOf)).toEqual([
      ". plain <- k/apps/web.yaml k/policies/deny.yaml",
      "k/apps/copy.yaml plain <- k/apps/copy.yaml",
    ]);
    expect(diagnostics.base).toEqual([]);
    expect(diagnostics.head).toEqual([
      {
        severity: "warning",
        code: "root-split",
        message:
          "NetworkPolicy shop/deny is also defined at `k/apps/copy.yaml:1`: once this is merged, the directories in `k` are " +
          "roots of their own, and flows between them are not seen; where they belong together, keep one definition",
        path: "k/policies/deny.yaml",
        line: 1,
        column: 1,
        alsoAt: "k/apps/copy.yaml",
      },
    ]);
  });

  it("with a notice, where a new version stands beside the one of the base", () => {
    const version = { "apps/v1/web.yaml": deployment("web") };
    const { base, head, diagnostics } = plan(version, { ...version, "apps/v2/web.yaml": deployment("web") });
    expect(base.map(lineOf)).toEqual([". plain <- apps/v1/web.yaml", "apps/v2 plain <- "]);
    expect(head.map(lineOf)).toEqual([". plain <- apps/v1/web.yaml", "apps/v2 plain <- apps/v2/web.yaml"]);
    expect(diagnostics.head.map(({ severity }) => severity)).toEqual(["notice"]);
  });

  it("silently, where the base does", () => {
    expect(names(plan(copied, together).head)).toEqual(["k/apps", "k/policies"]);
    expect(plan(copied, together).diagnostics).toEqual({ base: [], head: [] });
    expect(plan(copied, copied).diagnostics).toEqual({ base: [], head: [] });
  });
});

describe("what the head adds", () => {
  const old = { "apps/web.yaml": deployment("web"), "policies/deny.yaml": policy("deny") };

  it.each<[string, Files, readonly string[]]>([
    ["joins the root around", { ...old, "n/new.yaml": policy("new") }, ["."]],
    [
      "parts below a directory that is new",
      { ...old, "n/v1/a.yaml": policy("a"), "n/v2/a.yaml": policy("a") },
      [".", "n/v1", "n/v2"],
    ],
    [
      "stands apart with all of a new directory that copies something",
      {
        ...old,
        "v2/sub/web.yaml": deployment("web"),
        "v2/extra.yaml": policy("extra"),
        "v3/web.yaml": deployment("web"),
        "v3/extra.yaml": policy("extra"),
      },
      [".", "v2", "v3"],
    ],
    [
      "stays where it was moved to, and the copy goes",
      { "a/web.yaml": deployment("web"), "z/deny.yaml": policy("deny"), "b/deny.yaml": `${policy("deny")}# other\n` },
      [".", "b"],
    ],
    [
      "stays where an object of the base would have no definition",
      { "n/web.yaml": deployment("web"), "n/deny.yaml": policy("deny") },
      ["."],
    ],
    [
      "stays where two old files define the same now",
      { ...old, "policies/deny.yaml": policy("deny") + "---\n" + deployment("web") },
      ["."],
    ],
  ])("%s", (_, head, expected) => {
    expect(names(plan(old, head).head)).toEqual(expected);
    expect(names(plan(old, head).base)).toEqual(expected);
  });
});

describe("environments of the configuration", () => {
  const files = Object.fromEntries(
    ["overlays/prod/eu", "overlays/prod/us", "overlays/dev", "infra/dns"].map((name) => [
      `${name}/kustomization.yaml`,
      "",
    ]),
  );

  it.each([
    [["overlays/prod/*"], ["overlays/prod/eu", "overlays/prod/us"]],
    [["overlays/**"], ["overlays/dev", "overlays/prod/eu", "overlays/prod/us"]],
    [
      ["**/dns", "overlays/d*v"],
      ["infra/dns", "overlays/dev"],
    ],
    [["overlays/*"], ["overlays/dev"]],
    [["**"], ["infra/dns", "overlays/dev", "overlays/prod/eu", "overlays/prod/us"]],
    [["overlays/**/*u*"], ["overlays/prod/eu", "overlays/prod/us"]],
    [["*", "overlays", "overlays/prod/eux"], []],
  ])("%j are %j", (globs, expected) => {
    const { head } = plan(files, files, [{ name: "e", roots: globs, namespace: "n" }]);
    const members = head.filter(({ environment, namespace }) => environment === "e" && namespace === "n");
    expect(names(members)).toEqual(expected);
    expect(head.every(({ environment, namespace }) => (environment === null) === (namespace === null))).toBe(true);
  });

  it("are one for each root, the first", () => {
    const { head } = plan({}, {}, [
      { name: "first", roots: ["."], namespace: null },
      { name: "second", roots: ["**"], namespace: "n" },
    ]);
    expect(head).toMatchObject([{ environment: "first", namespace: null }]);
  });
});
