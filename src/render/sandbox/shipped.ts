import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** From this file up to the root of the package, from its source as well as from a chunk in `dist/`. */
const PLACES = ["../../../sandbox/", "../sandbox/", "../../sandbox/"];

/** A file of the folder `sandbox/` of the package. */
export function shippedFile(name: string): URL {
  const places = PLACES.map((place) => new URL(place + name, import.meta.url));
  const place = places.find((url) => existsSync(url));
  if (place === undefined) throw new Error(`the package is incomplete: there is no file sandbox/${name}`);
  return place;
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
