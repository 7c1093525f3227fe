#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const oldestNode = 20;
const main = new URL("../dist/cli/main.js", import.meta.url);

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(`netpol: needs Node.js ${oldestNode} or later; this is ${process.versions.node}`);
  process.exitCode = 2;
} else if (existsSync(main)) {
  const { run } = await import(main.href);
  await run(process.argv);
} else {
  const directory = fileURLToPath(new URL("..", import.meta.url));
  console.error(`netpol: not built yet: run \`npm ci && npm run build\` in ${directory}`);
  process.exitCode = 2;
}
