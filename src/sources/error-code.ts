/** `ENOENT` and its like; `unknown` for anything that is no error of the operating system. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
