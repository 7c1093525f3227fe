import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../sources/temporary.ts";
import { netpol, type Run } from "./netpol.ts";
import { shop } from "./shop.ts";

const open = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("app: db", "app: dp") };
const twice = { ...shop, "extra.yaml": shop["db-policy.yaml"].replace("name: db,", "name: again,") };
const broken = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("podSelector: {", "podSelector: {{") };

type Files = Readonly<Record<string, string>>;

function check(base: Files, head: Files, ...options: readonly string[]): Run {
  return netpol(temporaryDirectory({}), ["check", temporaryDirectory(base), temporaryDirectory(head), ...options]);
}

describe("netpol check", () => {
  it("fails where isolation is lost, names the rule and the line, and warns about the selector", () => {
    const { status, stdout, stderr } = check(shop, open);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^NetworkPolicy check: failed, 2 failures and 2 warnings\n/);
    expect(stdout).toMatch(/! failure +isolation-lost +shop\/StatefulSet\/db: no longer isolated for ingress/);
    expect(stdout).toMatch(/^warning +selects-nothing /m);
    expect(stdout).toContain("db-policy.yaml:5");
  });

  it("passes where nothing got worse, and counts what stands", () => {
    const { status, stdout } = check(open, { ...open, "more.yaml": shop["namespace.yaml"].replaceAll("shop", "more") });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^NetworkPolicy check: passed, no regression\n/);
    expect(stdout).toContain("1 older finding stands on both sides: 1 selects-nothing");
  });

  it("takes the levels of the base's configuration", () => {
    const config = { ".github/netpol.yml": "rules: { isolation-lost: off, exposed-to-internet: notice }\n" };
    const { status, stdout } = check({ ...shop, ...config }, open);
    expect(stdout).not.toContain("isolation-lost");
    expect(stdout).toMatch(/^notice +exposed-to-internet/m);
    expect(status).toBe(0);
    expect(check(shop, { ...open, ...config }).status).toBe(1);
    const { status: wrong, stderr } = check({ ...shop, ".github/netpol.yml": "rules: { isolation-loss: off }" }, open);
    expect(wrong).toBe(2);
    expect(stderr).toContain("unknown key `isolation-loss` in `rules`; did you mean `isolation-lost`?");
  });

  it("fails for what requires approval at any level, and says where that is given", () => {
    const config = {
      ".github/netpol.yml": `rules: { isolation-lost: off, exposed-to-internet: notice, cut-off: off }
require-approval: [exposed-to-internet]
`,
    };
    const { status, stdout } = check({ ...shop, ...config }, { ...open, ...config });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^NetworkPolicy check: failed, .*1 notice; 1 requires approval\n/);
    expect(stdout).toContain("What requires approval is accepted on its pull request");
    expect(stdout).toMatch(/^notice +exposed-to-internet, .*\n +requires approval /m);
    const junit = check({ ...shop, ...config }, { ...open, ...config }, "--format", "junit");
    expect(junit.stdout).toMatch(/failures="1"/);
    expect(junit.stdout).toMatch(/<failure message="notice: .*; requires approval"/);
    const sarif = check({ ...shop, ...config }, { ...open, ...config }, "--format", "sarif");
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      runs: [
        {
          results: expect.arrayContaining([
            expect.objectContaining({ ruleId: "exposed-to-internet", level: "error" }),
          ]) as unknown,
        },
      ],
    });
  });

  it("cannot tell where a changed file cannot be read", () => {
    const { status, stdout, stderr } = check(twice, broken);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^NetworkPolicy check: cannot tell, because of 1 error/);
    expect(stderr).toContain("db-policy.yaml");
  });

  it("cannot tell where a policy was replaced by something that cannot be read", () => {
    const { status, stdout } = check(shop, { ...shop, "db-policy.yaml": "\0\u0001" });
    expect(status).toBe(2);
    expect(stdout).toContain("NetworkPolicy shop/db is taken to stay as it was before the change");
  });

  it("tells what diff tells of the input: fields that Kubernetes drops, and a configuration that is not used yet", () => {
    const typo = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("podSelector: {", "podselector: {") };
    const { stdout } = check(shop, { ...typo, ".github/netpol.yml": "rules: { cut-off: off }\n" });
    const words = stdout.replace(/\s+/g, " ");
    expect(words).toContain('warning unknown-field NetworkPolicy shop/db: unknown field "spec.podselector" is');
    // Once: as a finding, not among the notes as well.
    expect(words.split("spec.podselector")).toHaveLength(2);
    expect(words).toContain("has none, so the defaults are used");
  });

  const config = (text: string): Files => ({ ...shop, ".github/netpol.yml": text });
  const misspelt = "mode: advisory\nrules:\n  isolation-loss: off\n";

  it("refuses to judge by a broken configuration of the base, and says whose it is", () => {
    const { status, stdout, stderr } = check(config(misspelt), { ...open, ...config(misspelt) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("the configuration of the base `");
    expect(stderr).toContain(".github/netpol.yml:3:3: of the base: unknown key `isolation-loss`");
  });

  it("passes a change that mends the configuration and touches no root", () => {
    const { status, stdout } = check(config(misspelt), shop);
    expect(stdout).toContain("the configuration of the base is broken, and this change deletes it");
    expect(status).toBe(0);
    expect(check(config(misspelt), open).status).toBe(2);
  });

  it("warns of a broken configuration of the head with its place", () => {
    const { status, stdout } = check(shop, config(misspelt));
    expect(stdout).toContain("warning: .github/netpol.yml:3: once merged, this refuses the whole configuration");
    expect(status).toBe(0);
  });

  it("gives JSON by its schema", () => {
    const file = new URL("../../schemas/netpol-check-v1.schema.json", import.meta.url);
    const isCheck = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(file, "utf8")) as object);
    const { status, stdout } = check(shop, open, "--format", "json");
    expect(status).toBe(1);
    const result: unknown = JSON.parse(stdout);
    expect(isCheck(result), JSON.stringify(isCheck.errors)).toBe(true);
    const [root] = (
      result as { readonly roots: readonly { readonly regressions: readonly { readonly rule: string }[] }[] }
    ).roots;
    expect(root?.regressions.map(({ rule }) => rule)).toEqual([
      "exposed-to-internet",
      "isolation-lost",
      "cross-namespace",
      "selects-nothing",
    ]);
    const passed: unknown = JSON.parse(check(shop, shop, "--format", "json").stdout);
    expect(isCheck(passed), JSON.stringify(isCheck.errors)).toBe(true);
  });

  it("fails where a change breaks an assertion, and where one that is enforced always is broken", () => {
    const config = (more: string): Files => ({
      ".github/netpol.yml": `assertions: [{ name: closed, deny: { from: internet, to: shop/db }${more} }]\n`,
    });
    const { status, stdout } = check({ ...shop, ...config("") }, open, "--no-color");
    expect(status).toBe(1);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "! failure assertion closed internet (0.0.0.0/0, ::/0) → shop/StatefulSet/db, any port: ",
    );
    expect(check({ ...open, ...config("") }, open).stdout).toContain("1 assertion");
    const always = check({ ...open, ...config(", enforce: always") }, open, "--format", "json");
    expect(always.status).toBe(1);
    const file = new URL("../../schemas/netpol-check-v1.schema.json", import.meta.url);
    const isCheck = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(file, "utf8")) as object);
    const result: unknown = JSON.parse(always.stdout);
    expect(isCheck(result), JSON.stringify(isCheck.errors)).toBe(true);
    expect(result).toMatchObject({
      roots: [
        { regressions: [{ rule: "assertion", assertion: "closed", newlyAllowed: [], stillAllowed: [{ causes: [] }] }] },
      ],
    });
  });
});
