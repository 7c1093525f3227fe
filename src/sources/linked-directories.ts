import { lstatSync, statSync } from "node:fs";

/** Whether a symbolic link leads to a directory; not so for one to nowhere, or in a circle. */
export function leadsToDirectory(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

/**
 * For a path (with `/`) below the directory whose paths start with `prefix`: the first directory on the way that is a
 * symbolic link, so that the path leads somewhere else than it says; `null` for none. Every directory is looked at once.
 */
export function linkFinder(prefix: string): (path: string) => string | null {
  const known = new Map<string, string | null>();
  const linkAbove = (path: string): string | null => {
    const end = path.lastIndexOf("/");
    if (end === -1) return null;
    const directory = path.slice(0, end);
    let link = known.get(directory);
    if (link === undefined) {
      link = linkAbove(directory) ?? (isLinkToDirectory(prefix + directory) ? directory : null);
      known.set(directory, link);
    }
    return link;
  };
  return linkAbove;
}

function isLinkToDirectory(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && leadsToDirectory(path);
  } catch {
    // What is not there, or cannot be looked at, is no link; whoever reads below it is told why that fails.
    return false;
  }
}
