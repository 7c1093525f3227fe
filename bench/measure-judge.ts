/** One measurement of judging in a process of its own: `node measure-judge.js <size> <change>`, JSON to standard output. */
import { optimiseLater } from "../src/cli/compiler.ts";
import { defaultConfig, toClusterSettings } from "../src/config/index.ts";
import { examine } from "../src/engine/index.ts";
import { judge, viewChange } from "../src/findings/index.ts";
import { makeAssertions } from "./assertions.ts";
import { changeNamed, CHANGES } from "./changes.ts";
import { generateCluster } from "./generate.ts";
import { sizeNamed } from "./sizes.ts";

const ASSERTIONS = 200;

// As the command runs it.
optimiseLater();
const [, , sizeName = "", changeName = ""] = process.argv;
const base = generateCluster(sizeNamed(sizeName));
const head = CHANGES[changeNamed(changeName)](base);
const settings = toClusterSettings(defaultConfig);
const examination = examine(base, head, settings);
const change = viewChange({
  base: { cluster: base, diagnostics: [], customResources: [], lineAt: () => null },
  head: { cluster: head, diagnostics: [], customResources: [], lineAt: () => null },
  settings,
  plugin: null,
  examination,
});
const { comparison } = examination;
const assertions = makeAssertions(
  ASSERTIONS,
  base.namespaces.map(({ name }) => name),
);

const start = performance.now();
const judgement = judge(change, { ...defaultConfig, assertions }, "2026-06-15");
const milliseconds = performance.now() - start;

const started = performance.now();
judge(change, defaultConfig, "2026-06-15");
const rulesMilliseconds = performance.now() - started;

console.log(
  JSON.stringify({
    milliseconds,
    rulesMilliseconds,
    assertions: assertions.length,
    flows: comparison.newlyAllowed.length + comparison.newlyDenied.length,
    findings: judgement.regressions.length,
    standing: judgement.standing.reduce((sum, { count }) => sum + count, 0),
  }),
);
