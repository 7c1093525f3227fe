import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the command once for the tests that start it. */
export function setup(): void {
  const build = fileURLToPath(new URL("../../build.js", import.meta.url));
  execFileSync(process.execPath, [build], { stdio: ["ignore", "inherit", "inherit"] });
}
