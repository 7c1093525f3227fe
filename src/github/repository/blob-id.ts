import { gitBlobId } from "../../sources/index.ts";

/** Whether git gives these bytes this id; ids of 64 digits are SHA-256. */
export function isBlob(id: string, bytes: Uint8Array): boolean {
  return gitBlobId(bytes, id.length === 64 ? "sha256" : "sha1") === id;
}
