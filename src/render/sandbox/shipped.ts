import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { brotliDecompress } from "node:zlib";

/** How far up from this file the package may begin: it stands elsewhere in the source than in a chunk of `dist/`. */
const MAX_LEVELS = 6;

/** A file of the folder `sandbox/` of the package: the nearest above this file. */
export function shippedFile(name: string): URL {
  for (let levels = 1; levels <= MAX_LEVELS; levels += 1) {
    const place = new URL(`${"../".repeat(levels)}sandbox/${name}`, import.meta.url);
    if (existsSync(place)) return place;
  }
  throw new Error(`the package is incomplete: there is no file sandbox/${name}`);
}

/**
 * Lets V8 optimise only those functions of the renderers that run long, as later versions do by themselves: at the default of
 * Node 20 it optimised thousands of large functions that were about to end. The first small roots of a process take 2.6
 * seconds rather than 3.2, and a seventh less processor time; large ones, and those that follow, take as long as before.
 */
function optimiseHotOnly(): void {
  // Later versions need it not, and complain about a flag that they do not know.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--wasm-tiering-budget=20000000");
}

/**
 * The renderers, ready to be shared with threads. V8 compiles their functions when they are first called.
 *
 * @throws Error when the module is damaged or missing
 */
export async function compileShipped(): Promise<WebAssembly.Module> {
  optimiseHotOnly();
  const packed = await readFile(shippedFile("renderer.wasm.br"));
  return WebAssembly.compile(await promisify(brotliDecompress)(packed));
}
