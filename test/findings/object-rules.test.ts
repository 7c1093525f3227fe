/** Rules about what is wrong in one object, as it is read. */
import { describe, expect, it } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const api = deployment("shop", "api", { app: "api" });
const web = deployment("shop", "web", { app: "web" });
const apps = api + web;
const FROM_WEB = "  ingress:\n    - from: [{ podSelector: { matchLabels: { app: web } } }]";
const right = policy("shop", "api", `  podSelector: { matchLabels: { app: api } }\n${FROM_WEB}`);

/** The same policies under another name, in another file, behind other documents. */
const elsewhere = (text: string) => ({
  "z/a.yaml": text.replace("name: api, namespace", "name: other, namespace"),
  "b.yaml": apps,
});

describe("invalid-object", () => {
  const invalid = right.replace("app: api", "app: -api-");

  it("fires where a policy becomes invalid, at the value", async () => {
    const { lines } = await tell(apps + right, apps + invalid, "invalid-object");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^failure invalid-object head k8s\.yaml:24: NetworkPolicy shop\/api is invalid and not evaluated: spec\.podSelector/,
    );
    expect(lines[0]).toContain("put it right, for the API server refuses it");
  });

  it("fires for what cannot be decoded, and for a wrong apiVersion", async () => {
    const text = right.replace("podSelector: { matchLabels: { app: api } }", "podSelector: api");
    expect((await tell(apps + right, apps + text, "invalid-object")).lines).toHaveLength(1);
    const old = right.replace("networking.k8s.io/v1", "extensions/v1beta1");
    expect((await tell(apps + right, apps + old, "invalid-object")).lines[0]).toContain("write `apiVersion:");
  });

  it("is silent about a valid one, and about what is not read at all", async () => {
    expect((await tell(apps, apps + right)).lines).toEqual([]);
    expect((await tell(apps + right, `${apps}${right}---\nfoo: [`, "invalid-object")).lines).toEqual([]);
  });

  it("counts what the base had, under another name and place, and tells a further one", async () => {
    const moved = await tell(apps + invalid, elsewhere(invalid), "invalid-object");
    expect(moved).toMatchObject({ lines: [], standing: ["invalid-object 1"] });
    const more = apps + invalid + invalid.replace("name: api,", "name: more,");
    expect(await tell(apps + invalid, more, "invalid-object")).toMatchObject({
      lines: [expect.stringContaining("shop/more")],
      standing: ["invalid-object 1"],
    });
  });
});

describe("unknown-field", () => {
  const misspelt = right.replace("from:", "form:");

  it("fires with the nearest field", async () => {
    const { lines } = await tell(apps + right, apps + misspelt, "unknown-field");
    expect(lines).toEqual([
      'warning unknown-field head k8s.yaml:26: NetworkPolicy shop/api: unknown field "spec.ingress[0].form" is ignored; did you mean `from`?',
    ]);
  });

  it("fires for a field in the wrong place, as in mis-indented manifests", async () => {
    const indented = policy(
      "shop",
      "api",
      "  podSelector:\n    matchLabels: { app: api }\n    ingress:\n      - from: [{ podSelector: { matchLabels: { app: web } } }]",
    );
    const { lines } = await tell(apps + right, apps + indented, "unknown-field");
    expect(lines.join("\n")).toContain("`ingress` belongs in `spec`: check the indentation");
  });

  it("is silent about known fields, and counts what the base had, in whichever rule", async () => {
    expect((await tell(apps, apps + right, "unknown-field")).lines).toEqual([]);
    const second = misspelt.replace("    - form", "    - ports: [{ port: 80 }]\n    - form");
    expect(await tell(apps + misspelt, elsewhere(second), "unknown-field")).toMatchObject({
      lines: [],
      standing: ["unknown-field 1"],
    });
  });
});

describe("rule-ignored", () => {
  const both = right.replace("  ingress:", "  policyTypes: [Ingress]\n  ingress:");
  const ignored = right.replace("  ingress:", "  policyTypes: [Egress]\n  ingress:");

  it("fires where policyTypes do not name the direction", async () => {
    const { lines } = await tell(apps + both, apps + ignored, "rule-ignored");
    expect(lines).toEqual([
      "warning rule-ignored head k8s.yaml:26: NetworkPolicy shop/api: the ingress rules have no effect, because " +
        "`policyTypes` does not name `Ingress`; add it, or remove the rules",
    ]);
  });

  it("is silent where they do, and counts what the base had", async () => {
    expect((await tell(apps + ignored, apps + both, "rule-ignored")).lines).toEqual([]);
    expect(await tell(apps + ignored, elsewhere(ignored), "rule-ignored")).toMatchObject({
      lines: [],
      standing: ["rule-ignored 1"],
    });
  });
});

describe("implied-ingress-deny", () => {
  const egress = "  egress:\n    - to: [{ podSelector: { matchLabels: { app: api } } }]";
  const implied = policy("shop", "api", `  podSelector: { matchLabels: { app: web } }\n${egress}`);
  const said = policy(
    "shop",
    "api",
    `  podSelector: { matchLabels: { app: web } }\n  policyTypes: [Egress]\n${egress}`,
  );

  it("fires for a policy with egress rules alone", async () => {
    const { lines } = await tell(apps, apps + implied, "implied-ingress-deny");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^notice implied-ingress-deny head k8s\.yaml:25: .*write `policyTypes: \[Egress\]`/);
  });

  it("is silent where policyTypes say it, and counts what the base had", async () => {
    expect((await tell(apps, apps + said, "implied-ingress-deny")).lines).toEqual([]);
    expect(await tell(apps + implied, elsewhere(implied), "implied-ingress-deny")).toMatchObject({
      lines: [],
      standing: ["implied-ingress-deny 1"],
    });
  });
});
