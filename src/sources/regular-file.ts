import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { isLfsPointer } from "./blob.ts";
import { CHANGED, LFS_POINTER, NOT_REGULAR, tooLarge } from "./skip-reasons.ts";

/**
 * What has taken the place of a file since it was listed is no file: a link is not followed, and a pipe, which perhaps
 * nobody writes to, not waited for.
 */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** Files below this many bytes are read without asking for their size first; nearly all manifests are. */
const PIECE_BYTES = 64 * 1024;

/** Holds the bytes of a small file until it is known how many they are; empty between two calls. */
const piece = Buffer.allocUnsafe(PIECE_BYTES);

/**
 * The bytes of a file, or why they are not read. Opened once, so that what is read is what was looked at, and the path
 * is looked up once. Throws what the system says: `ESPIPE` for a pipe, since it is read from a position.
 */
export function readRegular(path: string, fileBytes: number): Uint8Array | string {
  const file = openSync(path, OPEN_FLAGS);
  try {
    const read = readSmall(file) ?? readLarge(file, fileBytes);
    if (typeof read === "string") return read;
    if (read.length > fileBytes) return tooLarge(read.length, fileBytes);
    return isLfsPointer(read) ? LFS_POINTER : read;
  } finally {
    closeSync(file);
  }
}

/** A file that ends within the first piece. To ask for the size of every file took a tenth of the time of reading. */
function readSmall(file: number): Uint8Array | null {
  const length = readSync(file, piece, 0, PIECE_BYTES, 0);
  const isWhole = length < PIECE_BYTES && readSync(file, piece, length, PIECE_BYTES - length, length) === 0;
  return isWhole ? Buffer.from(piece.subarray(0, length)) : null;
}

/** A file that gave a whole piece. */
function readLarge(file: number, fileBytes: number): Uint8Array | string {
  const stat = fstatSync(file);
  if (!stat.isFile()) return NOT_REGULAR;
  if (stat.size < PIECE_BYTES) return CHANGED;
  if (stat.size > fileBytes) return tooLarge(stat.size, fileBytes);
  const bytes = Buffer.allocUnsafe(stat.size);
  let length = 0;
  while (length < stat.size) {
    const read = readSync(file, bytes, length, stat.size - length, length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
