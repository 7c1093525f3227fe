import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
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
 * The renderers, ready to be shared with threads. V8 compiles their functions when they are first called.
 *
 * @throws Error when the module is damaged or missing
 */
export async function compileShipped(): Promise<WebAssembly.Module> {
  const packed = await readFile(shippedFile("renderer.wasm.br"));
  return WebAssembly.compile(await promisify(brotliDecompress)(packed));
}
