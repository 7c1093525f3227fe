import { createHash } from "node:crypto";

/** The id that git gives to a blob of these bytes. */
export function gitBlobId(bytes: Uint8Array, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm)
    .update(`blob ${String(bytes.length)}\0`)
    .update(bytes)
    .digest("hex");
}

/** Source: Git LFS specification, "The Pointer": the version line comes first, and the whole is below 1024 bytes. */
const lfsVersionLine = Buffer.from("version https://git-lfs.github.com/spec/");
const LFS_POINTER_BYTES = 1024;

export function isLfsPointer(bytes: Uint8Array): boolean {
  if (bytes.length >= LFS_POINTER_BYTES || bytes[0] !== lfsVersionLine[0]) return false;
  return lfsVersionLine.equals(bytes.subarray(0, lfsVersionLine.length));
}
