// Bundles the demo of the GitHub App, whose fake GitHub is TypeScript of the tests, and runs it.
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const outfile = path("../dist/demo/review.js");

await build({
  entryPoints: [path("review.ts")],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
  // The modules find their files by their place in the sources; all of them lie three levels deep.
  define: { "import.meta.url": JSON.stringify(pathToFileURL(path("../test/github/fake/index.ts")).href) },
});
await import(pathToFileURL(outfile).href);
