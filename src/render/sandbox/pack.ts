import type { Files } from "./request.ts";

/** The bytes of all files, without their paths. */
export function sizeOf(files: Files): number {
  let size = 0;
  for (const bytes of files.values()) size += bytes.length;
  return size;
}

/** Files as `unpack` in `sandbox/snapshot.go` reads them: each path and each content with its length before it. */
export function pack(files: Files): Uint8Array {
  const encoder = new TextEncoder();
  const parts = [...files].flatMap(([path, bytes]) => [encoder.encode(path), bytes]);
  const packed = new Uint8Array(parts.reduce((size, part) => size + 4 + part.length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    packed.set(part, at + 4);
    at += 4 + part.length;
  }
  return packed;
}
