import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { networkPolicyMessages } from "../../src/manifests/read-policy.ts";
import { readYaml } from "../../src/manifests/yaml/index.ts";
import type { YamlNode } from "../../src/manifests/yaml/index.ts";
import { lines, onlyPolicy, read, readText, withoutOrigins } from "./files.ts";

/** Acceptance data that lies beside the checkout on some machines. */
const file = fileURLToPath(new URL("../../../shared/conformance/cases.yaml", import.meta.url));

interface ValidationCase {
  readonly id: string;
  readonly title: string;
  readonly spec?: unknown;
  readonly object?: unknown;
  readonly errors?: readonly string[];
  readonly valid?: boolean;
  readonly strictErrors?: readonly string[];
}

interface DecodingCase {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly expect: {
    readonly objects?: readonly string[];
    readonly error?: string;
    readonly warnings?: readonly string[];
    readonly spec?: unknown;
  };
}

function rootOf(text: string): YamlNode {
  const root = readYaml(new TextEncoder().encode(text), () => true).documents[0]?.root;
  if (root === undefined || root === null) throw new Error("no document");
  return root;
}

/** `...` stands for any text. */
function pattern(expected: string): RegExp {
  const parts = expected.split("...").map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}`, "s");
}

function matches(actual: readonly string[], expected: readonly string[]): void {
  expect(actual.length, actual.join("\n")).toBe(expected.length);
  expected.forEach((text, index) => {
    if (text.includes("...")) expect(actual[index]).toMatch(pattern(text));
    else expect(actual[index]).toBe(text);
  });
}

describe.runIf(existsSync(file))("acceptance cases (../shared/conformance/cases.yaml)", () => {
  const cases = (
    existsSync(file) ? parse(readFileSync(file, "utf8"), { version: "1.1", merge: true, maxAliasCount: -1 }) : {}
  ) as {
    readonly validation?: readonly ValidationCase[];
    readonly decoding?: readonly DecodingCase[];
  };

  it.each(cases.validation ?? [])("$id $title", ({ spec, object, errors, strictErrors }) => {
    const metadata = { name: "p", namespace: "default" };
    const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec, ...(object ?? {}) };
    const messages = networkPolicyMessages(rootOf(JSON.stringify(policy)));
    expect(messages.decoding).toEqual([]);
    matches(messages.errors, errors ?? []);
    matches(messages.strict, strictErrors ?? []);
    expect(read({ "p.json": JSON.stringify(policy) }).cluster.policies.length).toBe(errors === undefined ? 1 : 0);
  });

  it.each(cases.decoding ?? [])("$id $title", ({ text, expect: expected }) => {
    const reading = readText(text);
    if (expected.error !== undefined) {
      expect(reading.cluster.policies).toEqual([]);
      const needle = new RegExp(pattern(expected.error).source.slice(1));
      expect(
        lines(reading.diagnostics).some((line) => needle.test(line)),
        lines(reading.diagnostics).join("\n"),
      ).toBe(true);
    }
    for (const warning of expected.warnings ?? []) expect(lines(reading.diagnostics).join("\n")).toContain(warning);
    if (expected.objects !== undefined) {
      const found = reading.cluster.policies.map(({ namespace, name }) => `NetworkPolicy ${namespace}/${name}`);
      expect(found).toEqual(expected.objects.map((object) => object.replace(" -/", " default/")));
    }
    if (expected.spec !== undefined) {
      const policy = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "p", namespace: "x" },
      };
      const plain = onlyPolicy(readText(JSON.stringify({ ...policy, spec: expected.spec })));
      expect(withoutOrigins(onlyPolicy(reading))).toEqual(withoutOrigins(plain));
    }
  });
});

it.runIf(!existsSync(file))("has no acceptance cases to read: ../shared/conformance/cases.yaml is not there", () => {
  expect(existsSync(file)).toBe(false);
});
