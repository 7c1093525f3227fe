import { describe, expect, it } from "vitest";
import { toClusterSettings, defaultConfig } from "../../src/config/index.ts";
import { createEvaluator, type Party } from "../../src/engine/index.ts";
import { createResolver, parseEndpointWords } from "../../src/query/index.ts";
import { networkPolicyMessages } from "../../src/manifests/read-policy.ts";
import { readYaml } from "../../src/manifests/yaml/index.ts";
import { readText, withoutOrigins } from "../manifests/files.ts";
import { parseCheck, readManifestCases } from "../support/manifest-cases.ts";

const { manifests, validation } = readManifestCases();

describe("the project's own manifests", () => {
  it.each(manifests)("$id: $title", ({ text, policies, says = [], checks = [], same }) => {
    const { cluster, diagnostics } = readText(text);
    const messages = diagnostics
      .filter(({ severity }) => severity !== "notice")
      .map(({ severity, code, message }) => `${severity} ${code}: ${message}`);

    if (policies !== undefined) {
      expect(cluster.policies.map(({ namespace, name }) => `${namespace}/${name}`).sort()).toEqual(policies);
    }
    for (const piece of says) expect(messages).toContainEqual(containing(piece));
    if (says.length === 0) expect(messages.filter((message) => message.startsWith("error"))).toEqual([]);

    const settings = toClusterSettings(defaultConfig);
    const evaluate = createEvaluator(cluster, settings);
    const resolve = createResolver([cluster], settings);
    const party = (words: string): Party => {
      const pattern = parseEndpointWords(words);
      const found = pattern.type === "problem" ? pattern : resolve(pattern);
      if (found.type === "parties" && found.parties[0] !== undefined) return found.parties[0].party;
      throw new Error(`no endpoint ${words}`);
    };
    const found = checks.map((line) => {
      const { from, to, protocol, port } = parseCheck(line);
      const { verdict } = evaluate({ from: party(from), to: party(to), protocol, port: port, family: null });
      return `${protocol}/${String(port)}: ${from} -> ${to} ${verdict}`;
    });
    expect(found).toEqual(checks);

    if (same !== undefined) expect(withoutOrigins(readText(same).cluster)).toEqual(withoutOrigins(cluster));
  });
});

/** Matches `severity code: …` whose message holds the rest of the piece somewhere. */
function containing(piece: string): unknown {
  const [, head = "", rest = ""] = /^(\w+ [\w-]+: )(.*)$/.exec(piece) ?? [];
  return expect.stringMatching(new RegExp(`^${escaped(head)}.*${escaped(rest)}`, "s"));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("the API server's answer to", () => {
  it.each(validation)("$id", ({ spec, object, errors = [], strict = [] }) => {
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "p", namespace: "n" },
      ...(spec === undefined ? {} : { spec }),
      ...(object as object | undefined),
    };
    const text = JSON.stringify(policy);
    const root = readYaml(new TextEncoder().encode(text), () => true).documents[0]?.root;
    if (root === undefined || root === null) throw new Error("no document");
    const messages = networkPolicyMessages(root);
    const matching = (list: readonly string[]): readonly unknown[] =>
      list.map((wanted): unknown => {
        const pattern = wanted.split("...").map(escaped).join(".*");
        return expect.stringMatching(new RegExp(`^${pattern}$`, "s"));
      });
    expect(messages.decoding).toEqual([]);
    expect(messages.errors).toEqual(matching(errors));
    expect(messages.strict).toEqual(matching(strict));

    const { cluster, diagnostics } = readText(text);
    expect(cluster.policies.length).toBe(errors.length === 0 ? 1 : 0);
    const told = diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
    for (const message of messages.errors) expect(told).toContainEqual(expect.stringContaining(message));
    expect(told.filter((line) => line.startsWith("error: ")).length).toBe(errors.length);
  });
});
