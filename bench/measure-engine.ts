/** One measurement of the engine in a process of its own: `node measure-engine.js <size> <change>`, JSON to standard output. */
import { optimiseLater } from "../src/cli/compiler.ts";
import { examine } from "../src/engine/index.ts";
import type { ClusterSettings } from "../src/engine/model.ts";
import { changeNamed, CHANGES } from "./changes.ts";
import { checkDiff } from "./check.ts";
import { generateCluster } from "./generate.ts";
import { sizeNamed } from "./sizes.ts";

const SETTINGS: ClusterSettings = {
  podRanges: [],
  nodeRanges: [],
  ipBlocks: "pods-and-external",
  hostNetworkPods: "node",
};

// As the command runs it.
optimiseLater();
const [, , sizeName = "", changeName = ""] = process.argv;
const base = generateCluster(sizeNamed(sizeName));
const head = CHANGES[changeNamed(changeName)](base);

const start = performance.now();
const { comparison: diff, statistics } = examine(base, head, SETTINGS);
const milliseconds = performance.now() - start;
// Before the check, which needs memory of its own.
const peakKilobytes = process.resourceUsage().maxRSS;

const check = checkDiff(diff, { cluster: base, settings: SETTINGS }, { cluster: head, settings: SETTINGS });
const flows = diff.newlyAllowed.length + diff.newlyDenied.length;
console.log(
  JSON.stringify({
    milliseconds,
    peakKilobytes,
    counts: { ...statistics, endpoints: diff.endpoints.length, flows },
    check,
  }),
);
