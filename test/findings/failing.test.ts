/** What an approval is bound to: it outlives every other way to write the same, and nothing that is worse. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failingText, isFailing, LEVELS, RULES, type Finding } from "../../src/findings/index.ts";
import { fingerprintOf, digestOf, isFingerprint } from "../../src/github/approvals/fingerprint.ts";
import { diffOf, workload } from "../report/support.ts";
import { deployment, failing, policy } from "./support.ts";

const ENDPOINTS = ["a/Deployment/a", "b/Deployment/b", "c/Deployment/c"].map((id) => workload(id));

const ports = fc
  .uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 })
  .map((numbers) => numbers.toSorted((a, b) => a - b).map((port) => [port, port] as const));

const flow: fc.Arbitrary<Finding["flows"][number]> = fc.record({
  change: fc.constantFrom("allowed" as const, "denied" as const),
  flow: fc.record({
    from: fc.constantFrom([0], [1], [0, 2]),
    to: fc.constantFrom([1], [2]),
    family: fc.constantFrom(4, 6, null),
    certainty: fc.constantFrom("certain" as const, "assumed" as const),
    connections: ports.map((ranges) => ({ ranges: new Map([["TCP", ranges]]), names: [], exceptNames: [] })),
    causes: fc.constant([]),
  }),
});

const place = fc.record({
  side: fc.constantFrom("base" as const, "head" as const),
  origin: fc.record({ path: fc.string(), line: fc.nat(), column: fc.nat() }),
});

const finding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom(...RULES.map(({ id }) => id)),
  assertion: fc.constant(null),
  level: fc.constantFrom(...LEVELS),
  requiresApproval: fc.boolean(),
  subjects: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }),
  endpoints: fc.constantFrom([], [1]),
  message: fc.string(),
  flows: fc.array(flow, { maxLength: 3 }),
  causes: fc.constant([]),
  place,
  fix: fc.constant(null),
});

const findings = fc.array(finding, { maxLength: 5 });
const textOf = (regressions: readonly Finding[]): string | null => failingText({ regressions, echoes: [] }, ENDPOINTS);

describe("the text of what fails", () => {
  it("does not depend on order, words, places, or how findings are put together", () => {
    fc.assert(
      fc.property(
        findings,
        fc.array(fc.tuple(fc.string(), place), { minLength: 10, maxLength: 10 }),
        fc.nat(),
        (found, words, turn) => {
          const split = found.flatMap(({ subjects, flows, ...rest }): readonly Finding[] => [
            { ...rest, subjects, flows: [] },
            { ...rest, subjects: [...subjects].reverse(), flows: flows.toReversed() },
          ]);
          const other = split.map((one, index) => {
            const [message, where] = words[index] ?? ["", one.place];
            return { ...one, message, place: where };
          });
          const cut = other.length === 0 ? 0 : turn % other.length;
          expect(textOf([...other.slice(cut), ...other.slice(0, cut)])).toBe(textOf(found));
        },
      ),
    );
  });

  it("is another one with every failure more, and the same with everything that does not fail", () => {
    fc.assert(
      fc.property(findings, finding, (found, more) => {
        const before = textOf(found);
        if (!isFailing(more)) expect(textOf([...found, more])).toBe(before);
        else expect(textOf([...found, { ...more, subjects: [`${found.length} ${"x".repeat(99)}`] }])).not.toBe(before);
      }),
    );
  });

  it("is another one with every flow more, and with another port, end or certainty of one", () => {
    fc.assert(
      fc.property(finding, flow, flow, (base, one, other) => {
        const found = { ...base, level: "failure" as const };
        const key = ({ change, flow: { connections, certainty, family, from, to } }: typeof one): string =>
          JSON.stringify([change, from, to, [...connections.ranges], certainty, family]);
        const isSame = key(one) === key(other);
        expect(textOf([{ ...found, flows: [one] }]) === textOf([{ ...found, flows: [other] }])).toBe(isSame);
        expect(textOf([{ ...found, flows: [one] }]) === textOf([{ ...found, flows: [one, other] }])).toBe(isSame);
      }),
    );
  });

  it("is none where nothing fails", () => {
    expect(textOf([])).toBeNull();
    expect(diffOf(ENDPOINTS, {}).endpoints).toEqual(ENDPOINTS);
  });
});

describe("of manifests", () => {
  const api = deployment("shop", "api", { app: "api" });
  const web = deployment("shop", "web", { app: "web" });
  const deny = policy("shop", "deny", "  podSelector: {}\n  policyTypes: [Ingress]");
  const open = (name: string, app: string, port: number): string =>
    policy(
      "shop",
      name,
      `  podSelector: { matchLabels: { app: ${app} } }\n  policyTypes: [Ingress]\n  ingress:\n` +
        `    - from: [{ ipBlock: { cidr: 8.8.0.0/16 } }]\n      ports: [{ port: ${String(port)} }]`,
    );
  const base = api + web + deny;
  const worse = base + open("api", "api", 443);

  it("it is the same in other files, in another order, with other names, and after a rebase", () => {
    const expected = failing(base, worse);
    expect(expected).not.toBeNull();
    expect(failing({ "a.yaml": base }, { "x/b.yaml": web + deny, "y.yaml": open("api", "api", 443) + api })).toBe(
      expected,
    );
    expect(failing(base, base + open("another-name", "api", 443).replaceAll(": ", ":  "))).toBe(expected);
    const config = "---\napiVersion: v1\nkind: Namespace\nmetadata: { name: other, labels: { team: x } }\n";
    const job = deployment("other", "job", { app: "job" });
    expect(failing(base + config + job, worse + config + job)).toBe(expected);
  });

  it.each([
    ["another port", base + open("api", "api", 80)],
    ["another workload", base + open("api", "web", 443)],
    ["one more", worse + open("web", "web", 443)],
    ["more addresses", worse.replace("8.8.0.0/16", "8.0.0.0/8")],
    ["the isolation too", api + web + open("api", "api", 443)],
  ])("it is another one with %s", (_, head) => {
    expect(failing(base, head)).not.toBe(failing(base, worse));
  });
});

describe("the fingerprint", () => {
  const digest = digestOf("something");

  it("is 12 hexadecimal digits, the same for the same, and another one with another secret", () => {
    const made = fingerprintOf(digest, "secret");
    expect(made).toMatch(/^[0-9a-f]{12}$/);
    expect(isFingerprint(made)).toBe(true);
    expect(fingerprintOf(digest, "secret")).toBe(made);
    expect(fingerprintOf(digest, "other")).not.toBe(made);
    expect(fingerprintOf(digestOf("something else"), "secret")).not.toBe(made);
  });

  it.each(["", "7f3a91c2d4e", "7f3a91c2d4e55", "7f3a91c2d4eg", "7F3A91C2D4E5"])("`%s` is none", (word) => {
    expect(isFingerprint(word)).toBe(false);
  });
});
