/** One measurement of a repository of kustomizations in a process of its own: `node measure-render.js`, JSON to standard output. */
import { defaultConfig } from "../src/config/index.ts";
import { createFileReader } from "../src/manifests/index.ts";
import { openSandbox, renderChange } from "../src/render/index.ts";
import { judgedReport, readChange } from "../src/review/index.ts";
import { overlayRepositories } from "./overlays.ts";

const snapshots = overlayRepositories();
const names = { base: "base", head: "head" };
const reader = createFileReader();
const sandbox = openSandbox();

/** From the files of both sides to what the rules say. */
async function review(
  which: "changed" | "all",
): Promise<Readonly<Record<"milliseconds" | "roots" | "flows" | "unchanged", number>>> {
  const start = performance.now();
  const { renderAll } = sandbox;
  const rendered = await renderChange(snapshots, {
    renderAll,
    environments: [],
    defaultNamespace: "default",
    reader,
    which,
  });
  const change = readChange({ snapshots, rendered }, defaultConfig, {
    defaultNamespace: "default",
    names,
    notices: [],
    reader,
  });
  const { roots, unchanged = [] } = judgedReport(change, names, "2026-06-15");
  return {
    milliseconds: performance.now() - start,
    roots: roots.length,
    flows: roots.reduce((sum, { diff }) => sum + diff.newlyAllowed.length + diff.newlyDenied.length, 0),
    unchanged: unchanged.length,
  };
}

const cold = await review("changed");
const warm = await review("changed");
const all = await review("all");
await sandbox.close();
console.log(JSON.stringify({ cold, warm, all, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
