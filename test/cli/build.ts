import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the command once for the tests that start it. Types are the business of `npm run types`. */
export function setup(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const args = [compiler, "-p", "tsconfig.build.json", "--noCheck", "--declaration", "false"];
  execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
