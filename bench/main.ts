/** `npm run bench`: measures, checks and judges. JSON lines to standard output, the machine first. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { measureApp } from "./app/app-layer.ts";
import { shutAppGates } from "./app/gates.ts";
import { measureReviews } from "./app/review-time.ts";
import { measureEngine, type EngineResult } from "./engine-layer.ts";
import { measureFiles, type FilesResult } from "./files-layer.ts";
import { grownCounts, nameOf, shutGates, type RecordedCounts } from "./gates.ts";
import { fitGrowth } from "./growth.ts";
import { measureJudge, shutJudgeGates } from "./judge-layer.ts";
import { measureRender, shutRenderGates } from "./render-layer.ts";
import { readOptions, type Options } from "./options.ts";
import { rounded } from "./runs.ts";

/** In the sources, not beside the compiled files. */
const COUNTS_FILE = fileURLToPath(new URL("../../../bench/counts.json", import.meta.url));

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  print({
    layer: "machine",
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryMegabytes: Math.round(totalmem() / 1024 ** 2),
    load: loadavg().map(rounded),
    node: process.version,
  });
  const problems = options.mode === "measure" ? await measure(options) : await count(options);
  for (const problem of problems) print({ layer: "gate", problem });
  if (problems.length > 0) process.exitCode = 1;
}

async function measure(options: Options): Promise<readonly string[]> {
  const { layers, sizes, changes, runs } = options;
  const engine: EngineResult[] = [];
  const files: FilesResult[] = [];
  const peer = process.env["PEER_NETPOL_ANALYZER"] ?? null;
  for (const size of sizes) {
    for (const change of changes) {
      if (layers.includes("engine") && size.otherFiles === undefined)
        engine.push(print(measureEngine(size, change, runs)));
      if (layers.includes("files")) files.push(print(measureFiles(size, change, runs, peer)));
    }
  }
  const growth = fitGrowth(engine);
  growth.forEach(print);
  const judged = layers.includes("judge") ? measureJudge(runs).map(print) : [];
  const rendered = layers.includes("render") ? shutRenderGates(print(measureRender(runs))) : [];
  const app: string[] = [];
  if (layers.includes("app")) {
    for await (const result of measureApp(runs, options.app)) app.push(...shutAppGates(print(result)));
  }
  return [...shutGates(engine, files, growth), ...shutJudgeGates(judged), ...rendered, ...app];
}

/** The counts are the same on every machine and in every run: once is enough. */
async function count({ layers, sizes, changes, mode }: Options): Promise<readonly string[]> {
  const engine = layers.includes("engine")
    ? sizes.flatMap((size) => changes.map((change) => print(measureEngine(size, change, 1))))
    : [];
  const app = layers.includes("app") ? (await measureReviews(1)).map(print) : [];
  const wrong = engine.flatMap((one) => one.wrong.map((text) => `${nameOf(one)}: ${text}`));
  const results = [...engine, ...app.map(({ measure: change, counts }) => ({ ...APP, change, counts }))];
  const recorded = JSON.parse(readFileSync(COUNTS_FILE, "utf8")) as RecordedCounts;
  if (mode === "counts") return [...wrong, ...grownCounts(results, recorded)];
  const updated = { ...recorded, ...Object.fromEntries(results.map((one) => [nameOf(one), one.counts])) };
  writeFileSync(COUNTS_FILE, `${JSON.stringify(updated, null, 2)}\n`);
  return wrong;
}

/** What a review by the app is called among the counts. */
const APP = { layer: "app", size: "500" } as const;

function print<T>(line: T): T {
  console.log(JSON.stringify(line));
  return line;
}

await main(process.argv.slice(2));
