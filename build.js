// Builds the command into `dist/`. One chunk for what is always needed instead of some two hundred modules: opening those
// took a third of a second of every run. Packages stay outside; npm installs them.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    "cli/main": "src/cli/main.ts",
    "github/main": "src/github/main.ts",
    "github/analysis": "src/github/analysis/child.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
});
