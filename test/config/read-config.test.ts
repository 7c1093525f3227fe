import { describe, expect, it } from "vitest";
import { defaultConfig, readConfig, toClusterSettings } from "../../src/config/index.ts";

const path = ".github/netpol.yml";

/** `line:column code message` of each problem. */
async function problems(text: string): Promise<readonly string[]> {
  const { config, problems: found } = await readConfig(text, path);
  expect(config === null).toBe(found.length > 0);
  expect(found.every((problem) => problem.path === path && problem.severity === "error")).toBe(true);
  return found.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

describe("a good configuration", () => {
  it.each(["", "# nothing yet\n", "cluster:\n", "cluster: {}\n", "---\n{}\n", "null"])(
    "%j is the default",
    async (text) => {
      expect(await readConfig(text, path)).toEqual({ config: defaultConfig, problems: [] });
    },
  );

  it("gives every field, with the place of every object and label", async () => {
    const text = [
      "cluster:",
      "  podCIDRs: [10.244.0.0/16, 'fd00::/64']",
      "  nodeCIDRs:",
      "    - 192.168.0.0/31",
      "  ipBlocks: external-only",
      "  hostNetworkPods: pod",
      "  cni: calico",
      "  namespaces:",
      "    monitoring: { team: ops }",
      "    bare:",
      "  workloads:",
      "    - namespace: monitoring",
      "      name: prometheus",
      "      kind: StatefulSet",
      "      labels:",
      "        app: prometheus",
      "      ports:",
      "        - { name: web, port: 9090 }",
      "        - { name: gossip, port: 7946, protocol: UDP }",
      "    - { namespace: tools, name: shell }",
    ].join("\n");
    const at = (line: number, column: number) => ({ path, line, column });
    expect(await readConfig(text, path)).toEqual({
      problems: [],
      config: {
        cluster: {
          podCIDRs: [
            { family: 4, first: 0x0af40000n, last: 0x0af4ffffn },
            { family: 6, first: 0xfd00n << 112n, last: (0xfd00n << 112n) + (1n << 64n) - 1n },
          ],
          nodeCIDRs: [{ family: 4, first: 0xc0a80000n, last: 0xc0a80001n }],
          ipBlocks: "external-only",
          hostNetworkPods: "pod",
          cni: "calico",
          namespaces: [
            {
              name: "monitoring",
              labels: new Map([["team", "ops"]]),
              labelOrigins: new Map([["team", at(9, 19)]]),
              origin: at(9, 5),
            },
            { name: "bare", labels: new Map(), labelOrigins: new Map(), origin: at(10, 5) },
          ],
          workloads: [
            {
              namespace: "monitoring",
              kind: "StatefulSet",
              name: "prometheus",
              labels: new Map([["app", "prometheus"]]),
              labelOrigins: new Map([["app", at(16, 9)]]),
              ports: [
                { name: "web", protocol: "TCP", number: 9090, origin: at(18, 11) },
                { name: "gossip", protocol: "UDP", number: 7946, origin: at(19, 11) },
              ],
              origin: at(12, 7),
            },
            {
              namespace: "tools",
              kind: "Deployment",
              name: "shell",
              labels: new Map(),
              labelOrigins: new Map(),
              ports: [],
              origin: at(20, 7),
            },
          ],
        },
        rules: new Map(),
        assertions: [],
        waivers: [],
        environments: [],
        mode: "enforce",
        requireApproval: new Set(),
        approvers: null,
        origins: new Map([
          ["cluster.podCIDRs", at(2, 3)],
          ["cluster.nodeCIDRs", at(3, 3)],
          ["cluster.ipBlocks", at(5, 3)],
          ["cluster.hostNetworkPods", at(6, 3)],
          ["cluster.cni", at(7, 3)],
          ["cluster.namespaces", at(8, 3)],
          ["cluster.workloads", at(11, 3)],
        ]),
      },
    });
  });

  it("takes every good name, also those of properties that any object has", async () => {
    const names = ["constructor", "prototype", "to-string", "hasownproperty"];
    const keys = ["constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];
    const labels = `{ ${keys.map((key) => `${key}: x`).join(", ")} }`;
    const namespaces = names.map((name) => `    ${name}: ${labels}`).join("\n");
    const workload = `{ namespace: constructor, name: prototype, labels: ${labels} }`;
    const { config } = await readConfig(`cluster:\n  namespaces:\n${namespaces}\n  workloads: [${workload}]`, path);
    expect(config?.cluster.namespaces.map(({ name, labels: found }) => [name, [...found.keys()]])).toEqual(
      names.map((name) => [name, keys]),
    );
    expect(config?.cluster.workloads.map(({ labels: found }) => [...found.keys()])).toEqual([keys]);
  });

  it("names approvers by their logins, in lower case and once; an empty list is nobody", async () => {
    const read = async (text: string) => (await readConfig(text, path)).config?.approvers;
    expect(await read("approvers: ['@Alice', alice, bob_acme]")).toEqual(["alice", "bob_acme"]);
    expect(await read("approvers: []")).toEqual([]);
    expect(await read("approvers:")).toBeNull();
  });

  it("becomes the settings of the engine", async () => {
    const { config } = await readConfig("cluster: { podCIDRs: [10.0.0.0/32], ipBlocks: external-only }", path);
    expect(config === null ? null : toClusterSettings(config)).toEqual({
      podRanges: [{ family: 4, first: 0x0a000000n, last: 0x0a000000n }],
      nodeRanges: [],
      ipBlocks: "external-only",
      hostNetworkPods: "node",
    });
  });
});

describe("a mistake", () => {
  it.each([
    ["clutser: {}", "1:1 unknown-key unknown key `clutser`; did you mean `cluster`?"],
    ["rules: []", "1:1 invalid-value `rules` must be a mapping of rules to levels, such as `{ cross-namespace: off }`"],
    ["cluster:\n  podCidrs: []", "2:3 unknown-key unknown key `podCidrs` in `cluster`; did you mean `podCIDRs`?"],
    [
      "cluster:\n  workloads:\n    - { namespace: a, name: b, lables: {} }",
      "3:32 unknown-key unknown key `lables` in `cluster.workloads[0]`; did you mean `labels`?",
    ],
    [
      "cluster:\n  workloads:\n    - { namespace: a, name: b, ports: [{ name: x, containerPort: 1, port: 1 }] }",
      "3:51 unknown-key unknown key `containerPort` in `cluster.workloads[0].ports[0]`; " +
        "known here: `name`, `port`, `protocol`",
    ],
    [
      "cluster:\n  __proto__: {}",
      "2:3 unknown-key unknown key `__proto__` in `cluster`; known here: `podCIDRs`, " +
        "`nodeCIDRs`, `ipBlocks`, `hostNetworkPods`, `cni`, `namespaces`, `workloads`",
    ],
  ])("of a key is named with the nearest one: %j", async (text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  it.each([
    [
      "[]",
      "1:1 invalid-value the configuration must be a mapping with the keys `cluster`, `rules`, `assertions`, `waivers`, `mode`, `require-approval`, `approvers` and `environments`",
    ],
    ["approvers: alice", "1:1 invalid-value `approvers` must be a list of logins, such as `[alice, bob]`"],
    ["approvers: [1]", "1:13 invalid-value `approvers[0]` must be text"],
    ["approvers: [a b]", "1:13 invalid-value `approvers[0]` is no login of a person"],
    [
      "approvers:\n  - '@acme/network'",
      "2:5 invalid-value `approvers[0]` is a team, and who belongs to it cannot be read without a permission that is " +
        "not asked for: name the people",
    ],
    ["cluster: []", "1:1 invalid-value `cluster` must be a mapping"],
    ["cluster: on", "1:1 invalid-value `cluster` must be a mapping"],
    [
      "cluster:\n  podCIDRs:\n    - 10.0.0.0/8\n    - 10.0.0.0",
      "4:7 invalid-value `cluster.podCIDRs[1]` must be a CIDR, such as `10.244.0.0/16` or `fd00:10::/48`",
    ],
    [
      "cluster:\n  podCIDRs: [10.244.0.1/16]",
      "2:14 invalid-value `cluster.podCIDRs[0]` must not have bits set beyond the prefix length: write `10.244.0.0/16`",
    ],
    ["cluster: { podCIDRs: 10.0.0.0/8 }", "1:12 invalid-value `cluster.podCIDRs` must be a list of CIDRs"],
    [
      "cluster:\n  ipBlocks: none",
      "2:3 invalid-value `cluster.ipBlocks` must be `pods-and-external` or `external-only`",
    ],
    ["cluster:\n  hostNetworkPods: host", "2:3 invalid-value `cluster.hostNetworkPods` must be `node` or `pod`"],
    [
      "cluster:\n  namespaces:\n    a: { enabled: true }",
      "3:10 invalid-value `cluster.namespaces.a.enabled` must be text: put it in quotes",
    ],
    [
      "cluster:\n  namespaces:\n    __proto__: { team: ops }",
      "3:5 invalid-value `cluster.namespaces.__proto__` is no name of a namespace",
    ],
    [
      "cluster:\n  namespaces:\n    a: { __proto__: x }",
      "3:10 invalid-value `cluster.namespaces.a.__proto__` is no label key: `name` or `example.com/name`",
    ],
    [
      "cluster:\n  namespaces:\n    a: [b]",
      "3:5 invalid-value `cluster.namespaces.a` must be a mapping of labels, such as `{ team: shop }`",
    ],
    ["cluster:\n  namespaces:\n    A_b: {}", "3:5 invalid-value `cluster.namespaces.A_b` is no name of a namespace"],
    [
      "cluster:\n  workloads:\n    - { namespace: a }",
      "3:7 missing-key `cluster.workloads[0].name` is missing: add it",
    ],
    [
      "cluster:\n  workloads:\n    - { namespace: a, name: b, ports: [{ name: x, port: 65536 }] }",
      "3:51 invalid-value `cluster.workloads[0].ports[0].port` must be a port number, 1 to 65535",
    ],
    [
      "cluster:\n  workloads:\n    - { namespace: a, name: b }\n    - { name: b, namespace: a, kind: Deployment }",
      "4:7 duplicate-object `a/Deployment/b` stands here twice: remove one",
    ],
  ])("of a value is named with its place: %j", async (text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  it("does not hide the next one", async () => {
    expect(
      (await problems("cluster:\n  hostNetworkPods: host\n  x: 1\n  ipBlocks: none")).map((text) => text.slice(0, 3)),
    ).toEqual(["2:3", "3:3", "4:3"]);
  });
});

describe("mistakes of form and of meaning", () => {
  it("are told at once, in the order of the file", async () => {
    const text = `rules:
  isolation-lost: fail
  cross-namespace: off
assertions:
  - name: Bad
    deny: { from: internet, to: shop/db }
  - name: two
    deny: { from: internet, to: shop/db }
    allow: { from: internet, to: shop/db }
  - name: two
    allow: { from: shop/api, to: shop/db }
  - name: only
    only: { from: shop/api, to: shop/db }
waivers:
  - { rule: assertion, assertion: nope, reason: x }
  - { rule: assertion, assertion: only, reason: x }
  - { rule: cut-of, reason: x }
require-approval: [cross-namespace, foo]
environments:
  - { name: live, roots: [a], cluster: { workloads: [{ namespace: n, name: w }, { namespace: n, name: w }] } }
  - { name: live, roots: [b] }
  - { name: test }
`;
    expect(await problems(text)).toEqual([
      expect.stringMatching(/^2:3 invalid-value `rules.isolation-lost` must be/),
      expect.stringMatching(/^5:5 invalid-value `assertions\[0\].name` is no name/),
      expect.stringMatching(/^9:5 invalid-value `assertions\[1\]` must hold exactly one of/),
      expect.stringMatching(/^10:5 invalid-value the assertion `two` stands here twice/),
      expect.stringMatching(/^11:5 invalid-value `assertions\[2\].allow.ports` is missing/),
      expect.stringMatching(/^13:5 invalid-value exactly one end of `assertions\[3\].only` must be a list/),
      expect.stringMatching(/^15:24 invalid-value there is no assertion `nope`/),
      expect.stringMatching(/^17:7 invalid-value `waivers\[2\].rule` must be the id of a rule/),
      expect.stringMatching(/^18:20 invalid-value `require-approval\[0\]`: the rule `cross-namespace` is off/),
      expect.stringMatching(/^18:37 invalid-value `require-approval\[1\]` must be the id of a rule/),
      expect.stringMatching(/^20:\d+ duplicate-object `n\/Deployment\/w` stands here twice/),
      expect.stringMatching(/^21:5 duplicate-object environment `live` stands here twice/),
      expect.stringMatching(/^22:5 missing-key `environments\[2\].roots` is missing/),
    ]);
  });
});

describe("text that cannot be read", () => {
  it.each([
    ["cluster:\n\tpodCIDRs: []", "2:1 yaml-syntax a tab indents this line: YAML allows only spaces there"],
    ["cluster: [", "1:10 yaml-syntax this `[` is never closed"],
    ["cluster:\n  podCIDRs: [10.0.0.0/8\nrules:\n  cut-off: off", "2:13 yaml-syntax this `[` is never closed"],
    ['cluster:\n  cni: "calico\nrules: {}\n', "2:8 yaml-syntax the quote that opens here is never closed"],
    ["cluster: {}\n---\ncluster: {}", "2:1 yaml-syntax only one document is read: remove what follows `---`"],
    ["cluster: {}\ncluster: {}", "2:1 duplicate-key `cluster` stands here twice: remove one"],
    ["a: &x 1\ncluster: *x", "2:10 yaml-syntax aliases are not read here: write it out"],
    ["? [a]\n: b", "1:3 yaml-syntax a key must be a word"],
  ])("is a problem with its place: %j", async (text, expected) => {
    expect(await problems(text)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ["nested lists", "[".repeat(100_000)],
    ["nested mappings", "{a: ".repeat(50_000)],
    ["nested keys", "? ".repeat(100_000)],
    ["nested sequences", "- ".repeat(100_000)],
  ])("%s end in a problem, not in a crash", async (_, text) => {
    expect(await problems(text)).toEqual([expect.stringContaining("yaml-syntax nested deeper than 30 levels")]);
  });

  it("is not read when it is larger than any configuration", async () => {
    expect(await problems(`# ${"x".repeat(256 * 1024)}`)).toEqual(["1:1 too-large larger than 256 KiB: shorten it"]);
  });
});
