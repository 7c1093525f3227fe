import { lstatSync, statSync } from "node:fs";
import { join } from "node:path";

/** Whether a symbolic link leads to a directory; not so for one to nowhere, or in a circle. */
export function leadsToDirectory(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

/**
 * For a path below `root` (with `/`): the first directory on the way that is a symbolic link, so that the path leads
 * somewhere else than it says; `null` for none. The directory asked for last is remembered: ask in path order.
 */
export function linkFinder(root: string): (path: string) => string | null {
  let directory = "";
  let link: string | null = null;
  return (path) => {
    const asked = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (asked !== directory) {
      directory = asked;
      link = prefixesOf(asked).find((prefix) => isLinkToDirectory(join(root, prefix))) ?? null;
    }
    return link;
  };
}

/** `a`, `a/b` and `a/b/c` for `a/b/c`. */
function prefixesOf(directory: string): readonly string[] {
  return directory.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
}

function isLinkToDirectory(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && leadsToDirectory(path);
  } catch {
    // What is not there, or cannot be looked at, is no link; whoever reads below it is told why that fails.
    return false;
  }
}
