/** What to write instead, where that needs no thought. */
import { describe, expect, it } from "vitest";
import type { Fix, RuleId } from "../../src/findings/index.ts";
import { deployment, policy, tell } from "./support.ts";

const apps = ["web", "api"].map((name) => deployment("shop", name, { app: name })).join("");
const ops = deployment("ops", "prometheus", { app: "prometheus" });
const spaces = ["shop", "ops"]
  .map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${name} } }\n`)
  .join("");

/** Of a new policy in a file of its own. */
async function fixesOf(rule: RuleId, text: string): Promise<readonly (Fix | null)[]> {
  const base = spaces + apps + ops;
  const { regressions } = await tell({ "apps.yaml": base }, { "apps.yaml": base, "p.yaml": text }, rule);
  return regressions.map(({ fix }) => fix);
}

const spec = (...lines: readonly string[]): string => policy("shop", "p", lines.map((line) => `  ${line}`).join("\n"));
const at = (line: number, ...lines: readonly string[]): Fix => ({
  path: "p.yaml",
  firstLine: line,
  lastLine: line,
  text: lines.join("\n"),
});

describe("unknown-field", () => {
  it("writes the key that was meant, in block and flow style", async () => {
    expect(await fixesOf("unknown-field", spec("podSelector:", "  matchlabels: { app: web } # ours"))).toEqual([
      at(7, "    matchLabels: { app: web } # ours"),
    ]);
    expect(await fixesOf("unknown-field", spec("podSelector: { matchlabels: { app: web } }"))).toEqual([
      at(6, "  podSelector: { matchLabels: { app: web } }"),
    ]);
  });

  it("writes none where nothing suggests itself, where the depth is wrong, and where the line is not plain", async () => {
    expect(await fixesOf("unknown-field", spec("podSelector: {}", "whatever: 1"))).toEqual([null]);
    expect(await fixesOf("unknown-field", spec("podSelector: {}", "ports: []"))).toEqual([null]);
    for (const comment of ["# @team", "# ```", "# \u202E", `# ${"x".repeat(200)}`]) {
      expect(await fixesOf("unknown-field", spec("podSelector: {}", `ingres: [] ${comment}`)), comment).toEqual([null]);
    }
    expect(await fixesOf("unknown-field", spec("podSelector: {}", '"ingres": []'))).toEqual([null]);
  });

  it("counts lines and columns as the file has them", async () => {
    const text = `\uFEFF${spec("podSelector: {}", "ingres: []")}`.replaceAll("\n", "\r\n");
    expect(await fixesOf("unknown-field", text)).toEqual([at(7, "  ingress: []")]);
  });
});

describe("implied-ingress-deny", () => {
  it("says what holds, in a line of its own", async () => {
    const fixes = await fixesOf(
      "implied-ingress-deny",
      spec("podSelector: {}", "egress: [{ ports: [{ port: 443 }] }]"),
    );
    expect(fixes).toEqual([at(7, "  policyTypes: [Ingress, Egress]", "  egress: [{ ports: [{ port: 443 }] }]")]);
  });

  it("writes none in flow style", async () => {
    const text = policy("shop", "p", "").replace("spec:\n\n", "spec: { podSelector: {}, egress: [{}] }\n");
    expect(await fixesOf("implied-ingress-deny", text)).toEqual([null]);
  });
});

describe("or-instead-of-and", () => {
  const SPACES = ["    - namespaceSelector:", "        matchLabels: { team: ops }"];
  const PODS = ["    - podSelector:", "        matchLabels: { app: prometheus }"];
  const head = ["podSelector: {}", "ingress:", "  - from:"];

  it("removes the dash of the later item", async () => {
    expect(await fixesOf("or-instead-of-and", spec(...head, ...SPACES, ...PODS))).toEqual([
      at(11, "        podSelector:"),
    ]);
    expect(await fixesOf("or-instead-of-and", spec(...head, ...PODS, ...SPACES))).toEqual([
      at(11, "        namespaceSelector:"),
    ]);
  });

  it("writes none where another item stands between, and in flow style", async () => {
    const between = ["    - ipBlock: { cidr: 10.0.0.0/8 }"];
    expect(await fixesOf("or-instead-of-and", spec(...head, ...SPACES, ...between, ...PODS))).toEqual([null]);
    const flow =
      "  - from: [{ namespaceSelector: { matchLabels: { team: ops } } }, { podSelector: { matchLabels: { app: prometheus } } }]";
    expect(await fixesOf("or-instead-of-and", spec("podSelector: {}", "ingress:", flow))).toEqual([null]);
  });

  it("gives a policy without the finding", async () => {
    const text = spec(...head, ...SPACES, ...PODS);
    const [fix] = await fixesOf("or-instead-of-and", text);
    const lines = text.split("\n");
    lines.splice((fix?.firstLine ?? 1) - 1, 1, fix?.text ?? "");
    expect(await fixesOf("or-instead-of-and", lines.join("\n"))).toEqual([]);
    expect(await fixesOf("invalid-object", lines.join("\n"))).toEqual([]);
  });
});
