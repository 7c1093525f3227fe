import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { isLfsPointer } from "./blob.ts";
import { LFS_POINTER, NOT_REGULAR, tooLarge } from "./skip-reasons.ts";

/**
 * What has taken the place of a file since it was listed is no file: a link is not followed, and a pipe, which perhaps
 * nobody writes to, not waited for.
 */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * The bytes of a file, or why they are not read. Opened once, so that what is read is what was looked at, and the path
 * is looked up once.
 */
export function readRegular(path: string, fileBytes: number): Uint8Array | string {
  const file = openSync(path, OPEN_FLAGS);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return NOT_REGULAR;
    if (stat.size > fileBytes) return tooLarge(stat.size, fileBytes);
    // Some file systems do not know the size beforehand.
    const bytes = stat.size === 0 ? readFileSync(file) : readBytes(file, stat.size);
    return isLfsPointer(bytes) ? LFS_POINTER : bytes;
  } finally {
    closeSync(file);
  }
}

/** Up to `size` bytes. `readFileSync` would ask for the size again, and take memory from the system for every file. */
function readBytes(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
