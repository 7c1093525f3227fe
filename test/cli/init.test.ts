import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory, writeFiles } from "../sources/temporary.ts";
import { netpol } from "./netpol.ts";
import { shop } from "./shop.ts";

const file = ".github/netpol.yml";
const misspelt = { ...shop, "db-policy.yaml": shop["db-policy.yaml"].replace("app: db", "app: dp") };

const written = (directory: string): string => readFileSync(join(directory, file), "utf8");

describe("netpol init", () => {
  it("writes a valid file of comments, which names the rules that would fire with their counts", () => {
    const { "namespace.yaml": _, ...undeclared } = misspelt;
    const directory = temporaryDirectory(undeclared);
    const { status, stderr } = netpol(directory, ["init"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const text = written(directory);
    expect(text.split("\n").every((line) => line === "" || line.startsWith("#"))).toBe(true);
    expect(text).toContain("#  selects-nothing: notice # warning otherwise; 1 finding\n");
    expect(text).toContain('#    "shop": {}\n');
    expect(text).not.toContain("$schema");
    expect(netpol(directory, ["config", "--check"]).stdout).toBe(`${file} is valid\n`);
    // Also when every example is taken.
    writeFiles(directory, { [file]: text.replace(/^#(?=\S| {2})/gm, "") });
    expect(netpol(directory, ["config", "--check"])).toMatchObject({ status: 0, stdout: `${file} is valid\n` });
    expect(netpol(directory, ["config"]).stdout).toMatch(/^require-approval +assertion and isolation-lost +\.github/m);
    expect(netpol(directory, ["config"]).stdout).toMatch(/^rules\.selects-nothing +notice +\.github/m);
  });

  it("writes into a directory without manifests, with the schema of an installed package", () => {
    const schema = "node_modules/netpol-bot/schemas/netpol-config-v1.schema.json";
    const directory = temporaryDirectory({ [`here/${schema}`]: "{}" });
    expect(netpol(directory, ["init", "here"]).status).toBe(0);
    const text = written(join(directory, "here"));
    expect(text).toMatch(new RegExp(`^# yaml-language-server: \\$schema=\\.\\./${schema}\n`));
    expect(text).toContain("# No rule would say anything");
  });

  it.each([file, ".github/netpol.yaml"])("leaves %s as it is", (path) => {
    const directory = temporaryDirectory({ ...shop, [path]: "mode: advisory\n" });
    const { status, stdout, stderr } = netpol(directory, ["init"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`\`${path}\` exists: it is left as it is`);
    expect(readFileSync(join(directory, path), "utf8")).toBe("mode: advisory\n");
  });

  it("writes nothing through a link, or beside a file", () => {
    const directory = temporaryDirectory({ "dump.yaml": shop["web.yaml"] });
    mkdirSync(join(directory, "other"));
    symlinkSync("other", join(directory, ".github"));
    expect(netpol(directory, ["init"]).stderr).toContain("`.github` is no directory");
    expect(netpol(directory, ["init", "dump.yaml"]).stderr).toContain("is a file");
  });
});
