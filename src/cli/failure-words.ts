/** Why the operating system refused something, in words; its code where it is a rare one. */
export function failureWords(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return WORDS.get(code) ?? code;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "no permission"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would be larger than it may be"],
  ["EIO", "the disk or device failed"],
  ["EISDIR", "it is a directory"],
  ["ELOOP", "its symbolic links lead in a circle"],
  ["ENOENT", "there is no such file"],
  ["ENOSPC", "no space is left on the device"],
  ["ENOTDIR", "a part of its path is no directory"],
  ["EPERM", "no permission"],
  ["EROFS", "the disk is read-only"],
]);
