/** What assertions about one connection say, and what the evaluator says of that connection on both sides. */
import { expect, test } from "vitest";
import {
  examine,
  createEvaluator,
  workloadId,
  type Cluster,
  type ClusterSettings,
  type Explanation,
  type Protocol,
} from "../../src/engine/index.ts";
import { defaultConfig } from "../../src/config/index.ts";
import { judge, RULES, viewChange, type Assertion, type Claim } from "../../src/findings/index.ts";
import { parseEndpointWords } from "../../src/query/index.ts";
import { EVERYTHING } from "../oracle/generate.ts";
import { createRandom } from "../oracle/random.ts";
import { failuresOf, seeds, TIMEOUT } from "./cases.ts";

/** Of one side: whether the connection is surely or by assumption allowed, not decidable, or denied. */
type State = "allow" | "assumed" | "unknown" | "deny" | "absent";

const NO_RULES = new Map(RULES.map(({ id }) => [id, "off"] as const));
const PORTS = [80, 443, 5432, 8080] as const;

test("assertions about one connection agree with the evaluator, before and after", { timeout: TIMEOUT }, () => {
  const seen = new Map<string, number>();
  const failures = failuresOf(seeds(300), EVERYTHING, ({ seed, base, head, settings }) => {
    const random = createRandom(seed);
    const examination = examine(base, head, settings);
    const { endpoints } = examination.comparison;
    const whole = endpoints.flatMap((endpoint) =>
      endpoint.type === "workload" && endpoint.workload === null && endpoint.only !== "base" ? [endpoint.id] : [],
    );
    const questions = whole.flatMap((from) =>
      whole.flatMap((to): readonly Question[] =>
        from === to || !random.once(3) ? [] : [{ from, to, protocol: "TCP", port: random.pick(PORTS) }],
      ),
    );
    const assertions = questions.flatMap(({ from, to, protocol, port }, index): readonly Assertion[] =>
      (["deny", "allow"] as const).flatMap((type) =>
        (["regression", "always"] as const).map((enforce) => ({
          name: `${type}-${enforce}-${String(index)}`,
          description: null,
          level: "failure" as const,
          enforce,
          claim: { type, from: words(from), to: words(to) },
          ports: [{ type: "range", protocol, first: port, last: port }] as const,
          origin: { path: "netpol.yml", line: 1, column: 1 },
        })),
      ),
    );
    const change = viewChange({
      base: { cluster: base, diagnostics: [], customResources: [], lineAt: () => null },
      head: { cluster: head, diagnostics: [], customResources: [], lineAt: () => null },
      settings,
      plugin: null,
      examination,
    });
    const told = new Map(
      judge(change, { ...defaultConfig, rules: NO_RULES, assertions }, "2026-06-15").regressions.map(
        ({ assertion, level }) => [assertion, level],
      ),
    );
    const states = { base: statesIn(base, settings), head: statesIn(head, settings) };
    return questions.flatMap((question, index) => {
      const [{ state: before, families: had }, { state: after, families: has }] = [
        states.base(question),
        states.head(question),
      ];
      // What a pod newly has an address of another family for is new.
      if (before === null || after === null || (before !== "absent" && had !== has)) return [];
      return (["deny", "allow"] as const).flatMap((type) => {
        const [old, now] = [standing(type, before), standing(type, after)];
        seen.set(`${type} ${old} ${now}`, (seen.get(`${type} ${old} ${now}`) ?? 0) + 1);
        const expected = {
          always: LEVEL[now],
          // What the base may have allowed may be nothing new: then the change says at least that it cannot tell.
          regression:
            now === "kept" || old === now || (old === "broken" && now === "doubtful") ? undefined : LEVEL[now],
        };
        return (["always", "regression"] as const).flatMap((enforce) => {
          const level = told.get(`${type}-${enforce}-${String(index)}`);
          const isCautious = old === "doubtful" && now === "broken" && level === "warning";
          if (level === expected[enforce] || isCautious) return [];
          const { from, to, port } = question;
          return [
            `${type} ${enforce} ${from} -> ${to} ${String(port)}: ${String(level)}, not ${String(expected[enforce])} ` +
              `(${before} -> ${after})`,
          ];
        });
      });
    });
  });
  expect(failures).toEqual([]);
  for (const type of ["deny", "allow"])
    for (const change of ["kept kept", "kept broken", "broken broken", "broken kept", "doubtful doubtful"])
      expect(seen.get(`${type} ${change}`) ?? 0, `${type} ${change}`).toBeGreaterThan(0);
});

const LEVEL = { kept: undefined, doubtful: "warning", broken: "failure" } as const;

/** What is allowed by assumption breaks a `deny`, and keeps an `allow` in doubt. */
function standing(type: "deny" | "allow", state: State): keyof typeof LEVEL {
  switch (state) {
    case "absent":
      return "kept";
    case "allow":
      return type === "deny" ? "broken" : "kept";
    case "assumed":
      return type === "deny" ? "broken" : "doubtful";
    case "unknown":
      return "doubtful";
    case "deny":
      return type === "deny" ? "kept" : "broken";
  }
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** `null`: the two families differ. */
interface Answer {
  readonly state: State | null;
  /** Those that both ends have. */
  readonly families: string;
}

function statesIn(cluster: Cluster, settings: ClusterSettings): (question: Question) => Answer {
  const known = new Set(cluster.workloads.map(workloadId));
  const evaluate = createEvaluator(cluster, settings);
  return ({ from, to, protocol, port }) => {
    if (!known.has(from) || !known.has(to)) return { state: "absent", families: "" };
    const answers = ([4, 6] as const)
      .map((family) => {
        const explanation = evaluate({
          from: { type: "workload", id: from, pod: null },
          to: { type: "workload", id: to, pod: null },
          protocol,
          port,
          family,
        });
        return { family, explanation };
      })
      .filter(({ explanation }) => explanation.egress.reason !== "no-common-family");
    const states = new Set(answers.map(({ explanation }) => stateOf(explanation)));
    const [state = "deny"] = states;
    return { state: states.size > 1 ? null : state, families: answers.map(({ family }) => family).join() };
  };
}

function stateOf({ verdict, assumed }: Explanation): State {
  if (verdict === "allow" || verdict === "deny") return verdict;
  return assumed === "allow" ? "assumed" : assumed === "deny" ? "deny" : "unknown";
}

function words(id: string): Claim["from"] {
  const pattern = parseEndpointWords(id);
  if (pattern.type === "problem") throw new Error(pattern.message);
  return [{ text: id, pattern }];
}
