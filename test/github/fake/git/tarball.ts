import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { walkTree } from "./files.ts";
import type { Mode, ObjectStore } from "./objects.ts";

const BLOCK = 512;

/** Longest name and link target of a plain header; what is longer goes into an extended header before it. */
const NAME_BYTES = 100;

/** An archive as `git archive --format=tar.gz` makes it: the commit in a global header, all below one folder. */
export function tarball(store: ObjectStore, tree: string, folder: string, commit: string): Readable {
  return Readable.from(blocks(store, tree, folder, commit)).pipe(createGzip());
}

function* blocks(store: ObjectStore, tree: string, folder: string, commit: string): Generator<Buffer> {
  yield* entry("pax_global_header", "g", record("comment", commit), "");
  yield* entry(`${folder}/`, "5", Buffer.alloc(0), "");
  for (const [path, { mode, sha }] of walkTree(store, tree)) {
    const name = `${folder}/${path}`;
    const bytes = store.blobs.get(sha) ?? Buffer.alloc(0);
    if (mode === "120000") yield* entry(name, "2", Buffer.alloc(0), bytes.toString());
    else if (mode === "040000" || mode === "160000") yield* entry(`${name}/`, "5", Buffer.alloc(0), "");
    else yield* entry(name, "0", bytes, "", mode);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function* entry(name: string, type: string, body: Buffer, link: string, mode: Mode = "100644"): Generator<Buffer> {
  const extended = [
    ...(Buffer.byteLength(name) > NAME_BYTES ? [record("path", name)] : []),
    ...(Buffer.byteLength(link) > NAME_BYTES ? [record("linkpath", link)] : []),
  ];
  if (extended.length > 0) yield* entry("pax_header", "x", Buffer.concat(extended), "");
  const header = Buffer.alloc(BLOCK);
  header.write(Buffer.from(name).subarray(0, NAME_BYTES).toString("latin1"), 0, "latin1");
  const permissions = mode === "100755" || type === "5" ? "0000775" : "0000664";
  header.write(`${permissions}\0${"0".repeat(7)}\0${"0".repeat(7)}\0`, 100);
  header.write(`${body.length.toString(8).padStart(11, "0")}\0${"0".repeat(11)}\0${" ".repeat(8)}${type}`, 124);
  header.write(Buffer.from(link).subarray(0, NAME_BYTES).toString("latin1"), 157, "latin1");
  header.write("ustar\x0000root\0", 257);
  header.write("root\0", 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  yield header;
  yield body;
  yield Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
}

/** A record of an extended header: its own length in bytes, key and value. */
function record(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length !== length) length = bytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}
