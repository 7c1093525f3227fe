/** `npm run bench`: measures, checks and judges. JSON lines to standard output, the machine first. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { measureEngine, type EngineResult } from "./engine-layer.ts";
import { measureFiles, type FilesResult } from "./files-layer.ts";
import { grownCounts, nameOf, shutGates, type RecordedCounts } from "./gates.ts";
import { fitGrowth } from "./growth.ts";
import { readOptions, type Options } from "./options.ts";
import { rounded } from "./runs.ts";

/** In the sources, not beside the compiled files. */
const COUNTS_FILE = fileURLToPath(new URL("../../../bench/counts.json", import.meta.url));

function main(words: readonly string[]): void {
  const options = readOptions(words);
  print({
    layer: "machine",
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryMegabytes: Math.round(totalmem() / 1024 ** 2),
    load: loadavg().map(rounded),
    node: process.version,
  });
  const problems = options.mode === "measure" ? measure(options) : count(options);
  for (const problem of problems) print({ layer: "gate", problem });
  if (problems.length > 0) process.exitCode = 1;
}

function measure({ layers, sizes, changes, runs }: Options): readonly string[] {
  const engine: EngineResult[] = [];
  const files: FilesResult[] = [];
  const peer = process.env["PEER_NETPOL_ANALYZER"] ?? null;
  for (const size of sizes) {
    for (const change of changes) {
      if (layers.includes("engine")) engine.push(print(measureEngine(size, change, runs)));
      if (layers.includes("files")) files.push(print(measureFiles(size, change, runs, peer)));
    }
  }
  const growth = fitGrowth(engine);
  growth.forEach(print);
  return shutGates(engine, files, growth);
}

/** The counts are the same on every machine and in every run: once is enough. */
function count({ sizes, changes, mode }: Options): readonly string[] {
  const results = sizes.flatMap((size) => changes.map((change) => print(measureEngine(size, change, 1))));
  const wrong = results.flatMap((one) => one.wrong.map((text) => `${nameOf(one)}: ${text}`));
  const recorded = JSON.parse(readFileSync(COUNTS_FILE, "utf8")) as RecordedCounts;
  if (mode === "counts") return [...wrong, ...grownCounts(results, recorded)];
  const updated = { ...recorded, ...Object.fromEntries(results.map((one) => [nameOf(one), one.counts])) };
  writeFileSync(COUNTS_FILE, `${JSON.stringify(updated, null, 2)}\n`);
  return wrong;
}

function print<T>(line: T): T {
  console.log(JSON.stringify(line));
  return line;
}

main(process.argv.slice(2));
